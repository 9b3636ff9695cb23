"""How hosts are asked: what, how politely, and what is made of their answers."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotated_edition import __version__
from annotated_edition.publishing import connection
from annotated_edition.publishing.asker import (
    AGENT,
    Asker,
    LinkAnswer,
    read_retry_after,
    redirect_target,
)
from annotated_edition.publishing.links import Address, Finding
from support.answering import BODY, HASTY, answering

SUM = hashlib.sha256(BODY).hexdigest()


@pytest.fixture
def server() -> Iterator[Any]:
    with answering() as server:
        yield server


def ask(server: Any, path: str, sha256: str | None = None) -> Finding:
    answer = Asker(HASTY).ask(server.url + path, digest=bool(sha256))
    return Finding(Address(server.url + path, (), (), sha256), answer, cached=False)


@pytest.mark.parametrize(
    ("path", "verdict", "status", "reason", "methods"),
    [
        ("/ok", "ok", 200, "", ["HEAD"]),
        ("/ok?a=%E6%B5%B7&b=1", "ok", 200, "", ["HEAD"]),
        ("/moved", "moved", 200, "", ["HEAD", "HEAD", "HEAD"]),
        ("/temporary", "ok", 200, "", ["HEAD", "HEAD"]),
        ("/away", "dead", 404, "", ["HEAD", "HEAD", "GET"]),
        ("/gone", "dead", 404, "", ["HEAD", "GET"]),
        ("/error", "failed", 500, "", ["HEAD", "GET"]),
        ("/no-head", "ok", 200, "", ["HEAD", "GET"]),
        ("/hangs-up", "ok", 200, "", ["HEAD", "GET"]),
        ("/never", "failed", 0, "timeout", ["HEAD"]),
        ("/loop", "failed", 0, "redirects", ["HEAD"] * 11),
        ("/file", "failed", 0, "forbidden", ["HEAD"]),
        ("/script", "failed", 0, "forbidden", ["HEAD"]),
        ("/busy", "ok", 200, "", ["HEAD", "HEAD"]),
        ("/later", "failed", 0, "wait", ["HEAD"]),
    ],
)
def test_answers(server: Any, path: str, verdict: str, status: int, reason: str, methods: list[str]) -> None:
    found = ask(server, path)
    assert (found.verdict, found.answer.status, found.answer.reason) == (verdict, status, reason)
    assert [asked[0] for asked in server.asked] == methods
    assert {asked[2] for asked in server.asked} == {AGENT}
    assert f"mkdocs-annotated-edition/{__version__}" in AGENT


def test_where_permanent_redirects_lead(server: Any) -> None:
    assert ask(server, "/moved").answer.moved == f"{server.url}/temporary"  # and not on to where it leads today


@pytest.mark.parametrize(
    ("path", "verdict", "reason"),
    [
        ("/ok", "ok", ""), ("/moved", "moved", ""), ("/slow", "failed", "timeout"), ("/large", "failed", "large"),
        ("/cut", "failed", "cut"), ("/gone", "dead", ""),
    ],
)  # fmt: skip
def test_checksums(server: Any, path: str, verdict: str, reason: str) -> None:
    found = ask(server, path, SUM)
    assert (found.verdict, found.answer.reason) == (verdict, reason)
    assert {asked[0] for asked in server.asked} == {"GET"}


def test_what_holds_something_else(server: Any) -> None:
    assert ask(server, "/ok", hashlib.sha256(b"before").hexdigest()).verdict == "replaced"


@pytest.mark.parametrize("path", ["/continue", "/dripping"])
@pytest.mark.parametrize("sha256", [None, SUM])
def test_a_host_that_never_ends_has_its_time(server: Any, path: str, sha256: str | None) -> None:
    answer = Asker(replace(HASTY, patience=0.3)).ask(server.url + path, digest=bool(sha256))
    assert answer.reason == "timeout"


def test_a_stopped_asker_ends_at_once(server: Any) -> None:
    asker = Asker(replace(HASTY, patience=60, timeout=60))
    threading.Timer(0.3, asker.stop).start()
    assert asker.ask(f"{server.url}/continue", digest=False).reason in ("timeout", "stopped")
    assert asker.ask(f"{server.url}/ok", digest=False).reason == "stopped"


def test_a_private_address_is_never_asked_however_it_is_spelt(server: Any) -> None:
    port = server.server_port
    hosts = ["127.0.0.1", "127.1", "0x7f.0.0.1", "0177.0.0.1", "2130706433", "１２７.0.0.1", "①②⑦.⓪.⓪.①",
             "%31%32%37.0.0.1", "localhost", "localhost.", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0", "me:me@127.0.0.1"]  # fmt: skip
    asker = Asker(replace(HASTY, private=False))
    reasons = {asker.ask(f"http://{host}:{port}/ok", digest=False).reason for host in hosts}
    assert reasons <= {"forbidden", "unresolved", "unreachable"}
    assert "forbidden" in reasons
    assert server.asked == []


def test_a_redirect_to_a_private_address_is_not_followed(server: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    # Of two addresses of this machine one is taken for public, as a name that leads to it would be.
    monkeypatch.setattr(connection, "is_public", lambda address: next(answers))
    answers = iter([True, False])
    assert Asker(replace(HASTY, private=False)).ask(f"{server.url}/inward", digest=False).reason == "forbidden"
    assert [path for _, path, _ in server.asked] == ["/inward"]


@given(st.text(max_size=40))
def test_what_a_host_says_of_pauses_and_places_never_raises(text: str) -> None:
    read_retry_after(text)
    target = redirect_target("https://example.org/a", text)
    assert target is None or target.startswith(("http://", "https://"))


def test_certain_answers() -> None:
    assert [LinkAnswer(0, status).certain for status in (200, 204, 404, 410, 403, 500, 0)] == [
        True,
        True,
        True,
        True,
        False,
        False,
        False,
    ]
