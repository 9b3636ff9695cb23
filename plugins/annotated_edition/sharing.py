"""Adapter to a large site: several processes build it, each with its share of the pages."""

from __future__ import annotations

import gc
import logging
import multiprocessing
import os
import signal
import sys
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import islice
from logging.handlers import QueueHandler
from multiprocessing.connection import Connection
from pathlib import Path, PurePath
from queue import SimpleQueue
from typing import Any, NamedTuple, NoReturn, TypeVar

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import BuildError, PluginError
from mkdocs.structure.files import File, Files, InclusionLevel, set_exclusions
from mkdocs.structure.pages import Page
from mkdocs.utils import is_markdown_file

from . import host
from .files import Aside, Maker
from .host import MadeFile, SiteFiles
from .markdown_extension import AnnotatedEditionExtension, put_in

T = TypeVar("T")
#: Most processes that share the pages.
MOST = 8
#: How many of what is gathered they tell each other at a time: all of it is large.
TOLD = 500


class Read(NamedTuple):
    """What other pages show of a page."""

    title: str | None
    """Its title."""
    meta: dict[str, Any]
    """Its front matter."""
    ids: set[str] | None
    """The ids in it."""


class Shared(SiteFiles):
    """The files of a site whose pages are read and built by several processes, each of which takes what is next.

    Each runs the host's own build, with its share of the pages. They meet when all pages are read, so that each knows
    what the others' show of themselves, and at the end, when the first takes over what the others have gathered.
    """

    def __init__(self, files: Files, extension: AnnotatedEditionExtension) -> None:
        super().__init__(files)
        self.extension = extension
        self.contents: Aside[str] | None = None
        """The pages that this process has read, until they are built."""
        self.mine: list[File] | None = None
        """The pages that this process has taken; None before."""
        self.taken: set[str] = set()
        """Paths in the site of all pages: a page stands in place of any other file."""
        self.makers: dict[str, Maker] = {}
        """What makes each file of ours that is no page; any of them may write it, whenever it has time."""
        self.asked: dict[str, File] = {}
        """Those of them that something links to, by path."""
        self.config: MkDocsConfig
        context = multiprocessing.get_context("fork")
        self._next_page, self._next_file = context.Value("i", 0), context.Value("i", 0)
        self._others: dict[int, Connection] = {}
        self._first: Connection | None = None
        self._said: list[logging.LogRecord] = []

    def put(self, config: MkDocsConfig, makers: Mapping[str, Maker]) -> None:
        """Adds files of ours; those that are no pages are files only while one is needed, for there are thousands."""
        super().put(config, {path: make for path, make in makers.items() if is_markdown_file(path)})
        self.config = config
        self.makers = {path: make for path, make in makers.items() if not is_markdown_file(path)}

    def get_file_from_path(self, path: str) -> File | None:
        """The file at a path below docs/, which may be one of ours."""
        name = PurePath(path).as_posix()
        if name not in self.makers:
            return super().get_file_from_path(path)
        if name not in self.asked:
            self.asked[name] = self._file(name)
        return self.asked[name]

    def _file(self, path: str) -> File:
        """A file of ours that is no page."""
        file = MadeFile.of(self.config, path, self.makers[path])
        set_exclusions([file], self.config)
        return file

    def begin(self, config: MkDocsConfig) -> None:
        """Starts the other processes, each at this point of the build."""
        pages = list(super().documentation_pages())
        self.taken = {page.dest_uri for page in pages}
        gc.freeze()  # what is here now stays, and looking through it would copy it
        gc.set_threshold(10_000, 10, 10)  # so that what each page leaves behind is soon gone
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
        for number in range(min(host.processors(), MOST) - 1):
            here, there = multiprocessing.Pipe()
            try:
                process = os.fork()
            except OSError:  # no more of them are allowed; those that there are take all pages
                break
            if process:
                there.close()
                self._others[process] = here
                continue
            for other in (here, *self._others.values()):
                other.close()
            self._others, self._first = {}, there
            signal.signal(signal.SIGINT, signal.SIG_DFL)  # the first says that it was interrupted
            config.theme.static_templates = set()  # as it writes these
            config.extra_templates.clear()
            collector = _Collector(self._said)
            for logger in _with_handlers():
                logger.handlers = [collector]
            if not number:  # two would wait for each other at the disk; it is free while others read the large pages
                self._write(sum(page.generated_by is not None for page in pages))
            break
        site = Path(config.site_dir)
        self.contents, self.extension.lean, self.extension.apart = Aside(site), Aside(site), Aside(site)
        events = config.plugins.events
        events["page_content"].append(self._put_aside)
        events["page_context"].insert(0, self._take_back)
        events["post_page"].append(self._let_go)

    def _put_aside(self, html: str, *, page: Page, **others: Any) -> str:
        """Keeps in a file what a page says: that of all pages is most of what a large build holds."""
        assert self.contents is not None
        self.contents[page.file.src_uri], page.markdown = html, ""
        return ""

    def _take_back(self, context: Any, *, page: Page, **others: Any) -> None:
        assert self.contents is not None
        page.content = self.contents.pop(page.file.src_uri)

    def _let_go(self, output: str, *, page: Page, **others: Any) -> None:
        page.content = ""

    def _fill(self) -> None:
        """Puts into the pages that are written what was left apart."""
        assert self.extension.apart is not None
        for file in self.mine or ():
            if file.src_uri in self.extension.generated.pages:
                written = Path(file.abs_dest_path)
                text = written.read_text(encoding="utf-8")
                with written.open("w", encoding="utf-8", newline="\n") as stream:
                    stream.writelines(put_in(text, self.extension.apart))

    def documentation_pages(self, *, inclusion: Callable[[InclusionLevel], bool] | None = None) -> list[File]:
        """The pages of this process where the host reads or builds them; all where it asks for all.

        MkDocs and ProperDocs say which to include in those two places only, and iterate over what they get.
        """
        if inclusion is None or self.contents is None:
            return list(super().documentation_pages(inclusion=inclusion or InclusionLevel.is_included))
        if self.mine is None:
            self.mine = []
            pages = super().documentation_pages(inclusion=inclusion)
            return self._taking(sorted(pages, key=lambda page: page.generated_by is None))  # type: ignore[return-value]
        return self.mine

    def _taking(self, pages: list[File]) -> Iterator[File]:
        """The pages that this process takes; ours are large and come first."""
        assert self.mine is not None
        for page in self._take(pages, self._next_page):
            self.mine.append(page)
            yield page

    def copy_static_files(
        self, dirty: bool = False, *, inclusion: Callable[[InclusionLevel], bool] = InclusionLevel.is_included
    ) -> None:
        """Copies in the first process what is no page, but for the files of ours that are written apart."""
        for file in () if self._first else self:
            if not file.is_documentation_page() and inclusion(file.inclusion) and file.dest_uri not in self.taken:
                file.copy_file(dirty)

    def _write(self, pages: int | None = None) -> None:
        """Writes the files of ours that are left, until more than some pages are taken."""
        for path in self._take(list(self.makers), self._next_file):
            file = self._file(path)
            if file.inclusion.is_included() and file.dest_uri not in self.taken:
                file.copy_file()
            if pages is not None and self._next_page.value > pages:
                return

    def meet(self) -> None:
        """Waits until all pages are read; knows then what each shows to others."""
        read = {page.src_uri: _read(page) for page in self.mine or ()}
        if self._first:
            self._tell((read, self._said[:]))
            self._said.clear()
            try:
                self._know(self._first.recv())
            except EOFError:  # the first has failed
                _end(1)
            return
        for process in self._others:
            found, said = self._hear(process)
            read |= found
            _say(said)
        for other in self._others.values():
            with suppress(OSError):  # one that has ended is noticed at the end
                other.send(read)
        self._know(read)

    def _know(self, read: Mapping[str, Read]) -> None:
        own = {page.src_uri for page in self.mine or ()}
        for path, found in read.items():
            file = self.get_file_from_path(path)
            if path not in own and file and (page := file.page):
                page.markdown, page.meta = "", found.meta
                page.title, page.present_anchor_ids = found.title, found.ids

    def finish(self, gathered: Iterable[Any]) -> Iterator[Any]:
        """Writes what is left and, in the first process, gives what the others have gathered; the others end."""
        self._fill()
        self._write()
        if self._first:
            rest = iter(gathered)
            while some := list(islice(rest, TOLD)):
                self._tell((some, []))
            self._tell(([], self._said))
            _end(0)
        for process in list(self._others):
            while found := (heard := self._hear(process))[0]:
                yield from found
            _say(heard[1])
            self._others.pop(process).close()
            _wait(process)

    def give_up(self, error: Exception) -> None:
        """After an error: another process says so and ends; the first ends the others."""
        if self._first:
            expected = isinstance(error, BuildError)
            self._tell((None, [*self._said, str(error) if expected else "".join(traceback.format_exception(error))]))
            _end(1)
        for process, other in self._others.items():
            other.close()
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGTERM)
            _wait(process)
        self._others = {}

    def _take(self, files: Sequence[T], counter: Any) -> Iterator[T]:
        """Of some files those that this process takes, one after the other, while others take theirs."""
        while True:
            if self._first and self._first.poll():  # it says nothing now: it has ended
                _end(1)
            with counter.get_lock():
                at = counter.value
                counter.value += 1
            if at >= len(files):
                return
            yield files[at]

    def _tell(self, message: Any) -> None:
        assert self._first
        try:
            self._first.send(message)
        except OSError:  # the first has ended
            _end(1)

    def _hear(self, process: int) -> tuple[Any, list[logging.LogRecord]]:
        try:
            found, said = self._others[process].recv()
        except EOFError:
            raise PluginError("a process that built a part of the pages has ended") from None
        if found is None:
            *said, error = said
            _say(said)
            if "Traceback" in error:  # a defect, or the system: to be seen as it would be without us
                print(error, file=sys.stderr)
                error = error.splitlines()[-1]
            raise PluginError(error)
        return found, said


