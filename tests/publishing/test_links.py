"""Which addresses an edition names, and what comes of asking for them."""

from __future__ import annotations

import hashlib
import socket
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from annotated_edition.publishing.asker import Asker
from annotated_edition.publishing.links import Address, check_addresses, find_addresses, load_answers, store_answers
from support.answering import BODY, HASTY, answering
from support.editions import make, open_at, shipped

SUM = hashlib.sha256(BODY).hexdigest()


@pytest.fixture
def server() -> Iterator[Any]:
    with answering() as server:
        yield server


def test_nobody_answers() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        url = f"http://127.0.0.1:{closed.getsockname()[1]}/"
    (found,) = check_addresses([Address(url, ())], Asker(HASTY), {})
    assert (found.verdict, found.answer.reason) == ("failed", "unreachable")


def test_a_host_is_asked_one_thing_at_a_time_and_several_hosts_at_a_time(server: Any) -> None:
    with answering() as other:
        wanted = [Address(f"{each.url}/{n}", ()) for n in range(10) for each in (server, other)]
        found = list(check_addresses([Address(f"{other.url}/never", ()), *wanted], Asker(HASTY), {}))
    assert Counter(each.verdict for each in found) == {"ok": 20, "failed": 1}
    assert server.most == other.most == 1
    # The host that answers is not kept waiting by the one that does not.
    assert next(each.address.url for each in found).startswith(server.url)


def test_a_pause_that_is_too_long_is_kept_by_not_asking_again(server: Any) -> None:
    wanted = [Address(f"{server.url}{path}", ()) for path in ("/later", "/ok", "/other")]
    found = {urlsplit(each.address.url).path: each.answer.reason for each in check_addresses(wanted, Asker(HASTY), {})}
    assert found == {"/later": "wait", "/ok": "wait", "/other": "wait"}
    assert [asked[1] for asked in server.asked] == ["/later"]


def test_certain_answers_are_stored(server: Any, tmp_path: Path) -> None:
    file = tmp_path / ".cache" / "links.json"
    wanted = [Address(server.url + path, ()) for path in ("/ok", "/gone", "/error", "/moved")]
    store_answers(file, check_addresses(wanted, Asker(HASTY), {}))
    known = load_answers(file, time.time() - 100)
    assert {urlsplit(url).path for url in known} == {"/ok", "/gone", "/moved"}
    assert load_answers(file, time.time() + 100) == {}
    before = len(server.asked)
    again = {urlsplit(each.address.url).path: each for each in check_addresses(wanted, Asker(HASTY), known)}
    assert [path for path, each in again.items() if not each.cached] == ["/error"]
    assert (again["/gone"].verdict, again["/moved"].verdict) == ("dead", "moved")
    assert {asked[1] for asked in server.asked[before:]} == {"/error"}
    # A checksum asks anew where none was taken.
    (found,) = check_addresses([replace(wanted[0], sha256=SUM)], Asker(HASTY), known)
    assert (found.cached, found.verdict) == (False, "ok")


@pytest.mark.parametrize("text", ["", "{", "[]", '{"http://a/": 1}', '{"http://a/": {"checked": "x"}}', "\x00"])
def test_a_damaged_file_counts_as_absent(tmp_path: Path, text: str) -> None:
    file = tmp_path / "links.json"
    file.write_text(text)
    assert load_answers(file, 0) == {}


def test_every_address_of_the_edition_is_asked_for() -> None:
    edition = shipped()
    found = find_addresses(edition)
    assert len({each.url for each in found}) == len(found)
    assert {key for each in found for key in each.sources} == {s.key for s in edition.sources.values() if s.url}
    assert next(each for each in found if each.url == edition.work.url).places[0] == "data/edition.yml"


def test_addresses_in_pages(tmp_path: Path) -> None:
    text = (
        "# T\n\n[a](https://example.org/a_(b)), <https://example.org/c>, [d][d], `<https://example.org/no>`.[^1][^2][^3]\n\n"
        "```\n[x](https://example.org/neither)\n```\n\n[d]: https://example.org/d#part\n"
    )
    root = make(tmp_path, **{"docs/index.md": text})
    found = [each.url for each in find_addresses(open_at(root)) if each.places == ("docs/index.md",)]
    assert found == ["https://example.org/a_(b)", "https://example.org/c", "https://example.org/d"]
