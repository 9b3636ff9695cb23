"""Whether the addresses of an edition still answer, and which archived copies there are."""

from __future__ import annotations

import contextlib
import hashlib
import ipaddress
import json
import re
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from email.message import Message
from email.utils import parsedate_to_datetime
from http.client import HTTPException
from itertools import groupby
from pathlib import Path
from queue import SimpleQueue
from typing import Literal
from urllib.error import URLError
from urllib.parse import unquote, urlencode, urljoin, urlsplit
from urllib.request import HTTPHandler, HTTPSHandler, OpenerDirector, ProxyHandler, Request

from pydantic import TypeAdapter, ValidationError

from .. import __version__
from ..model.addresses import web_address
from ..model.annotations import Source
from ..model.edition import Edition
from ..model.problems import Place
from ..model.spans import Spans
from ..reading.files import write_whole
from ..reading.values import is_date

AGENT = f"mkdocs-annotated-edition/{__version__} (checks the links of an edition)"
REDIRECTS, PERMANENT, GONE, BUSY = (301, 302, 303, 307, 308), (301, 308), (404, 410), (429, 503)
HOPS = 10
#: Most of what an archive says, in bytes, that is read.
LARGEST_ANSWER = 1_000_000
CODE = re.compile(r"^([`~]{3,}).*?^\1|`[^`\n]*`", re.MULTILINE | re.DOTALL)
#: Addresses in Markdown: [text](address), <address>, [label]: address.
LINKS = re.compile(
    r"\]\(\s*<?(https?://[^\s<>()]+(?:\([^\s<>()]*\)[^\s<>()]*)*)|<(https?://[^\s<>]+)>|\]:\s+<?(https?://[^\s<>]+)"
)
Verdict = Literal["ok", "moved", "replaced", "dead", "failed"]


@dataclass(frozen=True, slots=True)
class Manners:
    """How hosts are asked."""

    timeout: float = 15
    """Seconds that a host may be silent."""
    patience: float = 60
    """Seconds that a text may take to arrive, and the longest pause that a host may ask for."""
    pause: float = 1
    """Seconds between two requests to a host."""
    hosts: int = 8
    """How many hosts are asked at a time."""
    largest: int = 50_000_000
    """Bytes of the largest text of which a checksum is taken."""
    archive: str = "https://archive.org/wayback/available"
    """The archive that is asked for copies; it answers as the Wayback Machine's availability API does."""


#: How `edition links` asks; a test has less time.
MANNERS = Manners()


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
class LinkAnswer:
    """What came of asking for an address."""

    checked: int
    """When, in seconds since 1970."""
    status: int = 0
    """HTTP status of the last answer; 0 where none came."""
    moved: str | None = None
    """Where permanent redirects lead from the address, before any other kind of redirect."""
    sha256: str | None = None
    """Checksum of the text, where one was asked for."""
    reason: str = ""
    """Why there is no answer to judge by: a part of a key of the wording."""

    @property
    def certain(self) -> bool:
        """Whether the answer would be the same a little later."""
        return not self.reason and (200 <= self.status < 300 or self.status in GONE)


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


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy of a source that an archive says it keeps."""

    source: str
    """Key of the source."""
    url: str
    """Address of the copy."""
    date: str
    """The day on which it was made."""


def find_addresses(edition: Edition) -> tuple[Address, ...]:
    """Every address of the web that an edition names, sources first, each once."""
    named: dict[str, list[str]] = {}
    for url, place in _named(edition):
        if url and (clean := web_address(url)):
            places = named.setdefault(clean.partition("#")[0], [])
            if place not in places:
                places.append(place)
    at: dict[str, list[Source]] = {}
    for source in edition.sources.values():
        at.setdefault((source.url or "").partition("#")[0], []).append(source)
    return tuple(
        Address(
            url,
            tuple(places),
            tuple(source.key for source in at.get(url, ())),
            next((source.sha256 for source in at.get(url, ()) if source.sha256), None),
        )
        for url, places in named.items()
    )


def _named(edition: Edition) -> Iterator[tuple[str | None, str]]:
    """Addresses as they are written, with their places."""
    for source in edition.sources.values():
        yield source.url, _at(source.place)
        yield source.archive.url if source.archive else None, _at(source.place)
        yield from _hrefs(source.annotation, _at(source.place))
    for url in (edition.work.url, edition.imprint.license_url):
        yield url, "data/edition.yml"
    yield from _hrefs((*edition.work.rights, *edition.imprint.notice), "data/edition.yml")
    for footnote in edition.footnotes.values():
        yield from _hrefs((*footnote.before, *footnote.after), _at(footnote.place))
    for term in edition.terms.values():
        yield from _hrefs(term.definition, _at(term.place))
    for initiative in edition.initiatives.values():
        for spans in (initiative.summary, *(element.summary for element in initiative.elements)):
            yield from _hrefs(spans, _at(initiative.place))
    for row in edition.comparison:
        for spans in (row.common, *row.cells.values()):
            yield from _hrefs(spans, "data/comparison.yml")
    for event in edition.events:
        yield event.source.url if event.source else None, "data/events.yml"
        yield from _hrefs((*event.title, *event.summary), "data/events.yml")
    for page in edition.pages.values():
        for found in LINKS.finditer(CODE.sub("", page.text)):
            yield found[1] or found[2] or found[3], f"docs/{page.path}"


def _hrefs(spans: Spans, place: str) -> Iterator[tuple[str | None, str]]:
    for span in spans:
        yield span.href, place


def _at(place: Place) -> str:
    return f"{place.file}:{place.line}"


class _Refused(Exception):
    """Why an address was not asked for, or not to the end."""


@dataclass(slots=True)
class _Host:
    """A host that is asked one thing at a time."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    free: float = 0
    """When it may be asked again, on the monotonic clock."""


