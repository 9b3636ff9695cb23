"""Which addresses an edition names, and what came of asking for them."""

from __future__ import annotations

import re
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path
from queue import SimpleQueue
from typing import Literal
from urllib.parse import urlsplit

from pydantic import TypeAdapter

from ..model.addresses import web_address
from ..model.annotations import Source
from ..model.edition import Edition
from ..model.problems import Place
from ..model.spans import Spans
from ..reading.seal import load_sealed, store_sealed
from .asker import GONE, Asker, Copy, LinkAnswer

MARKDOWN_CODE = re.compile(r"^([`~]{3,}).*?^\1|`[^`\n]*`", re.MULTILINE | re.DOTALL)
#: Addresses in Markdown: [text](address), <address>, [label]: address.
MARKDOWN_LINKS = re.compile(
    r"\]\(\s*<?(https?://[^\s<>()]+(?:\([^\s<>()]*\)[^\s<>()]*)*)|<(https?://[^\s<>]+)>|\]:\s+<?(https?://[^\s<>]+)"
)
Verdict = Literal["ok", "moved", "replaced", "dead", "failed"]


@dataclass(frozen=True, slots=True)
class Address:
    """An address of an edition."""

    url: str
    """The address."""
    places: tuple[str, ...]
    """Files that name it, with the line where it is known."""
    sources: tuple[str, ...] = ()
    """Keys of the sources that stand at it."""
    sha256: str | None = None
    """What its checksum was, where a source says so."""


@dataclass(frozen=True, slots=True)
class Finding:
    """An address with its answer."""

    address: Address
    """What was asked for."""
    answer: LinkAnswer
    """What came of it."""
    cached: bool
    """Whether it was asked for earlier."""

    @property
    def verdict(self) -> Verdict:
        """What the answer means for the edition."""
        if self.answer.status in GONE and not self.answer.reason:
            return "dead"
        if not self.answer.certain:
            return "failed"
        if self.address.sha256 and self.answer.sha256 and self.address.sha256 != self.answer.sha256:
            return "replaced"
        return "moved" if self.answer.moved else "ok"


def find_addresses(edition: Edition) -> tuple[Address, ...]:
    """Return every address of the web that an edition names, sources first, each once."""
    places: dict[str, dict[str, None]] = {}
    for place, urls in _named(edition):
        for clean in filter(None, map(web_address, urls)):
            places.setdefault(clean.partition("#")[0], {})[place] = None
    sources: dict[str, list[Source]] = {}
    for source in edition.sources.values():
        sources.setdefault((source.url or "").partition("#")[0], []).append(source)
    addresses = []
    for url, own in places.items():
        at = sources.get(url, [])
        sha256 = next((source.sha256 for source in at if source.sha256), None)
        addresses.append(Address(url, tuple(own), tuple(source.key for source in at), sha256))
    return tuple(addresses)


def _named(edition: Edition) -> Iterator[tuple[str, Iterable[str | None]]]:
    """Yield places with the addresses that they name, as these are written."""
    for source in edition.sources.values():
        archive = source.archive.url if source.archive else None
        yield _at(source.place), [source.url, archive, *_hrefs(source.annotation)]
    work, imprint = edition.work, edition.imprint
    yield "data/edition.yml", [work.url, imprint.license_url, *_hrefs(work.rights, imprint.notice)]
    for footnote in edition.footnotes.values():
        yield _at(footnote.place), _hrefs(footnote.before, footnote.after)
    for term in edition.terms.values():
        yield _at(term.place), _hrefs(*(text for _, text in term.texts))
    for initiative in edition.initiatives.values():
        summaries = (element.summary for element in initiative.elements)
        yield _at(initiative.place), _hrefs(initiative.summary, *summaries)
    for row in edition.comparison:
        yield "data/comparison.yml", _hrefs(row.common, *row.cells.values())
    for event in edition.events:
        yield "data/events.yml", [event.source.url if event.source else None, *_hrefs(event.title, event.summary)]
    for page in edition.pages.values():
        links = MARKDOWN_LINKS.findall(MARKDOWN_CODE.sub("", page.text))
        yield f"docs/{page.path}", ["".join(link) for link in links]


def _hrefs(*texts: Spans) -> list[str | None]:
    return [span.href for spans in texts for span in spans]


def _at(place: Place) -> str:
    return f"{place.file}:{place.line}"


def check_addresses(wanted: Iterable[Address], asker: Asker, earlier: Mapping[str, LinkAnswer]) -> Iterator[Finding]:
    """Yield each address with its answer as it comes: earlier answers first, then several hosts at a time."""
    unknown: list[Address] = []
    for address in wanted:
        answer = earlier.get(address.url)
        if answer is not None and (answer.sha256 or not address.sha256):
            yield Finding(address, answer, cached=True)
        else:
            unknown.append(address)
    hosts: dict[str, list[Address]] = {}
    for address in unknown:
        hosts.setdefault(urlsplit(address.url).netloc.lower(), []).append(address)
    waiting = deque(hosts.values())
    done: SimpleQueue[Finding | BaseException] = SimpleQueue()

    def ask_hosts() -> None:
        with suppress(IndexError):
            while addresses := waiting.popleft():
                for address in addresses:
                    try:
                        done.put(Finding(address, asker.ask(address.url, digest=bool(address.sha256)), cached=False))
                    except BaseException as error:  # a defect of ours, which must not leave the others waiting
                        done.put(error)

    for _ in range(min(asker.manners.hosts, len(hosts))):
        threading.Thread(target=ask_hosts, daemon=True).start()  # the end of the program waits for none of them
    try:
        for _ in unknown:
            finding = done.get()
            if isinstance(finding, BaseException):
                raise finding
            yield finding
    except BaseException:  # also where the reader of this has had enough
        waiting.clear()
        asker.stop()
        raise


def propose_copies(edition: Edition, asker: Asker, progress: Callable[[], None]) -> tuple[list[Copy], list[str]]:
    """Return archived copies of the sources that have an address and no archive, and the keys of those asked in vain.

    Each copy is from nearest to when its entry says that the source was read, else to the date of the commentary.
    `progress` is called after each source.
    """
    copies: list[Copy] = []
    failed: list[str] = []
    for source in edition.sources.values():
        if source.url and not source.archive:
            try:
                if copy := asker.find_copy(source, source.accessed or edition.work.date):
                    copies.append(copy)
            except (OSError, HTTPException, ValueError, AttributeError):
                failed.append(source.key)
            progress()
    return copies, failed


_ANSWERS = TypeAdapter(dict[str, LinkAnswer])


def load_answers(file: Path, since: float) -> dict[str, LinkAnswer]:
    """Return the certain answers in a file that were given since a time in seconds since 1970; none for no file."""
    answers = _ANSWERS.validate_python(load_sealed(file) or {})
    return {url: answer for url, answer in answers.items() if since <= answer.checked <= time.time() and answer.certain}


def store_answers(file: Path, findings: Iterable[Finding]) -> None:
    """Write the certain answers to a file, beside those that it has."""
    answers = load_answers(file, 0) | {each.address.url: each.answer for each in findings if each.answer.certain}
    store_sealed(file, _ANSWERS.dump_python(answers))
