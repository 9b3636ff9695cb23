"""Pictures of the main pages, for the eye: `make screenshots` writes them into screenshots/.

The README's picture is one of them: screenshots/jasmine-1440-light.png, copied to docs/guide/images/page.png.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import threading
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path

from playwright.sync_api import sync_playwright

from support.browser import chromium
from support.places import ROOT
from support.server import QuietHandler

PAGES = {
    "home": "",
    "jasmine": "commentary/jasmine/",
    "common-ground": "commentary/common-ground/",
    "footnotes": "footnotes/",
    "sources": "sources/",
    "terms": "terms/",
    "chronology": "chronology/",
    "initiatives": "initiatives/",
    "initiative": "initiatives/jasmine/",
    "making": "guide/making/",
}


def main() -> None:
    """Builds the site and takes each page at a desk and on a phone, light and dark."""
    target = ROOT / "screenshots"
    target.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, "-m", "mkdocs", "build", "-q", "--strict", "-d", folder], cwd=ROOT, check=True)
        with ThreadingHTTPServer(("127.0.0.1", 0), partial(QuietHandler, directory=folder)) as server:
            threading.Thread(target=server.serve_forever, daemon=True).start()
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
                for width, height in ((1440, 900), (390, 844)):
                    for scheme in ("light", "dark"):
                        context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)
                        page = context.new_page()
                        for name, address in PAGES.items():
                            page.goto(f"http://127.0.0.1:{server.server_port}/{address}")
                            page.wait_for_timeout(200)
                            page.screenshot(path=target / f"{name}-{width}-{scheme}.png")
                        context.close()
                browser.close()
            server.shutdown()
    print(f"{len(list(Path(target).glob('*.png')))} pictures in {target.name}/")


if __name__ == "__main__":
    main()
