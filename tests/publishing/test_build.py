"""A build of a site: the new one or the old one, whole, however the build ends."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from annotated_edition.publishing.build import build_for_files
from annotated_edition.publishing.site_folder import MARKER
from support import cli
from support.builds import add_hook, tree, with_quick_theme
from support.cli import MAIN as BUILD
from support.editions import make

#: Kills the process itself before the nth change of the file system.
KILLED = (
    """
import os, shutil, signal, sys
from pathlib import Path
left = int(sys.argv.pop(1))
def dying(change):
    def changed(*arguments, **named):
        global left
        left -= 1
        if left < 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return change(*arguments, **named)
    return changed
for name in ("rename", "unlink", "rmdir", "mkdir"):
    setattr(Path, name, dying(getattr(Path, name)))
shutil.rmtree = dying(shutil.rmtree)
"""
    + BUILD
)


pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def _date(monkeypatch: pytest.MonkeyPatch) -> None:
    """The theme writes the date of the build into its first page."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1000000000")


def run(root: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run `edition` in the folder of an edition."""
    return cli.run(*arguments, cwd=root, **environment)


def change(root: Path) -> None:
    file = root / "docs" / "index.md"
    file.write_text(file.read_text(encoding="utf-8").replace("two lights", "three lights"), encoding="utf-8")


def test_a_build_says_where_it_is(tmp_path: Path) -> None:
    root = make(tmp_path)
    done = run(root, "build", "--strict")
    assert (done.returncode, done.stdout, done.stderr) == (0, f"Written to {root / 'site'}.\n", "")
    listed = (root / "site" / MARKER).read_text(encoding="utf-8").split("\n")[1:-1]
    assert sorted([*listed, MARKER]) == sorted(tree(root / "site"))
    assert not [path for path in root.glob(".site.*") if path.name != ".site.lock"]


def test_a_failing_build_leaves_the_old_site(tmp_path: Path) -> None:
    root = with_quick_theme(tmp_path)
    assert run(root, "build").returncode == 0
    old = tree(root / "site")
    page = root / "docs" / "index.md"
    sound = page.read_text(encoding="utf-8")
    for text, said in (
        (sound + "\nA claim[^31].\n", "docs/index.md:7: AE303 "),
        (
            sound + "\nA [link](nowhere.md).\n",
            "docs/index.md:7: AE706 MkDocs says: Doc file 'index.md' contains a link",
        ),
    ):
        page.write_text(text, encoding="utf-8")
        done = run(root, "build")
        assert done.returncode == 1
        assert done.stdout == ""
        assert done.stderr.startswith(said)
        assert tree(root / "site") == old


def test_warnings_fail_only_when_strict(tmp_path: Path) -> None:
    root = with_quick_theme(
        tmp_path, **{"docs/text/reforms.md": "# Reforms\n\nAn oil lamp[^3].\n"}
    )  # footnote 4 is not cited
    done = run(root, "build")
    assert done.returncode == 0, done.stderr
    assert done.stderr.startswith("data/footnotes.yml:12: AE304 ")
    assert run(root, "build", "--strict").returncode == 1


@pytest.mark.parametrize("config", ["site_name: [", "plugins: [nothing-like-it]", "docs_dir: elsewhere"])
def test_a_broken_configuration_is_no_defect_of_ours(tmp_path: Path, config: str) -> None:
    root = with_quick_theme(tmp_path)
    (root / "mkdocs.yml").write_text(f"site_name: x\n{config}\n", encoding="utf-8")
    done = run(root, "build")
    assert done.returncode == 1
    assert "AE706" in done.stderr
    assert "Traceback" not in done.stderr


def test_another_host_is_used_only_where_it_is_asked_for(tmp_path: Path) -> None:
    (tmp_path / "mkdocs.yml").touch()
    (tmp_path / "properdocs.yml").touch()
    told = build_for_files(tmp_path, tmp_path / "new").problems  # it is not installed among the test tools
    assert [(each.code, each.place.file) for each in told] == [("AE710", "properdocs.yml")]


def test_no_configuration_is_said(tmp_path: Path) -> None:
    root = with_quick_theme(tmp_path)
    (root / "mkdocs.yml").unlink()
    done = run(root, "build")
    assert (done.returncode, done.stderr.startswith("mkdocs.yml:1: AE101 ")) == (1, True)


def test_a_problem_that_shows_only_while_rendering_has_its_own_place_once(tmp_path: Path) -> None:
    root = with_quick_theme(tmp_path)
    add_hook(
        root,
        "def on_page_markdown(markdown, page, **_):\n"
        "    return f'{markdown}More[^1].' if page.file.src_uri == 'text/opening.md' else markdown\n",
    )
    done = run(root, "build")
    last = (root / "docs" / "text" / "opening.md").read_text(encoding="utf-8").rstrip("\n").count("\n") + 1
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (1, "", 1)
    assert done.stderr.startswith(f"docs/text/opening.md:{last}: AE310 ")
    assert not (root / "site").exists()


def test_what_fails_beside_us_is_named_and_no_defect_of_ours(tmp_path: Path) -> None:
    root = with_quick_theme(tmp_path)
    add_hook(root, "def on_pre_build(config):\n    raise RuntimeError('broken')\n")
    done = run(root, "build")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("hook.py:2: AE710 hook.py failed: RuntimeError: broken Fix: ")
    assert len(done.stderr.splitlines()) == 1


def test_a_defect_of_ours_asks_to_be_reported(tmp_path: Path) -> None:
    root = with_quick_theme(tmp_path)
    (root / "sitecustomize.py").write_text(
        "import annotated_edition.site.pages as p\np.data_files = None\n", encoding="utf-8"
    )
    done = run(root, "build", PYTHONPATH=os.pathsep.join([str(root), os.environ.get("PYTHONPATH", "")]))
    assert done.returncode == 3
    assert "TypeError: 'NoneType' object is not callable" in done.stderr
    assert "Please report it" in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="no signals of that kind")
def test_a_build_that_is_ended_from_outside_says_so(tmp_path: Path) -> None:
    root = with_quick_theme(tmp_path)
    assert run(root, "build").returncode == 0
    old = tree(root / "site")
    add_hook(root, "import os, signal\ndef on_env(env, **_):\n    os.kill(os.getpid(), signal.SIGKILL)\n")
    done = run(root, "build")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(
        "mkdocs.yml:1: AE711 The process that builds the site was ended from outside (SIGKILL)."
    )
    assert tree(root / "site") == old
    assert not [path for path in root.glob(".site.*") if path.name != ".site.lock"]


@pytest.mark.skipif(sys.platform == "win32", reason="no signals of that kind")
def test_an_interrupted_build_leaves_the_old_site_and_nothing_else(tmp_path: Path) -> None:
    root = with_quick_theme(tmp_path)
    assert run(root, "build").returncode == 0
    old = tree(root / "site")
    add_hook(
        root,
        "import pathlib, time\ndef on_env(env, **_):\n    pathlib.Path('begun').touch()\n    time.sleep(60)\n",
    )
    listening = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); "  # also in the background
    command = [sys.executable, "-c", listening + BUILD, "build"]
    with subprocess.Popen(command, cwd=root, stdout=-1, stderr=-1, encoding="utf-8", start_new_session=True) as process:
        while not (root / "begun").exists() and process.poll() is None:
            time.sleep(0.05)
        os.killpg(process.pid, signal.SIGINT)  # as Ctrl-C in a terminal, which reaches both processes
        output, error = process.communicate()
    assert (process.returncode, output) == (130, "")
    assert error == "site:1: AE810 Interrupted; nothing was written. Fix: Run it again.\n"
    assert tree(root / "site") == old
    assert not [path for path in root.glob(".site.*") if path.name != ".site.lock"]


def test_a_second_build_of_the_same_is_none_and_shows_the_same_warnings(tmp_path: Path) -> None:
    root = with_quick_theme(tmp_path, **{"docs/text/reforms.md": "# Reforms\n\nAn oil lamp[^3].\n"})
    first = run(root, "build")
    assert first.stdout == f"Written to {root / 'site'}.\n"
    old = tree(root / "site")
    inode = (root / "site").stat().st_ino
    second = run(root, "build")
    assert (second.returncode, second.stdout) == (0, f"{root / 'site'} is up to date.\n")
    assert second.stderr == first.stderr != ""
    assert (tree(root / "site"), (root / "site").stat().st_ino) == (old, inode)
    (root / "site" / "index.html").write_text("damaged", encoding="utf-8")
    third = run(root, "build")
    assert (third.stdout, third.stderr) == (first.stdout, first.stderr)
    assert tree(root / "site") == old


def test_a_site_that_a_hook_takes_part_in_is_built_each_time(tmp_path: Path) -> None:
    root = with_quick_theme(tmp_path)
    add_hook(root, "def on_env(env, **_):\n    return env\n")
    for _ in range(2):
        assert run(root, "build").stdout == f"Written to {root / 'site'}.\n"


def test_foreign_files_survive(tmp_path: Path) -> None:
    root = with_quick_theme(tmp_path)
    site = root / "site"
    site.mkdir()
    (site / "thesis.txt").write_text("years of work", encoding="utf-8")
    done = run(root, "build")
    assert done.returncode == 1
    assert done.stderr.startswith("site:1: AE703 site holds thesis.txt, which this command did not put there")
    assert tree(site).keys() == {"thesis.txt"}
    (site / "thesis.txt").unlink()
    assert run(root, "build").returncode == 0  # an empty folder is nobody's
    (site / "assets" / "mine.txt").write_text("years of work", encoding="utf-8")
    (site / ".DS_Store").write_bytes(b"")
    done = run(root, "build")
    assert done.returncode == 1
    assert "assets/mine.txt" in done.stderr
    assert (site / "assets" / "mine.txt").read_text(encoding="utf-8") == "years of work"
    (site / "assets" / "mine.txt").unlink()
    assert run(root, "build").returncode == 0
    change(root)  # else nothing is built
    other = root / ".site.building"
    other.mkdir()
    (other / "mine.txt").write_text("years of work", encoding="utf-8")
    assert "AE703" in run(root, "build").stderr
    assert tree(other).keys() == {"mine.txt"}


def test_a_link_is_refused(tmp_path: Path) -> None:
    root = with_quick_theme(tmp_path)
    (tmp_path / "elsewhere").mkdir()
    (root / "site").symlink_to(tmp_path / "elsewhere", target_is_directory=True)
    assert "AE703" in run(root, "build").stderr
    assert (root / "site").is_symlink()


def test_what_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    root = with_quick_theme(tmp_path)
    (root / "file").write_text("", encoding="utf-8")
    done = run(root, "build", "--site-dir", "file/site")
    assert done.returncode == 1
    assert re.fullmatch(r"site:1: AE704 site cannot be written: .*\n", done.stderr)


@pytest.mark.skipif(sys.platform == "win32", reason="no limits of that kind")
def test_a_full_disk_is_one_line(tmp_path: Path) -> None:
    root = with_quick_theme(tmp_path)
    assert run(root, "build").returncode == 0
    old = tree(root / "site")
    change(root)
    limit = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000)); " + BUILD
    done = subprocess.run([sys.executable, "-c", limit, "build"], cwd=root, capture_output=True, encoding="utf-8")
    assert done.returncode == 1
    assert re.fullmatch(r"site:1: AE704 site cannot be written: .*\n", done.stderr)
    assert tree(root / "site") == old


@pytest.mark.skipif(sys.platform == "win32", reason="no kill -9")
def test_a_killed_build_leaves_a_whole_site(tmp_path: Path) -> None:
    root = with_quick_theme(tmp_path)
    site, previous = root / "site", root / ".site.previous"
    assert run(root, "build").returncode == 0
    old = tree(site)
    change(root)
    clean = Path(shutil.copytree(root, tmp_path / "clean"))
    started = time.monotonic()
    assert run(root, "build", "--site-dir", "new").returncode == 0
    seconds = time.monotonic() - started
    new = tree(root / "new")
    assert old != new
    put_back = 0
    ended: set[bool] = set()
    for moment in range(16):
        if moment < 4:  # whatever it is doing then
            at, command = root, [sys.executable, "-c", BUILD, "build"]
        else:  # before one of the changes that it makes itself
            at = Path(shutil.copytree(clean, tmp_path / str(moment)))
            command = [sys.executable, "-c", KILLED, str(moment - 4), "build"]
        with subprocess.Popen(command, cwd=at, stdout=-3, stderr=-3, start_new_session=True) as process:
            if moment < 4:
                time.sleep(seconds * (moment + 0.5) / 5)
                os.killpg(process.pid, signal.SIGKILL)
        site, previous = at / "site", at / ".site.previous"
        put_back += not site.exists()
        found = tree(site if site.exists() else previous)
        assert found in (old, new), moment
        ended.add(found == new)
    assert put_back  # a kill came between the two renames
    assert ended == {False, True}
    site, previous = root / "site", root / ".site.previous"
    restored = run(root, "build", "--project", str(root))
    assert restored.returncode == 0, restored.stderr
    assert tree(site) == new
    assert not previous.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="no kill -9")
def test_the_next_run_puts_the_old_site_back_even_where_it_fails(tmp_path: Path) -> None:
    root = with_quick_theme(tmp_path)
    assert run(root, "build").returncode == 0
    old = tree(root / "site")
    (root / "site").rename(root / ".site.previous")
    (root / "docs" / "index.md").write_text("A claim[^31].", encoding="utf-8")
    assert run(root, "build").returncode == 1
    assert tree(root / "site") == old


def test_two_builds_at_once(tmp_path: Path) -> None:
    root = with_quick_theme(tmp_path)
    command = [sys.executable, "-c", BUILD, "build"]
    builds = [subprocess.Popen(command, cwd=root, stdout=-1, stderr=-1, encoding="utf-8") for _ in range(2)]
    said = [build.communicate()[1] for build in builds]
    statuses = [build.returncode for build in builds]
    assert sorted(statuses) in ([0, 1], [0, 0])  # the machine may have run one after the other
    if 1 in statuses:
        assert said[statuses.index(1)].startswith("site:1: AE705 Another build of site is running.")
    once = tree(root / "site")
    assert run(root, "build").returncode == 0
    assert tree(root / "site") == once
