"""Adapter to the shell: the command `edition`."""

from __future__ import annotations

import contextlib
import io
import json
import os
import sys
from collections.abc import Iterable, Mapping
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from . import __version__, find_root, open_edition
from .exports.formats import FORMATS, REFERENCES
from .wording import LANGUAGES, wording

if TYPE_CHECKING:
    from rich.console import Console

    from .exports.delivery import Delivery
    from .kept import Shown
    from .links import Copy, Finding
    from .model import Edition, Problem, Section

# What only some commands need is imported where they need it: `edition lookup` is to answer at once.

PROBLEMS, USAGE, DEFECT, INTERRUPTED = 1, 2, 3, 130
COLOURS = {"error": "red", "warning": "yellow", "note": "cyan"}


class _Commands(click.Group):
    """Commands of which a defect of ours ends with a status of its own."""

    def invoke(self, ctx: click.Context) -> Any:
        """Runs a command; whatever is raised but by click is no fault of the user's."""
        try:
            return super().invoke(ctx)
        except (click.exceptions.Exit, click.ClickException, click.Abort, BrokenPipeError):
            raise
        except Exception:
            import traceback

            _defect(traceback.format_exc())


def _defect(said: str) -> NoReturn:
    """Says that the fault is ours, with what a report of it needs, and ends."""
    click.echo(f"{said.rstrip()}\n\n{wording('en')['defect'].format(version=__version__)}", err=True)
    sys.exit(DEFECT)


class _Project(click.ParamType[Path]):
    """The folder of an edition, found upwards."""

    name = "folder"

    def convert(self, value: str | Path, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        root = find_root(Path(value))
        if root is None:
            _fail(wording(os.environ.get("LANG", "en")[:2])["no-edition"].format(folder=value))
        return root


project = click.option(
    "--project", type=_Project(), default=".", show_default=True, help="Folder of the edition, or one inside it."
)


def _open(root: Path) -> Edition:
    return open_edition(root / "data", root / "docs", root / ".cache")


def _open_readable(root: Path) -> Edition:
    """An edition whose data can be read; ends with its errors where they cannot."""
    edition = _open(root)
    if not edition.readable:
        _end_with_errors(edition)
    return edition


def _end_with_errors(edition: Edition) -> NoReturn:
    from .problems import ERROR

    _list_problems([p for p in edition.problems if p.severity == ERROR], edition.language, err=True)
    sys.exit(PROBLEMS)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, package_name="mkdocs-annotated-edition")
def main() -> None:
    """Annotated editions of footnoted commentaries.

    Shell completion: eval "$(_EDITION_COMPLETE=bash_source edition)", or zsh_source, fish_source.
    """
    for stream in (sys.stdout, sys.stderr):  # a pipe on a Japanese Windows is cp932, which lacks some characters
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors="replace")


@main.command("lookup")
@click.argument("query", nargs=-1)
@click.option("--format", "form", type=click.Choice(["text", "json", *REFERENCES]), default="text", show_default=True)
@project
def lookup_command(query: tuple[str, ...], form: str, project: Path) -> None:
    """Look footnotes up by number (17, 3-5, 注17) or by words.

    BibTeX, RIS and CSL-JSON have each source that the footnotes cite once.

    Example: edition lookup 17 --format ris
    """
    from .kept import find

    asked = " ".join(query)
    found = find(project, asked, partial(_open_readable, project))
    if found.unknown or not found.footnotes:
        words = wording(found.language)
        numbers = words["comma"].join(map(str, found.unknown))
        message = words["no-footnote" if found.unknown else "no-hit"]
        _fail(message.format(n=numbers, query=asked, lowest=found.lowest, highest=found.highest))
    if form == "json":
        click.echo(json.dumps([each.record for each in found.footnotes], ensure_ascii=False, indent=1))
    elif form in REFERENCES:
        from .exports.formats import write
        from .exports.item import Item

        items = [Item(csl, tuple(bibtex), text) for each in found.footnotes for csl, bibtex, text in each.items]
        click.echo(write(form, items), nl=False)
    else:
        click.echo("\n".join(map(_text, found.footnotes)), nl=False, color=_takes_styles())


