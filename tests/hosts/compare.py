"""The shipped site, built by the hosts that follow MkDocs 1.x, and held against MkDocs's: `make hosts`.

Each host is installed into a folder of its own below .cache/ that lies over the packages of the lock, as an editor
installs it beside them. What a host has otherwise than MkDocs is listed with its reason; a difference without one, or a
site that `edition verify` does not judge as it should, ends with 1.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import unified_diff
from pathlib import Path

from annotated_edition import Edition, open_edition
from annotated_edition.model.addresses import url_of
from annotated_edition.site.pages import generated_files

ROOT = Path(__file__).resolve().parent.parent.parent
HOSTS = ROOT / ".cache" / "hosts"
#: A copy of the project: Zensical keeps files of its own in .cache/ of the folder that it builds.
PROJECT = HOSTS / "project"
STAGED = "build/docs"
#: Sites that lack something, each with what it is built from.
LACKING = {
    "Zensical without the generated pages": "INHERIT: zensical.yml\ndocs_dir: docs\nsite_dir: site-lacking\n",
    "Zensical without the extension": "INHERIT: mkdocs.yml\ndocs_dir: build/docs\nsite_dir: site-lacking\n",
}


@dataclass(frozen=True, slots=True)
class Difference:
    """What a host is known to have otherwise than MkDocs."""

    of: str
    """Whose it is: what the pattern finds is left out of the article of this host."""
    pattern: re.Pattern[str]
    """What is left out."""
    what: str
    """What it is."""
    reason: str
    """Why it differs."""


KNOWN = {
    "ProperDocs": (),
    "Zensical": (
        Difference(
            "MkDocs",
            re.compile(r' data-search-exclude(?:="")?'),
            "no data-search-exclude",
            "it is taken out again once the search index is written without what has it",
        ),
        Difference(
            "Zensical",
            re.compile(r'<a id="__skip"[^>]*>\s*</a>'),
            "an empty #__skip",
            "the theme's skip link leads there, and not to the first heading",
        ),
        Difference(
            "Zensical",
            re.compile(r'<p class="ae-search-way">.*?</dialog>', re.DOTALL),
            "the search at the end of the article",
            "the extension puts it there: no plugin gives the edition to the theme, which has it in the header",
        ),
        Difference(
            "Zensical",
            re.compile(r"<script\b.*?</script>", re.DOTALL),
            "scripts at the end of the article",
            "the extension puts them there: no plugin gives the edition to the theme, which has them at the end of the page",
        ),
    ),
}
#: The annotations that are counted and compared, each with what finds one in an article.
KINDS = {
    "references": re.compile(r'<sup class="ae-ref.*?</sup>', re.DOTALL),
    "notes": re.compile(r'<span [^>]*class="ae-beside.*?</span>', re.DOTALL),
    "end notes": re.compile(r'<li id="fn-\d+".*?<p class="ae-back">.*?</p>', re.DOTALL),
    "term links": re.compile(r'<a class="ae-(?:term|element|source)"[^>]*>.*?</a>', re.DOTALL),
    "ids": re.compile(r'\sid="([^"]*)"'),
}
GENERATOR = re.compile(rb'<meta name="generator"[^>]*>')
TOKEN = re.compile(r"<[^>]*>|[^<]+")
ATTRIBUTE = re.compile(r'[\w-]+(?:="[^"]*")?')


def installed(host: str) -> Path:
    """Return the folder of a host's packages, installed by the hashes of its list."""
    wanted = Path(__file__).with_name(f"{host}.txt")
    folder, ready = HOSTS / host, HOSTS / host / "ready.txt"
    if not ready.is_file() or ready.read_bytes() != wanted.read_bytes():
        shutil.rmtree(folder, ignore_errors=True)
        command = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"]
        subprocess.run([*command, "--require-hashes", "--target", folder, "-r", wanted], check=True)
        shutil.copyfile(wanted, ready)
    return folder


