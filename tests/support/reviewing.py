"""The review of an edition, served for a test; an edition with open questions of every kind."""

from __future__ import annotations

import json
import queue
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from annotated_edition.review.server import Review, serve
from support.editions import make

FOOTNOTES = """# The notes of the harbour.
- number: 1   # the first
  citations:
    # Hale wrote two books.
    - {source: hale-1899, locator: 12}
    - source: moreau-1902
      todo: 'Is this source right?'  # ask Ada
- number: 2
  before: "Hale, Lamps and Keepers, pp. 14-15."
- number: 3
  before: Hale, Lamps and Keepers, p. 40.
# --- the second part
- number: 4
  citations:
    - {source: hale-1899}
  after: The *second* edition drops the passage.
  todo: Which passage?
"""
TERMS = """- id: keeper
  name: keeper
  definition: Whoever tends a light.
  todo: Proposed.
"""
#: What the report of an import says of these notes.
REPORT = {
    "footnotes": [
        {"number": 1, "label": "1", "text": "Hale, *Lamps and Keepers*, 12; Moreau.", "unread": False, "citations": []},
        {"number": 2, "label": "2", "text": "Hale, Lamps and Keepers, pp. 14-15.", "unread": True, "citations": []},
        {"number": 3, "label": "3", "text": "Hale, Lamps and Keepers, p. 40.", "unread": True, "citations": []},
        {"number": 4, "label": "4", "text": "Hale, Lamps and Keepers.", "unread": False, "citations": []},
    ]
}


def make_open(folder: Path, **files: str) -> Path:
    """A copy of the English edition with open questions, and with `files` (path=text) laid over it."""
    own = {"data/footnotes.yml": FOOTNOTES, "data/terms.yml": TERMS, "import-report/report.json": json.dumps(REPORT)}
    return make(folder, **{**own, **files})


@contextmanager
def reviewing(root: Path) -> Iterator[str]:
    """Serve the review of an edition; give its address, with a slash at its end."""
    review = Review(root)
    addresses: queue.Queue[str] = queue.Queue()
    thread = threading.Thread(target=serve, args=(review, addresses.put), daemon=True)
    thread.start()
    yield addresses.get(timeout=30)
    review.stop()
    thread.join(20)


def ask(address: str, form: dict[str, str] | None = None, **headers: str) -> tuple[int, str, dict[str, str]]:
    """Return status, text and headers of an address, asked as a browser asks; a form is sent from the page itself."""
    parts = urlsplit(address)
    connection = HTTPConnection("127.0.0.1", parts.port or 80, timeout=60)
    own = {"Host": parts.netloc}
    body = None
    if form is not None:
        own |= {"Origin": f"http://{parts.netloc}", "Content-Type": "application/x-www-form-urlencoded"}
        body = urlencode(form)
    sent = {name.replace("_", "-"): value for name, value in {**own, **headers}.items() if value}
    connection.request("GET" if form is None else "POST", parts.path, body, sent)
    answer = connection.getresponse()
    text = answer.read().decode("utf-8", "replace")
    connection.close()
    return answer.status, text, {name.lower(): value for name, value in answer.getheaders()}
