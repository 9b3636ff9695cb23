"""`edition links` against a server of this machine: what it asks, how politely, what it makes of the answers."""

from __future__ import annotations

import hashlib
import json
import re
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from annotated_edition.TODO_ import bibliography, cli, links
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from annotated_edition import __version__, open_edition
from annotated_edition.publishing.links import Address, Asker, Finding, Manners, addresses, check, remember, remembered
from annotated_edition.publishing.links import LinkAnswer as Answer
from annotated_edition.site.pages import pages
from annotated_edition.site.writer import Writer
from support.editions import ENGLISH, make
from support.places import ROOT

BODY = b"A keeper's log.\n"
SUM = hashlib.sha256(BODY).hexdigest()
HASTY = Manners(timeout=0.5, patience=2, pause=0, largest=1000)


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
            case "/wayback":
                self.say(200, json.dumps(self.server.wayback(parse_qs(urlsplit(self.path).query))).encode())
            case _:
                self.say(200, BODY)

    def say(self, status: int, body: bytes = b"", length: int | None = None, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body) if length is None else length))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


@pytest.fixture
def server() -> Iterator[Any]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Answering) as server:
        server.asked, server.lock, server.now, server.most, server.ended = [], threading.Lock(), 0, 0, threading.Event()
        server.handle_error = lambda *_: None  # a client that has had enough is no error
        server.url = f"http://127.0.0.1:{server.server_port}"
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.ended.set()
        server.shutdown()


def ask(server: Any, path: str, sha256: str | None = None, manners: Manners = HASTY) -> Finding:
    (found,) = check([Address(server.url + path, (), (), sha256)], Asker(manners), {})
    return found


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
    assert {asked[2] for asked in server.asked} == {links.AGENT}
    assert f"mkdocs-annotated-edition/{__version__}" in links.AGENT


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


def test_nobody_answers() -> None:
    with ThreadingHTTPServer(("127.0.0.1", 0), Answering) as closed:
        url = f"http://127.0.0.1:{closed.server_port}/"
    (found,) = check([Address(url, ())], Asker(HASTY), {})
    assert (found.verdict, found.answer.reason) == ("failed", "unreachable")


def test_a_host_is_asked_one_thing_at_a_time_and_several_hosts_at_a_time(server: Any) -> None:
    with ThreadingHTTPServer(("127.0.0.1", 0), Answering) as other:
        other.asked, other.lock, other.now, other.most, other.ended = [], threading.Lock(), 0, 0, server.ended
        other.url = f"http://127.0.0.1:{other.server_port}"
        threading.Thread(target=other.serve_forever, daemon=True).start()
        wanted = [Address(f"{each.url}/{n}", ()) for n in range(10) for each in (server, other)]
        found = list(check([Address(f"{other.url}/never", ()), *wanted], Asker(HASTY), {}))
        other.shutdown()
    assert Counter(each.verdict for each in found) == {"ok": 20, "failed": 1}
    assert server.most == other.most == 1
    # The host that answers is not kept waiting by the one that does not.
    assert next(each.address.url for each in found).startswith(server.url)


def test_a_pause_that_is_too_long_is_kept_by_not_asking_again(server: Any) -> None:
    wanted = [Address(f"{server.url}{path}", ()) for path in ("/later", "/ok", "/other")]
    found = {urlsplit(each.address.url).path: each.answer.reason for each in check(wanted, Asker(HASTY), {})}
    assert found == {"/later": "wait", "/ok": "wait", "/other": "wait"}
    assert [asked[1] for asked in server.asked] == ["/later"]


def test_redirects_into_a_network_of_its_own_are_not_followed() -> None:
    private = ["http://127.0.0.1/", "http://[::1]/", "http://10.1.2.3/", "http://169.254.169.254/x", "http://localhost/",
               "http://printer/", "http://router.local./"]  # fmt: skip
    assert [links._is_private(url) for url in private] == [True] * len(private)
    assert not links._is_private("https://example.org/")


