"""The command `edition links`."""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from ..model.edition import Edition
from ..model.wording import wording
from ..publishing.asker import MANNERS, Asker, Copy
from ..publishing.links import (
    Address,
    Finding,
    check_addresses,
    find_addresses,
    load_answers,
    propose_copies,
    store_answers,
)
from ..reading.bib import add_fields
from ..reading.files import write_whole
from .console import print_wrapped
from .shared import INTERRUPTED, PROBLEMS, fail, format_option, open_readable, print_json, project

SECONDS_A_DAY = 86400


@click.command("links")
@format_option("text", "json")
@click.option("--offline", is_flag=True, help="Only list the addresses; ask nobody.")
@click.option(
    "--max-age", type=click.IntRange(0), default=7, metavar="DAYS",
    help="Take answers of so many days from the last checks; 0 asks for everything.",
)  # fmt: skip
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
    wanted = find_addresses(edition)
    if offline and form == "json":
        print_json([{"address": each.url, "places": each.places, "sources": each.sources} for each in wanted])
        return
    if offline:
        for address in wanted:
            click.echo("  ".join((address.url, *address.places)))
        return
    words = wording(edition.language)
    asker = Asker(MANNERS)
    copies: list[Copy] = []
    unasked: list[str] = []
    bars = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*bars, transient=True, console=Console(stderr=True)) as progress:
        findings = _ask(wanted, asker, project / ".cache" / "links.json", max_age, progress, words["links-asking"])
        interrupted = len(findings) < len(wanted)
        if archives and not interrupted:
            lacking = sum(bool(source.url and not source.archive) for source in edition.sources.values())
            task = progress.add_task(words["links-archives"], total=lacking)
            copies, unasked = propose_copies(edition, asker, partial(progress.advance, task))
    if form == "json":
        report: dict[str, object] = {"addresses": [_encode(finding) for finding in findings]}
        report |= {"copies": [asdict(copy) for copy in copies], "unasked": unasked} if archives else {}
        print_json(report)
    else:
        console = Console(highlight=False)
        _show_findings(console, words, findings)
        if archives:
            _show_copies(console, edition, copies, unasked)
    if write and copies:
        _write_copies(project / "data" / "sources.bib", copies, words)
    if interrupted:
        fail(words["links-interrupted"].format(n=len(findings), all=len(wanted)), INTERRUPTED)
    if unasked or any(finding.verdict != "ok" for finding in findings):
        sys.exit(PROBLEMS)


def _ask(
    wanted: Sequence[Address], asker: Asker, file: Path, max_age: int, progress: Progress, description: str
) -> list[Finding]:
    """Return what came of asking, in the order of the addresses, of an interrupted run less; keep the answers."""
    findings: dict[str, Finding] = {}
    answers = load_answers(file, time.time() - max_age * SECONDS_A_DAY)
    try:
        for finding in progress.track(check_addresses(wanted, asker, answers), len(wanted), description=description):
            findings[finding.address.url] = finding
    except KeyboardInterrupt:
        pass
    finally:
        store_answers(file, findings.values())
    return [findings[address.url] for address in wanted if address.url in findings]


def _encode(finding: Finding) -> dict[str, object]:
    answer = finding.answer
    return {
        "address": finding.address.url,
        "verdict": finding.verdict,
        "status": answer.status or None,
        "reason": answer.reason or None,
        "moved_to": answer.moved,
        "sha256": answer.sha256,
        "checked": datetime.fromtimestamp(answer.checked, UTC).isoformat(),
        "cached": finding.cached,
        "places": finding.address.places,
        "sources": finding.address.sources,
    }


def _show_findings(console: Console, words: Mapping[str, str], findings: Sequence[Finding]) -> None:
    for verdict in ("dead", "moved", "replaced", "failed"):
        own = [finding for finding in findings if finding.verdict == verdict]
        if own:
            print_wrapped(console, words[f"links-{verdict}"].format(n=len(own)), 0, "bold")
        for finding in own:
            address, answer = finding.address, finding.answer
            print_wrapped(console, address.url, 2, "underline")
            if answer.moved:
                print_wrapped(console, f"→ {answer.moved}", 4)
            if verdict in ("dead", "failed"):
                reason = f"HTTP {answer.status}" if answer.status else words[f"links-reason-{answer.reason}"]
                print_wrapped(console, reason, 4)
            print_wrapped(console, words["comma"].join((*address.places, *address.sources)), 4)
    good = sum(finding.verdict == "ok" for finding in findings)
    cached = sum(finding.cached for finding in findings)
    print_wrapped(console, words["links-ok"].format(n=good, all=len(findings), cached=cached), 0)


def _show_copies(console: Console, edition: Edition, copies: Sequence[Copy], unasked: Sequence[str]) -> None:
    words = wording(edition.language)
    print_wrapped(console, words["links-copies"].format(n=len(copies)), 0, "bold")
    for copy in copies:
        print_wrapped(console, edition.sources[copy.source].name, 2)
        print_wrapped(console, f"{copy.date}  {copy.url}", 4)
    if unasked:
        print_wrapped(console, words["links-unasked"].format(n=len(unasked)), 0, "bold")
    for key in unasked:
        print_wrapped(console, edition.sources[key].name, 2)


def _write_copies(file: Path, copies: Sequence[Copy], words: Mapping[str, str]) -> None:
    added = {copy.source: {"archiveurl": copy.url, "archivedate": copy.date} for copy in copies}
    try:
        write_whole(file, add_fields(file.read_bytes(), added))
    except OSError as error:
        fail(words["not-written"].format(file=file, reason=error.strerror), PROBLEMS)
    except ValueError:
        fail(words["links-unsafe"].format(file=file), PROBLEMS)
    click.echo(words["links-written"].format(n=len(copies), file=file), err=True)
