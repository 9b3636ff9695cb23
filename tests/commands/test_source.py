"""The command `edition source add`: what is pasted, what a server of this machine says, what is there already."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from annotated_edition.commands import main, source
from annotated_edition.publishing import look_up
from annotated_edition.reading.bib import read_bib
from support.answering import HASTY
from support.editions import make, open_at
from support.server import running

RIS = "TY  - JOUR\nAU  - Müller, Jörg\nTI  - Lamps & 5% of Keepers in NASA\nJO  - The Pier\nPY  - 2019\nDO  - 10.1000/Lamp\nER  - \n"
BIBTEX = "@book{x, title={On {DNA}}, author={Doe, Jane and others}, year=1999, publisher={P}, isbn={978-4-326-30301-8}}"
CROSSREF = {
    "type": "journal-article", "title": ["On &amp; off"], "DOI": "10.1000/182", "author": [{"family": "Roe", "given": "Ann"}],
    "issued": {"date-parts": [[None]]}, "published": 1, "container-title": "J", "URL": "https://doi.org/10.1000/182",
    "abstract": "<p>Not taken</p>",
}  # fmt: skip
BOOK = {
    "ISBN:9780306406157": {
        "title": "Piers",
        "subtitle": "A history",
        "authors": [{"name": "Ann Roe"}],
        "publish_date": "May 1985",
    }
}
PAGE = (
    '<html lang="en"><title>Other</title><meta property="og:title" content="A page &amp; more"><meta name="author" content="Roe, Ann">'
    '<meta property="og:site_name" content="The Site"><script type="application/ld+json">{"datePublished": "2024-03-21T10:00"}</script>'
)
#: Pages that are odd in one way each: → path.
PAGES = {
    "/sjis": '<meta charset="Shift_JIS"><title>港の灯①</title>'.encode("cp932"),
    "/broken": '<meta charset="utf-8"><title>港の灯</title>'.encode("cp932"),
    "/latin": "<title>Jörg’s pier</title>".encode("cp1252"),
    "/json": b'<title>A</title><script type="application/ld+json">{"@graph": [{"headline": "\\u65e5 & \\"x\\"</p>", "author":'
    b' [{"name": "Ann Roe"}, {"name": "Ministry of Defence"}], "datePublished": "2024"}]}</script>',
    "/people": b'<title>A</title><meta name="author" content="John Smith, Jane Doe">',
    "/long": b"<title>A</title>" + b"x" * 1_100_000,
}


class Answers(BaseHTTPRequestHandler):
    """Answers as doi.org, Open Library and a page do."""

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: the output belongs to pytest."""

    def do_GET(self) -> None:
        negotiated = "citationstyles" in self.headers["Accept"]
        found = {
            "/10.1000/182": json.dumps(CROSSREF) if negotiated else "", "/books?ISBN:9780306406157": json.dumps(BOOK),
            "/10.1000/a%3Cb%3E": json.dumps(CROSSREF), "/books?ISBN:0306406152": '{"ISBN:0306406152": {"title": "T", "authors": 5}}',
            "/page": PAGE, "/doi": '<meta name="citation_doi" content="10.1000/182">', "/list": "[1]",
        }.get(self.path)  # fmt: skip
        answer = PAGES.get(self.path) or (found or "").encode()
        if self.path == "/moved":
            self.send_response(302)
            self.send_header("Location", "/page")
        else:
            self.send_response(200 if answer else 404)
        self.send_header("Content-Length", str(len(answer)))
        if self.path == "/latin":
            self.send_header("Content-Type", "text/html; charset=ISO-8859-1")
        self.end_headers()
        with suppress(ConnectionError):  # who asks need not read to the end
            self.wfile.write(answer)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    with running(Answers) as server:
        address = f"http://127.0.0.1:{server.server_port}/"
        monkeypatch.setattr(look_up, "DOI_SERVICE", address)
        monkeypatch.setattr(look_up, "BOOK_SERVICE", f"{address}books?ISBN:")
        monkeypatch.setattr(source, "MANNERS", HASTY)
        yield address


def add(root: Path, what: str, *options: str, pasted: str = "") -> Result:
    return CliRunner().invoke(main.main, ["source", "add", what, *options, "--project", str(root)], input=pasted)


