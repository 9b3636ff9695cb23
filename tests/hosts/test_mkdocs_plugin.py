"""What the plugin does to a site of MkDocs."""

from __future__ import annotations

import logging
import re
from pathlib import Path

import pytest
from mkdocs.commands.build import build
from mkdocs.config.base import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import get_files

from annotated_edition.hosts import mkdocs_plugin
from annotated_edition.hosts.neighbours import Settings
from support.builds import with_quick_theme
from support.editions import make, open_at

pytestmark = pytest.mark.slow


def configured(root: Path) -> MkDocsConfig:
    """The configuration of a site after the plugin has seen it."""
    config = load_config(str(root / "mkdocs.yml"))
    plugin = config.plugins["annotated-edition"]
    assert isinstance(plugin, mkdocs_plugin.AnnotatedEditionPlugin)
    return plugin.on_config(config)


def built(root: Path) -> Path:
    config = load_config(str(root / "mkdocs.yml"), site_dir=str(root / "out"))
    build(config)
    return root / "out"


def test_generated_pages_data_and_assets_are_in_the_site(tmp_path: Path) -> None:
    site = built(with_quick_theme(tmp_path))
    for path in (
        "footnotes/index.html", "terms/index.html", "initiatives/first-reform/index.html", "data/footnotes.json",
        "n/1/index.html", "copied/footnotes-0.js", "assets/annotated-edition/edition.css",
    ):  # fmt: skip
        assert (site / path).is_file(), path


def test_plugins_that_ask_about_the_file_of_a_generated_page_find_that_of_its_data(tmp_path: Path) -> None:
    config = load_config(str(make(tmp_path) / "mkdocs.yml"))
    config.plugins.on_config(config)
    files = config.plugins.on_files(get_files(config), config=config)
    names = {
        path: Path(files.src_uris[path].abs_src_path or "").name
        for path in ("footnotes.md", "sources.md", "evidence.md")
    }
    assert names == {"footnotes.md": "footnotes.yml", "sources.md": "sources.bib", "evidence.md": "edition.yml"}


def test_the_usual_syntax_is_there_without_being_configured(tmp_path: Path) -> None:
    root = make(tmp_path)
    (root / "mkdocs.yml").write_text("site_name: x\ntheme: mkdocs\nplugins: [annotated-edition]\n", encoding="utf-8")
    config = configured(root)
    named = [name for name in config.markdown_extensions if isinstance(name, str)]
    assert {"footnotes", "tables", "admonition", "md_in_html"} <= set(named)
    assert len(named) == len(set(named))


def test_pages_elsewhere_are_refused(tmp_path: Path) -> None:
    from mkdocs.exceptions import PluginError

    root = make(tmp_path)
    (root / "elsewhere").mkdir()
    (root / "mkdocs.yml").write_text(
        "site_name: x\ndocs_dir: elsewhere\nplugins: [annotated-edition]\n", encoding="utf-8"
    )
    with pytest.raises(PluginError, match="docs_dir"):
        configured(root)


@pytest.mark.parametrize("theme", ["mkdocs", "material"])
def test_only_material_gets_our_templates(tmp_path: Path, theme: str) -> None:
    root = make(tmp_path)
    config = root / "mkdocs.yml"
    config.write_text(
        config.read_text(encoding="utf-8").replace("name: material\n  font: false", f"name: {theme}"), encoding="utf-8"
    )
    dirs = configured(root).theme.dirs
    assert any(path.endswith("templates/theme") for path in dirs) == (theme == "material")


def test_the_search_of_material_is_switched_off_and_said(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "mkdocs.plugins.annotated_edition"):
        config = configured(make(tmp_path))
    assert config.plugins["material/search"].config.enabled is False
    assert [record.message for record in caplog.records] == [
        "The search of Material for MkDocs is left out: the edition brings its own."
    ]


