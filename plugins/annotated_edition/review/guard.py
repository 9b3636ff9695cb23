"""Who may ask: a browser of this machine that knows the token of this run, from a page of this run."""

from __future__ import annotations

import secrets

from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

#: Bytes of the largest form.
LARGEST_FORM = 2_000_000
ANSWER_HEADERS = {
    "cache-control": "no-store",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}


class Guard:
    """Lets a request through to `app` under the path of the token; the application sees its path without it."""

    def __init__(self, app: ASGIApp, token: str, port: int, policy: str = "") -> None:
        self.app = app
        self.token = token
        self.hosts = {f"127.0.0.1:{port}", f"localhost:{port}"}
        self.headers = {**ANSWER_HEADERS, **({"content-security-policy": policy} if policy else {})}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse it."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if scope["type"] != "http":
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                own = [(name.encode(), value.encode()) for name, value in self.headers.items()]
                message = {**message, "headers": [*message.get("headers", ()), *own]}
            await send(message)

        if status := self.refuse(Request(scope)):
            await PlainTextResponse("", status)(scope, receive, send_guarded)
            return
        base = f"/{self.token}"
        await self.app({**scope, "root_path": base}, receive, send_guarded)

    def refuse(self, request: Request) -> int:
        """Return the status with which a request is refused; 0 for one that is let through."""
        hosts = request.headers.getlist("host")
        if len(hosts) != 1 or hosts[0] not in self.hosts:
            return 421  # another name for this machine: DNS rebinding
        token = request.url.path.split("/")[1]
        if not secrets.compare_digest(token.encode(), self.token.encode()):
            return 404
        if request.method in ("GET", "HEAD"):
            return 0
        sites = set(request.headers.getlist("sec-fetch-site"))
        from_own_page = request.headers.getlist("origin") == [f"http://{hosts[0]}"] and sites <= {"same-origin"}
        if request.method != "POST" or not from_own_page:
            return 403
        length = request.headers.get("content-length", "")
        return 0 if length.isdigit() and int(length) <= LARGEST_FORM else 413
