"""What a reader's first load of a section costs, beside stock Material in the same run: bytes, requests, paint, shift.

    make bench

The same text with the same footnotes is built twice, by this package and by stock Material with its `footnotes`
extension, served with gzip, and loaded by a fresh browser in turn, as wide as a phone and with a processor slowed down
to a phone's; medians are printed, and nothing is asserted.
"""

from __future__ import annotations

import gzip
import http.server
import re
import statistics
import subprocess
import sys
import tempfile
import threading
from functools import cache
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from playwright.sync_api import Browser, sync_playwright

from annotated_edition import open_edition
from annotated_edition.model.labels import FootnoteLabel
from support.browser import chromium
from support.places import ROOT

RUNS = 15
SLOWER = 4
PAGE = "commentary/jasmine/"
STOCK = """
site_name: Stock
theme: {name: material, language: ja, font: false}
plugins: [{search: {lang: ja}}]
markdown_extensions: [admonition, attr_list, footnotes, md_in_html, tables]
"""
PAINT = """() => new Promise(done => {
  const found = {lcp: 0, blocked: 0, shift: 0};
  new PerformanceObserver(list => { for (const e of list.getEntries()) found.lcp = e.startTime })
    .observe({type: 'largest-contentful-paint', buffered: true});
  new PerformanceObserver(list => { for (const e of list.getEntries()) found.shift += e.value })
    .observe({type: 'layout-shift', buffered: true});
  new PerformanceObserver(list => { for (const e of list.getEntries()) found.blocked += e.duration - 50 })
    .observe({type: 'longtask', buffered: true});
  setTimeout(() => done(found), 600);
})"""


@cache
def packed(path: Path) -> bytes:
    """A file, compressed."""
    return gzip.compress(path.read_bytes(), 9, mtime=0)


class GzipHandler(http.server.SimpleHTTPRequestHandler):
    """Serves files compressed, as any static host does."""

    def send_head(self) -> Any:
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() else path
        if not path.is_file():
            self.send_error(404)
            return None
        content = packed(path)
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(path)))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)
        return None

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing."""


def stock(folder: Path) -> None:
    """The sections with stock footnotes, as a project of stock Material."""
    edition = open_edition(ROOT / "data", ROOT / "docs", ROOT / ".cache")
    (folder / "mkdocs.yml").write_text(STOCK, encoding="utf-8")
    for page, written in edition.pages.items():
        text = re.sub(r"\[\[(?:[^\]|]*\|)?([^\]]*)\]\]", r"\1", written.text)
        text = re.sub(r"\]\([^)]*\.md[^)]*\)", "](#)", text)
        numbers = sorted({FootnoteLabel(n) for n in re.findall(r"\[\^(\d+)\]", text)}, key=int)
        notes = "\n".join(f"[^{n}]: {edition.footnotes[n].text}" for n in numbers)
        file = folder / "docs" / page
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"{text}\n\n{notes}\n", encoding="utf-8")


def load(browser: Browser, url: str) -> dict[str, float]:
    """One first load: bytes over the network, requests, LCP in ms, cumulative layout shift."""
    with browser.new_context(viewport={"width": 390, "height": 844}) as context:
        page = context.new_page()
        session = context.new_cdp_session(page)
        session.send("Network.enable")
        session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        sizes: list[float] = []
        session.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
        page.goto(url, wait_until="networkidle")
        return {"bytes": sum(sizes), "requests": len(sizes), **page.evaluate(PAINT)}


def main() -> None:
    """Builds both, loads them in turn, prints the medians and the ratio."""
    with tempfile.TemporaryDirectory() as temporary, sync_playwright() as playwright:
        folder = Path(temporary)
        (folder / "stock").mkdir()
        stock(folder / "stock")
        for source, target in ((ROOT, "ours-site"), (folder / "stock", "stock-site")):
            build = [sys.executable, "-m", "mkdocs", "build", "-q", "-d", str(folder / target)]
            subprocess.run(build, cwd=source, check=True)

        def handler(*arguments: Any) -> GzipHandler:
            return GzipHandler(*arguments, directory=str(folder))

        with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
            threading.Thread(target=server.serve_forever, daemon=True).start()
            browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
            runs: dict[str, list[dict[str, float]]] = {"ours": [], "stock": []}
            for _ in range(RUNS):
                for name, found in runs.items():
                    found.append(load(browser, f"http://127.0.0.1:{server.server_port}/{name}-site/{PAGE}"))
            browser.close()
            server.shutdown()
    medians = {
        name: {key: statistics.median(run[key] for run in found) for key in found[0]} for name, found in runs.items()
    }
    print(f"first load of {PAGE}, {RUNS} runs in turn, medians")
    print(f"{'':10} {'ours':>10} {'stock':>10} {'ratio':>7}")
    for key, value in medians["ours"].items():
        other = medians["stock"][key]
        print(f"{key:10} {value:10.1f} {other:10.1f} {value / other if other else float('nan'):7.2f}")


if __name__ == "__main__":
    main()
