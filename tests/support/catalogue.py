"""The catalogue of bad input: `python tests/catalogue.py` prints each case, what is expected and what happens.

A case is a folder `golden/problems/case-NN-…`, laid over the English edition, or a function of the number below. What is
expected is said here; the exact lines stand in the folders' `expected.txt`, and `expected-text.txt` has what a page
must show (`page: text`) or must not (`!page: text`).
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from test_serve import test_a_site_that_starts_broken_recovers as serve_broken

from annotated_edition import Problem, open_edition
from annotated_edition.publishing.site_folder import lock_site as lock
from annotated_edition.publishing.verify import verify
from support.editions import make
from support.golden import GOLDEN
from support.places import CACHE
from support.rendering import live, render_all

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

COMPUTED: dict[int, Callable[[Path], str]] = {}


def case(number: int) -> Callable[[Callable[[Path], str]], Callable[[Path], str]]:
    """Names the function that tries a case in an empty folder and says what happens."""

    def named(function: Callable[[Path], str]) -> Callable[[Path], str]:
        COMPUTED[number] = function
        return function

    return named


def folders(number: int) -> list[Path]:
    """The golden folders of a case."""
    return sorted((GOLDEN / "problems").glob(f"case-{number:02d}-*/"))


def outcome(problems: Iterable[Problem]) -> str:
    """Severities with their codes: `E AE101 W AE603`."""
    codes: dict[str, set[str]] = {"error": set(), "warning": set()}
    for found in problems:
        codes[found.severity].add(found.code)
    said = [f"{severity[0].upper()} {' '.join(sorted(found))}" for severity, found in codes.items() if found]
    return " ".join(said) or "OK"


def problems_of(root: Path) -> tuple[Problem, ...]:
    """The problems of an edition, without its cache, as a first run finds them."""
    return open_edition(root / "data", root / "docs", CACHE).problems


def texts_missing(root: Path, expected: Path) -> list[str]:
    """Lines of `expected-text.txt` that the pages do not keep to."""
    shown = render_all(open_edition(root / "data", root / "docs", CACHE))
    wrong = [f"{page} holds {each}" for page, html in shown.items() for each in live(html)]
    lines = expected.read_text(encoding="utf-8").splitlines() if expected.is_file() else []
    for line in lines:
        page, _, text = line.removeprefix("!").partition(": ")
        if (text in shown[page]) == line.startswith("!"):
            wrong.append(line)
    return wrong


def actual(number: int) -> str:
    """What happens in a case."""
    found: list[Problem] = []
    wrong: list[str] = []
    with tempfile.TemporaryDirectory() as temporary:
        if number in COMPUTED:
            return COMPUTED[number](Path(temporary))
        for folder in folders(number):
            root = make(Path(temporary) / folder.name, folder)
            found += problems_of(root)
            wrong += texts_missing(root, folder / "expected-text.txt")
    if not folders(number):
        return "no such case"
    return outcome(found) + "".join(f"; not so: {line}" for line in wrong)


# --- what cannot be a file in a repository: too large, not a name on every system, or a process ---------------------


def edition(*arguments: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """The command `edition`, run in a folder."""
    command = [
        sys.executable,
        "-c",
        "from annotated_edition.commands.main import main; main(prog_name='edition')",
        *arguments,
    ]
    return subprocess.run(command, cwd=cwd, env={**os.environ, **environment}, capture_output=True, encoding="utf-8")


@case(19)
def _too_large(folder: Path) -> str:
    root = make(folder)
    with (root / "data/terms.yml").open("a", encoding="utf-8") as file:
        file.write("# " + "x" * 5_000_000 + "\n")
    return outcome(problems_of(root))


@case(31)
def _missing(folder: Path) -> str:
    golden = [found for each in folders(31) for found in problems_of(make(folder, each))]
    root = make(folder / "sources")
    (root / "data/sources.bib").unlink()
    style = make(folder / "style")
    (style / "data/note.csl").unlink()
    return outcome([*golden, *problems_of(root), *problems_of(style)])


@case(79)
def _slow(folder: Path) -> str:
    started = time.monotonic()
    found: list[Problem] = []
    for index, text in enumerate(["[" * 20_000, "x" * 4_900_000, "> " * 5_000, "![" * 10_000, "(" * 20_000 + "[x]("]):
        root = make(folder / str(index), **{"docs/index.md": f"# Index\n\n{text}\n"})
        edition = open_edition(root / "data", root / "docs", CACHE)
        render_all(edition)
        found += edition.problems
    seconds = time.monotonic() - started
    return f"{outcome(found)} {'within 5 s' if seconds < 25 else f'in {seconds:.0f} s'}"


@case(80)
def _names(folder: Path) -> str:
    golden = [found for each in folders(80) for found in problems_of(make(folder, each))]
    names = ["aux.md", "dot..md", "a?b.md", "back\\slash.md", "tail .md", "x/NUL/index.md", "line\nend.md"]
    root = make(folder / "names", **{f"docs/guide/{name}": "# Name\n\nText.\n" for name in names})
    found = problems_of(root)
    places = {problem.place.file for problem in found if problem.code == "AE115"}
    return outcome([*golden, *found]) + ("" if len(places) == len(names) else f"; only {sorted(places)}")


@case(82)
def _addresses(folder: Path) -> str:
    files = {
        "docs/guide.md": "# One",
        "docs/guide/index.md": "# Two",
        "docs/text/Opening.md": "# Three",
        "docs/README.md": "# Four",
    }
    root = make(folder, **files)
    found = [each for each in problems_of(root) if each.code == "AE611"]
    return outcome(found) + ("" if len(found) == 3 else f"; only {[each.place.file for each in found]}")


@case(81)
def _link_outwards(folder: Path) -> str:
    root = make(folder)
    (folder / "secret.md").write_text("# Secret\n\nText.\n", encoding="utf-8")
    (root / "docs/link.md").symlink_to(folder / "secret.md")
    (root / "docs/outside").symlink_to(folder, target_is_directory=True)
    (root / "data/terms.yml").unlink()
    (folder / "terms.yml").write_text("[]\n", encoding="utf-8")
    (root / "data/terms.yml").symlink_to(folder / "terms.yml")
    found = problems_of(root)
    read = open_edition(root / "data", root / "docs", CACHE)
    leaked = any("Secret" in page.text for page in read.pages.values())
    return outcome(f for f in found if f.code == "AE116") + ("; read all the same" if leaked else "")


def edition_with_site(folder: Path) -> Path:
    """An edition that is built."""
    root = make(folder)
    assert edition("build", cwd=root).returncode == 0
    return root


def files_of(folder: Path) -> dict[str, bytes]:
    """Every file of a folder."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@case(84)
