"""Sites that several processes build: the same as one that one builds, and ended with it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import ROOT
from editions import make
from test_build import tree

pytestmark = pytest.mark.skipif(sys.platform in ("darwin", "win32"), reason="one process builds all there")

#: Builds a site with the given number of processes, however small it is.
BUILD = """
import os, sys
from annotated_edition import host, sharing
from mkdocs.__main__ import cli
host.MANY, host.processors = 1, lambda processes=int(sys.argv.pop(1)): processes
{more}
cli(prog_name="mkdocs")
"""


def build(root: Path, processes: int, *arguments: str, more: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", BUILD.format(more=more), str(processes), "build", *arguments]
    environment = {**os.environ, "SOURCE_DATE_EPOCH": "1000000000", "NO_MKDOCS_2_WARNING": "1"}
    return subprocess.run(command, cwd=root, env=environment, capture_output=True, encoding="utf-8", timeout=120)


def build_twice(root: Path, command: str, meanwhile: str = "") -> subprocess.CompletedProcess[str]:
    """Two builds by one process with one plugin, as MkDocs has it for a command; two processors are there at first."""
    code = f"""
from annotated_edition import host
from mkdocs.commands.build import build
from mkdocs.config import load_config
host.MANY, host.processors = 1, lambda: 2
config = load_config(site_dir="site")
config.plugins.on_startup(command={command!r}, dirty=False)
build(config)
{meanwhile}
build(load_config(site_dir="site"))
"""
    command_line = [sys.executable, "-c", code]
    return subprocess.run(command_line, cwd=root, capture_output=True, encoding="utf-8", timeout=120)


def said(done: subprocess.CompletedProcess[str]) -> list[str]:
    """What was logged, in any order; times and folders are others each time."""
    lines = re.sub(r"\d+\.\d+ seconds|/\S+/site\S*", "", done.stderr).splitlines()
    return sorted(line for line in lines if line.strip())


@pytest.mark.parametrize(
    ("processes", "both"),
    [(2, ""), (3, ""), (2, "import annotated_edition.markdown_extension as m; m.MOST_HEADINGS = 20")],
    ids=["two", "three", "headings in no list of contents"],
)
def test_a_shared_site_is_the_same(tmp_path: Path, processes: int, both: str) -> None:
    """Its lists are made in as many parts as there may be."""
    for name in ("data", "docs"):
        shutil.copytree(ROOT / name, tmp_path / name)
    shutil.copyfile(ROOT / "mkdocs.yml", tmp_path / "mkdocs.yml")
    one = build(tmp_path, 1, "--strict", "--site-dir", "one", more=both)
    more = "from annotated_edition import pages; pages.AT_A_TIME = 0"
    more += "\nkept = sharing.Shared.meet; sharing.Shared.meet = lambda self: (os.write(1, b'takes %d\\n' % len(self.mine)), kept(self))"
    several = build(tmp_path, processes, "--strict", "--site-dir", "several", more=f"{both}\n{more}")
    assert (one.returncode, several.returncode) == (0, 0), several.stderr
    assert len(re.findall(r"takes \d+", several.stdout)) == processes
    assert tree(tmp_path / "one") == tree(tmp_path / "several")


def test_a_page_outside_the_navigation_is_listed(tmp_path: Path) -> None:
    root = make(tmp_path, **{"docs/apart/page.md": "# Apart\n\nSee [the opening](../text/opening.md#p-1).\n"})
    settings = (root / "mkdocs.yml").read_text(encoding="utf-8")
    (root / "mkdocs.yml").write_text(f"{settings}site_url: https://example.org/e/\nnot_in_nav: /apart/\n")
    for processes in (1, 3):
        assert build(root, processes, "--strict", "--site-dir", f"site-{processes}").returncode == 0
    assert tree(root / "site-1") == tree(root / "site-3")
    assert "e/apart/page/" in (root / "site-3" / "sitemap.xml").read_text(encoding="utf-8")


def test_what_is_no_xml_is_searched_as_well_and_nothing_else_stands_for_a_list(tmp_path: Path) -> None:
    page = '---\ntitle: "X \\x02ae:html:0-2\\x03"\n---\n\n# X &para;\n\nSee [data](../data/footnotes.csv).\n'
    root = make(tmp_path, **{"docs/text/odd.md": page})
    settings = (root / "mkdocs.yml").read_text(encoding="utf-8")
    odd = settings.replace("site_name: ", 'site_name: "\\x02ae:html:0-999999\\x03" # ')
    (root / "mkdocs.yml").write_text(odd.replace("  - toc", "  - toc: {permalink: true}"))
    for processes in (1, 2):
        done = build(root, processes, "--site-dir", f"site-{processes}")
        assert done.returncode == 0, done.stderr
    assert tree(root / "site-1") == tree(root / "site-2")


def test_a_server_shares_nothing(tmp_path: Path) -> None:
    done = build_twice(make(tmp_path), "serve")
    assert done.returncode == 0, done.stderr


def test_what_is_wrong_is_said_once(tmp_path: Path) -> None:
    broken = "# Broken\n\n[one](../index.md#nowhere) and [two](nowhere.md) and [[unknown]].\n"
    root = make(tmp_path, **{"docs/text/broken.md": broken})
    one, several = (build(root, processes, "--strict", "--site-dir", f"site-{processes}") for processes in (1, 3))
    assert one.returncode == several.returncode == 1
    assert said(one) == said(several)
    assert any("nowhere.md" in line for line in said(several))


def test_a_later_build_of_one_process_knows_its_own_files(tmp_path: Path) -> None:
    """As `mkdocs serve --clean` does: the plugin stays, and beside the server's threads nothing is shared."""
    root = make(tmp_path)
    meanwhile = 'host.processors = lambda: 1; import pathlib; pathlib.Path("docs/added.md").write_text("# Added")'
    done = build_twice(root, "build", meanwhile)
    assert done.returncode == 0, done.stderr
    assert "added/" in (root / "site" / "search" / "search_index.json").read_text(encoding="utf-8")


def test_an_error_ends_all(tmp_path: Path) -> None:
    root = make(tmp_path)
    (root / "faulty.py").write_text(
        "from markdown import Extension, Markdown\n"
        "from markdown.postprocessors import Postprocessor\n"
        "class Faulty(Postprocessor):\n"
        "    def run(self, text):\n"
        "        if os.getpid() != first: raise ValueError('faulty page')\n"
        "        time.sleep(0.05)\n"
        "        return text\n"
        "class makeExtension(Extension):\n"
        "    def extendMarkdown(self, md):\n"
        "        md.postprocessors.register(Faulty(md), 'faulty', 0)\n"
        "import os, time\n"
        "first = os.getpid()\n"
    )
    settings = (root / "mkdocs.yml").read_text(encoding="utf-8")
    (root / "mkdocs.yml").write_text(settings.replace("markdown_extensions:", "markdown_extensions:\n  - faulty"))
    done = build(root, 2, more="sys.path.insert(0, '.'); import faulty")
    assert done.returncode == 1
    assert "ValueError: faulty page" in done.stderr  # as it is said where one process builds all


@pytest.mark.parametrize("where", ["meet", "finish"])
def test_a_process_that_is_gone_is_noticed(tmp_path: Path, where: str) -> None:
    more = f"""
kept = sharing.Shared.{where}
sharing.Shared.{where} = lambda self, *given: os._exit(9) if self._first else kept(self, *given)
"""
    done = build(make(tmp_path), 3, more=more)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "has ended" in done.stderr
