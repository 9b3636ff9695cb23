"""Kill commands at random moments: what stood before must stand, the next run must work, and nothing may be left over.

    python tests/bench/kills.py                       # 30 kills each of build, export, import, new
    python tests/bench/kills.py --kills 3 --commands new
    python tests/bench/kills.py --kills 10 --commands shelf,worker

`shelf` kills a build of a shelf with all its processes, `worker` one of its workers, whose work another has to do.

Exits with 1 where something was lost or the next run failed.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from random import Random

ENGLISH = Path(__file__).parents[1] / "support" / "english"
#: Command → its arguments, and the folder that it makes; `{}` is the folder of the edition.
COMMANDS = {
    "build": (("build",), "site"),
    "export": (("export", "--format", "folder", "--format", "epub"), "dist"),
    "import": (("import", "paper.md", "--to", "made"), "made"),
    "shelf": (("shelf", "build"), "site"),
    "worker": (("shelf", "build"), "site"),
    "new": (("new", "made", "--language", "en", "--title", "T", "--author", "A", "--publisher", "P"), "made"),
}
PAPER = "# A paper\n\n## One\n\nA claim.[^1]\n\n[^1]: Ada Hale, *Lamps* (Leith: Pier Press, 1899), 12.\n"
SHELF = "title: A shelf\nlanguage: en\neditions: [editions/*]\n"
#: Files of ours that may stay beside what is made.
KEPT = {".cache", ".site.lock"}


def read_tree(folder: Path) -> dict[str, str]:
    """Return every file of a folder with the hash of its content."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file() and path.suffix not in (".sqlite", ".lock"))
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def start(root: Path, name: str) -> subprocess.Popen[bytes]:
    """Start a command in a group of processes of its own."""
    edition = str(Path(sys.executable).with_name("edition"))
    environment = {**os.environ, "SOURCE_DATE_EPOCH": "1700000000"}
    return subprocess.Popen(
        [edition, *COMMANDS[name][0]], cwd=root, env=environment, start_new_session=True,
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
    )  # fmt: skip


def run(root: Path, name: str) -> str:
    """Run a command to its end; return what it complains of."""
    process = start(root, name)
    _, errors = process.communicate()
    return errors.decode("utf-8", "replace").strip()[-300:] if process.returncode else ""


def prepare(name: str, root: Path) -> None:
    """Write what a command works on: an edition and a paper, or a shelf of three editions."""
    if name not in ("shelf", "worker"):
        shutil.copytree(ENGLISH, root, ignore=shutil.ignore_patterns(".cache"))
        (root / "paper.md").write_text(PAPER)
        return
    for edition in "abc":
        shutil.copytree(ENGLISH, root / "editions" / edition, ignore=shutil.ignore_patterns(".cache"))
    (root / "shelf.yml").write_text(SHELF)


def kill_worker(process: subprocess.Popen[bytes], chance: Random) -> bool:
    """Kill one of the workers of a build, if it has any now; return whether one was killed."""
    found = subprocess.run(
        ["pgrep", "--parent", str(process.pid), "--full", "spawn_main"], capture_output=True, text=True, check=False
    )
    workers = [int(number) for number in found.stdout.split()]
    if workers:
        with suppress(ProcessLookupError):
            os.kill(chance.choice(workers), signal.SIGKILL)
    return bool(workers)


def is_whole(after: dict[str, str], whole: dict[str, str]) -> bool:
    """Return whether each edition of a shelf stands as it did, where it may be amid its two renames."""
    stands = {path.replace(".old/", "/").removeprefix("."): content for path, content in after.items()} | after
    return all(stands.get(path) == content for path, content in whole.items() if path[1:2] == "/")


def kill_often(name: str, kills: int, root: Path) -> tuple[int, int, int, set[str]]:
    """Return how often something was lost, how often the next run failed, the kills that came in time, leftovers."""
    prepare(name, root)
    sources = read_tree(root)
    made = root / COMMANDS[name][1]
    begun = time.monotonic()
    if complaint := run(root, name):
        sys.exit(f"{name}: {complaint}")
    seconds, whole = time.monotonic() - begun, read_tree(made)
    lost = failed = in_time = 0
    chance = Random(1)
    for _ in range(kills):
        once = name in ("import", "new")  # which never write over what is there
        if once:
            shutil.rmtree(made)
        if name in ("build", "shelf", "worker"):
            shutil.rmtree(root / ".cache")  # else there is nothing to do
        process = start(root, name)
        time.sleep(chance.random() * seconds)
        if name == "worker":
            in_time += process.poll() is None and kill_worker(process, chance)
            failed += process.wait() != 0
        elif process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            in_time += 1
        process.communicate()
        after = read_tree(made) if made.exists() else {}
        now = read_tree(root)
        lost += any(now.get(path) != content for path, content in sources.items())
        lost += once and bool(after) and after != whole
        lost += name in ("shelf", "worker") and not is_whole(after, whole)
        if not (once and after):
            if complaint := run(root, name):
                print(f"  {name}: {complaint}", flush=True)
                failed += 1
            lost += read_tree(made) != whole
    beside = {path.name for path in root.iterdir()} - {path.partition("/")[0] for path in sources} - KEPT
    inside = {path.name for path in made.iterdir() if path.name.startswith(".")} if name == "export" else set()
    return lost, failed, in_time, (beside - {made.name}) | inside


def main() -> None:
    """Kill, and print what became of it."""
    parser = argparse.ArgumentParser(description="What becomes of commands that are killed.")
    parser.add_argument("--kills", type=int, default=30)
    parser.add_argument("--commands", default=",".join(COMMANDS), help="with commas")
    asked = parser.parse_args()
    wrong = 0
    for name in asked.commands.split(","):
        with tempfile.TemporaryDirectory() as temporary:
            lost, failed, in_time, left = kill_often(name, asked.kills, Path(temporary) / "edition")
        print(
            f"{name:7} {asked.kills} kills, {in_time} in time: {lost} lost, {failed} next runs failed, "
            f"left over: {', '.join(sorted(left)) or 'nothing'}",
            flush=True,
        )
        wrong += lost + failed
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
