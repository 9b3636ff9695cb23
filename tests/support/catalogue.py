"""The catalogue of bad input: what is wrong in each case, what is expected, and what happens.

    PYTHONPATH=tests python -m support.catalogue [NUMBER…]

prints them. A case is a folder `golden/problems/case-NN-…`, laid over the English edition, or a function of the number
below. What is expected is said here; the exact lines stand in the folders' `expected.txt`, and `expected-text.txt` has
what a page must show (`page: text`) or must not (`!page: text`).
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from annotated_edition import Edition, Problem, open_edition
from annotated_edition.publishing.verify import verify
from support.builds import with_quick_theme
from support.cli import MAIN, run
from support.editions import make
from support.golden import GOLDEN
from support.places import CACHE
from support.rendering import live, render_all
from support.serving import serve_edition, wait_for

#: Number → what is wrong, and what is expected: E and W with their codes, OK, or what a process does.
CASES: dict[int, tuple[str, str]] = {
    1: ("duplicate key", "E AE104"),
    2: ("tab indent", "E AE103"),
    3: ("alias or anchor", "E AE105"),
    4: ("tag", "E AE106"),
    5: ("on, no, yes are text", "OK"),
    6: ("a date is text where text is due", "OK"),
    7: ("2020-02-30", "E AE110"),
    8: ("1:17 and 010 stay text", "OK"),
    9: ('keys 1 and "1"', "E AE104 AE504"),
    10: ("an integer of 5,000 digits", "E AE305"),
    11: ("2,000 nested [", "E AE113"),
    12: ("lone surrogate, NUL, control character", "E AE112"),
    13: ("no-break space after a colon", "E AE103"),
    14: ("Latin-1, UTF-16", "E AE102"),
    15: ("byte order mark, CRLF", "OK"),
    16: ("full-width digits for a number", "W AE111"),
    17: ("empty, or no mapping", "E AE107"),
    18: ("unknown field", "E AE108"),
    19: ("file over 5 MB", "E AE113"),
    20: ("null or list where text is due", "E AE107"),
    21: ("front matter not closed", "E AE114"),
    22: ("unbalanced brace", "E AE201"),
    23: ("key twice", "E AE202"),
    24: ("keys that differ by case", "E AE203"),
    25: ("title or author missing", "W AE204"),
    26: (". : / + in a key", "OK"),
    27: ("undefined macro", "E AE205"),
    28: ("crossref cycle", "E AE206"),
    29: ("Latin-1", "E AE102"),
    30: ("byte order mark", "OK"),
    31: ("file missing", "E AE101"),
    32: ("key cited but absent", "E AE212 W AE211"),
    33: ("source never cited", "W AE211"),
    34: ("LaTeX becomes characters", "OK"),
    35: ("HTML in a field is text", "OK"),
    36: ("javascript: or data: address", "E AE210 AE608 AE609"),
    37: ("address with spaces or Japanese", "OK"),
    38: ("impossible date", "E AE207"),
    39: ("gap in the numbers", "W AE301"),
    40: ("number twice", "E AE302"),
    41: ("reference to no footnote", "E AE303"),
    42: ("footnote never referenced", "W AE304"),
    43: ("0, -1, 1000000000", "E AE305"),
    44: ("one footnote on two pages", "OK"),
    45: ("references out of order", "W AE306"),
    46: ("ibid on the first citation", "E AE308"),
    47: ("ibid that would be a guess", "E AE307"),
    48: ("reference in a table, list, admonition, heading", "OK"),
    49: ("in code, or escaped", "OK"),
    50: ("in a block of raw HTML", "W AE602"),
    51: ("invisible character in a reference", "W AE312"),
    52: ("full-width digits in a reference", "W AE312"),
    53: ("own notes beside ours", "OK"),
    54: ("a footnote defined in the text", "E AE309"),
    55: ("overlapping terms", "OK"),
    56: ("one alias for two terms", "E AE402"),
    57: ("term twice", "E AE401"),
    58: ("term in code, address, attribute, title", "OK"),
    59: ("term in a link", "OK"),
    60: ("term in a heading", "OK"),
    61: ("term in ruby", "OK"),
    62: ("term without spaces around", "OK"),
    63: ("NFC, NFD, full and half width", "OK"),
    64: ("Latin term in a Latin word", "OK"),
    65: ("empty or one-character term", "E AE110 AE403"),
    66: ("definitions in a circle", "OK"),
    67: ("characters of regular expressions", "OK"),
    68: ("term never used", "W AE404"),
    69: ("unknown counterpart or footnote", "E AE501 AE503"),
    70: ("counterpart that does not point back", "OK"),
    71: ("elements of one number", "E AE502"),
    72: ("event without date; years and months", "E AE109 AE506"),
    73: ("hostile HTML", "E AE608 AE609"),
    74: ("quotes in titles and descriptions", "OK"),
    75: ("</script>, U+2028", "E AE112 AE608"),
    76: ("{{ … }} is literal", "OK"),
    77: ("right-to-left override", "W AE610"),
    78: ("heading id twice", "E AE601 AE605"),
    79: ("20,000 [, a line of 5 MB", "E AE113 within 5 s"),
    80: ("../, absolute path, CON, trailing dot", "E AE110 AE115"),
    81: ("symbolic link out of the project", "E AE116"),
    82: ("two pages of one address", "E AE611"),
    83: ("section missing, or not listed", "E AE101 W AE603"),
    84: ("output folder with foreign files", "refused, files survive"),
    85: ("read-only output", "1 line, exit 1"),
    86: ("build failing or killed", "old site whole"),
    87: ("two builds at once", "second refused, site whole"),
    88: ("serving broken, then mended", "shows problems, recovers"),
    89: ("interrupted import", "1 line, exit 130, nothing left"),
    90: ("lookups of odd things", "exit 0 0 2 2 2 2"),
    91: ("no edition", "exit 2, says how to make one"),
    92: ("built site without a page, without annotations, of old data", "E AE707 AE708 AE709"),
}

#: Cases that build a site, or run another process for long.
SLOW = {79, 84, 85, 86, 87, 88, 89, 90, 92}
COMPUTED: dict[int, Callable[[Path], str]] = {}


def case(number: int) -> Callable[[Callable[[Path], str]], Callable[[Path], str]]:
    """Name the function that tries a case in an empty folder and says what happens."""

    def register(function: Callable[[Path], str]) -> Callable[[Path], str]:
        COMPUTED[number] = function
        return function

    return register


def folders(number: int) -> list[Path]:
    """Return the golden folders of a case."""
    return sorted((GOLDEN / "problems").glob(f"case-{number:02d}-*/"))


def outcome(problems: Iterable[Problem]) -> str:
    """Return severities with their codes: `E AE101 W AE603`."""
    codes: dict[str, set[str]] = {"error": set(), "warning": set()}
    for found in problems:
        codes[found.severity].add(found.code)
    parts = [f"{severity[0].upper()} {' '.join(sorted(of_it))}" for severity, of_it in codes.items() if of_it]
    return " ".join(parts) or "OK"


def opened(root: Path) -> Edition:
    """Open an edition."""
    return open_edition(root / "data", root / "docs", CACHE)


def texts_missing(edition: Edition, expected: Path) -> list[str]:
    """Return what of a page could run, and lines of `expected-text.txt` that the pages do not keep to."""
    shown = render_all(edition)
    wrong = [f"{page} holds {each}" for page, html in shown.items() for each in live(html)]
    lines = expected.read_text(encoding="utf-8").splitlines() if expected.is_file() else []
    for line in lines:
        page, _, text = line.removeprefix("!").partition(": ")
        if (text in shown[page]) == line.startswith("!"):
            wrong.append(line)
    return wrong


def try_case(number: int) -> str:
    """Return what happens in a case."""
    with tempfile.TemporaryDirectory() as temporary:
        if number in COMPUTED:
            return COMPUTED[number](Path(temporary))
        problems: list[Problem] = []
        wrong: list[str] = []
        for folder in folders(number):
            edition = opened(make(Path(temporary) / folder.name, folder))
            problems += edition.problems
            wrong += texts_missing(edition, folder / "expected-text.txt")
    if not folders(number):
        return "no such case"
    return outcome(problems) + "".join(f"; not so: {line}" for line in wrong)


# --- what cannot be a file in a repository: too large, not a name on every system, or a process ---------------------


@case(19)
def _too_large(folder: Path) -> str:
    root = make(folder)
    with (root / "data/terms.yml").open("a", encoding="utf-8") as file:
        file.write("# " + "x" * 5_000_000 + "\n")
    return outcome(opened(root).problems)


@case(31)
def _missing(folder: Path) -> str:
    golden = [found for each in folders(31) for found in opened(make(folder, each)).problems]
    root = make(folder / "sources")
    (root / "data/sources.bib").unlink()
    style = make(folder / "style")
    (style / "data/note.csl").unlink()
    return outcome([*golden, *opened(root).problems, *opened(style).problems])


@case(79)
def _slow(folder: Path) -> str:
    started = time.monotonic()
    problems: list[Problem] = []
    for index, text in enumerate(["[" * 20_000, "x" * 4_900_000, "> " * 5_000, "![" * 10_000, "(" * 20_000 + "[x]("]):
        edition = opened(make(folder / str(index), **{"docs/index.md": f"# Index\n\n{text}\n"}))
        render_all(edition)
        problems += edition.problems
    seconds = time.monotonic() - started
    return f"{outcome(problems)} {'within 5 s' if seconds < 25 else f'in {seconds:.0f} s'}"


@case(80)
def _names(folder: Path) -> str:
    golden = [found for each in folders(80) for found in opened(make(folder, each)).problems]
    names = ["aux.md", "dot..md", "a?b.md", "back\\slash.md", "tail .md", "x/NUL/index.md", "line\nend.md"]
    root = make(folder / "names", **{f"docs/guide/{name}": "# Name\n\nText.\n" for name in names})
    problems = opened(root).problems
    places = {found.place.file for found in problems if found.code == "AE115"}
    return outcome([*golden, *problems]) + ("" if len(places) == len(names) else f"; only {sorted(places)}")


@case(81)
def _link_outwards(folder: Path) -> str:
    root = make(folder)
    (folder / "secret.md").write_text("# Secret\n\nText.\n", encoding="utf-8")
    (root / "docs/link.md").symlink_to(folder / "secret.md")
    (root / "docs/outside").symlink_to(folder, target_is_directory=True)
    (root / "data/terms.yml").unlink()
    (folder / "terms.yml").write_text("[]\n", encoding="utf-8")
    (root / "data/terms.yml").symlink_to(folder / "terms.yml")
    edition = opened(root)
    leaked = any("Secret" in page.text for page in edition.pages.values())
    return outcome(p for p in edition.problems if p.code == "AE116") + ("; read all the same" if leaked else "")


@case(82)
def _addresses(folder: Path) -> str:
    files = {
        "docs/guide.md": "# One",
        "docs/guide/index.md": "# Two",
        "docs/text/Opening.md": "# Three",
        "docs/README.md": "# Four",
    }
    problems = [found for found in opened(make(folder, **files)).problems if found.code == "AE611"]
    return outcome(problems) + ("" if len(problems) == 3 else f"; only {[found.place.file for found in problems]}")


def build_quickly(folder: Path) -> Path:
    """Build an edition with a theme that is quick to build; return its root."""
    root = with_quick_theme(folder)
    assert run("build", cwd=root).returncode == 0
    return root


def files_of(folder: Path) -> dict[str, bytes]:
    """Return every file of a folder."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@contextmanager
