"""What a search over a shelf costs a reader, and whether it names every edition that holds the words."""

from __future__ import annotations

import json
import re
import statistics
import threading
from collections.abc import Mapping
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path
from random import Random
from typing import Any

from first_load import SLOWER, GzipHandler
from playwright.sync_api import Browser

from annotated_edition.views.lookup import strip_differences
from support.browser import launched

QUERIES = 40
#: Milliseconds from a query's key, with nothing of the search loaded before, until the first hit stands there, or that
#: there is none; bytes that were fetched for it.
ANSWER = """query => new Promise(done => {
  const form = document.querySelector('form.shelf-search'), list = form.querySelector('.shelf-hits');
  const said = form.querySelector('[role=status]'), field = form.querySelector('input'), start = performance.now();
  const fetched = () => performance.getEntriesByType('resource').filter((each) => each.startTime >= start)
    .reduce((sum, each) => sum + each.transferSize, 0);
  new MutationObserver((_, observer) => {
    if (!list.children.length && ['', form.dataset.looking].includes(said.textContent)) return;
    observer.disconnect();
    requestAnimationFrame(() => setTimeout(() => done([performance.now() - start, fetched()])));
  }).observe(form, {childList: true, subtree: true, characterData: true});
  field.value = query;
  field.dispatchEvent(new Event('input', {bubbles: true}));
})"""
#: Whether a search has ended that had said something else before.
SETTLED = """before => {
  const form = document.querySelector('form.shelf-search'), said = form.querySelector('[role=status]').textContent;
  return !['', form.dataset.looking, before].includes(said);
}"""
HITS = "all => all.map((a) => a.getAttribute('href').split('/')[0])"


def read_texts(site: Path) -> dict[str, list[str]]:
    """Return the lines that the search of each edition looks in, as they are written, by the name of the edition."""
    found = {}
    for file in sorted(site.glob("*/assets/annotated-edition/search-index.js")):
        groups = json.loads(re.sub(r"^\w+\(|\);\s*$", "", file.read_text(encoding="utf-8")))["groups"]
        lines: set[str] = set()
        for group in groups:  # a hit by the label of a footnote, or by a heading alone, is none
            for _, title, _, text, *_ in group["entries"]:
                lines.update(text.split("\n"), () if "labels" in group else (title,))
        found[file.parents[2].name] = sorted(lines)
    return found


def choose_queries(texts: Mapping[str, list[str]]) -> list[str]:
    """Return parts of two to six characters of lines of editions, of letters alone, the same for the same shelf."""
    random = Random("queries")
    chosen: set[str] = set()
    names = sorted(texts)
    while len(chosen) < QUERIES:
        line, size = random.choice(texts[random.choice(names)]), random.randint(2, 6)
        start = random.randrange(max(len(line) - size, 1))
        if (query := line[start : start + size]).isalpha() and len(strip_differences(query)) > 1:
            chosen.add(query)
    return sorted(chosen)


def ask(browser: Browser, address: str, query: str) -> tuple[float, float, set[str]]:
    """Return milliseconds and bytes of the first answer on a slow processor, and the editions of the whole answer."""
    with browser.new_context(viewport={"width": 390, "height": 844}) as context:
        page = context.new_page()
        page.set_default_timeout(600_000)
        session = context.new_cdp_session(page)
        session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        page.goto(address, wait_until="networkidle")
        milliseconds, fetched = page.evaluate(ANSWER, query)
        session.send("Emulation.setCPUThrottlingRate", {"rate": 1})
        said, more = page.locator("form.shelf-search [role=status]"), page.locator(".shelf-hits button")
        page.wait_for_function(SETTLED, arg="")
        if more.count():
            before = said.text_content()
            more.click()
            page.wait_for_function(SETTLED, arg=before)
        return milliseconds, fetched, set(page.locator(".shelf-hits h3 a").evaluate_all(HITS))


def search(site: Path) -> dict[str, Any]:
    """Ask a built shelf, print what was found, and return the medians and the worst."""
    texts = read_texts(site)
    folded = {name: "\n".join(map(strip_differences, lines)) for name, lines in texts.items()}
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(GzipHandler, directory=str(site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    times, sizes, wrong = [], [], []
    with launched() as browser:
        for query in choose_queries(texts):
            milliseconds, fetched, named = ask(browser, f"http://127.0.0.1:{server.server_port}/", query)
            times.append(milliseconds / 1000)
            sizes.append(fetched)
            wanted = {name for name, text in folded.items() if strip_differences(query) in text}
            wrong += [query] if named != wanted else []
    server.shutdown()
    found = {
        "queries": QUERIES,
        "exact": QUERIES - len(wrong),
        "seconds": [round(statistics.median(times), 2), round(max(times), 2)],
        "bytes": [round(statistics.median(sizes)), max(sizes)],
    }
    print(f"  search: {found} {' '.join(wrong)}", flush=True)
    return found
