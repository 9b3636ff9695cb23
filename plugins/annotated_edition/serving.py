"""Adapter to a site that is served: what did not change is not converted again, what nobody asks for not written."""

from __future__ import annotations

import logging
import posixpath
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import replace
from functools import partial
from threading import Lock
from typing import Any, NamedTuple

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.livereload import LiveReloadServer
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.pages import Page

from .host import MadeFile, SiteFiles
from .markdown_extension import SYNTAX, AnnotatedEditionExtension
from .model import Edition
from .scan import normalise

#: Markdown extensions whose output depends on nothing but the text.
PURE = frozenset({*SYNTAX, "abbr", "sane_lists", "smarty"})


class Kept(NamedTuple):
    """A page as it was converted."""

    key: object
    """Everything that it was made from."""
    content: str | None
    """The page."""
    toc: Any
    """Its headings."""
    title: str | None
    """Its first heading."""
    ids: set[str] | None
    """The ids in it."""
    links: dict[str, dict[str, str]] | None
    """Source path of a page → fragments to which this one links there, with the links as written."""
    lean: str | None
    """The page for the search."""


class Serving:
    """What lasts from one build of a served site to the next."""

    def __init__(self) -> None:
        self.kept: dict[str, Kept] = {}
        """Pages by source path."""
        self.waiting: dict[str, File] = {}
        """Files of ours by their path in the site, written when they are asked for."""
        self.answering = False
        """Whether anybody writes what waits: a site without live reload has only MkDocs's own server."""
        self._one = Lock()

    def files(self, files: Files, extension: AnnotatedEditionExtension) -> Served:
        """The files of the next build."""
        return Served(files, self, extension)

    def answer(self, server: LiveReloadServer) -> None:
        """Lets a server write a file of ours before it answers with it."""

        def answered(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
            path = environ["PATH_INFO"].encode("latin-1").decode("utf-8", "ignore")
            if not path.startswith("/livereload/"):
                with server._epoch_cond:  # until a build that runs has ended, as the server itself waits
                    server._epoch_cond.wait_for(lambda: server._visible_epoch == server._wanted_epoch)
                self.write(path.removeprefix(server.mount_path))
            return server.serve_request(environ, start_response)

        self.answering = True
        server.set_app(answered)

    def write(self, path: str) -> None:
        """Writes the file of ours that answers to a path, if one waits."""
        name = posixpath.normpath(f"/{path}").lstrip("/")
        with self._one:
            for each in (name, f"{name}/index.html".lstrip("/")):
                if file := self.waiting.get(each):
                    file.copy_file()
                    del self.waiting[each]


class Served(SiteFiles):
    """The files of a site that is served."""

    def __init__(self, files: Files, serving: Serving, extension: AnnotatedEditionExtension) -> None:
        super().__init__(files)
        self.serving, self.extension = serving, extension
        self.around: object = None
        """What all pages are made from."""
        serving.waiting = {}

    def copy_static_files(
        self, dirty: bool = False, *, inclusion: Callable[[InclusionLevel], bool] = InclusionLevel.is_included
    ) -> None:
        """Copies what is no page; files of ours wait, but for one in whose place a page is written."""
        pages = {page.dest_uri for page in self.documentation_pages(inclusion=inclusion)}
        ours = [each for each in self if isinstance(each, MadeFile) and inclusion(each.inclusion)]
        waiting = {each.dest_uri: each for each in ours if self.serving.answering and each.dest_uri not in pages}
        self.serving.waiting.update(waiting)
        for file in self:
            if not file.is_documentation_page() and inclusion(file.inclusion) and file.dest_uri not in waiting:
                file.copy_file(dirty)

    def begin(self, config: MkDocsConfig) -> None:
        """Lets each page be converted only where it is not kept; called when all pages are known."""
        registered: list[Any] = config.markdown_extensions  # names; plugins add objects
        extensions = [each for each in registered if each is not self.extension]
        addresses = tuple((file.src_uri, file.url, file.inclusion) for file in self)
        options = config.mdx_configs, config.validation, config.site_url
        self.around = (extensions, *options, addresses) if PURE.issuperset(extensions) else None
        for file in self.documentation_pages():
            if page := file.page:
                page.render = partial(self._render, page)  # type: ignore[method-assign]

    def _render(self, page: Page, config: MkDocsConfig, files: Files) -> None:
        path, lean = page.file.src_uri, self.extension.lean
        known = self.extension.edition.pages.get(path)  # something may have changed its text
        shown = shown_on(self.extension.edition, path) if known and _same(known.text, page.markdown or "") else None
        key = (page.markdown, page.meta, self.around, shown) if self.around and shown else None
        kept = self.serving.kept.pop(path, None)
        if key and kept and kept.key == key:
            page.content, page.toc, page._title_from_render = kept.content, deepcopy(kept.toc), kept.title
            page.present_anchor_ids = kept.ids
            if kept.links is not None:
                page.links_to_anchors = {files.src_uris[name]: links for name, links in kept.links.items()}
        else:
            with _said() as said:
                type(page).render(page, config, files)
            key = None if said else key  # it must be said again
            links = page.links_to_anchors
            named = None if links is None else {file.src_uri: found for file, found in links.items()}
            title, ids = page._title_from_render, page.present_anchor_ids
            kept = Kept(key, page.content, deepcopy(page.toc), title, ids, named, lean.get(path))
        if key:
            self.serving.kept[path] = kept
        if kept.lean is not None:
            lean[path] = kept.lean


def shown_on(edition: Edition, path: str) -> tuple[object, ...] | None:
    """All that a written page shows of an edition; None for any other page."""
    page = edition.pages.get(path)
    if page is None or not edition.readable:
        return None
    targets = {mark.kind: dict[str, None]() for mark in page.marks}
    for mark in page.marks:
        targets[mark.kind][mark.text if mark.kind == "reference" else mark.target] = None
    numbers = (*targets.get("reference", ()), *targets.get("pointer", ()))
    known = [edition.footnotes[n] for n in map(int, numbers) if n in edition.footnotes]
    cited = {citation.source: None for each in known for citation in each.citations}
    # Where else they stand, it does not show; of terms it says at how many places.
    footnotes = [replace(each, references=()) for each in known]
    linked = [edition.terms[id_] for id_ in targets.get("term", ()) if id_ in edition.terms]
    terms = [(replace(each, mentions=()), len(each.mentions)) for each in linked]
    places = [(section.page, section.title) for section in edition.sections]
    own = [section for section in edition.sections if section.page == path]
    ids = tuple(edition.footnotes), tuple(edition.sources), tuple(edition.terms), tuple(edition.elements)
    sources = [edition.sources[key] for key in cited]
    return page, own, places, footnotes, sources, terms, ids, edition.language, edition.work, edition.imprint


def _same(text: str, markdown: str) -> bool:
    return text.strip() == normalise(markdown).strip()


@contextmanager
def _said() -> Iterator[list[logging.LogRecord]]:
    """What is logged within."""
    said: list[logging.LogRecord] = []
    handler = logging.Handler()
    handler.emit = said.append  # type: ignore[method-assign, assignment]
    loggers = [logging.getLogger(name) for name in ("mkdocs", "properdocs")]
    for logger in loggers:
        logger.addHandler(handler)
    try:
        yield said
    finally:
        for logger in loggers:
            logger.removeHandler(handler)