def fields_of(root: Path, key: str) -> dict[str, str]:
    entries, problems = read_bib((root / "data" / "sources.bib").read_bytes(), "sources.bib")
    assert not [each for each in problems if each.severity == "error"]
    return next(dict(each.fields) for each in entries if each.key == key)


def test_what_is_pasted_becomes_an_entry_with_a_key_that_speaks(tmp_path: Path) -> None:
    root = make(tmp_path)
    before = (root / "data" / "sources.bib").read_bytes().rstrip()
    assert add(root, "-", pasted=RIS).output.startswith("muller-2019 ")
    assert add(root, "-", pasted=BIBTEX).output.startswith("doe-1999 ")
    assert (root / "data" / "sources.bib").read_bytes().startswith(before)
    made = fields_of(root, "muller-2019")
    assert made["title"] == "{Lamps \\& 5\\% of Keepers in NASA}"
    assert made["journaltitle"] == "The Pier"
    assert fields_of(root, "doe-1999")["author"] == "Doe, Jane and others"
    edition = open_at(root)
    assert edition.sources["muller-2019"].title == "Lamps & 5% of Keepers in NASA"
    # The same DOI in capitals, the same ISBN without hyphens.
    for pasted, key in ((RIS.replace("Lamp\n", "LAMP\n"), "muller-2019"), (BIBTEX.replace("-", ""), "doe-1999")):
        again = add(root, "-", pasted=pasted)
        assert again.exit_code == 1 and "AE719" in again.output and key in again.output


def test_what_cannot_be_read_is_said_and_writes_nothing(tmp_path: Path) -> None:
    root = make(tmp_path)
    before = (root / "data" / "sources.bib").read_bytes()
    for pasted in (
        "hello",
        "{",
        "[1]",
        '{"type": "book"}',
        "@book{x, title={open}",
        '{"title": "x", "author": "y", "issued": 3}'[:-1],
    ):
        done = add(root, "-", pasted=pasted)
        assert (done.exit_code, "AE717" in done.output) == (1, True), pasted
    assert (root / "data" / "sources.bib").read_bytes() == before


@pytest.mark.parametrize(
    ("what", "key", "expected"),
    [
        ("10.1000/182", "roe-off", {"title": "{On \\& off}", "doi": "10.1000/182", "journaltitle": "J"}),
        ("https://doi.org/10.1000/182", "roe-off", {"doi": "10.1000/182"}),
        ("978-0-306-40615-7", "roe-1985", {"title": "{Piers: A history}", "isbn": "9780306406157"}),
        ("page", "roe-2024", {"title": "{A page \\& more}", "date": "2024-03-21", "langid": "english"}),
        ("moved", "roe-2024", {"title": "{A page \\& more}"}),
        ("doi", "roe-off", {"doi": "10.1000/182"}),
        ("https://www.doi.org/10.1000/a%3Cb%3E?x=1#frag", "roe-off", {"doi": "10.1000/182"}),
        ("0-306-40615-2", "book", {"title": "{T}"}),
        ("sjis", "online-sjis", {"title": "港の灯①"}),
        ("latin", "online-pier", {"title": "{Jörg’s pier}"}),
        (
            "json",
            "roe-ministry-defence-2024",
            {"author": "Roe, Ann and {Ministry of Defence}", "title": '日 \\& "x"</p>', "date": "2024"},
        ),
        ("people", "smith-doe", {"author": "Smith, John and Doe, Jane"}),
        ("long", "online-long", {"title": "{A}"}),
    ],
)
def test_what_is_looked_up(tmp_path: Path, server: str, what: str, key: str, expected: dict[str, str]) -> None:
    root = make(tmp_path)
    done = add(root, what if "10." in what or "-" in what else server + what, "--online")
    assert done.output.startswith(f"{key} "), done.output
    made = fields_of(root, key)
    assert {name: made[name] for name in expected} == expected
    assert "abstract" not in made


def test_nobody_is_asked_but_online_and_at_public_addresses(
    tmp_path: Path, server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = make(tmp_path)
    for what in ("10.1000/182", "9780306406157", server):
        assert "--online" in add(root, what).output
    for what in (f"{server}list", f"{server}broken", f"{server}none", "9780306406158"):
        assert "AE718" in add(root, what, "--online").output or what.endswith("list")
    monkeypatch.undo()
    assert "AE718" in add(root, f"{server}page", "--online").output
