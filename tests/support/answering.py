"""A server of this machine that answers as the path says: moved, gone, slow, broken."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qs, urlsplit

from annotated_edition.publishing.asker import Manners
from support.server import running

BODY = b"A keeper's log.\n"
#: Manners of a test, which has less time than a reader.
HASTY = Manners(timeout=0.5, patience=2, pause=0, largest=1000, private=True)


class Answering(BaseHTTPRequestHandler):
    """Answers as the path says; the server keeps what was asked."""

    server: Any
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: the output belongs to pytest."""

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_GET(self) -> None:
        server, path = self.server, urlsplit(self.path).path
        server.asked.append((self.command, self.path, self.headers["User-Agent"]))
        here = path != "/never"  # whose client is gone before it ends
        with server.lock:
            server.now += here
            server.most = max(server.most, server.now)
        time.sleep(0.01)
        with server.lock:  # before the answer, on which the next is asked
            server.now -= here
        self.answer(path)

    def answer(self, path: str) -> None:
        first = [asked[1] for asked in self.server.asked].count(self.path) == 1
        match path:
            case "/moved":
                self.say(301, Location="/temporary")
            case "/temporary":
                self.say(302, Location="/ok")
            case "/away":
                self.say(308, Location="/gone")
            case "/gone":
                self.say(404)
            case "/error":
                self.say(500)
            case "/no-head":
                self.say(405 if self.command == "HEAD" else 200)
            case "/hangs-up" if self.command == "HEAD":
                self.close_connection = True
            case "/never":
                self.server.ended.wait(10)
                self.close_connection = True
            case "/loop":
                self.say(301, Location="/loop")
            case "/file":
                self.say(301, Location="file:///etc/hostname")
            case "/script":
                self.say(302, Location="javascript:alert(1)")
            case "/busy" if first:
                self.say(429, **{"Retry-After": "1"})
            case "/later":
                self.say(503, **{"Retry-After": "86400"})
            case "/large":
                self.say(200, b"x" * 5000)
            case "/cut":
                self.say(200, BODY, length=500)
                self.close_connection = True
            case "/slow":
                self.say(200, b"", length=1000)
                for _ in range(100):
                    if self.server.ended.wait(0.2):
                        break
                    self.wfile.write(b"x")
                self.close_connection = True
            case "/continue":
                self.drip(b"HTTP/1.1 100 Continue\r\n\r\n" for _ in range(1000))
            case "/dripping":
                self.drip([b"HTTP/1.1 200 OK\r\nX: ", *[b"x"] * 1000])
            case "/inward":
                self.say(301, Location=f"http://127.1:{self.server.server_port}/ok")
            case "/wayback":
                self.say(200, json.dumps(self.server.wayback(parse_qs(urlsplit(self.path).query))).encode())
            case _:
                self.say(200, BODY)

    def drip(self, pieces: Iterable[bytes]) -> None:
        """Send pieces, each soon enough for one who waits for the next, and never an end."""
        self.close_connection = True
        for piece in pieces:
            if self.server.ended.wait(0.05):
                break
            self.wfile.write(piece)

    def say(self, status: int, body: bytes = b"", length: int | None = None, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body) if length is None else length))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


@contextmanager
def answering() -> Iterator[Any]:
    """Run such a server; it has its `url`, what was `asked`, and the `most` requests that it had at a time."""
    with running(Answering) as started:
        server: Any = started
        server.asked, server.lock, server.now, server.most, server.ended = [], threading.Lock(), 0, 0, threading.Event()
        server.handle_error = lambda *_: None  # a client that has had enough is no error
        server.url = f"http://127.0.0.1:{server.server_port}"
        yield server
        server.ended.set()