def process(*arguments: str, cwd: Path) -> Iterator[subprocess.Popen[str]]:
    """Start `edition` and go on; kill it where it has not ended."""
    command = [sys.executable, "-c", MAIN, *arguments]
    pipes: dict[str, int] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE}
    with subprocess.Popen(command, cwd=cwd, **pipes, encoding="utf-8", start_new_session=True) as started:
        try:
            yield started
        finally:
            started.kill()


def wait_until(is_so: Callable[[], bool]) -> None:
    """Wait for something to come true, at most a minute."""
    end = time.monotonic() + 60
    while not is_so():
        assert time.monotonic() < end, "it never came true"
        time.sleep(0.01)


@case(84)
def _foreign(folder: Path) -> str:
    root = make(folder, **{"site/thesis.txt": "years of work"})
    done = run("build", cwd=root)
    refused = done.returncode == 1 and "AE703" in done.stderr and len(done.stderr.splitlines()) == 1
    survive = (root / "site/thesis.txt").is_file()
    return f"{'refused' if refused else done.stderr}, files {'survive' if survive else 'gone'}"


@case(85)
def _read_only(folder: Path) -> str:
    root = make(folder, **{"file": ""})
    (root / "read-only").mkdir(mode=0o500)
    targets = ["file/site"] if getattr(os, "geteuid", lambda: 0)() == 0 else ["file/site", "read-only/site"]
    runs = [run("build", "--site-dir", target, cwd=root) for target in targets]
    lines = {len(done.stderr.splitlines()) if "AE704" in done.stderr else -1 for done in runs}
    return f"{max(lines)} line, exit {max(done.returncode for done in runs)}"


