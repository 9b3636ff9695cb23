"""How pandoc is run, and how it fails."""

from __future__ import annotations

import pytest

from annotated_edition.reading import pandoc


def test_pandoc_says_what_it_is() -> None:
    assert pandoc.version()[0].isdigit()
    assert pandoc.stamp() == pandoc.stamp()


def test_a_run_that_takes_too_long_is_ended() -> None:
    with pytest.raises(pandoc.PandocError, match=r"^pandoc did not end within 0 s$"):
        pandoc.run(["-f", "markdown", "-t", "html"], "*a* " * 100_000, timeout=0.01)


def test_a_run_that_takes_too_much_memory_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pandoc, "HEAP", 30)
    with pytest.raises(pandoc.PandocError, match=r"^pandoc needs more than 30 MB of memory$"):
        pandoc.run(["-f", "markdown", "-t", "html"], "*a* " * 100_000)


def test_a_missing_pandoc_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    monkeypatch.setenv("PATH", "")
    pandoc.binary.cache_clear()
    try:
        with pytest.raises(pandoc.PandocError, match="not installed"):
            pandoc.run([], "")
    finally:
        pandoc.binary.cache_clear()


def test_a_message_names_no_folder() -> None:
    with pytest.raises(pandoc.PandocError) as raised:
        pandoc.run(["/no/such/folder/file.md"], "")
    assert "/no" not in str(raised.value)
    assert "file.md" in str(raised.value)