def test_settings_without_effect_and_plugins_that_do_not_work_are_said_at_their_lines(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    root = make(tmp_path)
    (root / "mkdocs.yml").write_text(
        "site_name: x\ntheme:\n  name: material\n  palette:\n    primary: teal\n    accent: red\n"
        "  features: [navigation.instant.progress, navigation.top]\nplugins: [annotated-edition]\n",
        encoding="utf-8",
    )
    config = configured(root)
    told = [(record.problem.code, record.problem.place.line) for record in caplog.records]  # type: ignore[attr-defined]
    assert told == [("AE713", 7), ("AE713", 5), ("AE713", 6)]
    assert config.theme["features"] == ["navigation.top"]
    config.plugins["print-site"] = config.plugins["annotated-edition"]
    assert [problem.code for problem in Settings(config, root).check()] == ["AE713", "AE713", "AE716"]


def test_an_icon_that_the_theme_lacks_is_said_and_left_out(tmp_path: Path) -> None:
    root = make(tmp_path)
    config = configured(root)
    page = root / "docs" / "index.md"
    page.write_text("---\nstatus: new\nicon: material/none-such\n---\n# Home\n", encoding="utf-8")
    lacking, there = {"icon": "material/none-such", "status": "new"}, {"icon": "material/book"}
    (said,) = Settings(config, root).check_icon(lacking, page)
    assert (said.code, said.place.file, said.place.line, lacking) == ("AE713", "docs/index.md", 3, {"status": "new"})
    assert not list(Settings(config, root).check_icon(there, page)) and there
    assert [each.code for each in open_at(root).problems if each.place.file == "docs/index.md"] == []


def test_what_a_page_asks_of_another_host_is_said_once_where_it_is_asked_for(tmp_path: Path) -> None:
    root = make(tmp_path)
    config = root / "mkdocs.yml"
    config.write_text(
        config.read_text(encoding="utf-8") + "\nextra_javascript: [https://cdn.example/a.js]\n", encoding="utf-8"
    )
    settings = Settings(load_config(str(config)), root)
    page = (
        '<script src="https://cdn.example/a.js"></script><link rel=stylesheet href="https://fonts.googleapis.com/css">'
    )
    said = list(settings.check_page(page, root / "docs" / "index.md"))
    last, theme = (
        next(n for n, line in enumerate(config.read_text().split("\n"), 1) if word in line)
        for word in ("cdn", "theme:")
    )
    assert [(each.code, each.place.line) for each in said] == [("AE714", last), ("AE714", theme)]
    assert list(settings.check_page(page, root / "docs" / "terms.md")) == []


def test_the_site_s_own_templates_are_added_to_and_its_partials_used(tmp_path: Path) -> None:
    root = make(tmp_path)
    (root / "own" / "partials").mkdir(parents=True)
    (root / "own" / "main.html").write_text(
        '{% extends "base.html" %}{% block announce %}Our banner{% endblock %}', encoding="utf-8"
    )
    (root / "own" / "partials" / "copyright.html").write_text("Our copyright", encoding="utf-8")
    config = root / "mkdocs.yml"
    config.write_text(
        config.read_text(encoding="utf-8").replace("theme:\n", "theme:\n  custom_dir: own\n"), encoding="utf-8"
    )
    with config.open("a", encoding="utf-8") as file:
        file.write("site_url: https://example.org/base/\n")
    site = built(root)
    page = (site / "index.html").read_text(encoding="utf-8")
    assert "Our banner" in page and "Our copyright" in page
    assert "assets/annotated-edition/edition.js" in page
    links = re.findall(r'(?:href|src)="([^"#][^"]*)"', (site / "404.html").read_text(encoding="utf-8"))
    assert links and all(link.startswith(("/base/", "https://")) for link in links)  # it is shown at any depth


def test_a_large_site_prunes_its_navigation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = make(tmp_path)
    assert "navigation.prune" not in configured(root).theme["features"]
    monkeypatch.setattr(mkdocs_plugin, "MOST_PAGES", 1)
    assert configured(root).theme["features"].count("navigation.prune") == 1


def test_problems_are_logged_with_themselves(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    root = make(tmp_path, **{"docs/index.md": "# A\n\nA claim[^31].\n"})
    with caplog.at_level(logging.INFO, "mkdocs.plugins.annotated_edition"):
        configured(root)
    (record,) = (record for record in caplog.records if hasattr(record, "problem"))
    assert record.levelno == logging.ERROR
    assert record.getMessage().startswith("docs/index.md:3: AE303 ")
    assert record.problem.code == "AE303"


def test_what_the_theme_takes_as_it_is_is_escaped(tmp_path: Path) -> None:
    root = with_quick_theme(tmp_path, **{"docs/index.md": "# A\n\nText[^3].\n"})
    with (root / "mkdocs.yml").open("a", encoding="utf-8") as file:
        file.write("site_description: x <script>\nnav:\n  - index.md\n  - '<i>More</i>': text/opening.md\n")
    html = (built(root) / "index.html").read_text(encoding="utf-8")
    assert "x <script>" not in html
    assert "<i>More</i>" not in html
    assert "&lt;i&gt;More" in html


def test_pages_that_cannot_be_read_show_the_problems(tmp_path: Path) -> None:
    root = with_quick_theme(tmp_path, **{"data/terms.yml": "- id: [\n"})
    site = built(root)
    for page in ("index.html", "text/opening/index.html", "footnotes/index.html"):
        assert re.search(r"data/terms\.yml:\d+: AE103", (site / page).read_text(encoding="utf-8")), page


@pytest.mark.skipif(not hasattr(Path, "symlink_to"), reason="no links")
def test_what_lies_outside_is_not_published(tmp_path: Path) -> None:
    secret = tmp_path / "secret.md"
    secret.write_text("# Secret\n", encoding="utf-8")
    root = with_quick_theme(tmp_path)
    (root / "docs" / "secret.md").symlink_to(secret)
    assert not (built(root) / "secret").exists()