@given(st.text(max_size=40))
def test_what_a_host_says_of_pauses_and_places_never_raises(text: str) -> None:
    links._seconds(text)
    target = links._target("https://example.org/a", text)
    assert target is None or target.startswith(("http://", "https://"))


def test_answers_are_remembered_where_they_are_certain(server: Any, tmp_path: Path) -> None:
    file = tmp_path / ".cache" / "links.json"
    wanted = [Address(server.url + path, ()) for path in ("/ok", "/gone", "/error", "/moved")]
    remember(file, check(wanted, Asker(HASTY), {}))
    known = remembered(file, time.time() - 100)
    assert {urlsplit(url).path for url in known} == {"/ok", "/gone", "/moved"}
    assert remembered(file, time.time() + 100) == {}
    before = len(server.asked)
    again = {urlsplit(each.address.url).path: each for each in check(wanted, Asker(HASTY), known)}
    assert [path for path, each in again.items() if not each.cached] == ["/error"]
    assert (again["/gone"].verdict, again["/moved"].verdict) == ("dead", "moved")
    assert {asked[1] for asked in server.asked[before:]} == {"/error"}
    # A checksum asks anew where none was taken.
    (found,) = check([replace(wanted[0], sha256=SUM)], Asker(HASTY), known)
    assert (found.cached, found.verdict) == (False, "ok")


@pytest.mark.parametrize("text", ["", "{", "[]", '{"http://a/": 1}', '{"http://a/": {"checked": "x"}}', "\x00"])
def test_a_broken_memory_is_none(tmp_path: Path, text: str) -> None:
    file = tmp_path / "links.json"
    file.write_text(text)
    assert remembered(file, 0) == {}


def test_every_address_of_the_edition_is_asked_for() -> None:
    edition = open_edition(ROOT / "data", ROOT / "docs", ROOT / ".cache")
    found = addresses(edition)
    assert len({each.url for each in found}) == len(found)
    assert {key for each in found for key in each.sources} == {s.key for s in edition.sources.values() if s.url}
    assert next(each for each in found if each.url == edition.work.url).places[0] == "data/edition.yml"


def test_addresses_in_pages(tmp_path: Path) -> None:
    text = (
        "# T\n\n[a](https://example.org/a_(b)), <https://example.org/c>, [d][d], `<https://example.org/no>`.[^1][^2][^3]\n\n"
        "```\n[x](https://example.org/neither)\n```\n\n[d]: https://example.org/d#part\n"
    )
    root = make(tmp_path, **{"docs/index.md": text})
    found = [
        each.url for each in addresses(open_edition(root / "data", root / "docs")) if each.places == ("docs/index.md",)
    ]
    assert found == ["https://example.org/a_(b)", "https://example.org/c", "https://example.org/d"]


# --- the command ------------------------------------------------------------------------------------------------


