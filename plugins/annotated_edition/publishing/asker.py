"""How hosts are asked whether an address still answers, and an archive whether it keeps a copy: politely."""

from __future__ import annotations

import hashlib
import json
import re
import socket
import ssl
import threading
import time
from contextlib import closing, suppress
from dataclasses import dataclass
from email.message import Message
from email.utils import parsedate_to_datetime
from http.client import HTTPException
from urllib.parse import SplitResult, urlencode, urljoin, urlsplit

from .. import __version__
from ..model.addresses import web_address
from ..model.annotations import Source
from ..reading.schema import is_date
from .connection import Deadline, PrivateAddress, open_connection

AGENT = f"mkdocs-annotated-edition/{__version__} (reads and checks the sources of an edition)"
REDIRECTS, PERMANENT, GONE, BUSY = (301, 302, 303, 307, 308), (301, 308), (404, 410), (429, 503)
#: Most redirects that are followed.
MOST_HOPS = 10
#: Most bytes of an archive's answer that are read.
LARGEST_ANSWER = 1_000_000


@dataclass(frozen=True, slots=True)
class Manners:
    """How hosts are asked."""

    timeout: float = 15
    """Seconds that a host may be silent."""
    patience: float = 60
    """Seconds that an answer may take to arrive whole, and the longest pause that a host may ask for."""
    pause: float = 1
    """Seconds between two requests to a host."""
    hosts: int = 8
    """How many hosts are asked at a time."""
    largest: int = 50_000_000
    """Bytes of the largest text of which a checksum is taken."""
    private: bool = False
    """Whether hosts of this machine and of its own network are asked; only tests have such hosts."""
    archive: str = "https://archive.org/wayback/available"
    """The archive that is asked for copies; it answers as the Wayback Machine's availability API does."""


#: How `edition links` asks; a test has less time.
MANNERS = Manners()


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
class Copy:
    """A copy of a source that an archive says it keeps."""

    source: str
    """Key of the source."""
    url: str
    """Address of the copy."""
    date: str
    """The day on which it was made."""


class _Refused(ValueError):
    """Why an address was not asked for, or not to the end."""


