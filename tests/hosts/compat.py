"""Build the sample edition with each plugin and extension in turn, and print a table of what comes of it.

    python tests/hosts/compat.py [PATTERN]

What is not installed is listed as not tried. Exits with 1 where something is broken in silence: a strict build passes, and
the site lacks what it has without the neighbour.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

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
    "mkdocs-ezglossary-plugin": "ezglossary", "mkdocs-autorefs": "autorefs",
}  # fmt: skip
#: Plugins of Material itself.
OWN = {"offline": "offline", "meta": "meta", "tags": "tags", "group": "group:\n      plugins: [meta]"}
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
    "pymdownx.snippets": ("", "Plain."), "pymdownx.inlinehilite": ("", "`#!python x`"), "pymdownx.caret": ("", "^^x^^"),
}  # fmt: skip
#: What a page must still have, whatever a neighbour does to it.
WANTED = (
    r'id=["\']?fnref-\d+',
    r'data-ae-note=["\']?note-',
    r"ae-permalink",
    r"ae-endnotes",
    r'href=["\']?[^"\' >]*terms(?:/|\.html)#',
)
FEATURES = (
    "navigation.instant",
    "navigation.tabs",
    "navigation.tracking",
    "content.tooltips",
    "content.code.copy",
    "toc.integrate",
)


def read_counts(site: Path) -> dict[str, list[int]]:
    """Return how often each page of the text has what it must have."""
    pages = {file.parent.name if file.stem == "index" else file.stem: file for file in site.glob("text/**/*.html")}
    return {name: [len(re.findall(sign, page.read_text("utf-8"))) for sign in WANTED] for name, page in pages.items()}


def build(root: Path) -> tuple[str, dict[str, list[int]]]:
    """Build strictly; return the first problem, empty where there is none, and the counts of what was built."""
    done = subprocess.run([*EDITION, "build", "--strict"], cwd=root, capture_output=True, encoding="utf-8")
    problem = next((line for line in done.stderr.splitlines() if re.match(r"\S+:\d+: AE\d", line)), "")
    if done.returncode == 3 or (done.returncode and not problem):
        problem = "a defect: " + done.stderr.strip().splitlines()[-1][:80]
    return problem, read_counts(root / "site") if not done.returncode else {}


def judge(folder: Path, plugin: str = "", extension: str = "", feature: str = "", text: str = "") -> str:
    """Return what comes of a neighbour: works, a problem with its code, or what was lost in silence."""
    root = folder / "made"
    subprocess.run(
        [*EDITION, "new", str(root), "--language", "en", "--title", "T"],
        check=True,
        capture_output=True,
        stdin=subprocess.DEVNULL,
    )
    for words in ("init -q", "add -A", "-c user.name=x -c user.email=x@example.org commit -qm x"):
        subprocess.run(["git", *words.split()], cwd=root, check=True)
    config = root / "mkdocs.yml"
    written = config.read_text("utf-8")
    if plugin == "awesome-nav":  # which takes the place of nav
        written = re.sub(r"(?ms)^nav:\n.*?^(?=\S)", "", written)
    if plugin:
        written = written.replace("  - bibtex:", f"  - {plugin}\n  - bibtex:")
    if feature:
        written = written.replace("  features:\n", f"  features:\n    - {feature}\n")
    name, _, options = extension.partition("|")
    if name and name != "toc":
        written = written.replace(
            "  - tables\n", f"  - tables\n  - {name}:\n      {options}\n" if options else f"  - tables\n  - {name}\n"
        )
    section = root / "docs" / "text" / "01-introduction.md"
    before, expected = build(root)
    assert not before, before
    config.write_text(written, "utf-8")
    section.write_text(section.read_text("utf-8") + f"\n{text}\n", "utf-8")
    problem, counts = build(root)
    if problem:
        return problem if "defect" in problem else f"says {re.findall(r'AE[0-9]+', problem)[0]}"
    lost = [
        page
        for page, own in expected.items()
        for had, has in zip(own, counts.get(page, [0] * 9), strict=False)
        if has < had
    ]
    return f"SILENT: {', '.join(lost)}" if lost else "works"


def main(pattern: str = "") -> int:
    """Try all neighbours whose names contain the pattern; print the table."""
    cases = [(f"plugin {name}", {"plugin": lines}, name) for name, lines in PLUGINS.items()]
    cases += [(f"plugin {name} (Material)", {"plugin": lines}, "mkdocs-material") for name, lines in OWN.items()]
    cases += [
        (f"extension {name}", {"extension": f"{name}|{options}", "text": text}, "pymdown-extensions")
        for name, (options, text) in EXTENSIONS.items()
    ]
    cases += [(f"feature {name}", {"feature": name}, "mkdocs-material") for name in FEATURES]
    print("| with | version | result |\n| --- | --- | --- |")
    broken = False
    for name, settings, package in cases:
        if pattern not in name:
            continue
        try:
            installed = version(package)
        except PackageNotFoundError:
            print(f"| {name} | – | not tried |", flush=True)
            continue
        with tempfile.TemporaryDirectory() as folder:
            result = judge(Path(folder), **settings)
        broken |= "SILENT" in result or "defect" in result
        print(f"| {name} | {installed} | {result} |", flush=True)
    return int(broken)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
