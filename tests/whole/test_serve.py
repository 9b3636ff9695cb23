"""The live site: a change in the data shows, a broken file says what is wrong, and the page comes back."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.builds import with_quick_theme
from support.editions import make
from support.serving import serve_edition, wait_for

pytestmark = pytest.mark.slow


def test_an_edit_shows_and_a_broken_file_says_so(tmp_path: Path) -> None:
    root = make(tmp_path)
    file = root / "data" / "footnotes.yml"
    sound = file.read_text(encoding="utf-8")
    with serve_edition(root) as url:
        wait_for(url + "text/opening/", "1899), 12.")
        file.write_text(sound.replace("locator: 12", "locator: 77"), encoding="utf-8")
        wait_for(url + "text/opening/", "1899), 77.")
        file.write_text(sound.replace("number: 2", "number: 2\n  number: 2"), encoding="utf-8")
        for page in ("text/opening/", "footnotes/", ""):
            wait_for(url + page, "data/footnotes.yml:5: AE104")
        file.write_text(sound, encoding="utf-8")
        wait_for(url + "text/opening/", "1899), 12.")
        bib = root / "data" / "sources.bib"
        bib.write_text(bib.read_text(encoding="utf-8").replace("Lamps", "Lights"), encoding="utf-8")
        wait_for(url + "sources/", "Lights and Keepers")
        wait_for(url, "Lights and Keepers")  # mkdocs-bibtex's note on a page that is no section


def test_a_site_that_starts_broken_recovers(tmp_path: Path) -> None:
    root = with_quick_theme(tmp_path)
    file = root / "data" / "terms.yml"
    sound = file.read_text(encoding="utf-8")
    file.write_text("- id: [", encoding="utf-8")
    with serve_edition(root) as url:
        wait_for(url + "terms/", "data/terms.yml:1: AE103")
        file.write_text(sound, encoding="utf-8")
        wait_for(url + "terms/", "Whoever tends a light")


def test_whatever_breaks_the_server_goes_on(tmp_path: Path) -> None:
    root = with_quick_theme(tmp_path)
    index, edition, style = root / "docs/index.md", root / "data/edition.yml", root / "data/note.csl"
    sound = {file: file.read_bytes() for file in (index, edition, style)}
    with serve_edition(root) as url:
        wait_for(url, "On keeping lights")
        for file, content, said in (
            (index, "# Caf\u00e9\n".encode("latin-1"), "docs/index.md:1: AE102"),
            (index, b"# X\n\n" + b"[" * 60_000 + b"\n", "docs/index.md:3: AE113"),
            (index, b"---\ntitle: [\n---\n# X\n\nText.\n", "Text."),
            (edition, b"work: [\n", "data/edition.yml:"),
            (edition, b"", "data/edition.yml:1: AE107"),
            (style, b"<style", "On keeping lights"),
        ):
            file.write_bytes(content)
            wait_for(url, said)
            file.write_bytes(sound[file])
            wait_for(url, "two lights")
        marked = sound[index].decode() + "\nA claim[^31] of [[nobody]], [@nothing].\n"
        index.write_text(marked, encoding="utf-8")
        for each in ("[^31]</mark>", "[[nobody]]</mark>"):
            assert each in wait_for(url, "[^31]")
