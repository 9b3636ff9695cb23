"""The browser that the machine has."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, sync_playwright

CHROME_OF_MACOS = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
ARGUMENTS = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
]


def chromium() -> str:
    """Return the path of the browser; a test that needs one fails where there is none."""
    if named := os.environ.get("CHROMIUM"):
        candidates = [named]
    else:
        candidates = ["chromium", "chromium-browser", "google-chrome", CHROME_OF_MACOS]
    for candidate in candidates:
        if found := shutil.which(candidate):
            return found
    pytest.fail(
        f"no browser found (looked for {', '.join(candidates)}): install Chromium, or set CHROMIUM to the path of one",
        pytrace=False,
    )


@contextmanager
def launched() -> Iterator[Browser]:
    """Launch a headless Chromium."""
    as_root = getattr(os, "geteuid", lambda: 1)() == 0  # Chromium refuses to run as root without it
    arguments = [*ARGUMENTS, "--no-sandbox"] if as_root else ARGUMENTS
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=arguments)
        yield browser
        browser.close()