def _fail(message: str, code: int = USAGE) -> NoReturn:
    click.echo(" ".join(message.split()), err=True)
    sys.exit(code)


def _text(footnote: Shown) -> str:
    """A footnote as a terminal shows it, each line with its end."""
    return "".join(
        "".join(click.style(text, **{style: True}) if text and style else text for text, style in line) + "\n"
        for line in footnote.lines
    )


def _takes_styles() -> bool:
    """Whether standard output takes styles, told as Rich tells it, which is not imported for so little."""
    compatible, forced = os.environ.get("TTY_COMPATIBLE"), os.environ.get("FORCE_COLOR")
    if compatible in ("0", "1"):
        terminal = compatible == "1"
    else:
        terminal = sys.stdout.isatty() if forced is None else forced != ""
    return terminal and os.environ.get("TERM", "").lower() not in ("dumb", "unknown")


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
    from .exports.formats import write
    from .exports.item import Item
    from .exports.items import edition_item, source_item, work_item
    from .exports.plain_text import styled
    from .lookup import url_of
    from .mkdocs_plugin import site_of
    from .pandoc import PandocError

    edition = _open_readable(project)
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
            _fail(f"{style}: {error}")
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
        _fail(wording(edition.language)["no-section"].format(name=named, sections=sections))
    return names[named]


@main.command("evidence")
@click.option("--format", "form", type=click.Choice(["text", "json", "csv"]), default="text", show_default=True)
@project
def evidence_command(form: str, project: Path) -> None:
    """Say what the argument rests on: sources, publishers, claims, and what has no footnote.

    A claim is a sentence with a source. The same source again, or another one of its publisher, is no corroboration.

    Example: edition evidence --format csv > evidence.csv
    """
    from .report import evidence_lines, evidence_record, evidence_table

    edition = _open_readable(project)
    if form == "json":
        click.echo(json.dumps(evidence_record(edition), ensure_ascii=False, indent=1))
    elif form == "csv":
        click.echo(evidence_table(edition), nl=False)
    else:
        console = _console()
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
    import dataclasses
    import time

    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    from .links import MANNERS, Asker, addresses, check, propose, remember, remembered

    if (write and not archives) or (archives and offline):
        raise click.UsageError("--write goes with --archives, and --archives not with --offline.")
    edition = _open_readable(project)
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
                  console=_console(stderr=True)) as progress:  # fmt: skip
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
        told |= {"copies": [dataclasses.asdict(copy) for copy in copies], "unasked": unasked} if archives else {}
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
    from datetime import UTC, datetime

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
    console = _console()
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
    console = _console()
    for head, keys in (("links-copies", [copy.source for copy in copies]), ("links-unasked", unasked)):
        if keys or head == "links-copies":
            _put(console, words[head].format(n=len(keys)), 0, "bold")
        for key in keys:
            _put(console, edition.sources[key].name, 2)
            for copy in (each for each in copies if each.source == key):
                _put(console, f"{copy.date}  {copy.url}", 4)


def _write_copies(file: Path, copies: list[Copy], words: Mapping[str, str]) -> None:
    from .bibliography import with_fields
    from .files import write_whole

    added = {copy.source: {"archiveurl": copy.url, "archivedate": copy.date} for copy in copies}
    try:
        write_whole(file, with_fields(file.read_bytes(), added))
    except OSError as error:
        _stop(words["not-written"].format(file=file, reason=error.strerror))
    except ValueError:
        _stop(words["links-unsafe"].format(file=file))
    click.echo(words["links-written"].format(n=len(copies), file=file), err=True)


def _console(stderr: bool = False) -> Console:
    from rich.console import Console

    return Console(stderr=stderr, highlight=False)


