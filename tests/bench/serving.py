"""What an edit costs while `mkdocs serve` runs, at 10 commentaries: one footnote of an edition, one sentence of stock Material.

    python tests/bench/serving.py [--write]

Measured is the time from the saving of the file until the page that shows the change is served, and within it the
build alone, as MkDocs reports it. MkDocs looks for changes at intervals and waits for the next one, the same for both.
"""

from __future__ import annotations

import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import results
from commentaries import commentaries, write
from environment import peers_python
from peers import PROJECTS

SIZE = 10
ROUNDS = 7
PAGE = "commentary-005/3"
#: Seconds after which an edit that does not show is an error.
PATIENCE = 300
BUILT = re.compile(r"Documentation built in ([\d.]+) seconds")


@dataclass(frozen=True, slots=True)
class Live:
    """A project that is being served."""

    folder: Path
    address: str
    process: subprocess.Popen[bytes]

    @property
    def builds(self) -> list[float]:
        """Seconds of each build so far."""
        return [float(each) for each in BUILT.findall((self.folder / "log").read_text(encoding="utf-8"))]

    def wait(self, text: str) -> None:
        """Until the page holds a text."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end and self.process.poll() is None:
            try:
                with urllib.request.urlopen(f"{self.address}{PAGE}/", timeout=PATIENCE) as answer:
                    if text in answer.read().decode():
                        return
            except OSError:
                pass  # not yet there
            time.sleep(0.01)
        raise SystemExit(f"{text!r} never came:\n{(self.folder / 'log').read_text(encoding='utf-8')[-2000:]}")


def serve(python: Path, folder: Path) -> Live:
    """Starts `mkdocs serve`."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    command = (python, "-m", "mkdocs", "serve", "--dev-addr", address)
    with (folder / "log").open("wb") as log:
        return Live(folder, f"http://{address}/", subprocess.Popen(command, cwd=folder, stdout=log, stderr=log))


def main() -> None:
    """Serves both, edits them in turn, prints the medians."""
    made = commentaries(SIZE)
    edited = made[4].pages[2]
    entry = f"- number: {edited.footnotes[0].number}\n"
    footnote, sentence = "data/footnotes.yml", f"docs/{edited.name}.md"
    edits: dict[str, tuple[Path, str, Callable[[str, str], str]]] = {
        "edition": (
            Path(sys.executable),
            footnote,
            lambda text, mark: text.replace(entry, f"{entry}  after: {mark}\n"),
        ),
        "stock": (peers_python(), sentence, lambda text, mark: text.replace("。", f"、{mark}。", 1)),
    }
    found: dict[str, Any] = {name: {"seconds": [], "build": []} for name in edits}
    with tempfile.TemporaryDirectory() as temporary:
        served = {}
        try:
            for name, (python, _, _) in edits.items():
                folder = Path(temporary) / name
                write(folder, PROJECTS[name](made))
                served[name] = serve(python, folder)
                served[name].wait(edited.title)
            sound = {name: (served[name].folder / path).read_text("utf-8") for name, (_, path, _) in edits.items()}
            for number in range(ROUNDS):
                for name, (_, path, change) in edits.items():
                    # Not always at the same moment between two of MkDocs's looks at the files.
                    time.sleep(1 + number / ROUNDS)
                    live, mark = served[name], f"mark{number}."
                    changed = change(sound[name], mark)
                    start = time.perf_counter()
                    (live.folder / path).write_text(changed, encoding="utf-8")
                    live.wait(mark)
                    found[name]["seconds"].append(round(time.perf_counter() - start, 3))
                    found[name]["build"].append(live.builds[-1])
        finally:
            for live in served.values():
                live.process.terminate()
                live.process.wait()
    print(results.serving(found))
    if "--write" in sys.argv:
        results.keep("serving", None, found)


if __name__ == "__main__":
    main()