def run(*command: str, host: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run a Python program in the copy of the project, with the packages of a host over those that are there."""
    over = [str(host)] if host else []
    path = os.pathsep.join([*over, *filter(None, [os.environ.get("PYTHONPATH")])])
    environment = {**os.environ, "PYTHONPATH": path, "NO_MKDOCS_2_WARNING": "1", "PYTHONUTF8": "1"}
    return subprocess.run(
        [sys.executable, *command], cwd=PROJECT, env=environment, capture_output=True, encoding="utf-8"
    )


def edition(*arguments: str, host: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run the command `edition` there."""
    return run(
        "-c", "from annotated_edition.commands.main import main; main(prog_name='edition')", *arguments, host=host
    )


def must(done: subprocess.CompletedProcess[str]) -> None:
    """End where a program has failed."""
    if done.returncode:
        sys.exit(f"{' '.join(map(str, done.args))}\n{done.stdout}{done.stderr}")


def prepare() -> None:
    """Copy the project."""
    shutil.rmtree(PROJECT, ignore_errors=True)
    PROJECT.mkdir(parents=True)
    for name in ("data", "docs"):
        shutil.copytree(ROOT / name, PROJECT / name)
    for name in ("mkdocs.yml", "zensical.yml"):
        shutil.copyfile(ROOT / name, PROJECT / name)


def zensical(config: str, site: str, *options: str) -> Path:
    """Build with Zensical, as the guide says, into a folder of the copy."""
    shutil.rmtree(PROJECT / "build", ignore_errors=True)
    shutil.copytree(PROJECT / "docs", PROJECT / STAGED)
    must(edition("pages", STAGED))
    must(run("-m", "zensical", "build", *options, "--config-file", config, host=installed("zensical")))
    return PROJECT / site


def article(site: Path, file: str) -> str:
    """Return the text of a page."""
    page = (site / file).read_text(encoding="utf-8")
    return page[page.index("<article") : page.rindex("</article>")]


def tokens(text: str) -> list[str]:
    """Return tags and texts, without white space around them; attributes by name, as Python-Markdown writes them."""
    return [in_order(token.strip()) for token in TOKEN.findall(text) if token.strip()]


def in_order(token: str) -> str:
    """Return a tag with its attributes by name; a text as it is."""
    if not token.startswith("<"):
        return token
    name = token.split(None, 1)[0].rstrip(">")
    return " ".join([name, *sorted(ATTRIBUTE.findall(token[len(name) :]))])


def data(site: Path) -> dict[str, bytes]:
    """Return every data file, short address and asset of ours."""
    folders = ("data", "n", "copied", "assets/annotated-edition")
    files = [file for folder in folders for file in (site / folder).rglob("*") if file.is_file()]
    return {file.relative_to(site).as_posix(): file.read_bytes() for file in files}


def compare(host: str, site: Path, mkdocs: Path, files: Iterable[str]) -> tuple[dict[str, int], list[str]]:
    """Count what a host's site has as MkDocs's has it, by kind; list the differences that have no reason."""
    counts = dict.fromkeys([*KINDS, "articles", "files"], 0)
    unexplained: list[str] = []
    explained = {known.what: 0 for known in KNOWN[host]}
    for file in files:
        texts = {"MkDocs": article(mkdocs, file), host: article(site, file)}
        for known in KNOWN[host]:
            texts[known.of], n = known.pattern.subn("", texts[known.of])
            explained[known.what] += n
        ours, theirs = (tokens(text) for text in texts.values())
        counts["articles"] += ours == theirs
        unexplained += [f"{file}: {line}" for line in list(unified_diff(ours, theirs, n=0, lineterm=""))[2:]]
        for kind, pattern in KINDS.items():
            one, other = (pattern.findall(text) for text in texts.values())
            same = [a == b for a, b in zip(map(str.split, one), map(str.split, other), strict=False)]
            counts[kind] += sum(same)
            if len(one) != len(other) or not all(same):
                unexplained.append(f"{file}: {kind}: {len(one)} and {len(other)}")
    one, other = data(mkdocs), data(site)
    counts["files"] = sum(other.get(name) == content for name, content in one.items())
    unexplained += [f"{name} differs" for name in sorted(one.keys() | other.keys()) if one.get(name) != other.get(name)]
    for known in KNOWN[host]:
        print(f"{host}: {known.what} ({explained[known.what]} times): {known.reason}.")
    return counts, unexplained


def whole(site: Path) -> dict[str, bytes]:
    """Return every file of a site, without the name of what has built it."""
    files = (file for file in site.rglob("*") if file.is_file() and not file.name.startswith("sitemap"))  # has a date
    return {file.relative_to(site).as_posix(): GENERATOR.sub(b"", file.read_bytes()) for file in files}


def shown(edition: Edition) -> list[str]:
    """Return the files of the home page, the sections and the generated pages."""
    generated = [path for path in generated_files(edition) if path.endswith(".md")]
    written = ["index.md", *(section.page for section in edition.sections)]
    return [f"{url_of(path)}index.html" for path in (*written, *generated)]


def main() -> int:
    """Build, compare and tell."""
    prepare()
    opened = open_edition(PROJECT / "data", PROJECT / "docs", PROJECT / ".cache")
    must(run("-m", "mkdocs", "build", "--strict", "--site-dir", "site-mkdocs"))
    options = ("--strict", "--site-dir", "site-properdocs", "--config-file", "mkdocs.yml")
    must(run("-m", "properdocs", "build", *options, host=installed("properdocs")))
    sites = {"ProperDocs": PROJECT / "site-properdocs", "Zensical": zensical("zensical.yml", "site", "--strict")}
    mkdocs = PROJECT / "site-mkdocs"
    files = shown(opened)
    failures: list[str] = []
    table = {"MkDocs": compare("ProperDocs", mkdocs, mkdocs, files)[0]}
    for host, site in sites.items():
        table[host], unexplained = compare(host, site, mkdocs, files)
        failures += [f"{host}: {each}" for each in unexplained]
    one, other = whole(mkdocs), whole(sites["ProperDocs"])
    failures += [
        f"ProperDocs: {name} differs" for name in one.keys() | other.keys() if one.get(name) != other.get(name)
    ]
    print(f"\n{'the same as in MkDocs':22}" + "".join(f"{kind:>12}" for kind in table["MkDocs"]))
    for host, counts in table.items():
        print(f"{host:22}" + "".join(f"{n:12}" for n in counts.values()))
    print()
    for host, site in {"MkDocs": mkdocs, **sites}.items():
        done = edition("verify", site.name)
        print(f"edition verify, {host}: {done.stdout.strip()}")
        failures += [f"verify, {host}: {done.stdout}"] * bool(done.returncode)
    for name, config in LACKING.items():
        (PROJECT / "lacking.yml").write_text(config, encoding="utf-8")
        done = edition("verify", zensical("lacking.yml", "site-lacking").name)
        print(f"edition verify, {name}: exit {done.returncode}, {len(done.stdout.splitlines())} problems")
        failures += [f"verify, {name}: not refused"] * (done.returncode != 1)
    for failure in failures:
        print(f"≠ {failure}")
    return min(len(failures), 1)


if __name__ == "__main__":
    sys.exit(main())