@pytest.fixture
def edition_at(server: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The English edition with its addresses on the server, and an archive there."""
    root = make(tmp_path)
    for file in (root / "data").glob("*"):
        if file.is_file():
            text = file.read_text(encoding="utf-8")
            text = text.replace("https://example.org/phare", f"{server.url}/moved").replace(
                "https://example.org", server.url
            )
            file.write_text(text, encoding="utf-8")
    server.wayback = lambda query: {
        "archived_snapshots": {
            "closest": {
                "status": "200",
                "available": True,
                "url": f"http://web.archive.org/web/19020304050607/{query['url'][0]}",
                "timestamp": "19020304050607",
            }
        }
    }
    monkeypatch.setattr(links, "MANNERS", replace(HASTY, archive=f"{server.url}/wayback"))
    return root


def run(root: Path, *arguments: str) -> Any:
    return CliRunner().invoke(cli.main, ["links", "--project", str(root), *arguments])


def test_offline_asks_nobody(server: Any, edition_at: Path) -> None:
    done = run(edition_at, "--offline")
    assert (done.exit_code, server.asked) == (0, [])
    assert f"{server.url}/moved  data/sources.bib:10\n" in done.stdout
    (source, *_) = json.loads(run(edition_at, "--offline", "--format", "json").stdout)
    assert source["sources"] == ["moreau-1902"]


def test_the_report(server: Any, edition_at: Path) -> None:
    before = (edition_at / "data" / "sources.bib").read_bytes()
    done = run(edition_at)
    assert done.exit_code == 1
    assert done.stdout.startswith(
        f"Moved for good (1)\n  {server.url}/moved\n    → {server.url}/temporary\n    data/sources.bib:10, moreau-1902\n"
    )
    asked = len(server.asked)
    told = json.loads(run(edition_at, "--format", "json").stdout)["addresses"]
    assert [(each["verdict"], each["cached"]) for each in told[:1]] == [("moved", True)]
    assert len(server.asked) == asked
    assert run(edition_at, "--max-age", "0").exit_code == 1
    assert len(server.asked) > asked
    assert not [path for _, path, _ in server.asked if path.startswith("/wayback")]
    assert (edition_at / "data" / "sources.bib").read_bytes() == before


def test_copies_are_proposed_and_written_only_when_told_to(server: Any, edition_at: Path) -> None:
    file = edition_at / "data" / "sources.bib"
    before = file.read_text(encoding="utf-8")
    done = run(edition_at, "--archives")
    assert f"1902-03-04  https://web.archive.org/web/19020304050607/{server.url}/moved" in done.stdout
    assert file.read_text(encoding="utf-8") == before
    asked = [path for _, path, _ in server.asked if path.startswith("/wayback")]
    assert len(asked) == 1
    assert set(parse_qs(urlsplit(asked[0]).query)) == {"url", "timestamp"}
    assert run(edition_at, "--archives", "--write").exit_code == 1
    after = file.read_text(encoding="utf-8")
    added = (
        f"  archiveurl   = {{https://web.archive.org/web/19020304050607/{server.url}/moved}},\n"
        "  archivedate  = {1902-03-04},\n"
    )
    assert added in after
    assert after.replace(added, "") == before
    source = open_edition(edition_at / "data", edition_at / "docs").sources["moreau-1902"]
    assert source.archive
    assert source.archive.date == "1902-03-04"
    assert "Archived copies (0)" in run(edition_at, "--archives").stdout  # it has one now


@pytest.mark.parametrize(
    "answer", [{"archived_snapshots": {}}, {}, [], {"archived_snapshots": {"closest": {"url": "javascript:x", "timestamp": "19020304"}}},
               {"archived_snapshots": {"closest": {"url": "http://a.org/", "timestamp": "19029999"}}}, {"archived_snapshots": []}]
)  # fmt: skip
def test_an_archive_that_has_nothing_or_says_nonsense(server: Any, edition_at: Path, answer: object) -> None:
    server.wayback = lambda query: answer
    file = edition_at / "data" / "sources.bib"
    before = file.read_bytes()
    assert "Archived copies (0)" in run(edition_at, "--archives", "--write").stdout
    assert file.read_bytes() == before


def test_nothing_to_report(server: Any, edition_at: Path) -> None:
    bib = edition_at / "data" / "sources.bib"
    bib.write_text(bib.read_text(encoding="utf-8").replace("/moved", "/ok"), encoding="utf-8")
    done = run(edition_at)
    assert done.exit_code == 0
    assert re.fullmatch(r"(\d+) of \1 addresses are all right \(0 answers are from an earlier check\)\.\n", done.stdout)


@pytest.mark.parametrize("arguments", [["--write"], ["--archives", "--offline"]])
def test_usage(edition_at: Path, arguments: list[str]) -> None:
    assert run(edition_at, *arguments).exit_code == 2


def test_help() -> None:
    for command in ("links", "evidence"):
        assert "Example:" in CliRunner().invoke(cli.main, [command, "--help"]).stdout


# --- sources.bib ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("@online{a,\n  title = {T},\n  url   = {https://e.org/},\n  note  = {N}\n}\n",
         "@online{a,\n  title = {T},\n  url   = {https://e.org/},\n  archiveurl = {http://u/},\n  note  = {N}\n}\n"),
        ("@online{a,\r\n\turl={https://e.org/}\r\n}", "@online{a,\r\n\tarchiveurl = {http://u/},\r\n\turl={https://e.org/}\r\n}"),
        ("\ufeff@online{a, title = {T}, url = {https://e.org/}, note = {N}} % c", "\ufeff@online{a, title = {T}, url = {https://e.org/}, archiveurl = {http://u/}, note = {N}} % c"),
        ('% x = y\n@online(a, url = "https://e.org/" # "b", % c\n)', '% x = y\n@online(a, archiveurl = {http://u/}, url = "https://e.org/" # "b", % c\n)'),
    ],
)  # fmt: skip
def test_fields_are_added_and_nothing_else_is_touched(before: str, after: str) -> None:
    assert bibliography.with_fields(before.encode(), {"a": {"archiveurl": "http://u/"}}).decode() == after


FILES = [
    *(Path(__file__).parent / "golden" / "bibliography").glob("*.bib"),
    ROOT / "data" / "sources.bib",
    ENGLISH / "data" / "sources.bib",
]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_what_is_added_is_read_and_the_rest_is_as_before(path: Path) -> None:
    data = path.read_bytes()
    entries, _ = bibliography.scan(data, "")
    new = {"archiveurl": "https://e.org/%20a", "archivedate": "2024-07-21"}
    wanted = {
        each.key: new for each in entries if each.fields and not {"archiveurl", "archivedate"} & each.fields.keys()
    }
    changed = bibliography.with_fields(data, wanted) if wanted else data
    for each, was in zip(bibliography.scan(changed, "")[0], entries, strict=True):
        assert dict(each.fields) == dict(was.fields) | wanted.get(each.key, {})


def test_a_change_that_would_be_read_in_another_way_is_refused() -> None:
    with pytest.raises(ValueError, match="another way"):
        bibliography.with_fields(b"@online{a, url = {https://e.org/}}", {"a": {"archiveurl": "}"}})
    with pytest.raises(ValueError, match="another way"):
        bibliography.with_fields(b"@online{a}", {"a": {"archiveurl": "https://e.org/"}})


# --- what the fields show ---------------------------------------------------------------------------------------


def test_the_fields_of_a_source_are_shown(tmp_path: Path) -> None:
    bib = (ENGLISH / "data" / "sources.bib").read_text(encoding="utf-8")
    fields = f"urldate = {{2024-07-20}}, archiveurl = {{https://example.net/a?b=%20c&d}}, archivedate = {{2024-07-21}}, sha256 = {{{SUM.upper()}}}, keywords = {{Replaced}},"
    root = make(tmp_path, **{"data/sources.bib": bib.replace("  url          =", f"  {fields}\n  url          =")})
    edition = open_edition(root / "data", root / "docs")
    source = edition.sources["moreau-1902"]
    assert edition.problems == ()
    assert (source.accessed, source.sha256, source.replaced) == ("2024-07-20", SUM, True)
    made = pages(edition)
    link = '<a href="https://example.net/a?b=%20c&amp;d" rel="noopener noreferrer" aria-label="Open the archived copy (21 July 2024): Le phare et la ville">'
    for page in ("sources.md", "footnotes.md"):
        assert link in made[page]
    note = Writer(edition, "text/reforms.md").note(edition.footnotes[3], "fnref-3")
    assert link in note
    assert "Accessed 20 July 2024" in note
    assert f"<code>{SUM}</code>" in made["sources.md"]
    (record,) = [each for each in json.loads(made["data/sources.json"]) if each["source"] == "moreau-1902"]
    assert record["archived"] == {"address": "https://example.net/a?b=%20c&d", "date": "2024-07-21"}
    assert (record["accessed"], record["sha256"], record["replaced"]) == ("2024-07-20", SUM, True)
    assert json.loads(made["data/evidence.json"])["replaced"] == ["moreau-1902"]
    assert json.loads(made["data/evidence.json"])["unarchived"] == []


def test_certain_answers() -> None:
    assert [Answer(0, status).certain for status in (200, 204, 404, 410, 403, 500, 0)] == [
        True,
        True,
        True,
        True,
        False,
        False,
        False,
    ]