class Asker:
    """Asks hosts, politely; may be used by several threads."""

    def __init__(self, manners: Manners) -> None:
        self.manners = manners
        self.stopped = threading.Event()
        self._locks: dict[str, threading.Lock] = {}
        self._free: dict[str, float] = {}  # host → when it may be asked again, on the monotonic clock
        self._deadlines: set[Deadline] = set()

    def ask(self, url: str, digest: bool) -> LinkAnswer:
        """Return the answer for an address; with the checksum of its text where `digest` asks for it."""
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
        while hops <= MOST_HOPS:
            try:
                status, headers, text = self._polite(method, at, self.manners.largest if digest else 0)
            except HTTPException:  # a host that does not know HEAD may hang up
                if method == "GET":
                    raise
                status, headers, text = 405, Message(), b""
            if status in REDIRECTS and (location := headers["Location"]):
                target = redirect_target(at, location)
                if target is None:
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

    def fetch(self, url: str, accept: str, whole: bool = True) -> tuple[bytes, str]:
        """Return the text at an address, in a form that is accepted there, and its encoding, empty if it is not said.

        Of a long text there is the beginning where it need not be `whole`.
        Raise OSError, HTTPException or ValueError where there is none.
        """
        for _ in range(MOST_HOPS):
            status, headers, text = self._polite("GET", url, LARGEST_ANSWER, accept, whole)
            if status == 200:
                return text, headers.get_content_charset("")
            target = redirect_target(url, headers["Location"] or "") if status in REDIRECTS else None
            if target is None:
                raise ValueError(f"HTTP {status}")
            url = target
        raise _Refused("redirects")

    def _polite(
        self, method: str, url: str, most: int, accept: str = "*/*", whole: bool = True
    ) -> tuple[int, Message, bytes]:
        """Request once when the host may be asked, and again where it asks to come back soon; return as `_request`."""
        host = urlsplit(url).netloc.lower()
        with self._locks.setdefault(host, threading.Lock()):
            for _ in range(2):
                wait = self._free.get(host, 0) - time.monotonic()
                if wait > self.manners.patience:
                    raise _Refused("wait")
                if self.stopped.wait(max(wait, 0)):
                    raise _Refused("stopped")
                try:
                    status, headers, text = self._request(method, url, most, accept, whole)
                finally:
                    self._free[host] = time.monotonic() + self.manners.pause
                pause = read_retry_after(headers["Retry-After"]) if status in BUSY else None
                if pause is None:
                    break
                self._free[host] = time.monotonic() + max(pause, self.manners.pause)
        return status, headers, text

    def _request(self, method: str, url: str, most: int, accept: str, whole: bool) -> tuple[int, Message, bytes]:
        """Return status, headers and text; raise _Refused for a text cut short, or of more bytes than `most`.

        A text that need not be `whole` ends there.
        """
        with Deadline(self.manners.patience) as deadline:
            self._deadlines.add(deadline)
            if self.stopped.is_set():
                raise _Refused("stopped")
            try:
                answer = self._exchange(method, urlsplit(url), most, accept, whole, deadline)
            except PrivateAddress:
                raise _Refused("forbidden") from None
            except (OSError, HTTPException, ValueError):
                if deadline.over:
                    raise TimeoutError from None
                raise
            finally:
                self._deadlines.discard(deadline)
            if deadline.over:
                raise TimeoutError
            return answer

    def _exchange(
        self, method: str, url: SplitResult, most: int, accept: str, whole: bool, deadline: Deadline
    ) -> tuple[int, Message, bytes]:
        connection, path = open_connection(url, self.manners.timeout, self.manners.private, deadline)
        with closing(connection):
            headers = {"User-Agent": AGENT, "Accept": accept, "Accept-Encoding": "identity", "Connection": "close"}
            connection.request(method, path, headers=headers)
            with connection.getresponse() as response:
                wanted = bool(most) and response.status == 200
                text = bytearray()
                while wanted and (part := response.read1(65536)):
                    text += part
                    if len(text) > most:
                        if not whole:
                            return response.status, response.headers, bytes(text[:most])
                        raise _Refused("large")
                length = response.headers["Content-Length"] or ""
                if wanted and length.isdecimal() and len(text) < int(length) and not deadline.over:
                    raise _Refused("cut")
                return response.status, response.headers, bytes(text)

    def stop(self) -> None:
        """End all requests, and ask for nothing more."""
        self.stopped.set()
        for deadline in tuple(self._deadlines):
            deadline.end()

    def find_copy(self, source: Source, near: str) -> Copy | None:
        """Return the archive's copy of a source from nearest to a date; None where it names none.

        Raise OSError, HTTPException or ValueError where the archive does not answer, or not as its API says.
        """
        query = urlencode({"url": source.url, "timestamp": near.replace("-", "")})
        status, _, text = self._polite("GET", f"{self.manners.archive}?{query}", LARGEST_ANSWER)
        if status != 200:
            raise ValueError(f"HTTP {status}")
        answer = json.loads(text)
        closest = answer.get("archived_snapshots", {}).get("closest") if isinstance(answer, dict) else None
        if not isinstance(closest, dict) or not str(closest.get("status", "200")).startswith("2"):
            return None
        stamp, url = str(closest.get("timestamp", "")), web_address(closest.get("url"))
        day = f"{stamp[:4]}-{stamp[4:6]}-{stamp[6:8]}"
        if not url or "\\" in url or not is_date(day):
            return None
        return Copy(source.key, re.sub(r"^http://(?=web\.archive\.org/)", "https://", url), day)


def redirect_target(at: str, location: str) -> str | None:
    """Return where a redirect leads, without a fragment; None where that is no address of the web."""
    with suppress(UnicodeError):  # http.client reads headers as Latin-1; many hosts write UTF-8 there
        location = location.encode("latin-1").decode("utf-8")
    try:
        target = web_address(urljoin(at, location.strip()))
    except ValueError:
        return None
    return target.partition("#")[0] if target else None


def read_retry_after(retry_after: str | None) -> float | None:
    """Return the seconds from now that a Retry-After asks for; None where it cannot be read."""
    text = (retry_after or "").strip()
    if text.isascii() and text.isdecimal():
        return float(text[:9])
    try:
        return max(parsedate_to_datetime(text).timestamp() - time.time(), 0)
    except (TypeError, ValueError, OverflowError):
        return None


def _reason(error: Exception) -> str:
    """Return why no answer came, as a part of a key of the wording."""
    kinds = {TimeoutError: "timeout", socket.gaierror: "unresolved", ssl.SSLError: "certificate"}
    return next((reason for kind, reason in kinds.items() if isinstance(error, kind)), "unreachable")
