"""How a shelf is built: what has changed is summarised, merged and built anew; all else stays as it stands."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

from .. import __version__
from ..model.problems import ERROR, Place, Problem, problem
from ..publishing.report import decode_problems
from ..publishing.site_folder import lock_site
from ..reading.files import write_whole
from ..resolving.passes import open_edition
from .engine import Engine, Job
from .front import write_front
from .keys import SHELF_STATE, edition_files, is_up_to_date, open_store
from .merge import ShelfIndex, merge, neighbours_of
from .shelf_file import SHELF_FILE, Shelf
from .slices import SLICE_FILE, encode_slice
from .store import Store, content_key, pack, unpack
from .summary import Summary, decode_summary, summarise
from .tasks import CITATIONS, SiteBuilder, build_files, summarise_files

SHELF_MARKER = ".annotated-edition-shelf"
#: Told how far a step is: its name, jobs done, all jobs, the edition that was done last.
Show = Callable[[str, int, int, str], None]


class ForeignFolder(Exception):
    """The folder of the site holds something that no shelf has put there."""


@dataclass(slots=True)
class ShelfReport:
    """What became of a build of a shelf."""

    built: list[str] = field(default_factory=list)
    """Names of editions whose sites were built anew."""
    failed: dict[str, tuple[Problem, ...] | str] = field(default_factory=dict)
    """Names of editions that could not be built → their problems, or what a program said."""
    index: ShelfIndex | None = None
    """What the editions make together; None where nothing had changed."""
    up_to_date: bool = False
    """Whether nothing had changed."""


@dataclass(frozen=True, slots=True)
class _Build:
    """One build of a shelf."""

    shelf: Shelf
    store: Store
    engine: Engine
    build_site: SiteBuilder
    show: Show
    report: ShelfReport
    last: dict[str, dict[str, Any]]
    """Name of each edition → keys of its last good `summary` and `site`, and what that has in common with others."""

    def run_jobs(self, step: str, jobs: list[Job]) -> Iterator[tuple[str, dict[str, bytes]]]:
        """Run jobs; yield what came of those that did not fail, with the name of the edition."""
        for done, (job, result) in enumerate(self.engine.run(jobs), 1):
            if isinstance(result, Exception):
                self.report.failed[job.name] = f"{type(result).__name__}: {result}"
            else:
                yield job.name, result
            self.show(step, done, len(jobs), job.name)

    def summarise(self, keys: Mapping[str, str]) -> dict[str, str]:
        """Summarise what is not kept; return the key of each edition's summary, of a failed one its last good one."""
        files = dict(self.shelf.editions)
        jobs = [
            Job(name, summarise_files, partial(_summary_arguments, files[name], name))
            for name, key in keys.items()
            if not self.store.result(key).is_file()
        ]
        for name, results in self.run_jobs("summarise", jobs):
            if "summary.json" in results:
                write_whole(self.store.result(keys[name]), pack(results))
            else:
                self.report.failed[name] = decode_problems(json.loads(results["problems.json"]))
        good = {}
        for name, key in keys.items():
            kept = key if self.store.result(key).is_file() else self.last.get(name, {}).get("summary", "")
            if kept and self.store.result(kept).is_file():
                good[name] = kept
        return good

    def build_sites(self, summaries: Mapping[str, Summary], keys: Mapping[str, str], index: ShelfIndex) -> None:
        """Build each site whose edition or slice has changed, and put it in place at once."""
        slices = {name: encode_slice(own) for name, own in neighbours_of(index).items()}
        moment = os.environ.get("SOURCE_DATE_EPOCH", "")
        wanted = {
            name: content_key(key, slices[name], self.shelf.url, moment)
            for name, key in keys.items()
            if name not in self.report.failed
        }
        standing = next((own["shared"] for own in self.last.values() if own.get("shared")), ())
        known = {digest for digest in standing if self.store.shared(digest).is_file()}
        jobs = [
            Job(name, build_files, partial(self.site_arguments, summaries[name], keys[name], slices[name], known))
            for name, key in wanted.items()
            if self.last.get(name, {}).get("site") != key or not (self.store.site / name).is_dir()
        ]
        for name, results in self.run_jobs("build", jobs):
            if "shared.json" not in results:
                self.report.failed[name] = decode_problems(json.loads(results["problems.json"]))
                continue
            try:
                shared = self.store.publish(name, results)
            except OSError as error:
                self.report.failed[name] = f"{type(error).__name__}: {error}"
                continue
            known.update(shared if not known else ())
            self.last[name] = {"site": wanted[name], "summary": keys[name], "shared": shared}
            self.store.write_json(f"last/{name}.json", self.last[name])
            self.report.built.append(name)

    def site_arguments(self, summary: Summary, key: str, slice_: bytes, known: set[str]) -> tuple[object, ...]:
        """Return what a site is built from, when its turn has come."""
        files = edition_files(dict(self.shelf.editions)[summary.name])
        kept = unpack(self.store.result(key).read_bytes())
        files |= {path: content for path, content in kept.items() if path.startswith(CITATIONS)}
        if slice_ != encode_slice({}):
            files[SLICE_FILE] = slice_
        address = f"{self.shelf.url}{summary.name}/" if self.shelf.url else ""
        return files, address, summary.revised, __version__, frozenset(known), self.build_site


