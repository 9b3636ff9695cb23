"""The browser that the machine has; Playwright, which drives it, is imported when it is asked for."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

CHROME_OF_MACOS = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
ARGUMENTS = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
]
PHONE, TABLET, NARROW_DESK, SMALL_DESK, DESK = (390, 844), (834, 1112), (960, 800), (1280, 800), (1440, 900)


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
    from playwright.sync_api import sync_playwright

    as_root = getattr(os, "geteuid", lambda: 1)() == 0  # Chromium refuses to run as root without it
    arguments = [*ARGUMENTS, "--no-sandbox"] if as_root else ARGUMENTS
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=arguments)
        yield browser
        browser.close()


Open = Callable[..., "Page"]


@contextmanager
def pages_of(browser: Browser, address: str) -> Iterator[Open]:
    """Give what opens a page below an address in a window of a size; whatever goes wrong in it fails the test."""
    contexts = []
    errors: list[str] = []

    def open_page(path: str, size: tuple[int, int] = DESK, **options: Any) -> Page:
        viewport = {"width": size[0], "height": size[1]}
        context = browser.new_context(viewport=viewport, has_touch=size[0] < 1000, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(f"{page.url}: {error}"))
        page.on("console", lambda message: errors.append(f"{page.url}: {message.text}"))
        page.goto(address + path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert [error for error in errors if "favicon" not in error] == []


def expect(actual: Any) -> Any:
    """Return Playwright's assertions about a page or a part of one, which wait until they hold."""
    from playwright.sync_api import expect as assertions

    return assertions(actual)