@case(86)
def _failing(folder: Path) -> str:
    root = build_quickly(folder)
    old = files_of(root / "site")
    for seconds in (0.3, 0.9, 1.5):
        with process("build", cwd=root):
            time.sleep(seconds)
        if files_of(root / "site") not in (old, {}):
            return f"killed after {seconds} s: neither the old site nor none"
    (root / "docs/index.md").write_text("A claim[^31].\n", encoding="utf-8")
    done = run("build", cwd=root)
    return "old site whole" if done.returncode == 1 and files_of(root / "site") == old else done.stderr


@case(87)
def _two_at_once(folder: Path) -> str:
    root = build_quickly(folder)
    with (root / "docs/index.md").open("a", encoding="utf-8") as page:  # so that there is something to build
        page.write("\nMore.\n")
    with process("build", cwd=root) as first:
        wait_until(lambda: (root / ".site.building").is_dir() or first.poll() is not None)
        done = run("build", cwd=root)
        whole = first.wait() == 0 and "More." in (root / "site/index.html").read_text(encoding="utf-8")
    refused = done.returncode == 1 and "AE705" in done.stderr
    return f"second {'refused' if refused else 'not refused'}, site {'whole' if whole else 'broken'}"


@case(88)
def _serving(folder: Path) -> str:
    root = with_quick_theme(folder)
    file = root / "data" / "terms.yml"
    sound = file.read_text(encoding="utf-8")
    file.write_text("- id: [", encoding="utf-8")
    try:
        with serve_edition(root) as url:
            wait_for(url + "terms/", "data/terms.yml:1: AE103")
            file.write_text(sound, encoding="utf-8")
            wait_for(url + "terms/", "Whoever tends a light")
    except AssertionError as error:
        return str(error)
    return "shows problems, recovers"


