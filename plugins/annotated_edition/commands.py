"""Adapter to the shell: every command of `edition` but lookup."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sys
import tempfile
import time
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from functools import cache, partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click
from rich.console import Console
from rich.text import Text

from . import find_root
from .bibliography import with_fields
from .cli import PROBLEMS, defect, end_with_errors, fail, main, open_project, open_readable, project, show_problems
from .exports import FORMATS, REFERENCES
from .exports.formats import write
from .exports.item import Item
from .exports.items import edition_item, source_item, work_item
from .exports.plain_text import styled
from .files import write_whole
from .lookup import url_of
from .model import Edition, Place, Problem, Section
from .pandoc import PandocError
from .problems import CODES, ERROR, NOTE, annotation, describe, explain, guide, in_order, problem
from .wording import LANGUAGES, wording

if TYPE_CHECKING:
    from .exports.delivery import Delivery
    from .links import Copy, Finding

# What only one command needs is imported in it.

INTERRUPTED = 130


@main.command("cite")
@click.argument("what", required=False, metavar="[SECTION|SOURCE]")
@click.option("--format", "form", type=click.Choice(["text", *REFERENCES]), default="text", show_default=True)
@click.option(
    "--style",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A CSL style to set the text in.  [default: the edition's own]",
)
@project
def cite_command(what: str | None, form: str, style: Path | None, project: Path) -> None:
    """Say how to cite the commentary and this edition of it, or a section; or cite one source by its key.

    What the commentary says is cited from the commentary, whose pages you fill in; what only the edition has, from
    the edition, with its version.

    Example: edition cite --style chicago.csl
    """
    from .host import site_of

    edition = open_readable(project)
    words = wording(edition.language)
    items: list[Item]
    heads: list[str]
    blanks: list[str | None]
    if what and what in edition.sources:
        items, heads, blanks = [source_item(edition.sources[what])], [""], [None]
    else:
        section = _section(edition, what) if what else None
        address = site_of(project)[2]
        if address:
            address = address.rstrip("/") + "/" + (url_of(section.page) if section else "")
        items = [work_item(edition), edition_item(edition, address, section)]
        heads, blanks = [words["cite-the-work"], words["cite-the-edition"]], [words["cite-blank"], None]
    if form != "text":
        click.echo(write(form, items), nl=False)
        return
    texts = [item.text for item in items]
    if style:
        try:
            xml = style.read_text(encoding="utf-8-sig")
            texts = styled(items, xml, edition.language, blanks, project / ".cache")
        except (PandocError, UnicodeDecodeError) as error:
            fail(f"{style}: {error}")
    for item, head, text in zip(items, heads, texts, strict=True):
        if (version := item.csl.get("version")) and version not in text:  # as in most styles
            text += words["parenthesis"].format(text=words["cite-version"].format(version=version))
        if head:
            click.echo(head)
        click.echo(f"  {text}" if head else text)


def _section(edition: Edition, named: str) -> Section:
    """The section of that path, file name or title; ends where there is none."""
    names = {
        name: section
        for section in edition.sections
        for name in (section.title, Path(section.page).stem, section.page.removesuffix(".md"), section.page)
    }
    if named not in names:
        sections = wording(edition.language)["comma"].join(Path(section.page).stem for section in edition.sections)
        fail(wording(edition.language)["no-section"].format(name=named, sections=sections))
    return names[named]


@main.command("evidence")
@click.option("--format", "form", type=click.Choice(["text", "json", "csv"]), default="text", show_default=True)
@project
def evidence_command(form: str, project: Path) -> None:
    """Say what the argument rests on: sources, publishers, claims, and what has no footnote.

    A claim is a sentence with a source. The same source again, or another one of its publisher, is no corroboration.

    Example: edition evidence --format csv > evidence.csv
    """
    from .evidence import weigh
    from .report import evidence_lines, evidence_record, evidence_table

    edition = open_readable(project)
    if form == "json":
        click.echo(json.dumps(evidence_record(edition, weigh(edition)), ensure_ascii=False, indent=1))
    elif form == "csv":
        click.echo(evidence_table(edition), nl=False)
    else:
        console = Console(highlight=False)
        for each in evidence_lines(edition):
            _put(console, each.text, 2 * each.depth, "" if each.depth else "bold")


@main.command("links")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--offline", is_flag=True, help="Only list the addresses; ask nobody.")
@click.option(
    "--max-age",
    type=click.IntRange(0),
    default=7,
    show_default=True,
    metavar="DAYS",
    help="Take answers of so many days from the last checks; 0 asks for everything.",
)
@click.option("--archives", is_flag=True, help="Ask the Wayback Machine for copies of the sources that name none.")
@click.option("--write", is_flag=True, help="Write the copies found into sources.bib (with --archives).")
@project
def links_command(form: str, offline: bool, max_age: int, archives: bool, write: bool, project: Path) -> None:
    """Ask for every address of the edition: which have moved, are gone, or hold something else.

    Hosts are asked one thing at a time. Nothing is written but with --write. Exits with 1 where something needs a look.

    Example: edition links --archives
    """
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    from .links import MANNERS, Asker, addresses, check, propose, remember, remembered

    if (write and not archives) or (archives and offline):
        raise click.UsageError("--write goes with --archives, and --archives not with --offline.")
    edition = open_readable(project)
    words = wording(edition.language)
    wanted = addresses(edition)
    if offline:
        if form == "json":
            listed = [{"address": each.url, "places": each.places, "sources": each.sources} for each in wanted]
            click.echo(json.dumps(listed, ensure_ascii=False, indent=1))
        else:
            for each in wanted:
                click.echo("  ".join((each.url, *each.places)))
        return
    asker = Asker(MANNERS)
    file = project / ".cache" / "links.json"
    findings: list[Finding] = []
    copies: list[Copy] = []
    unasked: list[str] = []
    with Progress(TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), transient=True,
                  console=Console(stderr=True)) as progress:  # fmt: skip
        try:
            task = progress.add_task(words["links-asking"], total=len(wanted))
            for found in check(wanted, asker, remembered(file, time.time() - max_age * 86400)):
                findings.append(found)
                progress.advance(task)
        finally:  # what is known is kept where the reader has had enough
            remember(file, findings)
        if archives:
            lacking = sum(bool(source.url and not source.archive) for source in edition.sources.values())
            task = progress.add_task(words["links-archives"], total=lacking)
            copies, unasked = propose(edition, asker, partial(progress.advance, task))
    order = {each.url: at for at, each in enumerate(wanted)}
    findings.sort(key=lambda each: order[each.address.url])
    if form == "json":
        told: dict[str, object] = {"addresses": [_finding(each) for each in findings]}
        told |= {"copies": [asdict(copy) for copy in copies], "unasked": unasked} if archives else {}
        click.echo(json.dumps(told, ensure_ascii=False, indent=1))
    else:
        _show_links(edition, findings)
        if archives:
            _show_copies(edition, copies, unasked)
    if write and copies:
        _write_copies(project / "data" / "sources.bib", copies, words)
    if unasked or any(each.verdict != "ok" for each in findings):
        sys.exit(PROBLEMS)


def _finding(found: Finding) -> dict[str, object]:
    answer = found.answer
    return {
        "address": found.address.url,
        "verdict": found.verdict,
        "status": answer.status or None,
        "reason": answer.reason or None,
        "moved_to": answer.moved,
        "sha256": answer.sha256,
        "checked": datetime.fromtimestamp(answer.checked, UTC).isoformat(),
        "cached": found.cached,
        "places": found.address.places,
        "sources": found.address.sources,
    }


def _show_links(edition: Edition, findings: list[Finding]) -> None:
    words = wording(edition.language)
    console = Console(highlight=False)
    for verdict in ("dead", "moved", "replaced", "failed"):
        found = [each for each in findings if each.verdict == verdict]
        if found:
            _put(console, words[f"links-{verdict}"].format(n=len(found)), 0, "bold")
        for each in found:
            _put(console, each.address.url, 2, "underline")
            if each.answer.moved:
                _put(console, f"→ {each.answer.moved}", 4)
            reason = f"HTTP {each.answer.status}" if each.answer.status else words[f"links-reason-{each.answer.reason}"]
            if verdict in ("dead", "failed"):
                _put(console, reason, 4)
            _put(console, words["comma"].join((*each.address.places, *each.address.sources)), 4)
    good = sum(each.verdict == "ok" for each in findings)
    cached = sum(each.cached for each in findings)
    _put(console, words["links-ok"].format(n=good, all=len(findings), cached=cached), 0)


def _show_copies(edition: Edition, copies: list[Copy], unasked: list[str]) -> None:
    words = wording(edition.language)
    console = Console(highlight=False)
    for head, keys in (("links-copies", [copy.source for copy in copies]), ("links-unasked", unasked)):
        if keys or head == "links-copies":
            _put(console, words[head].format(n=len(keys)), 0, "bold")
        for key in keys:
            _put(console, edition.sources[key].name, 2)
            for copy in (each for each in copies if each.source == key):
                _put(console, f"{copy.date}  {copy.url}", 4)


def _write_copies(file: Path, copies: list[Copy], words: Mapping[str, str]) -> None:
    added = {copy.source: {"archiveurl": copy.url, "archivedate": copy.date} for copy in copies}
    try:
        write_whole(file, with_fields(file.read_bytes(), added))
    except OSError as error:
        _stop(words["not-written"].format(file=file, reason=error.strerror))
    except ValueError:
        _stop(words["links-unsafe"].format(file=file))
    click.echo(words["links-written"].format(n=len(copies), file=file), err=True)


def _put(console: Console, text: str, indent: int, style: str = "") -> None:
    """A paragraph, set in on each of its lines in a terminal; a pipe keeps it on one line."""
    from .report import wrapped

    for each in wrapped(text, max(console.width - indent, 8)) if console.is_terminal else [text]:
        console.print(Text(" " * indent).append(each, style), soft_wrap=True)


@main.command("check")
@click.option("--format", "form", type=click.Choice(["text", "json", "github"]), default="text", show_default=True)
@click.option("--strict", is_flag=True, help="Exit with 1 on warnings as well; an open question (todo) is none.")
@project
def check_command(form: str, strict: bool, project: Path) -> None:
    """List everything wrong or doubtful in data/ and docs/, by file and line.

    Example: edition check --strict
    """
    edition = open_project(project)
    found = in_order(edition.problems)
    if form == "json":
        click.echo(json.dumps([_problem(p, edition.language) for p in found], ensure_ascii=False, indent=1))
    elif form == "github":
        for each in found:
            click.echo(annotation(each, edition.language))
    elif found:
        show_problems(list(found), edition.language)
    else:
        click.echo(wording(edition.language)["no-problems"])
    if _stops(found, strict):
        sys.exit(PROBLEMS)


@main.command("explain")
@click.argument("codes", nargs=-1, metavar="[CODE]...")
@click.option("--all", "every", is_flag=True, help="Explain every code.")
@click.option("--format", "form", type=click.Choice(["text", "markdown"]), default="text", show_default=True)
@click.option("--language", help="Language of the text.  [default: that of the edition here, else English]")
def explain_command(codes: tuple[str, ...], every: bool, form: str, language: str | None) -> None:
    """Say what the code of a problem means and what to do about it.

    Example: edition explain AE303
    """
    if not language:
        root = find_root(Path())
        language = open_project(root).language if root else "en"
    words = wording(language)
    named = list(CODES) if every else [code.upper() for code in codes]
    if not named:
        raise click.UsageError("Name a code, or ask for --all.")
    for code in named:
        if code not in CODES:
            fail(words["no-code"].format(code=code))
    if form == "markdown" and every:
        click.echo(guide(language), nl=False)
        return
    for code in named:
        cause, remedy = explain(code, language)
        kind = words[f"guide-{CODES[code]}"]
        click.echo(f"{code}{words['parenthesis'].format(text=kind)} {cause}\n  {words['fix']}{remedy}")


@main.command("build")
@click.option("--site-dir", type=click.Path(path_type=Path), help="Folder of the built site.  [default: site]")
@click.option("--strict", is_flag=True, help="Fail on warnings as well.")
@project
def build_command(site_dir: Path | None, strict: bool, project: Path) -> None:
    """Build the site; the last one stays as it is until the next is whole.

    Example: edition build --strict
    """
    from .build import build, restore

    edition = open_project(project)
    found, language = in_order(edition.problems), edition.language
    del edition  # a large one is much to hold while the site is built, by a process that opens it itself
    site = project / "site" if site_dir is None else site_dir
    restore(site)
    if not _stops(found, strict):
        outcome = build(project, site, lenient=not strict)
        if outcome.defect:
            defect(outcome.defect)
        if not outcome.problems:
            show_problems(list(found), language, err=True)
            click.echo(wording(language)["built"].format(folder=site))
            return
        found = in_order([*found, *outcome.problems])
    show_problems(list(found), language, err=True)
    sys.exit(PROBLEMS)


def _stops(found: Iterable[Problem], strict: bool) -> bool:
    """Whether problems stop a build: errors, and warnings of a strict one; an open question never."""
    return any(p.severity == ERROR or (strict and p.severity != NOTE) for p in found)


def _problem(found: Problem, language: str) -> dict[str, object]:
    message, fix = describe(found, language)
    return {
        "code": found.code,
        "severity": found.severity,
        "file": found.place.file,
        "line": found.place.line,
        "column": found.place.column,
        "message": message,
        "fix": fix,
    }


@main.command("pages")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@project
def pages_command(folder: Path, project: Path) -> None:
    """Write what the plugin would add to the pages of docs/ into FOLDER, for other hosts.

    That is the generated pages, the data files, the stylesheet and the scripts. A file that is no generated page is
    never overwritten.

    Example: edition pages build/docs
    """
    from .host import site_of
    from .pages import OPENING, assets, pages

    edition = open_project(project)
    if any(p.severity == ERROR for p in edition.problems):
        end_with_errors(edition)
    _, _, site, directories = site_of(project)
    made = [pages(edition, site, directories), assets()]
    words = wording(edition.language)
    for path in chain(*made):
        file = folder / path
        if path.endswith(".md") and file.is_file() and OPENING not in file.read_text(encoding="utf-8"):
            fail(words["not-generated"].format(file=file))
    for path, text in chain.from_iterable(each.items() for each in made):
        file = folder / path
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        except OSError as error:
            fail(words["not-written"].format(file=file, reason=error.strerror), PROBLEMS)
        click.echo(path)


@main.command("verify")
@click.argument("site", type=click.Path(exists=True, file_okay=False, path_type=Path))
@project
def verify_command(site: Path, project: Path) -> None:
    """See whether a built SITE has every page, annotation and data file of the edition, whatever host has built it.

    Exits with 1 where something is lacking: a host that reads no plugins ignores ours in silence.

    Example: edition verify site
    """
    from .verify import verify

    edition = open_readable(project)
    if found := verify(edition, site):
        show_problems(list(found), edition.language)
        sys.exit(PROBLEMS)
    numbers = {"sections": len(edition.sections), "footnotes": len(edition.footnotes)}
    click.echo(wording(edition.language)["verified"].format(folder=site, **numbers))


@main.command("export")
@click.option(
    "--format",
    "formats",
    type=click.Choice([*FORMATS, "all"]),
    multiple=True,
    default=["all"],
    show_default=True,
    help="What to make; may be given several times.",
)
@click.option(
    "--to",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder to put the files into.  [default: dist, in the folder of the edition]",
)
@project
def export_command(formats: tuple[str, ...], folder: Path | None, project: Path) -> None:
    """Make files to carry away: folder, zip, one HTML file, EPUB, PDF, the sources in formats, and SHA256SUMS.

    SOURCE_DATE_EPOCH sets the time that they bear; else it is the date of the edition. Exits with 1 where the edition
    has errors (nothing is written then), and where something was not installed and the rest was made.

    Example: edition export --format pdf --to dist
    """
    from .exports.book import Book, TextLost, moment_of
    from .exports.delivery import deliver
    from .exports.site import built, read
    from .host import site_of
    from .markdown_extension import text_for_book

    edition = open_project(project)
    words = wording(edition.language)
    if errors := [p for p in edition.problems if p.severity == ERROR]:
        show_problems(errors, edition.language, err=True)
        _stop(words["export-errors"])
    extensions, configs, address, _ = site_of(project)
    folder = folder or project / "dist"
    wanted = list(FORMATS) if "all" in formats else [name for name in FORMATS if name in formats]
    with tempfile.TemporaryDirectory(prefix="site-") as workshop:
        book = Book(
            edition,
            lambda writer: text_for_book(edition, writer, extensions, configs),
            partial(_read, project / "docs"),
            address.rstrip("/") + "/" if address else None,
            moment_of(edition, os.environ.get("SOURCE_DATE_EPOCH")),
            cache(lambda: read(built(project, Path(workshop)))),
        )
        try:
            complete = _show(deliver(book, wanted, folder), wanted, edition.language)
        except TextLost as lost:
            show_problems([lost.problem], edition.language, err=True)
            _stop(words["export-errors"])
        except OSError as error:
            _stop(words["export-unwritable"].format(folder=folder, reason=error.strerror))
    if not complete:
        sys.exit(PROBLEMS)


def _stop(message: str) -> NoReturn:
    click.echo(" ".join(message.split()), err=True)
    sys.exit(PROBLEMS)


def _read(docs: Path, path: str) -> bytes | None:
    file = docs / path
    return file.read_bytes() if file.is_file() else None


def _show(deliveries: Iterable[Delivery], wanted: list[str], language: str) -> bool:
    """Shows each format while it is made and when it is; returns whether all were."""
    words = wording(language)
    console = Console(stderr=True, highlight=False)
    pending = iter(deliveries)
    complete = True
    for number, name in enumerate(wanted, 1):
        making = words["export-making"].format(format=name.upper())
        with console.status(f"{making} ({number}/{len(wanted)})"):
            done = next(pending)
        if done.missing is None:
            size = words["export-size"].format(n=f"{done.size / 1000:,.0f}")
            text = words["export-made"].format(file=done.file, size=size, seconds=f"{done.seconds:.1f}")
            click.echo(text)
            continue
        complete = False
        install = "pip install 'mkdocs-annotated-edition[export]'"
        reason = words[done.missing.code].format(**done.missing.values, command=install)
        click.echo(words["export-failed"].format(format=name.upper(), message=reason), err=True)
    next(pending, None)  # the checksums
    return complete


def _language() -> str:
    """The language of the shell, where the package speaks it."""
    found = (os.environ.get("LC_ALL") or os.environ.get("LANG") or "en")[:2]
    return found if found in LANGUAGES else "en"


def _refuse(found: Problem, code: int = PROBLEMS) -> NoReturn:
    """Ends with one problem."""
    show_problems([found], _language(), err=True)
    sys.exit(code)


@main.command("new")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--language", type=click.Choice(LANGUAGES), help="Language of the edition.  [default: that of the shell]")
@click.option("--title", help="Title of what is annotated.")
@click.option("--author", help="Its author.")
@click.option("--publisher", help="Its publisher.")
def new_command(
    folder: Path, language: str | None, title: str | None, author: str | None, publisher: str | None
) -> None:
    """Make a small complete edition in FOLDER, to be written on.

    What is not said by an option is asked, in a terminal. Nothing is ever overwritten.

    Example: edition new my-edition --title "On keeping lights"
    """
    from .project import NewFolder, sample

    language = language or _language()
    words = wording(language)
    with NewFolder(folder) as made:
        if made.problem:
            _refuse(made.problem)
        if sys.stdin.isatty():
            title = title or click.prompt(words["new-title"], default=words["new-default-title"])
            author = click.prompt(words["new-author"], default="", show_default=False) if author is None else author
            publisher = (
                click.prompt(words["new-publisher"], default="", show_default=False) if publisher is None else publisher
            )
        made.write(sample(language, title or words["new-default-title"], author or "", publisher or ""))
        if not made.problem:
            made.keep()
        if made.problem:
            _refuse(made.problem)
    click.echo(words["new-done"].format(folder=folder))


@main.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--to", "folder", type=click.Path(path_type=Path), required=True, help="Folder to make.")
@click.option("--as-is", is_flag=True, help="Leave the text of paragraphs as it is.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def import_command(file: Path, folder: Path, as_is: bool, form: str) -> None:
    """Make an edition of FILE: Markdown, text, HTML, Word (.docx) or PDF.

    Sections, references, footnotes and sources are recovered, ibid. and short titles resolved. What is doubtful is left
    as a question (todo:), which `edition check` lists. FOLDER is made whole or not at all, and never overwritten.

    Example: edition import paper.docx --to my-edition
    """
    from .importing import REPORT, import_file
    from .importing.report import as_json, as_text

    words = wording(_language())
    tell = Console(stderr=True, highlight=False)

    def end(*_: object) -> NoReturn:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, end)
    try:
        with tell.status("") if tell.is_terminal else contextlib.nullcontext() as status:
            steps = (lambda step: status.update(words["import-step"].format(step=step))) if status else (lambda _: None)
            report, problems = import_file(file, folder, as_is, steps)
    except KeyboardInterrupt:
        _refuse(problem("AE810", Place(file.name)), INTERRUPTED)
    if report is None:
        show_problems(list(problems), _language(), err=True)
        sys.exit(PROBLEMS)
    click.echo((as_json if form == "json" else as_text)(report), nl=False)
    if form == "text":
        click.echo()
        click.echo(words["import-written"].format(folder=folder, report=folder / REPORT / "report.html"))


@main.command("schema")
@click.argument("name", required=False)
@click.option(
    "--to", "folder", type=click.Path(file_okay=False, path_type=Path), help="Folder to write all of them into."
)
def schema_command(name: str | None, folder: Path | None) -> None:
    """Print the JSON Schema of a kind of data file (NAME), list the kinds, or write all into a folder.

    Editors of YAML complete and check by it; a new edition holds them in schemas/.

    Example: edition schema footnotes
    """
    from .project import schema_files

    files = schema_files(_language())
    if folder is not None:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            for file, text in files.items():
                (folder / file).write_text(text, encoding="utf-8")
        except OSError as error:
            _refuse(problem("AE809", Place(folder.as_posix()), reason=error.strerror or ""))
    if name is None:
        click.echo("\n".join(file.removesuffix(".json") for file in files))
    elif f"{name}.json" in files:
        click.echo(files[f"{name}.json"], nl=False)
    else:
        raise click.BadParameter(
            f"{name}: one of {', '.join(file.removesuffix('.json') for file in files)}", param_hint="NAME"
        )
