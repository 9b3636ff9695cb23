"""A build in a process of its own, and every way in which it can end."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from annotated_edition import Problem
from annotated_edition.model.messages import format_line
from annotated_edition.publishing.report import decode_problems
from support.builds import add_hook, with_quick_theme
from support.editions import make
from support.translations import ARABIC

pytestmark = pytest.mark.slow


def build(root: Path, *options: str, before: str = "") -> tuple[int, dict[str, Any], str]:
    """Build an edition; return exit status, report and standard error. `before` is code that is run first."""
    code = f"{before}\nimport sys\nfrom annotated_edition.hosts.run_mkdocs import main\nsys.exit(main(*sys.argv[1:]))"
    command = [sys.executable, "-c", code, str(root / "mkdocs.yml"), str(root / "out"), "mkdocs", *options]
    done = subprocess.run(
        command, cwd=root, env={**os.environ, "NO_MKDOCS_2_WARNING": "1"}, capture_output=True, encoding="utf-8"
    )
    return done.returncode, json.loads(done.stdout or "{}"), done.stderr


def problems(report: dict[str, Any]) -> tuple[Problem, ...]:
    return decode_problems(report["problems"])


def lines(report: dict[str, Any]) -> list[str]:
    return [format_line(each, "en") for each in problems(report)]


def test_a_sound_edition_is_built_and_would_be_built_again_the_same(tmp_path: Path) -> None:
    root = with_quick_theme(tmp_path)
    status, report, error = build(root)
    assert (status, report, error) == (0, {"problems": [], "repeatable": True}, "")
    assert (root / "out" / "text" / "opening" / "index.html").is_file()


def test_pages_may_be_files(tmp_path: Path) -> None:
    root = with_quick_theme(tmp_path)
    assert build(root, "--files")[0] == 0
    assert (root / "out" / "text" / "opening.html").is_file()


def test_what_a_plugin_prints_does_not_spoil_the_report(tmp_path: Path) -> None:
    root = with_quick_theme(tmp_path)
    add_hook(root, "import os\ndef on_pre_build(config):\n    print('{')\n    os.system('echo [')\n")
    status, report, _ = build(root)
    assert (status, report) == (0, {"problems": [], "repeatable": False})


def test_problems_of_the_edition_keep_their_file_line_and_code(tmp_path: Path) -> None:
    root = with_quick_theme(tmp_path, **{"docs/text/reforms.md": "# Reforms\n\nAn oil lamp[^3].\n"})
    status, report, _ = build(root)
    assert status == 0
    (found,) = problems(report)
    assert (found.code, found.severity, found.place.file, found.place.line) == (
        "AE304", "warning", "data/footnotes.yml", 12,
    )  # fmt: skip


def test_a_problem_that_shows_only_while_rendering_has_its_own_place_once(tmp_path: Path) -> None:
    root = with_quick_theme(tmp_path)
    page = root / "docs" / "text" / "opening.md"
    text = page.read_text(encoding="utf-8").rstrip("\n") + "\n"
    page.write_text(f"---\ndescription: A section\n---\n{text}", encoding="utf-8")
    add_hook(
        root,
        "def on_page_markdown(markdown, page, **_):\n"
        "    return markdown + 'More[^1].' if page.file.src_uri == 'text/opening.md' else markdown\n",
    )
    status, report, _ = build(root)
    assert status == 0
    (line,) = lines(report)
    assert line.startswith(f"docs/text/opening.md:{3 + text.count(chr(10))}: AE310 The text that is rendered differs")


def test_the_host_s_warning_of_a_link_stands_at_the_link(tmp_path: Path) -> None:
    root = with_quick_theme(tmp_path, **{"docs/index.md": "# Index\n\nA claim.\n\nA [link](nowhere.md).\n"})
    status, report, _ = build(root)
    assert status == 0
    (line,) = lines(report)
    assert line.startswith("docs/index.md:5: AE706 MkDocs says: Doc file 'index.md' contains a link 'nowhere.md'")


@pytest.mark.parametrize(
    ("config", "says"),
    [
        ("site_name: [", "mkdocs.yml:1: AE706 MkDocs says: "),
        ("site_name: x\nplugins: [nothing-like-it]", 'The "nothing-like-it" plugin is not installed'),
        ("site_name: x\ntheme: {name: nothing-like-it}", "Unrecognised theme name: 'nothing-like-it'"),
        ("site_name: x\nnav: 3", "AE706 MkDocs says: Config value 'nav'"),
        ("plugins: [annotated-edition]", "Required configuration not provided"),
        ("site_name: x\nplugins: [annotated-edition]\ndocs_dir: data", "an edition keeps its pages in docs"),
        ("site_name: x\nhooks: [gone.py]", "gone.py"),
    ],
)
def test_a_broken_configuration_is_a_problem_of_its_own(tmp_path: Path, config: str, says: str) -> None:
    root = with_quick_theme(tmp_path)
    (root / "mkdocs.yml").write_text(f"{config}\n", encoding="utf-8")
    status, report, error = build(root)
    assert (status, error) == (1, "")
    assert any(says in line for line in lines(report)), lines(report)
    assert {each.place.file for each in problems(report)} == {"mkdocs.yml"}


@pytest.mark.parametrize(
    ("hook", "line", "says"),
    [
        (
            "def on_pre_build(config):\n    raise RuntimeError('broken')\n",
            2,
            "hook.py failed: RuntimeError: broken Fix",
        ),
        ("\nimport no_such_module\n", 2, "hook.py failed: ModuleNotFoundError: No module named 'no_such_module'"),
        ("import json\ndef on_files(files, config):\n    json.loads('[')\n", 3, "hook.py failed: JSONDecodeError"),
        ("def on_env(env, **_):\n    raise ConnectionRefusedError(111, 'refused')\n", 2, "ConnectionRefusedError"),
    ],
)
def test_a_hook_that_fails_is_named_with_its_line(tmp_path: Path, hook: str, line: int, says: str) -> None:
    root = with_quick_theme(tmp_path)
    add_hook(root, hook)
    status, report, error = build(root)
    assert (status, error) == (1, "")
    (told,) = lines(report)
    assert told.startswith(f"hook.py:{line}: AE710 ")
    assert says in told


def test_a_plugin_that_gives_up_says_why(tmp_path: Path) -> None:
    root = with_quick_theme(tmp_path)
    add_hook(
        root, "from mkdocs.exceptions import PluginError\ndef on_nav(nav, **_):\n    raise PluginError('No tables.')\n"
    )
    status, report, error = build(root)
    assert (status, error, lines(report)) == (
        1,
        "",
        ["mkdocs.yml:1: AE706 MkDocs says: No tables. Fix: Correct what it names."],
    )


def test_a_hook_that_fails_within_the_build_of_a_translation_is_named(tmp_path: Path) -> None:
    root = with_quick_theme(tmp_path)
    layer = shutil.copytree(ARABIC, root / "translations" / "ar")
    (layer / "hook.py").write_text("def on_env(env, **_):\n    raise RuntimeError('broken')\n", encoding="utf-8")
    with (layer / "mkdocs.yml").open("a", encoding="utf-8") as config:
        config.write("hooks: [hook.py]\n")
    status, report, error = build(root)
    assert (status, error) == (1, "")
    assert lines(report)[-1].startswith("translations/ar/hook.py:2: AE710 translations/ar/hook.py failed: RuntimeError")


def test_a_failing_package_is_named(tmp_path: Path) -> None:
    root = with_quick_theme(tmp_path)
    package = tmp_path / "site-packages" / "odd_extension"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text(
        "from markdown.extensions import Extension\n"
        "from markdown.preprocessors import Preprocessor\n"
        "class Odd(Preprocessor):\n    def run(self, lines):\n        raise KeyError('odd')\n"
        "class OddExtension(Extension):\n    def extendMarkdown(self, md):\n"
        "        md.preprocessors.register(Odd(md), 'odd', 5)\n"
        "def makeExtension(**options):\n    return OddExtension(**options)\n",
        encoding="utf-8",
    )
    config = root / "mkdocs.yml"
    config.write_text(
        config.read_text(encoding="utf-8").replace("  - tables", "  - tables\n  - odd_extension"), encoding="utf-8"
    )
    status, report, error = build(root, before=f"import sys; sys.path.insert(0, {str(package.parent)!r})")
    assert (status, error) == (1, "")
    page, package_line = lines(report)
    assert page.startswith("mkdocs.yml:1: AE706 MkDocs says: Error reading page 'index.md': 'odd'")
    assert package_line.startswith("mkdocs.yml:1: AE710 odd_extension failed: KeyError: 'odd'")


def test_a_broken_template_is_named_with_its_line(tmp_path: Path) -> None:
    root = with_quick_theme(tmp_path)
    (root / "overrides").mkdir()
    config = root / "mkdocs.yml"
    config.write_text(
        config.read_text(encoding="utf-8").replace("  name: mkdocs", "  name: mkdocs\n  custom_dir: overrides"),
        encoding="utf-8",
    )
    (root / "overrides" / "main.html").write_text(
        "{% extends 'base.html' %}\n{% block content %}\n{{ 1 / 0 }}\n{% endblock %}\n", encoding="utf-8"
    )
    status, report, error = build(root)
    assert (status, error) == (1, "")
    assert lines(report)[-1].startswith("overrides/main.html:3: AE710 overrides/main.html failed: ZeroDivisionError")


def test_a_defect_of_the_package_is_a_traceback(tmp_path: Path) -> None:
    root = with_quick_theme(tmp_path)
    status, report, error = build(root, before="import annotated_edition.site.pages as p; p.data_files = None")
    assert (status, report) == (2, {})
    assert "TypeError: 'NoneType' object is not callable" in error


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    root = with_quick_theme(tmp_path)
    (root / "out").write_text("a file", encoding="utf-8")
    status, report, error = build(root)
    assert (status, error) == (1, "")
    assert [each.code for each in problems(report)] == ["AE704"]


@pytest.mark.skipif(sys.platform == "win32", reason="no limits of that kind")
def test_a_full_disk(tmp_path: Path) -> None:
    root = with_quick_theme(tmp_path)
    status, report, error = build(
        root, before="import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (9000, 9000))"
    )
    assert (status, error) == (1, "")
    assert lines(report)[0].startswith("site:1: AE704 site cannot be written: File too large.")


@pytest.mark.parametrize(
    ("change", "repeatable"),
    [
        ({"  - tables": "  - tables\n  - pymdownx.details"}, True),
        ({"  - tables": "  - tables\n  - pymdownx.snippets"}, False),
        ({"  - search": "  - search\n  - meta"}, False),
        ({"site_name": "INHERIT: base.yml\nsite_name"}, False),
        ({"  name: mkdocs": "  name: mkdocs\n  custom_dir: overrides"}, True),
        ({"  name: mkdocs": "  name: mkdocs\n  custom_dir: ../overrides"}, False),
    ],
)
def test_what_may_depend_on_something_else_is_not_repeatable(
    tmp_path: Path, change: dict[str, str], repeatable: bool
) -> None:
    root = with_quick_theme(tmp_path)
    for folder in (root, root.parent):
        (folder / "overrides").mkdir()
    (root / "base.yml").write_text("copyright: x\n", encoding="utf-8")
    config = root / "mkdocs.yml"
    text = config.read_text(encoding="utf-8")
    for before, after in change.items():
        text = text.replace(before, after, 1)
    config.write_text(text, encoding="utf-8")
    status, report, error = build(root)
    if "meta" in str(change) and status:  # Material's own plugin, which its theme alone takes
        pytest.skip("no such plugin")
    assert (status, report["repeatable"]) == (0, repeatable), (report, error)


def test_material_s_own_search_is_left_out(tmp_path: Path) -> None:
    root = make(tmp_path)
    status, report, _ = build(root)
    assert (status, report) == (0, {"problems": [], "repeatable": True})
    shutil.rmtree(root / "out")