class Asker:
    """Asks hosts, politely; may be used by several threads."""

    def __init__(self, manners: Manners) -> None:
        self.manners = manners
        self.stopped = threading.Event()
        self._hosts: dict[str, _Host] = {}
        self._opener = OpenerDirector()  # no handler for file:, ftp: or data:, and none that follows redirects
        for handler in (ProxyHandler(), HTTPHandler(), HTTPSHandler()):
            self._opener.add_handler(handler)

    def ask(self, url: str, digest: bool) -> LinkAnswer:
        """The answer for an address; with the checksum of the text where it is asked for."""
        now = int(time.time())
        try:
            return self._follow(url, digest, now)
        except _Refused as refused:
            return LinkAnswer(now, reason=str(refused))
        except (OSError, HTTPException, ValueError) as error:
            return LinkAnswer(now, reason=_reason(error))

    def _follow(self, url: str, digest: bool, now: int) -> LinkAnswer:
        at, moved, permanent, method = url, None, True, "GET" if digest else "HEAD"
        hops = 0
        while hops <= HOPS:
            try:
                status, headers, text = self._polite(method, at, self.manners.largest if digest else 0)
            except HTTPException:  # a host that does not know HEAD may hang up
                if method == "GET":
                    raise
                status, headers, text = 405, Message(), b""
            if status in REDIRECTS and (location := headers["Location"]):
                target = _target(at, location)
                if target is None or (_is_private(target) and not _is_private(url)):
                    raise _Refused("forbidden")
                permanent = permanent and status in PERMANENT
                moved = target if permanent else moved
                at = target
                hops += 1
            elif status >= 400 and method == "HEAD" and status not in BUSY:
                method = "GET"
            else:
                return LinkAnswer(now, status, moved, hashlib.sha256(text).hexdigest() if digest else None)
        raise _Refused("redirects")

    def _polite(self, method: str, url: str, most: int) -> tuple[int, Message, bytes]:
        """One request, when its host may be asked; a second one where the host asks to come back soon."""
        host = self._hosts.setdefault(urlsplit(url).netloc.lower(), _Host())
        with host.lock:
            for last in (False, True):
                wait = host.free - time.monotonic()
                if wait > self.manners.patience:
                    raise _Refused("wait")
                if self.stopped.wait(max(wait, 0)):
                    raise _Refused("stopped")
                try:
                    status, headers, text = self._once(method, url, most)
                finally:
                    host.free = time.monotonic() + self.manners.pause
                if status in BUSY and (asked := _seconds(headers["Retry-After"])) is not None:
                    host.free = time.monotonic() + max(asked, self.manners.pause)
                    if not last:
                        continue
                break
        return status, headers, text

    def _once(self, method: str, url: str, most: int) -> tuple[int, Message, bytes]:
        """Status, headers and at most so many bytes of the text; more of it, or none for too long, is refused."""
        headers = {"User-Agent": AGENT, "Accept": "*/*", "Accept-Encoding": "identity"}
        split = urlsplit(url)
        if "%" in split.netloc:  # a name in other letters than Latin, encoded as the rest of an address is
            url = split._replace(netloc=unquote(split.netloc).encode("idna").decode()).geturl()
        with self._opener.open(Request(url, method=method, headers=headers), timeout=self.manners.timeout) as response:
            parts: list[bytes] = []
            size, end = 0, time.monotonic() + self.manners.patience
            while most and response.status == 200 and (part := response.read1(65536)):
                parts.append(part)
                size += len(part)
                if size > most:
                    raise _Refused("large")
                if time.monotonic() > end:
                    raise TimeoutError
            length = response.headers["Content-Length"]
            if most and response.status == 200 and length and length.isdecimal() and size < int(length):
                raise _Refused("cut")
            return response.status, response.headers, b"".join(parts)

    def copy_of(self, source: Source, near: str) -> Copy | None:
        """The copy of a source's address that the archive has from nearest to a date; None where it names none.

        Raises OSError, HTTPException, or ValueError where it does not answer, or not as is expected.
        """
        query = urlencode({"url": source.url, "timestamp": near.replace("-", "")})
        try:
            status, _, text = self._polite("GET", f"{self.manners.archive}?{query}", LARGEST_ANSWER)
        except _Refused as refused:
            raise ValueError(str(refused)) from None
        if status != 200:
            raise ValueError(f"HTTP {status}")
        told = json.loads(text)
        closest = told.get("archived_snapshots", {}).get("closest") if isinstance(told, dict) else None
        if not isinstance(closest, dict) or not str(closest.get("status", "200")).startswith("2"):
            return None
        stamp, url = str(closest.get("timestamp", "")), web_address(closest.get("url"))
        day = f"{stamp[:4]}-{stamp[4:6]}-{stamp[6:8]}"
        if not url or not is_date(day) or "\\" in url:
            return None
        secure = re.sub(r"^http://(?=web\.archive\.org/)", "https://", url)
        return Copy(source.key, secure, day)


