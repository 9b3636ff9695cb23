"""The environment of the peers: set up once, below .cache/."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
FOLDER = ROOT / ".cache" / "bench-peers"
NAMES = Path(__file__).with_name("peers.txt")


def peers_python() -> Path:
    """The interpreter of the environment in which the peers are installed."""
    python = FOLDER / "bin" / "python"
    # One MkDocs, one Material and one Markdown for all: the versions of the lock, without the hashes.
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    pins = "".join(f"{pin}\n" for pin in re.findall(r"^([a-z0-9][^\\\n]*?) *\\?$", lock, re.MULTILINE))
    ready = FOLDER / "ready"
    wanted = NAMES.read_text(encoding="utf-8") + pins
    if ready.is_file() and ready.read_text(encoding="utf-8") == wanted:
        return python
    print("setting up the environment of the peers …", flush=True)
    shutil.rmtree(FOLDER, ignore_errors=True)
    subprocess.run([sys.executable, "-m", "venv", FOLDER], check=True)
    constraints = FOLDER / "constraints.txt"
    constraints.write_text(pins, encoding="utf-8")
    options = ["--quiet", "--disable-pip-version-check", "--constraint", str(constraints), "--requirement", str(NAMES)]
    subprocess.run([python, "-m", "pip", "install", *options], check=True)
    ready.write_text(wanted, encoding="utf-8")
    return python


def versions() -> dict[str, str]:
    """The version of each peer that peers.txt names."""
    names = re.findall(r"^[a-z][a-z-]*", NAMES.read_text(encoding="utf-8"), re.MULTILINE)
    ask = "import sys; from importlib.metadata import version; print(*map(version, sys.argv[1:]))"
    said = subprocess.run([peers_python(), "-c", ask, *names], check=True, capture_output=True, text=True)
    return dict(zip(names, said.stdout.split(), strict=True))
