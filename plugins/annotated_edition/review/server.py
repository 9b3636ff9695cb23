"""The pages of the review, served on 127.0.0.1 for one run."""

from __future__ import annotations

import secrets
import socket
import threading
import time
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import uvicorn
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.staticfiles import StaticFiles

from ..importing.steps import ORIGINAL
from ..model.edition import Edition
from ..model.messages import format_line
from ..model.problems import ERROR, NOTE, WARNING, Problem
from ..model.wording import wording
from ..publishing.build import build
from ..resolving.passes import open_edition
from .answers import NoAnswer, answer
from .files import JOURNAL, ChangedMeanwhile, ProjectFiles, stamp_of
from .guard import Guard
from .page import preview_values, progress, question_values, render
from .pictures import picture
from .questions import TERMS, Desk, OpenQuestion
from .yaml_edit import NotEditable

REVIEW_ASSETS = Path(__file__).parent / "assets"
MEDIA_TYPES = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}
#: Seconds that count for one answer at most: more is a break.
BREAK = 300
#: States of the project that are kept, so that what another program changes can be shown.
KEPT = 4


class Review:
    """The review of one project: its state, and what is shown of it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.files = ProjectFiles(root)
        self.files.recover()
        self.later: list[str] = []
        self.message: list[str] = []
        self.base = "/"
        self.finished = ""
        self.stop: Callable[[], None] = lambda: None
        self._desks: dict[str, Desk] = {}
        self._shown: dict[str, float] = {}
        self._lock = threading.RLock()

    def desk(self) -> Desk:
        """Return the project as it stands now."""
        with self._lock:
            files = self.files.read()
            stamp = stamp_of(files)
            if stamp not in self._desks:
                edition = open_edition(self.root / "data", self.root / "docs", self.root / ".cache")
                self._keep(Desk(self.root, files, edition))
            return self._desks[stamp]

    def _keep(self, desk: Desk) -> None:
        self._desks[stamp_of(desk.files)] = desk
        for old in list(self._desks)[:-KEPT]:
            del self._desks[old]

    def order(self, desk: Desk) -> list[OpenQuestion]:
        """Return the open questions, those that were put off at the end."""
        put_off = {name: at for at, name in enumerate(self.later)}
        return sorted(desk.questions, key=lambda question: put_off.get(question.id, -1))

    def page(self, template: str, desk: Desk, status: int = 200, **values: Any) -> HTMLResponse:
        """Return a page with what all pages have; the message of the last answer is shown once."""
        shown = values.pop("message", None)
        if shown is None:
            shown, self.message = self.message, []
        language = desk.edition.language
        steps = self.files.steps()
        content = render(
            template, language, base=self.base, seen=stamp_of(desk.files), edition=desk.edition,
            progress=progress(desk, steps), message=shown, undo=steps[-1].label if steps else "",
            names={question.id: title_of(question, desk) for question in desk.questions}, **values,
        )  # fmt: skip
        return HTMLResponse(content, status)

    def show(self, name: str = "") -> Response:
        """Return the page of a question, of the first where none is named, or the end where none is open."""
        desk = self.desk()
        questions = self.order(desk)
        question = next((each for each in questions if each.id == name or not name), None)
        if question is None:
            shown = () if questions or name else desk.edition.problems
            rest = [format_line(each, desk.edition.language) for each in shown if each.severity != NOTE]
            return self.page("list.html", desk, questions=questions, rest=rest)
        self._shown[question.id] = time.monotonic()
        return self.page("question.html", desk, **question_values(desk, question))

    def show_list(self) -> Response:
        """Return the page of all open questions."""
        desk = self.desk()
        return self.page("list.html", desk, questions=self.order(desk), rest=[])

    def give(self, name: str, form: dict[str, str]) -> Response:
        """Write the answer to a question into the files; return the page that follows."""
        action = form.get("action", "accept")
        if action == "later":
            self.later = [*(each for each in self.later if each != name), name]
            return RedirectResponse(self.base, 303)
        with self._lock:
            try:
                desk, question = self._seen(name, form)
                words = wording(desk.edition.language)
                given = answer(desk, question, action, form)
                if not given.changes:
                    raise NoAnswer("review-nothing-changed")
                edition = self._try(given.changes)
                if errors := _new_problems(desk.edition, edition, ERROR):
                    return self._refuse(desk, question, [words["review-would-break"], *errors])
                label = words["review-settled-label"].format(what=title_of(question, desk), n=len(given.settled))
                spent = min(time.monotonic() - self._shown.get(name, time.monotonic()), BREAK)
                self.files.write(desk.files, given.changes, label, len(given.settled), spent)
            except ChangedMeanwhile as changed:
                return self.page("changed.html", self.desk(), 409, name=name, changes=changed.changes)
            except (NotEditable, NoAnswer, OSError) as error:
                return self._refuse(desk, question, [_explain(error, words)])
            files = self.files.read()
            if files == {**desk.files, **given.changes}:
                self._keep(Desk(self.root, files, edition))
            self.message = [label, *_new_problems(desk.edition, edition, WARNING)]
        return RedirectResponse(self.base, 303)

    def _seen(self, name: str, form: dict[str, str]) -> tuple[Desk, OpenQuestion]:
        """Return the project as it was when a form was shown, and the question; raise ChangedMeanwhile."""
        self.desk()
        desk = self._desks.get(form.get("seen", ""))
        question = next((each for each in desk.questions if each.id == name), None) if desk else None
        if desk is None or question is None:
            raise ChangedMeanwhile({})
        return desk, question

    def _try(self, changes: dict[str, bytes]) -> Edition:
        """Return the edition that changes would make; nothing is written."""
        with self.files.draft(changes) as folder:
            return open_edition(folder / "data", folder / "docs", self.root / ".cache")

    def _refuse(self, desk: Desk, question: OpenQuestion, message: list[str]) -> Response:
        return self.page("question.html", desk, 422, message=message, **question_values(desk, question))

    def preview(self, name: str, form: dict[str, str]) -> Response:
        """Return how a footnote would stand after an answer."""
        with self._lock:
            try:
                desk, question = self._seen(name, form)
                given = answer(desk, question, form.get("action", "accept").replace("preview", "accept"), form)
                edition = self._try(given.changes)
            except (ChangedMeanwhile, NotEditable, NoAnswer, OSError) as error:
                desk = self.desk()
                line = _explain(error, wording(desk.edition.language))
                nothing: dict[str, Any] = {"parts": [], "differences": 0, "printed": "", "problems": [line]}
                return self.page("preview.html", desk, 422, name=name, message=[], **nothing)
            values = preview_values(desk, edition, question.label) if question.label else {}
            found = (_new_problems(desk.edition, edition, severity) for severity in (ERROR, WARNING))
            values["problems"] = [line for lines in found for line in lines]
            return self.page("preview.html", desk, name=name, message=[], **values)

    def undo(self) -> Response:
        """Take the last answer back."""
        words = wording(self.desk().edition.language)
        try:
            step = self.files.undo()
            self.message = [words["review-undone"].format(what=step.label)] if step else []
        except ChangedMeanwhile as changed:
            self.message = [words["review-cannot-undo"].format(files=str(changed))]
        except OSError as error:
            self.message = [str(error)]
        return RedirectResponse(self.base, 303)

    def draw(self, page: int, name: str) -> Response:
        """Return a page of the PDF as a picture, with a footnote framed."""
        desk = self.desk()
        boxes = tuple(tuple(box[1:5]) for box in desk.boxes.get(name, ()) if int(box[0]) == page)
        content = picture(self.root / ORIGINAL / "original.pdf", page, boxes) if boxes else None
        return Response(content, media_type="image/png") if content else Response(status_code=404)

    def show_finished(self) -> Response:
        """Build the site beside that of the project, and lead to it."""
        outcome = build(self.root, self.root / JOURNAL / "site")
        if outcome.built:
            return RedirectResponse(self.finished, 303)
        desk = self.desk()
        lines = [format_line(each, desk.edition.language) for each in outcome.problems if each.severity != NOTE]
        return self.page("list.html", desk, 422, questions=self.order(desk), rest=lines or [outcome.defect])


def _new_problems(before: Edition, after: Edition, severity: str) -> list[str]:
    """Return the problems of a severity that an edition has and had not before, in words."""

    def key(problem: Problem) -> tuple[str, str, str]:
        return problem.code, problem.place.file, repr(sorted(problem.values.items()))

    known = {key(each) for each in before.problems}
    new = [each for each in after.problems if each.severity == severity and key(each) not in known]
    return [format_line(each, after.language) for each in new]


def _explain(error: Exception, words: Mapping[str, str]) -> str:
    """Return in words why an answer was not taken."""
    match error:
        case ChangedMeanwhile():
            return words["review-changed-text"]
        case NotEditable():
            return words["review-not-editable"].format(file=error)
        case NoAnswer():
            return words[str(error)]
    return str(error)


def title_of(question: OpenQuestion, desk: Desk) -> str:
    """Return what a question is about, in words."""
    words = wording(desk.edition.language)
    if question.label:
        return question.label.name(words)
    name = question.id.partition("-")[2]
    if question.kind == "term":
        name = str(desk.entries(TERMS)[int(question.at)].get("name") or name)
    return words[f"review-about-{question.kind}"].format(name=name)


def application(review: Review) -> Starlette:
    """Return the application: each address calls one function of the review, in a thread."""

    def with_form(answer: Callable[[str, dict[str, str]], Response]) -> Callable[[Request], Awaitable[Response]]:
        async def endpoint(request: Request) -> Response:
            form = dict(parse_qsl((await request.body()).decode("utf-8", "replace"), keep_blank_values=True))
            return await run_in_threadpool(answer, request.path_params["name"], form)

        return endpoint

    def asset(request: Request) -> Response:
        ending = request.url.path.rpartition(".")[2]
        return Response((REVIEW_ASSETS / f"review.{ending}").read_bytes(), media_type=MEDIA_TYPES[ending])

    def end(_: Request) -> Response:
        review.stop()
        return HTMLResponse(render("end.html", review.desk().edition.language))

    return Starlette(
        routes=[
            Route("/", lambda _: review.show()),
            Route("/list", lambda _: review.show_list()),
            Route("/q/{name:path}/preview", with_form(review.preview), methods=["POST"]),
            Route("/q/{name:path}", with_form(review.give), methods=["POST"]),
            Route("/q/{name:path}", lambda request: review.show(request.path_params["name"])),
            Route("/page/{page:int}/{name}.png", lambda request: review.draw(**request.path_params)),
            Route("/undo", lambda _: review.undo(), methods=["POST"]),
            Route("/finished", lambda _: review.show_finished(), methods=["POST"]),
            Route("/end", end, methods=["POST"]),
            *(Route(f"/review.{ending}", asset) for ending in MEDIA_TYPES),
        ]
    )


def listen() -> socket.socket:
    """Return a socket of this machine alone, at a port that is free."""
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    return listening


def serve(review: Review, show: Callable[[str], None]) -> None:
    """Serve the review until it is ended; `show` is told its address when it can be opened."""
    sockets = listen(), listen()
    port, site_port = (each.getsockname()[1] for each in sockets)
    token, site_token = secrets.token_urlsafe(24), secrets.token_urlsafe(24)
    site_origin = f"http://127.0.0.1:{site_port}"
    policy = (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        f"form-action 'self' {site_origin}; base-uri 'none'; frame-ancestors 'none'"
    )
    review.base, review.finished = f"/{token}/", f"{site_origin}/{site_token}/"
    folder = review.root / JOURNAL / "site"
    files = StaticFiles(directory=folder, html=True, check_dir=False)
    site = _server(Guard(files, site_token, site_port))
    main = _server(Guard(application(review), token, port, policy))

    def stop() -> None:
        main.should_exit = True

    review.stop = stop
    thread = threading.Thread(target=site.run, kwargs={"sockets": [sockets[1]]}, daemon=True)
    thread.start()
    sockets[0].listen()
    show(f"http://127.0.0.1:{port}/{token}/")
    try:
        main.run(sockets=[sockets[0]])
    finally:
        site.should_exit = True
        thread.join(5)


def _server(app: Guard) -> uvicorn.Server:
    quiet: dict[str, Any] = {"log_config": None, "access_log": False, "server_header": False}
    return uvicorn.Server(uvicorn.Config(app, lifespan="off", ws="none", timeout_graceful_shutdown=2, **quiet))
