"""What mkdocs.yml says outside a build."""

from __future__ import annotations

from pathlib import Path

import pytest
from click import ClickException

from annotated_edition.hosts.site_config import SYNTAX, read_site_config
from support.editions import make


def test_the_configuration_of_a_site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = make(tmp_path)
    (root / "mkdocs.yml").write_text(
        "site_name: x\nsite_url: !ENV [ADDRESS, '']\nuse_directory_urls: false\n"
        "markdown_extensions:\n  - tables\n  - toc: {permalink: true}\n",
        encoding="utf-8",
    )
    config = read_site_config(root)
    assert {"tables", "toc"} <= set(config.markdown_extensions)
    assert (config.mdx_configs["toc"], config.site_url, config.use_directory_urls) == ({"permalink": True}, "", False)
    monkeypatch.setenv("ADDRESS", "https://example.org/e")
    assert read_site_config(root).site_url == "https://example.org/e/"


def test_without_a_configuration_the_usual_one_is_taken(tmp_path: Path) -> None:
    config = read_site_config(tmp_path)
    assert (config.markdown_extensions, config.mdx_configs) == (list(SYNTAX), {})
    assert (config.site_url, config.use_directory_urls) == (None, True)


def test_a_broken_configuration_is_mkdocs_s_own_error(tmp_path: Path) -> None:
    (tmp_path / "mkdocs.yml").write_text("site_name: [\n", encoding="utf-8")
    with pytest.raises(ClickException):
        read_site_config(tmp_path)