@case(89)
def _import(folder: Path) -> str:
    status, errors = interrupt_import(
        folder, "# Jars\n\n## Clay\n\nA jar.[^1]\n\n[^1]: Eve Fern, *Jars* (Leith: Pier Press, 2001), 5.\n"
    )
    left = [path.name for path in folder.iterdir()]
    return f"{len(errors.splitlines())} line, exit {status}, {'nothing' if left == ['text.md'] else left} left"


def interrupt_import(folder: Path, text: str) -> tuple[int, str]:
    """End an import of a text in a folder while it works; return its status and what it writes to stderr."""
    (folder / "text.md").write_text(text, encoding="utf-8")
    with process("import", "text.md", "--to", "new", cwd=folder) as started:
        wait_until(lambda: any(folder.glob(".new*")) or started.poll() is not None)
        time.sleep(0.1)  # the folder is there a moment before the import is ready to take it away
        started.send_signal(signal.SIGTERM)
        _, errors = started.communicate(timeout=60)
        return started.returncode, errors


@case(90)
def _lookups(folder: Path) -> str:
    root = make(folder)
    queries = ["３", "1;2", "abc", "99", "1-1000000000", ""]
    runs = {query: run("lookup", query, cwd=root) for query in queries}
    wrong = [query for query, done in runs.items() if done.returncode and len(done.stderr.splitlines()) != 1]
    statuses = " ".join(str(done.returncode) for done in runs.values())
    return f"exit {statuses}" + (f"; not one line: {wrong}" if wrong else "")


@case(91)
def _no_edition(folder: Path) -> str:
    done = run("check", cwd=folder)
    helps = "edition.yml" in done.stderr and "README" in done.stderr
    return f"exit {done.returncode}, {'says how to make one' if helps else done.stderr}"


@case(92)
def _lacking(folder: Path) -> str:
    root = build_quickly(folder)
    (root / "site/footnotes/index.html").unlink()
    page = root / "site/text/opening/index.html"
    page.write_text(page.read_text(encoding="utf-8").replace('class="ae-ref"', ""), encoding="utf-8")
    (root / "site/data/terms.json").write_text("[]", encoding="utf-8")
    problems = verify(opened(root), root / "site")
    return outcome(problems) + ("" if len(problems) == 3 else f"; {[found.place.file for found in problems]}")


def main(numbers: list[str]) -> int:
    """Print the table, or the named cases of it; return 0 where every case is as expected."""
    differences = 0
    width = max(len(what) for what, _ in CASES.values())
    tried = [int(number) for number in numbers] or list(CASES)
    for number in tried:
        what, expected = CASES[number]
        actual = try_case(number)
        differences += actual != expected
        print(f"{'' if actual == expected else '≠':1} {number:2} {what:{width}}  {expected:28} → {actual}", flush=True)
    print(f"{len(tried)} cases, {differences} differences")
    return min(differences, 1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