def _foreign(folder: Path) -> str:
    root = make(folder, **{"site/thesis.txt": "years of work"})
    done = edition("build", cwd=root)
    refused = done.returncode == 1 and "AE703" in done.stderr and len(done.stderr.splitlines()) == 1
    return f"{'refused' if refused else done.stderr}, files {'survive' if (root / 'site/thesis.txt').is_file() else 'gone'}"


@case(85)
def _read_only(folder: Path) -> str:
    root = make(folder, **{"file": ""})
    (root / "read-only").mkdir(mode=0o500)
    targets = ["file/site"] if getattr(os, "geteuid", lambda: 0)() == 0 else ["file/site", "read-only/site"]
    said = [edition("build", "--site-dir", target, cwd=root) for target in targets]
    lines = {len(done.stderr.splitlines()) if "AE704" in done.stderr else -1 for done in said}
    return f"{max(lines)} line, exit {max(done.returncode for done in said)}"


@case(86)
def _failing(folder: Path) -> str:
    root = edition_with_site(folder)
    old = files_of(root / "site")
    command = [sys.executable, "-c", "from annotated_edition.commands.main import main; main()", "build"]
    for seconds in (0.3, 0.9, 1.5):
        with subprocess.Popen(command, cwd=root, stdout=-3, stderr=-3, start_new_session=True) as process:
            time.sleep(seconds)
            process.kill()
        if files_of(root / "site") not in (old, {}):
            return f"killed after {seconds} s: neither the old site nor none"
    (root / "docs/index.md").write_text("A claim[^31].\n", encoding="utf-8")
    done = edition("build", cwd=root)
    return "old site whole" if done.returncode == 1 and files_of(root / "site") == old else done.stderr


