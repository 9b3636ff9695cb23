"""The live site: a change in the data shows, a broken file says what is wrong, and the page comes back."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from support.builds import tree
from support.editions import make


@contextmanager
def serving(root: Path, *options: str) -> Iterator[str]:
    """`mkdocs serve` of an edition; gives its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "mkdocs", "serve", "--dev-addr", f"127.0.0.1:{port}", *options]
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    with (
        (root / "log.txt").open("w", encoding="utf-8") as log,
        subprocess.Popen(command, cwd=root, env=environment, stdout=log, stderr=log) as process,
    ):
        try:
            yield f"http://127.0.0.1:{port}/"
        finally:
            process.terminate()
    text = (root / "log.txt").read_text(encoding="utf-8")
    assert "Traceback" not in text, text


def until(url: str, needle: str, seconds: float = 40) -> str:
    """The page once it holds `needle`."""
    end, text = time.monotonic() + seconds, ""
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(url, timeout=10) as answer:
                text = answer.read().decode()
        except OSError as error:
            text = str(error)
        if needle in text:
            return text
        time.sleep(0.2)
    raise AssertionError(f"{needle!r} never came; the last answer was:\n{text[-3000:]}")


def test_an_edit_shows_and_a_broken_file_says_so(tmp_path: Path) -> None:
    root = make(tmp_path)
    file = root / "data" / "footnotes.yml"
    sound = file.read_text(encoding="utf-8")
    with serving(root) as url:
        until(url + "text/opening/", "1899), 12.")
        file.write_text(sound.replace("locator: 12", "locator: 77"), encoding="utf-8")
        until(url + "text/opening/", "1899), 77.")
        file.write_text(sound.replace("number: 2", "number: 2\n  number: 2"), encoding="utf-8")
        for page in ("text/opening/", "footnotes/", ""):
            until(url + page, "data/footnotes.yml:5: AE104")
        file.write_text(sound, encoding="utf-8")
        until(url + "text/opening/", "1899), 12.")
        bib = root / "data" / "sources.bib"
        bib.write_text(bib.read_text(encoding="utf-8").replace("Lamps", "Lights"), encoding="utf-8")
        until(url + "sources/", "Lights and Keepers")
        until(url, "Lights and Keepers")  # mkdocs-bibtex's note on a page that is no section


def test_a_site_that_starts_broken_recovers(tmp_path: Path) -> None:
    root = make(tmp_path)
    file = root / "data" / "terms.yml"
    sound = file.read_text(encoding="utf-8")
    file.write_text("- id: [", encoding="utf-8")
    with serving(root) as url:
        until(url + "terms/", "data/terms.yml:1: AE103")
        file.write_text(sound, encoding="utf-8")
        until(url + "terms/", "Whoever tends a light")


def test_whatever_breaks_the_server_goes_on(tmp_path: Path) -> None:
    root = make(tmp_path)
    index, edition, style = root / "docs/index.md", root / "data/edition.yml", root / "data/note.csl"
    sound = {file: file.read_bytes() for file in (index, edition, style)}
    with serving(root) as url:
        until(url, "On keeping lights")
        for file, content, said in (
            (index, "# Caf\u00e9\n".encode("latin-1"), "docs/index.md:1: AE102"),
            (index, b"# X\n\n" + b"[" * 60_000 + b"\n", "docs/index.md:3: AE113"),
            (index, b"---\ntitle: [\n---\n# X\n\nText.\n", "Text."),
            (edition, b"work: [\n", "data/edition.yml:"),
            (edition, b"", "data/edition.yml:1: AE107"),
            (style, b"<style", "On keeping lights"),
        ):
            file.write_bytes(content)
            until(url, said)
            file.write_bytes(sound[file])
            until(url, "two lights")
        marked = sound[index].decode() + "\nA claim[^31] of [[nobody]], [@nothing].\n"
        index.write_text(marked, encoding="utf-8")
        for each in ("[^31]</mark>", "[[nobody]]</mark>"):
            assert each in until(url, "[^31]")


