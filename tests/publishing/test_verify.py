"""A built site is judged by what it lacks of the edition, whatever host has built it."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from markdown import Markdown
from markdown.preprocessors import Preprocessor

from annotated_edition import Edition, open_edition
from annotated_edition.model.messages import format_line
from annotated_edition.publishing.verify import verify
from support.cli import run
from support.editions import ENGLISH, make
from support.places import ROOT

JASMINE = "commentary/jasmine/index.html"


@pytest.fixture(scope="module")
def edition() -> Edition:
    return open_edition(ROOT / "data", ROOT / "docs", ROOT / ".cache")


@pytest.fixture(scope="module")
def copy(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built site, to be damaged and mended."""
    return shutil.copytree(site, tmp_path_factory.mktemp("copy") / "site")


def test_the_built_site_has_everything(site: Path) -> None:
    done = run("verify", str(site), cwd=ROOT)
    assert (done.returncode, done.stdout.count("\n"), done.stderr) == (0, 1, "")


def without(pattern: str, replacement: str = "") -> Callable[[str], str]:
    return lambda text: re.sub(pattern, replacement, text, flags=re.DOTALL)


@pytest.mark.parametrize(
    ("file", "damage", "code", "says"),
    [
        (JASMINE, without(r'<sup class="ae-ref.*?</sup>'), "AE708", "9 annotations (fnref-7, …)"),
        (JASMINE, without(r"<section [^>]*ae-endnotes.*?</section>"), "AE708", "19 annotations (fn-7, footnotes, …)"),
        (JASMINE, without(r'href="#fn-8"', 'href="#fn-9"'), "AE708", "1 annotations (fnref-8, …)"),
        (JASMINE, without(r'id="p-3"'), "AE708", "1 annotations (p-3, …)"),
        (JASMINE, without(r'<a class="ae-term"[^>]*data-note[^>]*>(.*?)</a>', r"\1"), "AE708", "(terms/#"),
        (JASMINE, without(r'<link [^>]*/edition\.css">'), "AE708", "(assets/annotated-edition/edition.css, …)"),
        (JASMINE, without("木原防衛大臣による", "某大臣による"), "AE709", "is not what the edition says now"),
        (JASMINE, None, "AE707", "is not in the site"),
        ("index.html", without(r'<sup class="ae-pointer.*?</sup>'), "AE708", "(footnotes/#fn-2, …)"),
        ("footnotes/index.html", None, "AE707", "is not in the site"),
        ("footnotes/index.html", without('id="fn-17"'), "AE708", "1 annotations (fn-17, …)"),
        ("chronology/index.html", without("浜田防衛大臣", "某防衛大臣"), "AE709", "is not what the edition says now"),
        ("n/17/index.html", None, "AE707", "is not in the site"),
        ("n/17/index.html", without("脚注", "注"), "AE709", "is not what the edition says now"),
        ("data/footnotes.json", without("17", "18"), "AE709", "is not what the edition says now"),
        ("data/sources.bib", None, "AE707", "is not in the site"),
        ("assets/annotated-edition/edition.js", None, "AE707", "is not in the site"),
    ],
)
def test_what_is_lacking_is_named(
    file: str, damage: Callable[[str], str] | None, code: str, says: str, edition: Edition, copy: Path, site: Path
) -> None:
    if damage is None:
        (copy / file).unlink()
    else:
        changed = damage((copy / file).read_text(encoding="utf-8"))
        (copy / file).write_text(changed, encoding="utf-8")
    try:
        found = verify(edition, copy)
    finally:
        shutil.copyfile(site / file, copy / file)
    assert [(each.place.file, each.code) for each in found] == [(f"site/{file}", code)]
    assert says in format_line(found[0], "en")


def test_everything_is_named_at_once(tmp_path: Path) -> None:
    done = run("verify", str(tmp_path), cwd=ROOT)
    assert done.returncode == 1
    said = done.stdout.splitlines()
    assert len(said) > 100
    assert all(re.match(rf"{tmp_path.name}/\S+:1: AE707 ", each) for each in said)
    assert run("verify", str(tmp_path / "none"), cwd=ROOT).returncode == 2


def test_pages_may_be_files(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--no-directory-urls", "--site-dir", str(tmp_path)]
    subprocess.run(command, cwd=ENGLISH, check=True)
    assert (tmp_path / "footnotes.html").is_file()
    assert verify(open_edition(ENGLISH / "data", ENGLISH / "docs"), tmp_path) == ()


class _Context(Preprocessor):
    """What names the page, as Zensical's own preprocessor does."""

    def __init__(self, md: Markdown) -> None:
        super().__init__(md)
        self.page = SimpleNamespace(path="text/opening.md", url="text/opening/")
        self.config = {"site_url": "https://example.org/x/", "use_directory_urls": True}

    def run(self, lines: list[str]) -> list[str]:
        return lines


def rendered(root: Path, page: str = "text/opening.md") -> str:
    """A page as Zensical converts it: by an extension of its own, which finds the edition by its folder."""
    md = Markdown(extensions=["toc", "attr_list", "md_in_html", "footnotes"])
    md.preprocessors.register(_Context(md), "rendering_context", 0)
    md.registerExtensions(["annotated_edition"], {"annotated_edition": {"root": str(root)}})
    return md.convert((root / "docs" / page).read_text(encoding="utf-8").split("---\n", 2)[-1])


def test_a_host_without_plugins_gets_all_of_a_page(tmp_path: Path) -> None:
    root = make(tmp_path)
    html = rendered(root)
    assert 'id="fnref-1"' in html
    assert html.count('<details class="ae-cite">') == html.count('id="ae-references"') == 1
    for name in ("edition.js", "search.js"):
        assert re.search(rf'<script [^>]*src="\.\./assets/annotated-edition/{name}"', html)  # hosts resolve source paths
    assert html.count("<dialog ") == html.count("</dialog>") == 1
    assert "https://example.org/x/text/opening/" in html
    assert "\x02" not in html


def test_the_scripts_are_told_the_same_by_every_host() -> None:
    templates = ROOT / "plugins/annotated_edition/site/templates"
    plugin, extension = (
        sorted(re.findall(r"data-(?!md-)[a-z-]+(?==)|assets/\S+?\.js", (templates / name).read_text(encoding="utf-8")))
        for name in ("theme/main.html", "foot.html")
    )
    assert plugin == extension


def test_a_host_without_plugins_opens_an_edition_again_when_it_has_changed(tmp_path: Path) -> None:
    from annotated_edition.hosts.markdown_extension import _opened

    root = make(tmp_path)
    rendered(root)
    before = _opened.cache_info().misses
    rendered(root)
    assert _opened.cache_info().misses == before
    file = root / "data/footnotes.yml"
    file.write_text(file.read_text(encoding="utf-8").replace("14", "15"), encoding="utf-8")
    assert "15" in rendered(root)
    assert _opened.cache_info().misses == before + 1


def test_the_guide_shows_the_configuration_that_is_shipped() -> None:
    guide = (ROOT / "docs/guide/hosts.md").read_text(encoding="utf-8")
    written = re.search(r"```yaml\n# zensical\.yml\n(.*?)```", guide, re.DOTALL)
    shipped = (ROOT / "zensical.yml").read_text(encoding="utf-8")
    assert written is not None
    assert written[1] == shipped.partition("\n")[2]