class _Collector(QueueHandler):
    """Keeps what is logged for another process."""

    def __init__(self, said: list[logging.LogRecord]) -> None:
        super().__init__(SimpleQueue())
        self.said = said

    def enqueue(self, record: logging.LogRecord) -> None:
        """Keeps a record, which more than one logger may hand over, once."""
        if not self.said or self.said[-1].__dict__ != record.__dict__:
            self.said.append(record)


def shared(files: Files, extension: AnnotatedEditionExtension) -> Shared | None:
    """The files of a site as several processes build it; None where the system has no means for that."""
    try:
        return Shared(files, extension)
    except (ImportError, OSError):  # no semaphores
        return None


def _end(status: int) -> NoReturn:
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    os._exit(status)


def _wait(process: int) -> None:
    with suppress(ChildProcessError):  # where whoever started us has nobody wait
        os.waitpid(process, 0)


def _read(file: File) -> Read:
    assert file.page
    return Read(file.page.title, dict(file.page.meta), file.page.present_anchor_ids)


def _with_handlers() -> list[logging.Logger]:
    loggers = [logging.root, *logging.root.manager.loggerDict.values()]
    return [each for each in loggers if isinstance(each, logging.Logger) and each.handlers]


def _say(said: Iterable[logging.LogRecord]) -> None:
    """Logs what was logged in another process."""
    for record in said:
        logging.getLogger(record.name).handle(record)