#: Builds a site as it is served, once for each line of input; then writes what waits to be asked for.
REBUILD = """
import sys
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.structure.pages import Page

converted = []
render = Page.render
Page.render = lambda page, *given: (converted.append(page.file.src_uri), render(page, *given))
started = False
for line in sys.stdin:
    config = load_config(site_dir=line.strip())
    if not started:
        config.plugins.on_startup(command="serve", dirty=False)
        started = True
    converted.clear()
    build(config)
    serving = config.plugins["annotated-edition"].serving
    serving.answering = True  # as if there were a server
    for file in serving.waiting.values():
        file.copy_file()
    print(*converted, flush=True)
"""
ONE, OTHER = "text/opening.md", "text/reforms.md"
#: What is edited: file, words, words in their place; which sections are converted again.
EDITS = [
    ("data/footnotes.yml", "locator: 12", "locator: 77", {ONE}),
    ("data/footnotes.yml", "- number: 1\n", "- number: 1\n  after: And more.\n", {ONE}),
    ("data/sources.bib", "Lamps", "Lights", {ONE, OTHER}),
    ("data/terms.yml", "Whoever tends a light", "Who tends a light", {ONE, OTHER}),
    ("data/terms.yml", "aliases:", "reading: x\n  aliases:", {ONE, OTHER}),
    ("data/edition.yml", "Harbour Papers", "Papers", {ONE, OTHER}),
    ("docs/text/opening.md", "# ", "# New ", {ONE, OTHER}),
    ("docs/text/reforms.md", "\n\n", "\n\nA sentence more.\n\n", {OTHER}),
    ("mkdocs.yml", "  - toc\n", "  - toc: {permalink: true}\n", {ONE, OTHER}),
]


def test_what_is_kept_is_what_a_new_build_makes(tmp_path: Path) -> None:
    root = make(tmp_path)
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1", "SOURCE_DATE_EPOCH": "1000000000"}
    new = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--site-dir"]
    with subprocess.Popen(
        [sys.executable, "-c", REBUILD], cwd=root, env=environment, stdin=-1, stdout=-1, encoding="utf-8"
    ) as served:
        assert served.stdin and served.stdout

        def rebuild() -> set[str]:
            print(root / "served", file=served.stdin, flush=True)
            return set(served.stdout.readline().split())

        assert {ONE, OTHER} <= rebuild()
        assert not {ONE, OTHER} & rebuild()
        for path, words, others, sections in EDITS:
            text = (root / path).read_text(encoding="utf-8")
            assert words in text, path
            (root / path).write_text(text.replace(words, others, 1), encoding="utf-8")
            assert rebuild() & {ONE, OTHER} == sections, (path, words)
            subprocess.run([*new, str(root / "new")], cwd=root, env=environment, check=True)
            assert tree(root / "served") == tree(root / "new"), (path, words)


def test_files_of_ours_are_made_when_they_are_asked_for(tmp_path: Path) -> None:
    root = make(tmp_path)
    file = root / "data" / "footnotes.yml"
    with serving(root) as url:
        until(url + "data/footnotes/1.json", '"locator": "12"')
        until(url + "n/1/", "1899), 12.")
        until(url + "assets/annotated-edition/edition.css", "--ae-")
        file.write_text(file.read_text(encoding="utf-8").replace("locator: 12", "locator: 77"), encoding="utf-8")
        until(url + "text/opening/", "1899), 77.")
        # Each answered at the first asking, and whole for all who ask at once; without its last slash, by another address.
        asked = [
            "data/footnotes/1.json",
            "data/sources.json",
            "n/1",
            "n/2/",
            "assets/annotated-edition/edition.css",
        ] * 4
        with ThreadPoolExecutor(8) as pool:
            found = list(pool.map(lambda path: urllib.request.urlopen(url + path, timeout=20).read(), asked))
        answers = [re.sub(rb"livereload\(\d+, \d+\)", b"", each) for each in found]
        assert [each for each in answers if not each] == []
        assert len(set(answers)) == len(set(asked))
        assert b'"locator": "77"' in answers[0]
        # While the site is built again, nothing old is answered.
        file.write_text(file.read_text(encoding="utf-8").replace("locator: 77", "locator: 78"), encoding="utf-8")
        until(url + "data/footnotes/1.json", '"locator": "78"')


def test_without_live_reload_everything_is_there(tmp_path: Path) -> None:
    with serving(make(tmp_path), "--no-livereload") as url:
        until(url + "text/opening/", "1899), 12.")
        for path in ("data/footnotes/1.json", "n/1/", "assets/annotated-edition/edition.css"):
            assert urllib.request.urlopen(url + path, timeout=20).status == 200
