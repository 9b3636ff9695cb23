"""The exports of both editions, made once."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotated_edition import Edition
from support.editions import LABELLED, make, open_at
from support.exports import PIXEL, Epub, export
from support.places import ROOT


@pytest.fixture(scope="session", params=["shipped", "english"])
def exported(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Edition, Path]:
    """An edition, and the folder of its exports."""
    folder = tmp_path_factory.mktemp(request.param)
    root = ROOT if request.param == "shipped" else make(folder)
    done = export(root, "--to", str(folder / "dist"))
    assert done.returncode == 0, done.stderr
    return open_at(root), folder / "dist"


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
def labelled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The exports of an edition with footnotes of signs and chapters."""
    root = make(tmp_path_factory.mktemp("labelled"), LABELLED)
    done = export(root, "--format", "epub", "--format", "pdf", "--format", "html")
    assert done.returncode == 0, done.stderr
    return root / "dist"


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
def odd(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The exports of an edition with raw HTML, pictures, and footnotes cited twice or never."""
    root = make(tmp_path_factory.mktemp("odd"), **{"docs/text/opening.md": ODD, "docs/text/reforms.md": REFORMS})
    (root / "docs" / "pixel.png").write_bytes(PIXEL)
    done = export(root, "--format", "epub", "--format", "pdf")  # a strict build refuses what is gone
    assert done.returncode == 0, done.stderr
    return root / "dist"
