"""A built site is judged by what it lacks of the edition, whatever host has built it."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from annotated_edition.model.messages import format_line
from annotated_edition.publishing.verify import verify
from support.builds import build_with_mkdocs
from support.cli import run
from support.editions import ENGLISH, LABELLED, english, make, open_at, shipped
from support.places import ROOT
from support.translations import open_translation

JASMINE = "commentary/jasmine/index.html"


@pytest.fixture(scope="module")
def copy(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built site, to be damaged and mended."""
    return shutil.copytree(site, tmp_path_factory.mktemp("copy") / "site")


def test_the_built_site_has_everything(site: Path) -> None:
    done = run("verify", str(site), cwd=ROOT)
    assert (done.returncode, done.stdout.count("\n"), done.stderr) == (0, 2, "")  # a line for each language


def without(pattern: str, replacement: str = "") -> Callable[[str], str]:
    return lambda text: re.sub(pattern, replacement, text, flags=re.DOTALL)


@pytest.mark.parametrize(
    ("file", "damage", "code", "says"),
    [
        (JASMINE, without(r'<sup class="ae-ref.*?</sup>'), "AE708", "9 annotations (fnref-7, fnref-8, fnref-9, …)"),
        (JASMINE, without(r"<section [^>]*ae-endnotes.*?</section>"), "AE708", "10 annotations (fn-7, fn-8, fn-9, …)"),
        (JASMINE, without(r'href="#fn-8"', 'href="#fn-9"'), "AE708", "1 annotations (fnref-8, …)"),
        (JASMINE, without(r'id="p-3"'), "AE708", "1 annotations (p-3, …)"),
        (JASMINE, without(r'<a class="ae-term"[^>]*data-ae-note[^>]*>(.*?)</a>', r"\1"), "AE708", "(terms/#"),
        (JASMINE, without(r'<link [^>]*/edition\.css">'), "AE708", "(assets/annotated-edition/edition.css, …)"),
        (JASMINE, None, "AE707", "is not in the site"),
        ("index.html", without(r'<sup class="ae-pointer.*?</sup>'), "AE708", "14 annotations (footnotes/#fn-2, "),
        ("footnotes/index.html", None, "AE707", "is not in the site"),
        ("footnotes/index.html", without('id="fn-17"'), "AE708", "1 annotations (fn-17, …)"),
        ("n/17/index.html", None, "AE707", "is not in the site"),
        ("n/17/index.html", without("脚注", "注"), "AE709", "is not what the edition says now"),
        ("data/footnotes.json", without("17", "18"), "AE709", "is not what the edition says now"),
        ("data/sources.bib", None, "AE707", "is not in the site"),
        ("assets/annotated-edition/edition.js", None, "AE707", "is not in the site"),
    ],
)
def test_what_is_lacking_is_named(
    file: str, damage: Callable[[str], str] | None, code: str, says: str, copy: Path, site: Path
) -> None:
    if damage is None:
        (copy / file).unlink()
    else:
        changed = damage((copy / file).read_text(encoding="utf-8"))
        (copy / file).write_text(changed, encoding="utf-8")
    try:
        found = verify(shipped(), copy)
    finally:
        shutil.copyfile(site / file, copy / file)
    assert [(each.place.file, each.code) for each in found] == [(f"site/{file}", code)]
    assert says in format_line(found[0], "en")


def test_what_a_translation_lacks_is_named(copy: Path) -> None:
    page = copy / "en" / JASMINE
    page.write_text(page.read_text(encoding="utf-8").replace('id="p-3"', ""), encoding="utf-8")
    (found,) = verify(open_translation(ROOT, "en"), copy, "en/")
    assert (found.place.file, found.code) == (f"site/en/{JASMINE}", "AE708")


@pytest.mark.slow
def test_everything_is_named_at_once(tmp_path: Path) -> None:
    done = run("verify", str(tmp_path), cwd=ROOT)
    assert done.returncode == 1
    said = done.stdout.splitlines()
    assert len(said) > 100
    assert all(re.match(rf"{tmp_path.name}/\S+:1: AE707 ", each) for each in said)
    assert run("verify", str(tmp_path / "none"), cwd=ROOT).returncode == 2


@pytest.mark.slow
def test_pages_may_be_files(tmp_path: Path) -> None:
    assert build_with_mkdocs(ENGLISH, tmp_path, "--quiet", "--no-directory-urls").returncode == 0
    assert (tmp_path / "footnotes.html").is_file()
    assert verify(english(), tmp_path) == ()


@pytest.mark.slow
def test_references_lead_to_notes_of_chapters_and_signs(tmp_path: Path) -> None:
    root, site = make(tmp_path, LABELLED), tmp_path / "site"
    assert build_with_mkdocs(root, site, "--quiet").returncode == 0
    assert verify(open_at(root), site) == ()
    page = site / "text" / "opening" / "index.html"
    page.write_text(page.read_text(encoding="utf-8").replace('href="#fn-c1-star"', 'href="#fn-c1-1"'), encoding="utf-8")
    (found,) = verify(open_at(root), site)
    assert "fnref-c1-star" in format_line(found, "en")
