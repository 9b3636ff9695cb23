"""What tests share: where things are, the built sites, a server for them, a browser.

Nothing is imported here that the quick lane does not need: a browser is driven only by tests that ask for `browser`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from annotated_edition.reading import cache
from support.builds import build_with_mkdocs, make_once
from support.cli import run
from support.places import ROOT
from support.server import serve

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from support.browser import Open

# A mismatch shows its difference only in modules that pytest rewrites when they are imported, later than here.
pytest.register_assert_rewrite(*(f"support.{name}" for name in ("catalogue", "golden", "rendering", "sweep")))
# No test asserts a time, so that no example has a deadline; HYPOTHESIS_PROFILE=nightly tries many more of them.
settings.register_profile("default", deadline=None, max_examples=60)
settings.register_profile("quick", deadline=None, max_examples=25)
settings.register_profile("nightly", deadline=None, max_examples=10_000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))
# The tests open hundreds of editions, and each would put the citations of another out of the cache.
cache.CACHED_FILES = 2_000
#: Tests of a minute and more.
LONGEST = {
    "test_a_killed_build_leaves_a_whole_site", "test_axe_finds_nothing_on_any_page", "test_nothing_acts",
}  # fmt: skip
#: Fixtures that build an edition; a test that uses one is no part of the quick lane.
BUILT = {"site", "published"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that need a browser or a built site, which the quick lane leaves out, and put slow ones first."""
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        if "browser" in fixtures:
            item.add_marker("browser")
        if fixtures & BUILT:
            item.add_marker("slow")
    # So that no worker is alone with a slow one at the end.
    items.sort(
        key=lambda item: (
            getattr(item, "originalname", "") not in LONGEST,
            not (item.get_closest_marker("browser") or item.get_closest_marker("slow")),
        )
    )


@pytest.fixture(scope="session")
def project() -> Path:
    """The root of the project."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder `shared` beside the project, in which who may read the commentary keeps it."""
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        pytest.skip("no folder 'shared' beside the project")
    return folder


@pytest.fixture(scope="session")
def once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of this run for what `make_once` makes: all workers have the same."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "once"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def site(once: Path) -> Path:
    """The site of the project, built strictly by MkDocs."""

    def build(folder: Path) -> None:
        done = build_with_mkdocs(ROOT, folder, "--strict")
        if done.returncode:
            pytest.fail(f"the strict build of the site failed:\n{done.stdout}{done.stderr}", pytrace=False)

    return make_once(once / "site", build)


@pytest.fixture(scope="session")
def published(once: Path) -> Path:
    """The site of the project as `edition build` makes it, at a fixed moment."""

    def build(folder: Path) -> None:
        done = run("build", "--strict", "--site-dir", str(folder), cwd=ROOT, SOURCE_DATE_EPOCH="1700000000")
        if done.returncode:
            pytest.fail(f"the build failed:\n{done.stdout}{done.stderr}", pytrace=False)

    return make_once(once / "published", build)


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


@pytest.fixture
def open_page(browser: Browser, site_url: str) -> Iterator[Open]:
    """Opens a page of the built site in a window of a size; whatever goes wrong in it fails the test."""
    from support.browser import pages_of

    with pages_of(browser, site_url) as open_page:
        yield open_page