def _put(console: Console, text: str, indent: int, style: str = "") -> None:
    """A paragraph, set in on each of its lines in a terminal; a pipe keeps it on one line."""
    from rich.text import Text

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
    from .problems import annotation, in_order

    edition = _open(project)
    found = in_order(edition.problems)
    if form == "json":
        click.echo(json.dumps([_problem(p, edition.language) for p in found], ensure_ascii=False, indent=1))
    elif form == "github":
        for each in found:
            click.echo(annotation(each, edition.language))
    elif found:
        _list_problems(list(found), edition.language)
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
    from .problems import CODES, explain, guide

    if not language:
        root = find_root(Path())
        language = _open(root).language if root else "en"
    words = wording(language)
    named = list(CODES) if every else [code.upper() for code in codes]
    if not named:
        raise click.UsageError("Name a code, or ask for --all.")
    for code in named:
        if code not in CODES:
            _fail(words["no-code"].format(code=code))
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
    from .problems import in_order

    edition = _open(project)
    found = in_order(edition.problems)
    site = project / "site" if site_dir is None else site_dir
    restore(site)
    if not _stops(found, strict):
        outcome = build(project, site, lenient=not strict)
        if outcome.defect:
            _defect(outcome.defect)
        if not outcome.problems:
            _list_problems(list(found), edition.language, err=True)
            click.echo(wording(edition.language)["built"].format(folder=site))
            return
        found = in_order([*found, *outcome.problems])
    _list_problems(list(found), edition.language, err=True)
    sys.exit(PROBLEMS)


def _stops(found: Iterable[Problem], strict: bool) -> bool:
    """Whether problems stop a build: errors, and warnings of a strict one; an open question never."""
    from .problems import ERROR, NOTE

    return any(p.severity == ERROR or (strict and p.severity != NOTE) for p in found)


def _list_problems(found: list[Problem], language: str, err: bool = False) -> None:
    from .problems import line

    for each in found:
        text = line(each, language)
        if (sys.stderr if err else sys.stdout).isatty() and not os.environ.get("NO_COLOR"):
            place, code, rest = text.partition(each.code)
            text = click.style(place, bold=True) + click.style(code, fg=COLOURS[each.severity])
            text += rest
        click.echo(text, err=err)


def _problem(found: Problem, language: str) -> dict[str, object]:
    from .problems import describe

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
    """Write the pages and data files that the plugin would generate into FOLDER, for other hosts.

    A file that is no generated page is never overwritten.

    Example: edition pages build/pages
    """
    from .pages import OPENING, pages
    from .problems import ERROR

    edition = _open(project)
    if any(p.severity == ERROR for p in edition.problems):
        _end_with_errors(edition)
    made = pages(edition)
    words = wording(edition.language)
    for path in made:
        file = folder / path
        if path.endswith(".md") and file.is_file() and OPENING not in file.read_text(encoding="utf-8"):
            _fail(words["not-generated"].format(file=file))
    for path, text in made.items():
        file = folder / path
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        except OSError as error:
            _fail(words["not-written"].format(file=file, reason=error.strerror), PROBLEMS)
        click.echo(path)


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
    import tempfile

    from .exports.book import Book, TextLost, moment_of
    from .exports.delivery import deliver
    from .exports.site import built, read
    from .markdown_extension import text_for_book
    from .mkdocs_plugin import site_of
    from .problems import ERROR

    edition = _open(project)
    words = wording(edition.language)
    if errors := [p for p in edition.problems if p.severity == ERROR]:
        _list_problems(errors, edition.language, err=True)
        _stop(words["export-errors"])
    extensions, configs, address = site_of(project)
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
            _list_problems([lost.problem], edition.language, err=True)
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
    console = _console(stderr=True)
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
    _list_problems([found], _language(), err=True)
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
    import signal

    from .importing import REPORT, import_file
    from .importing.report import as_json, as_text
    from .model import Place
    from .problems import problem

    words = wording(_language())
    tell = _console(stderr=True)

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
        _list_problems(list(problems), _language(), err=True)
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
    from .model import Place
    from .problems import problem
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
