"""Nobody but a page of this run reads or changes anything: token, Host, Origin."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from support.reviewing import FOOTNOTES, ask, make_open, reviewing
from support.server import serve

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_open(tmp_path_factory.mktemp("guard"))


@pytest.fixture(scope="module")
def address(root: Path) -> Iterator[str]:
    with reviewing(root) as address:
        yield address


def test_a_page_of_this_run_is_answered_and_kept_to_itself(address: str) -> None:
    status, text, headers = ask(address)
    assert status == 200
    assert "Footnote 1" in text
    assert headers["cache-control"] == "no-store"
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert "access-control-allow-origin" not in headers
    assert not re.search(r"(?:src|href|action)=\"(?:https?:)?//", text)


def test_another_name_or_token_is_refused(address: str) -> None:
    port = urlsplit(address).port
    for host in (
        "evil.example",
        f"evil.example:{port}",
        "127.0.0.1",
        f"127.0.0.1.evil.example:{port}",
        f"0.0.0.0:{port}",
    ):
        assert ask(address, Host=host)[:2] == (421, ""), host
    assert ask(address, Host=f"localhost:{port}")[0] == 200
    base = f"http://127.0.0.1:{port}/"
    for path in ("", "q/note-1", "review.js", "x" * 32 + "/", address.rstrip("/").rpartition("/")[2][:-1] + "/"):
        assert ask(base + path)[:2] == (404, ""), path


def test_a_form_of_another_site_changes_nothing(address: str, root: Path) -> None:
    seen = re.search('name="seen" value="([^"]+)"', ask(address)[1])
    assert seen
    form = {"action": "text", "scope": "kind", "seen": seen[1]}
    for headers in (
        {"Origin": "https://evil.example"}, {"Origin": "null"}, {"Origin": ""},
        {"Sec_Fetch_Site": "cross-site"}, {"Sec_Fetch_Site": "same-site"}, {"Sec_Fetch_Site": "none"},
        {"Origin": address.rstrip("/")},
    ):  # fmt: skip
        assert ask(f"{address}q/note-4", form, **headers)[:2] == (403, ""), headers
    assert ask(f"{address}q/note-4", form, Host="evil.example")[0] == 421
    assert (root / "data/footnotes.yml").read_text(encoding="utf-8") == FOOTNOTES


def test_it_listens_on_this_machine_alone(address: str) -> None:
    port = urlsplit(address).port or 0
    for host in {each[4][0] for each in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)} - {"127.0.0.1"}:
        with socket.socket() as other:
            other.settimeout(1)
            assert other.connect_ex((str(host), port)) != 0 or str(host).startswith("127.")


def test_a_change_of_another_program_is_shown(address: str, root: Path) -> None:
    seen = re.search('name="seen" value="([^"]+)"', ask(f"{address}q/note-4")[1])
    assert seen
    file = root / "data/footnotes.yml"
    file.write_text(FOOTNOTES.replace("p. 40", "p. 41"), encoding="utf-8")
    status, text, _ = ask(f"{address}q/note-4", {"action": "accept", "seen": seen[1]})
    assert status == 409
    assert "p. 41" in text
    assert file.read_text(encoding="utf-8") == FOOTNOTES.replace("p. 40", "p. 41")
    file.write_text(FOOTNOTES, encoding="utf-8")
    assert ask(f"{address}q/note-2", {"action": "accept", "seen": "0" * 32})[0] == 409


def test_an_answer_that_would_break_the_edition_is_not_written(address: str, root: Path) -> None:
    seen = re.search('name="seen" value="([^"]+)"', ask(f"{address}q/note-4")[1])
    assert seen
    status, text, _ = ask(
        f"{address}q/note-4", {"action": "accept", "seen": seen[1], "0-locator": "{1", "0-other": "nobody"}
    )
    assert status == 422
    assert "AE" in text
    assert (root / "data/footnotes.yml").read_text(encoding="utf-8") == FOOTNOTES


def test_another_sites_page_in_the_same_browser_neither_reads_nor_changes(
    browser: Browser, address: str, root: Path, tmp_path: Path
) -> None:
    """Even one that has learnt the token."""
    (tmp_path / "index.html").write_text(
        f"""<iframe src="{address}"></iframe><form method="post" action="{address}q/note-4" target="f">
        <input name="action" value="text"></form><iframe name="f"></iframe>""",
        encoding="utf-8",
    )
    read = """address => Promise.all(["cors", "no-cors"].map(mode =>
        fetch(address, { mode, credentials: "include" }).then(answer => answer.text()).catch(() => "refused")))"""
    with serve(tmp_path) as evil:
        page = browser.new_page()
        page.goto(evil)
        with page.expect_response(f"{address}q/note-4") as answer:
            page.evaluate("document.forms[0].submit()")
        assert answer.value.status == 403
        assert page.evaluate(read, address) == ["refused", "refused"]
        texts = [frame.evaluate("document.body ? document.body.innerText : ''") for frame in page.frames[1:]]
        assert not any("Footnote" in text for text in texts)
        page.close()
    assert (root / "data/footnotes.yml").read_text(encoding="utf-8") == FOOTNOTES
