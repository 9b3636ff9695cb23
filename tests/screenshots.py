"""Pictures of the main pages, for the eye: `make screenshots` writes them into screenshots/.

The README's picture is one of them: screenshots/jasmine-1440-light.png, copied to docs/guide/images/page.png.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from support.browser import launched
from support.builds import build_with_mkdocs
from support.places import ROOT
from support.server import serve

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
    """Build the site and take each page at a desk and on a phone, light and dark."""
    target = ROOT / "screenshots"
    target.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        build_with_mkdocs(ROOT, Path(folder), "-q", "--strict").check_returncode()
        with serve(Path(folder)) as site, launched() as browser:
            for width, height in ((1440, 900), (390, 844)):
                for scheme in ("light", "dark"):
                    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)
                    page = context.new_page()
                    for name, address in PAGES.items():
                        page.goto(site + address)
                        page.wait_for_timeout(200)
                        page.screenshot(path=target / f"{name}-{width}-{scheme}.png")
                    context.close()
    print(f"{len(list(Path(target).glob('*.png')))} pictures in {target.name}/")


if __name__ == "__main__":
    main()