def build_shelf(
    shelf: Shelf, state_key: tuple[str, Mapping[str, str]], engine: Engine, build_site: SiteBuilder, show: Show
) -> ShelfReport:
    """Build what has changed on a shelf; whenever it is killed, what stands is whole, and the next run goes on.

    `state_key` is what `shelf_key` has returned.

    Raise Refused (AE705) while another build runs, ForeignFolder for a folder of others, NoCluster as the engine does.
    """
    store = open_store(shelf)
    _check_own(store.site)
    with lock_site(store.site):
        if not (store.site / SHELF_MARKER).exists():
            (store.site / SHELF_MARKER).touch()
        store.recover()
        whole, keys = state_key
        state = store.read_json(SHELF_STATE)
        if is_up_to_date(shelf, store, whole):
            return ShelfReport(up_to_date=True)
        store.write_json(SHELF_STATE, {**state, "key": ""})  # what stands is of no one state until this build ends
        last = {name: store.read_json(f"last/{name}.json") for name in keys}
        report = ShelfReport()
        build = _Build(shelf, store, engine, build_site, show, report, last)
        good = build.summarise(keys)
        summaries = {name: _load(store, key) for name, key in good.items()}
        report.index = index = merge(summaries.values(), shelf.same, shelf.different)
        build.build_sites(summaries, good, index)
        standing = [each for each in index.editions if (store.site / each.name).is_dir()]
        shown = index if len(standing) == len(index.editions) else merge(standing, shelf.same, shelf.different)
        grams = {name: key for name, key in good.items() if any(each.name == name for each in standing)}
        written = write_front(shelf, shown, store, grams, state)
        _remove_gone(store, last, good)
        store.write_json(SHELF_STATE, {"key": "" if report.failed else whole, **written})
        return report


def _summary_arguments(root: Path, name: str) -> tuple[object, ...]:
    return edition_files(root), name, __version__


def _load(store: Store, key: str) -> Summary:
    (data,) = store.members(key, "summary.json") or [b""]
    return decode_summary(data)


def _check_own(site: Path) -> None:
    """Raise ForeignFolder for a folder that is neither empty nor a shelf's; make it where there is none."""
    if site.is_symlink() or (site.exists() and not site.is_dir()):
        raise ForeignFolder(site)
    site.mkdir(parents=True, exist_ok=True)
    if any(site.iterdir()) and not (site / SHELF_MARKER).exists():
        raise ForeignFolder(site)


def _remove_gone(store: Store, last: Mapping[str, Mapping[str, Any]], good: Mapping[str, str]) -> None:
    """Remove the sites of editions that are on the shelf no more, and what nothing needs."""
    for note in (store.folder / "last").glob("*.json"):
        if note.stem not in last:
            shutil.rmtree(store.site / note.stem, ignore_errors=True)
            note.unlink(missing_ok=True)
    store.drop_unused({*good.values(), *(own.get("summary", "") for own in last.values())})


def check_shelf(shelf: Shelf) -> tuple[tuple[Problem, ...], ShelfIndex]:
    """Return the errors of all editions and the questions about their sources, and the index of the shelf."""
    problems: list[Problem] = []
    summaries = []
    for name, root in shelf.editions:
        edition = open_edition(root / "data", root / "docs", root / ".cache")
        errors = tuple(each for each in edition.problems if each.severity == ERROR)
        problems += failed_problems(name, errors) if errors else ()
        summaries += [] if errors else [summarise(edition, name)]
    index = merge(summaries, shelf.same, shelf.different)
    return (*problems, *questions(index)), index


def questions(index: ShelfIndex) -> Iterator[Problem]:
    """Yield for each pair of sources that may be one the question to the editor (AE845)."""
    titles = {(each.name, source.key): source.title for each in index.editions for source in each.sources}
    for one, other in index.doubtful:
        names = {"one": ":".join(one), "other": ":".join(other), "title": titles[one]}
        yield problem("AE845", Place(SHELF_FILE), **names)


def failed_problems(name: str, reason: tuple[Problem, ...] | str) -> tuple[Problem, ...]:
    """Return the errors of an edition, their files named from the shelf's root, and that it was not built (AE844)."""
    errors = () if isinstance(reason, str) else tuple(each for each in reason if each.severity == ERROR)
    moved = (replace(each, place=replace(each.place, file=f"{name}/{each.place.file}")) for each in errors)
    said = reason if isinstance(reason, str) else ", ".join(sorted({each.code for each in errors}))
    return (*moved, problem("AE844", Place(name), name=name, reason=said))