@case(87)
def _two_at_once(folder: Path) -> str:
    root = edition_with_site(folder)
    with lock(root / "site"):
        done = edition("build", cwd=root)
    refused = done.returncode == 1 and "AE705" in done.stderr
    whole = edition("build", cwd=root).returncode == 0
    return f"second {'refused' if refused else 'not refused'}, site {'whole' if whole else 'broken'}"


@case(88)
def _serving(folder: Path) -> str:
    try:
        serve_broken(folder)
    except AssertionError as error:
        return str(error)
    return "shows problems, recovers"


@case(89)
def _import(folder: Path) -> str:
    status, said = interrupt_import(
        folder, "# Jars\n\n## Clay\n\nA jar.[^1]\n\n[^1]: Eve Fern, *Jars* (Leith: Pier Press, 2001), 5.\n"
    )
    left = [each.name for each in folder.iterdir()]
    return f"{len(said.splitlines())} line, exit {status}, {'nothing' if left == ['text.md'] else left} left"


def interrupt_import(folder: Path, text: str) -> tuple[int, str]:
    """Ends an import of a text in a folder while it writes; its status and what it says on stderr."""
    (folder / "text.md").write_text(text, encoding="utf-8")
    program = (
        "import time; from annotated_edition.TODO_ import cli, importing;"
        "importing.report.as_html = lambda found: print('now', flush=True) or time.sleep(60);"
        "cli.main(['import', 'text.md', '--to', 'made'])"
    )
    command = [sys.executable, "-c", program]
    with subprocess.Popen(
        command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8"
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "now\n"
        process.send_signal(signal.SIGTERM)
        _, said = process.communicate(timeout=60)
    return process.returncode, said


@case(90)
def _lookups(folder: Path) -> str:
    root = make(folder)
    queries = ["３", "1;2", "abc", "99", "1-1000000000", ""]
    done = [edition("lookup", query, cwd=root) for query in queries]
    wrong = [
        query
        for query, each in zip(queries, done, strict=True)
        if each.returncode and len(each.stderr.splitlines()) != 1
    ]
    return f"exit {' '.join(str(each.returncode) for each in done)}" + (f"; not one line: {wrong}" if wrong else "")


@case(91)
def _no_edition(folder: Path) -> str:
    done = edition("check", cwd=folder)
    return f"exit {done.returncode}, {'says how to make one' if 'edition.yml' in done.stderr and 'README' in done.stderr else done.stderr}"


@case(92)
def _lacking(folder: Path) -> str:
    root = edition_with_site(folder)
    (root / "site/footnotes/index.html").unlink()
    page = root / "site/text/opening/index.html"
    page.write_text(page.read_text(encoding="utf-8").replace('class="ae-ref"', ""), encoding="utf-8")
    (root / "site/data/terms.json").write_text("[]", encoding="utf-8")
    found = verify(open_edition(root / "data", root / "docs", CACHE), root / "site")
    return outcome(found) + ("" if len(found) == 3 else f"; {[each.place.file for each in found]}")


def main(numbers: list[str]) -> int:
    """Prints the table, or the named cases of it; the exit status is 0 without differences."""
    differences = 0
    width = max(len(what) for what, _ in CASES.values())
    tried = [int(number) for number in numbers] or list(CASES)
    for number in tried:
        what, expected = CASES[number]
        found = actual(number)
        differences += found != expected
        print(f"{'' if found == expected else '≠':1} {number:2} {what:{width}}  {expected:28} → {found}", flush=True)
    print(f"{len(tried)} cases, {differences} differences")
    return min(differences, 1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