def _target(at: str, location: str) -> str | None:
    """Where a redirect leads, without a fragment; None where that is no address of the web."""
    with contextlib.suppress(UnicodeError):  # http.client reads headers as Latin-1; many hosts write UTF-8 there
        location = location.encode("latin-1").decode("utf-8")
    try:
        found = web_address(urljoin(at, location.strip()))
    except ValueError:
        return None
    return found.partition("#")[0] if found else None


def _is_private(url: str) -> bool:
    """Whether an address is, by its look, one of this machine or of the network that it stands in."""
    host = (urlsplit(url).hostname or "").rstrip(".")
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return "." not in host or host.endswith((".localhost", ".local", ".internal"))


def _seconds(retry_after: str | None) -> float | None:
    """What a Retry-After asks for, from now; None where it cannot be read."""
    text = (retry_after or "").strip()
    if text.isascii() and text.isdecimal():
        return float(text[:9])
    try:
        return max(parsedate_to_datetime(text).timestamp() - time.time(), 0)
    except (TypeError, ValueError, OverflowError):
        return None


def _reason(error: Exception) -> str:
    cause = error.reason if isinstance(error, URLError) and isinstance(error.reason, Exception) else error
    for kind, reason in (
        (TimeoutError, "timeout"), (socket.gaierror, "unresolved"), (ssl.SSLError, "certificate"),
    ):  # fmt: skip
        if isinstance(cause, kind):
            return reason
    return "unreachable"


def check_addresses(wanted: Iterable[Address], asker: Asker, known: Mapping[str, LinkAnswer]) -> Iterator[Finding]:
    """Each address with its answer, as they come: those that are known first, the others by several hosts at a time."""
    unknown: list[Address] = []
    for each in wanted:
        answer = known.get(each.url)
        if answer is not None and (answer.sha256 or not each.sha256):
            yield Finding(each, answer, True)
        else:
            unknown.append(each)
    done: SimpleQueue[Finding | BaseException] = SimpleQueue()

    def run(group: list[Address]) -> None:
        for each in group:
            try:
                done.put(Finding(each, asker.ask(each.url, bool(each.sha256)), False))
            except BaseException as error:  # a defect of ours, which must not leave the others waiting
                done.put(error)

    def host(each: Address) -> str:
        return urlsplit(each.url).netloc.lower()

    pool = ThreadPoolExecutor(asker.manners.hosts)
    try:
        for _, group in groupby(sorted(unknown, key=host), key=host):
            pool.submit(run, list(group))
        for _ in unknown:
            found = done.get()
            if isinstance(found, BaseException):
                raise found
            yield found
    finally:  # also where the reader of this has had enough
        asker.stopped.set()
        pool.shutdown(cancel_futures=True)
        asker.stopped.clear()


def propose_copies(edition: Edition, asker: Asker, told: Callable[[], None]) -> tuple[list[Copy], list[str]]:
    """Copies of the sources that have an address and no archive, and the keys of those for which asking failed.

    Each from nearest to when the source was read: as its entry says, else when the commentary appeared. Calls `told`
    after each.
    """
    copies: list[Copy] = []
    failed: list[str] = []
    for source in edition.sources.values():
        if source.url and not source.archive:
            try:
                if copy := asker.copy_of(source, source.accessed or edition.work.date):
                    copies.append(copy)
            except (OSError, HTTPException, ValueError, AttributeError):
                failed.append(source.key)
            told()
    return copies, failed


_KNOWN = TypeAdapter(dict[str, LinkAnswer])


def load_answers(file: Path, since: float) -> dict[str, LinkAnswer]:
    """The answers in a file that were given since a time (in seconds since 1970) and are certain; none for no file."""
    try:
        found = _KNOWN.validate_json(file.read_bytes())
    except (OSError, ValidationError):
        return {}
    return {url: answer for url, answer in found.items() if since <= answer.checked <= time.time() and answer.certain}


def store_answers(file: Path, findings: Iterable[Finding]) -> None:
    """Writes the certain answers to a file, beside those that it has."""
    answers = load_answers(file, 0) | {each.address.url: each.answer for each in findings if each.answer.certain}
    with contextlib.suppress(OSError):  # without it everything works, only hosts are asked again
        write_whole(file, _KNOWN.dump_json(answers))
