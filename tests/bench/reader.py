"""What a reader pays, on a phone: the first load of a section and of a list, a first search, a lookup, a key typed.

    python tests/bench/reader.py [N …]

writes N commentaries (1 and 100 where none is said) as an edition and as a project of stock Material, builds both,
serves them with gzip, and opens them in turn in a fresh browser of a phone's width whose processor is slowed down four
times. The browser slows down pages, not workers: what a search's worker takes counts as it is. Medians are printed, and
nothing is asserted.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path

from commentaries import commentaries, write
from first_load import PAINT, SLOWER, GzipHandler, packed
from peers import PROJECTS
from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

from support.browser import chromium

SIZES = (1, 100)
RUNS = 3
LISTS = ("footnotes/", "sources/", "terms/", "evidence/")
LOOKUPS = ("17", "12-15", "研究所")
#: Milliseconds from a query's key, with nothing of the search loaded before, until the first answer is painted.
SEARCH = {
    "edition": """query => new Promise(done => {
  document.querySelector('button.ae-search-open').click();
  const field = document.querySelector('.ae-search input'), start = performance.now();
  new MutationObserver((_, observer) => {
    if (!document.querySelector('.ae-search-hit')) return;
    observer.disconnect();
    requestAnimationFrame(() => setTimeout(() => done(performance.now() - start)));
  }).observe(document.querySelector('.ae-search-hits'), {childList: true, subtree: true});
  field.value = query;
  field.dispatchEvent(new Event('input', {bubbles: true}));
})""",
    "plain": """query => new Promise(done => {
  const field = document.querySelector('.md-search__input'), start = performance.now();
  new MutationObserver((_, observer) => {
    const none = document.querySelector('.md-search-result__meta').textContent.includes('見つかりませんでした');
    if (!none && !document.querySelector('.md-search-result__item')) return;
    observer.disconnect();
    requestAnimationFrame(() => setTimeout(() => done(performance.now() - start)));
  }).observe(document.querySelector('.md-search-result'), {childList: true, subtree: true});
  document.querySelector('#__search').click();
  field.focus();
  field.value = query;
  field.dispatchEvent(new KeyboardEvent('keyup', {bubbles: true, key: 'a'}));
})""",
}


@contextmanager
def phone(browser: Browser) -> Iterator[tuple[Page, CDPSession]]:
    """A page of a fresh browser, slowed down."""
    with browser.new_context(viewport={"width": 390, "height": 844}) as context:
        page = context.new_page()
        page.set_default_timeout(300_000)
        session = context.new_cdp_session(page)
        session.send("Network.enable")
        session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        yield page, session


def load(browser: Browser, url: str) -> dict[str, float]:
    """One first load: kilobytes over the network, requests, milliseconds to the largest paint and blocked, elements."""
    with phone(browser) as (page, session):
        sizes: list[float] = []
        session.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"] / 1000))
        page.goto(url, wait_until="networkidle")
        paint = page.evaluate(PAINT)
        elements = page.evaluate("document.querySelectorAll('*').length")
        return {"kB": sum(sizes), "requests": len(sizes), **paint, "elements": elements}


def answer(browser: Browser, url: str, script: str, query: str) -> dict[str, float]:
    """One answer: milliseconds."""
    with phone(browser) as (page, _):
        page.goto(url, wait_until="networkidle")
        return {"ms": page.evaluate(script, query)}


def measure(browser: Browser, size: int, folder: Path) -> None:
    """Builds both sites of a size, and prints what each costs."""
    made = commentaries(size)
    section = f"{made[len(made) // 2].pages[0].name}/"
    for name in ("edition", "plain"):
        write(folder / name, PROJECTS[name](made))
        build = [sys.executable, "-m", "mkdocs", "build", "-q", "-d", str(folder / "sites" / name)]
        subprocess.run(build, cwd=folder / name, check=True)
    for file in (folder / "sites").glob("*/search/*"):
        packed(file)  # what a host has done before anyone asks
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(GzipHandler, directory=str(folder / "sites"))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        root = f"http://127.0.0.1:{server.server_port}"
        rows = {("section", name): partial(load, browser, f"{root}/{name}/{section}") for name in ("edition", "plain")}
        rows |= {(page, "edition"): partial(load, browser, f"{root}/edition/{page}") for page in LISTS}
        # What most sections have, and what one commentary has.
        for what, query in (("frequent", "関"), ("rare", made[-1].terms[0].name)):
            for name in ("edition", "plain"):
                url = f"{root}/{name}/{section}"
                rows[f"search {what}", name] = partial(answer, browser, url, SEARCH[name], query)
        for query in LOOKUPS:
            rows[f"lookup {query}", "edition"] = partial(
                answer, browser, f"{root}/edition/footnotes/", SEARCH["edition"], query
            )
        runs: dict[tuple[str, str], list[dict[str, float]]] = {row: [] for row in rows}
        for _ in range(RUNS):
            for row, once in rows.items():
                runs[row].append(once())
        server.shutdown()
    print(f"\nN = {size}: medians of {RUNS} runs in turn; processor {SLOWER} times slower")
    for (what, name), found in runs.items():
        medians = {key: statistics.median(run[key] for run in found) for key in found[0]}
        print(
            f"{what:16} {name:8}", "  ".join(f"{key} {value:.0f}" for key, value in medians.items() if key != "shift")
        )


def main() -> None:
    """Measures each size."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        for size in map(int, sys.argv[1:] or SIZES):
            with tempfile.TemporaryDirectory() as temporary:
                measure(browser, size, Path(temporary))
        browser.close()


if __name__ == "__main__":
    main()
