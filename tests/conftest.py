"""What tests share: where things are, the built site, a server for it, a browser.

Nothing is imported here that the quick lane does not need: a browser is driven only by tests that ask for `browser`.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from support.places import ROOT
from support.server import serve

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# A golden mismatch shows its difference only in modules that pytest rewrites.
pytest.register_assert_rewrite("support.golden", "support.rendering")
# No test asserts a time, so that no example has a deadline; HYPOTHESIS_PROFILE=nightly tries many more of them.
settings.register_profile("default", deadline=None, max_examples=200)
settings.register_profile("quick", deadline=None, max_examples=25)
settings.register_profile("nightly", deadline=None, max_examples=10_000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that need a browser or the built site; the quick lane leaves them out."""
    for item in items:
        fixtures = getattr(item, "fixturenames", ())
        if "browser" in fixtures:
            item.add_marker("browser")
        if "site" in fixtures:
            item.add_marker("slow")


@pytest.fixture(scope="session")
def project() -> Path:
    """The root of the project."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder `shared` beside the project, which holds the commentary and the checks against it."""
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        pytest.skip("no folder 'shared' beside the project")
    return folder


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of the project, built strictly."""
    folder = tmp_path_factory.mktemp("site")
    build = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(folder)],
        cwd=ROOT,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        encoding="utf-8",
        errors="replace",
    )
    if build.returncode:
        pytest.fail(f"the strict build of the site failed:\n{build.stdout}{build.stderr}", pytrace=False)
    return folder


@pytest.fixture(scope="session")
def site_url(site: Path) -> Iterator[str]:
    """The address under which the built site is served, with a slash at its end."""
    with serve(site) as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A headless Chromium, the one that the machine has."""
    from support.browser import launched  # which needs Playwright

    with launched() as browser:
        yield browser
