"""Build the sample edition with each plugin, extension and setting in turn, and write into the guide what comes of it.

    python tests/hosts/compat.py [PATTERN]

With a pattern, what matches is tried and nothing is written. What is not installed is listed as not tried. Exits with 1
where something is broken in silence: a strict build passes, and the site lacks what it has without the neighbour.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
EDITION = [sys.executable, "-c", "from annotated_edition.commands.main import main; main()"]
#: Package → lines of mkdocs.yml below plugins.
PLUGINS = {
    "mkdocs-awesome-nav": "awesome-nav", "mkdocs-literate-nav": "literate-nav", "mkdocs-section-index": "section-index",
    "mkdocs-minify-plugin": "minify:\n      minify_html: true", "mkdocs-glightbox": "glightbox",
    "mkdocs-redirects": "redirects", "mkdocs-git-revision-date-localized-plugin": "git-revision-date-localized",
    "mkdocs-git-authors-plugin": "git-authors", "mkdocs-macros-plugin": "macros:\n      render_by_default: false",
    "mkdocs-include-markdown-plugin": "include-markdown", "mkdocs-table-reader-plugin": "table-reader",
    "mkdocs-callouts": "callouts", "mkdocs-rss-plugin": "rss", "mkdocs-static-i18n":
    "i18n:\n      languages:\n        - {locale: en, default: true, name: English}",
    "mkdocs-print-site-plugin": "print-site", "mkdocs-exclude": "exclude:\n      glob: ['nothing/*']",
    "mkdocs-ezglossary-plugin": "ezglossary", "mkdocs-autorefs": "autorefs", "mkdocs-gen-files":
    "gen-files:\n      scripts: []", "mkdocs-material: offline": "offline", "mkdocs-material: meta": "meta",
    "mkdocs-material: tags": "tags", "mkdocs-material: group": "group:\n      plugins: [meta]",
    "mkdocs-material: info": "info:\n      enabled: false",
}  # fmt: skip
#: Extension → its options, and what is appended to a section.
EXTENSIONS = {
    "toc": ("", "[TOC]"), "pymdownx.arithmatex": ("generic: true", "$$\nE = mc^2\n$$"),
    "pymdownx.blocks.admonition": ("", "/// note\nInside.\n///\n\nAfter it."),
    "pymdownx.blocks.details": ("", "/// details | More\nInside.\n///\n\nAfter it."),
    "pymdownx.superfences": ("", "```python\nx = 1\n```"), "pymdownx.highlight": ("", "```python\nx = 1\n```"),
    "pymdownx.details": ("", "??? note\n    Inside."), "pymdownx.tabbed": ("alternate_style: true", '=== "A"\n    Inside.'),
    "pymdownx.keys": ("", "++ctrl+a++"), "pymdownx.mark": ("", "==marked=="), "pymdownx.tilde": ("", "~~gone~~"),
    "pymdownx.critic": ("", "{++added++}"), "pymdownx.smartsymbols": ("", "(c)"), "smarty": ("", '"quoted"'),
    "pymdownx.magiclink": ("", "https://example.org"), "pymdownx.betterem": ("", "*x*"), "abbr": ("", "An HTML.\n\n*[HTML]: Text"),
    "def_list": ("", "Word\n:   Meaning"), "pymdownx.tasklist": ("", "- [ ] task"), "pymdownx.emoji": ("", ":smile:"),
    "pymdownx.snippets": ("", "Plain.\n\n;--8<--\nNot taken.\n;--8<--"), "pymdownx.inlinehilite": ("", "`#!python x`"),
    "pymdownx.caret": ("", "^^x^^"),
}  # fmt: skip
FEATURES = ("navigation.instant", "navigation.tabs", "navigation.tracking", "content.tooltips", "content.code.copy",
            "toc.integrate")  # fmt: skip
#: Packages of which the version is that of the lock.
LOCKED = ("markdown", "mkdocs", "mkdocs-material", "pymdown-extensions")
#: What a page must still have, whatever a neighbour does to it.
WANTED = (
    r'id=["\']?fnref-\d+',
    r'data-ae-note=["\']?note-',
    r"ae-permalink",
    r"ae-endnotes",
    r'href=["\']?[^"\' >]*terms(?:/|\.html)#',
)
#: Page of the guide → how it says what came of each.
GUIDES = {
    "docs/guide/hosts.md": {"head": "| 結果 | 一緒に使うもの |", "works": "働く", "says": "{}で知らせ、厳密な（`--strict`）作成は止まる",
                            "untried": "入っていないので試していない", "silent": "黙って失われるものがある", "join": "、"},
    "translations/en/docs/guide/hosts.md": {"head": "| Outcome | Together with |", "works": "Works",
                                            "says": "{} says so, and a strict build stops", "untried": "Not installed, not tried",
                                            "silent": "Loses something in silence", "join": ", "},
}  # fmt: skip
TABLE = re.compile(r"(?<=<!-- make compat -->\n\n).*?(?=\n<!-- make compat ends -->)", re.DOTALL)


@dataclass(frozen=True)
class Neighbour:
    """Something that a site may use beside the edition."""

    name: str
    package: str
    was: str = ""
    """What stands in mkdocs.yml of the sample."""
    becomes: str = ""
    """What takes its place."""
    text: str = ""
    """What is appended to a section."""
    files: Mapping[str, str] = field(default_factory=dict)


def find_neighbours() -> Iterator[Neighbour]:
    """Yield what is tried."""
    for name, lines in PLUGINS.items():
        package, _, own = name.partition(": ")
        called = f"Material: {own}" if own else package.removeprefix("mkdocs-").removesuffix("-plugin")
        was, becomes = "  - bibtex:", f"  - {lines}\n  - bibtex:"
        if package == "mkdocs-print-site-plugin":  # which wants to be the last
            was = "enable_inline_citations: false\n"
            becomes = f"{was}  - {lines}\n"
        yield Neighbour(called, package, was, becomes)
    for name, (options, text) in EXTENSIONS.items():
        line = f"  - {name}:\n      {options}\n" if options else f"  - {name}\n"
        added = "" if name == "toc" else line
        called = "`[TOC]`" if name == "toc" else name.removeprefix("pymdownx.")
        package = "pymdown-extensions" if "pymdownx" in name else "markdown"
        yield Neighbour(called, package, "  - tables\n", f"  - tables\n{added}", text)
    for name in FEATURES:
        yield Neighbour(f"`{name}`", "mkdocs-material", "  features:\n", f"  features:\n    - {name}\n")
    mermaid = "superfences:\n      custom_fences:\n        - {name: mermaid, class: mermaid}\n"
    yield Neighbour("Mermaid", "pymdown-extensions", "  - tables\n", f"  - tables\n  - pymdownx.{mermaid}",
                    "```mermaid\ngraph LR\n  A --> B\n```")  # fmt: skip
    yield Neighbour("Google Fonts", "mkdocs-material", "  font: false\n")
    yield Neighbour(
        "`palette.primary`", "mkdocs-material", "scheme: default\n", "scheme: default\n      primary: red\n"
    )
    script = "extra_javascript:\n  - https://cdn.example.org/x.js\nextra:\n"
    yield Neighbour("`extra_javascript` (CDN)", "mkdocs", "extra:\n", script)
    own = '{% extends "base.html" %}{% block announce %}Own.{% endblock %}'
    yield Neighbour("`custom_dir`", "mkdocs-material", "  font: false\n", "  font: false\n  custom_dir: overrides\n",
                    files={"overrides/main.html": own})  # fmt: skip


def read_counts(site: Path) -> dict[str, list[int]]:
    """Return how often each page of the text has what it must have."""
    pages = {file.parent.name if file.stem == "index" else file.stem: file for file in site.glob("text/**/*.html")}
    return {name: [len(re.findall(sign, page.read_text("utf-8"))) for sign in WANTED] for name, page in pages.items()}


def build(root: Path) -> tuple[str, dict[str, list[int]]]:
    """Build strictly; return the first problem, empty where there is none, and the counts of what was built."""
    done = subprocess.run([*EDITION, "build", "--strict"], cwd=root, capture_output=True, encoding="utf-8")
    problems = [line for line in done.stderr.splitlines() if re.match(r"\S+:\d+: AE\d", line)]
    problem = next((line for line in problems if "AE716" in line), problems[0] if problems else "")
    if done.returncode == 3 or (done.returncode and not problem):
        problem = "a defect: " + done.stderr.strip().splitlines()[-1][:80]
    return problem, read_counts(root / "site") if not done.returncode else {}


def make_sample(root: Path) -> dict[str, list[int]]:
    """Make the sample under git; return what it has without a neighbour."""
    made = [
        *EDITION,
        "new",
        str(root),
        "--language",
        "en",
        "--title",
        "T",
        "--site-url",
        "https://example.org/edition/",
    ]
    subprocess.run(made, check=True, capture_output=True, stdin=subprocess.DEVNULL)
    for words in ("init -q", "add -A", "-c user.name=x -c user.email=x@example.org commit -qm x"):
        subprocess.run(["git", *words.split()], cwd=root, check=True)
    problem, expected = build(root)
    assert not problem, problem
    return expected


def judge(root: Path, neighbour: Neighbour, expected: Mapping[str, list[int]]) -> str:
    """Return what comes of a neighbour in a copy of the sample: works, the code that says so, or what was lost in silence."""
    config, section = root / "mkdocs.yml", root / "docs" / "text" / "01-introduction.md"
    written = config.read_text("utf-8")
    assert neighbour.was in written, neighbour.was
    if neighbour.name in ("awesome-nav", "literate-nav"):  # which take the place of nav
        written = re.sub(r"(?ms)^(?:nav|not_in_nav):.*?^(?=\S)", "", written)
    config.write_text(written.replace(neighbour.was, neighbour.becomes, 1), "utf-8")
    section.write_text(section.read_text("utf-8") + f"\n{neighbour.text}\n", "utf-8")
    for name, text in neighbour.files.items():
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_text(text, "utf-8")
    problem, counts = build(root)
    if problem:
        print(f"  {problem[:200]}", file=sys.stderr)
        return problem if "defect" in problem else re.findall(r"AE[0-9]+", problem)[0]
    lost = [
        page
        for page, own in expected.items()
        if any(has < had for had, has in zip(own, counts.get(page, [0] * len(own)), strict=True))
    ]
    return f"SILENT: {', '.join(lost)}" if lost else "works"


def write_table(results: Mapping[str, str], words: Mapping[str, str]) -> str:
    """Return the table of the guide: each outcome with what it came of."""
    groups: dict[str, list[str]] = {}
    for name, result in results.items():
        code = re.fullmatch(r"AE\d+", result)
        heading = words.get(result) or (words["says"].format(result) if code else words["silent"])
        groups.setdefault(heading, []).append(name)
    order = sorted(groups, key=lambda heading: (heading == words["untried"], heading != words["works"], heading))
    rows = (f"| {each} | {words['join'].join(groups[each])} |" for each in order)
    return "\n".join([words["head"], "| --- | --- |", *rows])


def main(pattern: str = "") -> int:
    """Try all neighbours whose names contain the pattern; print the table, and write it into the guide."""
    results: dict[str, str] = {}
    with tempfile.TemporaryDirectory() as folder:
        sample = Path(folder, "sample")
        expected = make_sample(sample)
        for neighbour in find_neighbours():
            if pattern not in neighbour.name:
                continue
            try:
                installed = version(neighbour.package)
                copy = Path(folder, "copy")
                shutil.copytree(sample, copy)
                result = judge(copy, neighbour, expected)
                shutil.rmtree(copy)
            except PackageNotFoundError:
                installed, result = "", "untried"
            own = neighbour.name if neighbour.package in LOCKED else f"{neighbour.name} {installed}".strip()
            results[own] = result
            print(f"{own}: {result}", flush=True)
    for page, words in GUIDES.items() if not pattern else ():
        table = write_table(results, words)
        text = (ROOT / page).read_text("utf-8")
        (ROOT / page).write_text(TABLE.sub(lambda _, table=table: table, text), "utf-8")
    return int(any("SILENT" in result or "defect" in result for result in results.values()))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
