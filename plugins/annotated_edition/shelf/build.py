"""How a shelf is built: what has changed is summarised, merged and built anew; all else stays as it stands."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from .. import __version__
from ..model.problems import ERROR, Place, Problem, problem
from ..publishing.report import decode_problems
from ..publishing.site_folder import lock_site
from ..reading.files import write_whole
from ..resolving.passes import open_edition
from .engine import Engine, Job
from .front import write_front
from .keys import SHELF_STATE, edition_files, is_up_to_date, open_store, shelf_key
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
    last: dict[str, dict[str, str]]
    """Name of each edition → keys of its last good `summary` and `site`."""

    def run_jobs(self, step: str, jobs: list[Job]) -> Iterator[tuple[str, bytes]]:
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
        for name, packed in self.run_jobs("summarise", jobs):
            results = unpack(packed)
            if "summary.json" in results:
                write_whole(self.store.result(keys[name]), packed)
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
        for name, key in wanted.items():
            if not self.stands(name, key) and (files := self.store.files_of(key)):
                self.put_in_place(name, key, keys[name], files)
        known: set[str] = set()
        jobs = []
        for name, key in wanted.items():
            if not self.stands(name, key):
                arguments = partial(self.site_arguments, summaries[name], keys[name], slices[name], known)
                jobs.append(Job(name, build_files, arguments))
        for own in self.last.values():
            known |= self.store.known_assets(own.get("site"))
            if known:
                break
        for name, packed in self.run_jobs("build", jobs):
            if "files.json" not in (results := unpack(packed)):
                self.report.failed[name] = decode_problems(json.loads(results["problems.json"]))
                continue
            self.store.take_site(wanted[name], packed)
            if not known:
                known |= self.store.known_assets(wanted[name])
            if files := self.store.files_of(wanted[name]):
                self.put_in_place(name, wanted[name], keys[name], files)
                self.report.built.append(name)
            else:
                self.report.failed[name] = "FileNotFoundError: .cache/shelf/objects"

    def stands(self, name: str, key: str) -> bool:
        """Return whether the site that stands under a name is the one of a key."""
        return self.last.get(name, {}).get("site") == key and (self.store.site / name).is_dir()

    def site_arguments(self, summary: Summary, key: str, slice_: bytes, known: set[str]) -> tuple[object, ...]:
        """Return what a site is built from, when its turn has come."""
        kept = unpack(self.store.result(key).read_bytes())
        before = {path: content for path, content in kept.items() if path.startswith(CITATIONS)}
        if slice_ != encode_slice({}):
            before[SLICE_FILE] = slice_
        address = f"{self.shelf.url}{summary.name}/" if self.shelf.url else ""
        packed = pack(edition_files(dict(self.shelf.editions)[summary.name]))
        return packed, before, address, summary.revised, __version__, frozenset(known), self.build_site

    def put_in_place(self, name: str, key: str, summary: str, files: Mapping[str, str]) -> None:
        """Put a site in place, and note it as the last good one; what only the one before it needed is removed."""
        self.store.publish(name, files)
        before = self.last.get(name, {})
        self.last[name] = {"site": key, "summary": summary}
        self.store.write_json(f"last/{name}.json", self.last[name])
        self.store.drop({before.get("site", key)} - {key})


def build_shelf(shelf: Shelf, engine: Engine, build_site: SiteBuilder, show: Show) -> ShelfReport:
    """Build what has changed on a shelf; whenever it is killed, what stands is whole, and the next run goes on.

    Raise Refused (AE705) while another build runs, ForeignFolder for a folder of others, NoCluster as the engine does.
    """
    store = open_store(shelf)
    _check_own(store.site)
    with lock_site(store.site):
        if not (store.site / SHELF_MARKER).exists():
            (store.site / SHELF_MARKER).touch()
        store.recover()
        whole, keys = shelf_key(shelf)
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
        _remove_gone(store, keys, state, good)
        done = {"key": "" if report.failed else whole, "summaries": good, **written}
        store.write_json(SHELF_STATE, done)
        return report


def _summary_arguments(root: Path, name: str) -> tuple[object, ...]:
    return pack(edition_files(root)), name, __version__


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


def _remove_gone(
    store: Store, keys: Mapping[str, str], state: Mapping[str, dict[str, str]], good: Mapping[str, str]
) -> None:
    """Remove the sites of editions that are on the shelf no more, and summaries that nothing needs."""
    before = state.get("summaries", {})
    for name in before.keys() - keys.keys():
        last = store.read_json(f"last/{name}.json")
        shutil.rmtree(store.site / name, ignore_errors=True)
        store.drop([last["site"]] if "site" in last else [])
        (store.folder / "last" / f"{name}.json").unlink(missing_ok=True)
    store.drop(set(before.values()) - set(good.values()))


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
