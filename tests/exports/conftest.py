"""The exports of both editions, made once."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotated_edition import Edition
from support.builds import make_once
from support.editions import LABELLED, make, open_at
from support.exports import PIXEL, Epub, export
from support.places import ROOT


@pytest.fixture(scope="session", params=["shipped", "english"])
def exported(request: pytest.FixtureRequest, once: Path) -> tuple[Edition, Path]:
    """An edition, and the folder of its exports."""
    folder = once / f"exported-{request.param}"
    root = ROOT if request.param == "shipped" else folder / "edition"

    def write(folder: Path) -> None:
        if root != ROOT:
            make(folder)
        done = export(root, "--to", str(folder / "dist"))
        assert done.returncode == 0, done.stderr

    dist = make_once(folder, write) / "dist"
    return open_at(root), dist


@pytest.fixture(scope="session")
def epub_file(exported: tuple[Edition, Path]) -> Path:
    (file,) = exported[1].glob("*.epub")
    return file


@pytest.fixture(scope="session")
def epub(epub_file: Path) -> Epub:
    return Epub(epub_file)


@pytest.fixture(scope="session")
def pdf_file(exported: tuple[Edition, Path]) -> Path:
    (file,) = exported[1].glob("*.pdf")
    return file


@pytest.fixture(scope="session")
def labelled(once: Path) -> Path:
    """The exports of an edition with footnotes of signs and chapters."""

    def write(folder: Path) -> None:
        done = export(make(folder, LABELLED), "--format", "epub", "--format", "pdf", "--format", "html")
        assert done.returncode == 0, done.stderr

    return make_once(once / "labelled", write) / "edition" / "dist"


ODD = """\
# Opening & odd

The keepers[^1][^2] wrote little.<br>An oil lamp &nbsp; burned[^2]. ![A *dot*](../pixel.png) ![gone](../gone.png) <span class="b">raw</span>

<div class="a">
<p>Unclosed <img src="../pixel.png">
</div>

## The first {#first}

See [this](#first), [that](reforms.md#first), [the list](../footnotes.md#fn-3), [terms](../terms.md#keeper), [the
guide](../index.md), [elsewhere](https://example.org/?a=1&b=2).

```text
<b>code</b> [^1]
```
"""
REFORMS = "# Reforms\n\n## The first {#first}\n\nAgain[^2], and a keeper[^3].\n"  # footnote 4 is never referenced


@pytest.fixture(scope="session")
def odd(once: Path) -> Path:
    """The exports of an edition with raw HTML, pictures, and footnotes cited twice or never."""

    def write(folder: Path) -> None:
        root = make(folder, **{"docs/text/opening.md": ODD, "docs/text/reforms.md": REFORMS})
        (root / "docs" / "pixel.png").write_bytes(PIXEL)
        done = export(root, "--format", "epub", "--format", "pdf")  # a strict build refuses what is gone
        assert done.returncode == 0, done.stderr

    return make_once(once / "odd", write) / "edition" / "dist"
