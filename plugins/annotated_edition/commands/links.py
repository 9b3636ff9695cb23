"""The command `edition links`."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from ..model.edition import Edition
from ..model.wording import wording
from ..publishing.links import MANNERS, Asker, Copy, Finding, addresses, check, propose, remember, remembered
from ..reading.bib import add_fields
from ..reading.files import write_whole
from .evidence import put_wrapped
from .shared import PROBLEMS, fail, open_readable, project


@click.command("links")
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
def command(form: str, offline: bool, max_age: int, archives: bool, write: bool, project: Path) -> None:
    """Ask for every address of the edition: which have moved, are gone, or hold something else.

    Hosts are asked one thing at a time. Nothing is written but with --write. Exits with 1 where something needs a look.

    Example: edition links --archives
    """

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
            put_wrapped(console, words[f"links-{verdict}"].format(n=len(found)), 0, "bold")
        for each in found:
            put_wrapped(console, each.address.url, 2, "underline")
            if each.answer.moved:
                put_wrapped(console, f"→ {each.answer.moved}", 4)
            reason = f"HTTP {each.answer.status}" if each.answer.status else words[f"links-reason-{each.answer.reason}"]
            if verdict in ("dead", "failed"):
                put_wrapped(console, reason, 4)
            put_wrapped(console, words["comma"].join((*each.address.places, *each.address.sources)), 4)
    good = sum(each.verdict == "ok" for each in findings)
    cached = sum(each.cached for each in findings)
    put_wrapped(console, words["links-ok"].format(n=good, all=len(findings), cached=cached), 0)


def _show_copies(edition: Edition, copies: list[Copy], unasked: list[str]) -> None:
    words = wording(edition.language)
    console = Console(highlight=False)
    for head, keys in (("links-copies", [copy.source for copy in copies]), ("links-unasked", unasked)):
        if keys or head == "links-copies":
            put_wrapped(console, words[head].format(n=len(keys)), 0, "bold")
        for key in keys:
            put_wrapped(console, edition.sources[key].name, 2)
            for copy in (each for each in copies if each.source == key):
                put_wrapped(console, f"{copy.date}  {copy.url}", 4)


def _write_copies(file: Path, copies: list[Copy], words: Mapping[str, str]) -> None:
    added = {copy.source: {"archiveurl": copy.url, "archivedate": copy.date} for copy in copies}
    try:
        write_whole(file, add_fields(file.read_bytes(), added))
    except OSError as error:
        fail(words["not-written"].format(file=file, reason=error.strerror), PROBLEMS)
    except ValueError:
        fail(words["links-unsafe"].format(file=file), PROBLEMS)
    click.echo(words["links-written"].format(n=len(copies), file=file), err=True)
