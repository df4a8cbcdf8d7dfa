"""The server of a live page: this machine only, and only who knows the token.

Every request must name this server in `Host`, come from no other `Origin`, and have the
token in its path; any other gets an empty answer that does not say why.
"""

from __future__ import annotations

import json
import os
import queue
import secrets
import threading
from collections.abc import Mapping
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Protocol, cast

HOST = "127.0.0.1"
TOKEN_BYTES = 24
LONGEST_BODY = 100_000
MOST_WINDOWS = 32
KEEP_ALIVE = 10.0
"""Seconds between signs of life: a window that has gone is noticed by them."""

HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


class Source(Protocol):
    """Where a server gets from what it sends."""

    def page(self) -> str:
        """The text of the page as it is now."""
        ...

    def state(self) -> Mapping[str, Any]:
        """What a new window has to know beside the page."""
        ...

    def receive(self, action: str, content: Mapping[str, Any]) -> Mapping[str, Any]:
        """Do what a window asks for; ValueError if it cannot be done."""
        ...


class Server:
    """A server in a thread of its own, until `close` or the end of the process.

    Args:
        source: what to send, and who receives.
        port: the port to listen on; 0 for any.
        token: the secret in the path; a new one if None.

    Raises:
        OSError: the port is taken.
    """

    def __init__(self, source: Source, port: int = 0, token: str | None = None) -> None:
        self.source = source
        self.token = token or secrets.token_urlsafe(TOKEN_BYTES)
        self._windows: list[queue.SimpleQueue[str | None]] = []
        self._lock = threading.Lock()
        self.closed = False
        self._http = _Http((HOST, port), _Handler)
        self._http.server = self
        self.port: int = self._http.server_address[1]
        self.hosts = {f"{name}:{self.port}" for name in (HOST, "localhost")}
        thread = threading.Thread(
            target=self._http.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True
        )
        thread.start()

    @property
    def url(self) -> str:
        """The address of the page, with its token."""
        return f"http://{HOST}:{self.port}/{self.token}/"

    @property
    def windows(self) -> int:
        """How many windows are listening."""
        return len(self._windows)

    def send(self, event: str, content: Mapping[str, Any]) -> None:
        """Send an event to all windows."""
        text = message(event, content)
        with self._lock:
            for window in self._windows:
                window.put(text)

    def listen(self) -> queue.SimpleQueue[str | None] | None:
        """The messages to a new window, its state first; None if there are too many."""
        window: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        with self._lock:
            if len(self._windows) >= MOST_WINDOWS:
                return None
            window.put(message("state", self.source.state()))
            self._windows.append(window)
        return window

    def leave(self, window: queue.SimpleQueue[str | None]) -> None:
        """A window has gone."""
        with self._lock:
            if window in self._windows:
                self._windows.remove(window)

    def close(self) -> None:
        """Stop listening, and let all windows know."""
        self.closed = True
        self._http.shutdown()
        self._http.server_close()
        with self._lock:
            for window in self._windows:
                window.put(None)
            self._windows.clear()


def message(event: str, content: Mapping[str, Any]) -> str:
    r"""One server-sent event.

    >>> message("state", {"name": "L\n"})
    'event: state\ndata: {"name": "L\\n"}\n\n'
    """
    return f"event: {event}\ndata: {json.dumps(content)}\n\n"


class _Http(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    # On Windows it would let another program take the port of this one.
    allow_reuse_address = os.name == "posix"
    server: Server

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A window that leaves in the middle of an answer is no error."""


class _Handler(BaseHTTPRequestHandler):
    timeout = 30
    server_version, sys_version = "backprop", ""

    @property
    def _ours(self) -> Server:
        return cast(_Http, self.server).server

    def do_GET(self) -> None:
        action = self._action()
        if action == "":
            self._answer(HTTPStatus.OK, self._ours.source.page(), "text/html")
        elif action == "events":
            self._stream()
        else:
            self._refuse()

    def do_POST(self) -> None:
        action = self._action()
        content = self._content() if action and self.headers["Origin"] else None
        if action is None or content is None:
            self._refuse()
            return
        try:
            reply = self._ours.source.receive(action, content)
        except ValueError as error:
            reply = {"fault": str(error)}
        self._answer(HTTPStatus.OK, json.dumps(reply), "application/json")

    def _action(self) -> str | None:
        """What stands after the token, if all is as it must be."""
        origin = self.headers["Origin"]
        _, token, *rest = [*self.path.partition("?")[0].split("/"), ""]
        is_ours = (
            self.headers["Host"] in self._ours.hosts
            and (origin is None or origin.removeprefix("http://") in self._ours.hosts)
            and secrets.compare_digest(token.encode(), self._ours.token.encode())
        )
        return rest[0] if is_ours and len(rest) == 2 else None

    def _content(self) -> Mapping[str, Any] | None:
        """The JSON object that was sent; None if there is none."""
        length = self.headers["Content-Length"] or ""
        if self.headers["Content-Type"] != "application/json":
            return None
        if not length.isdecimal() or int(length) > LONGEST_BODY:
            return None
        try:
            content = json.loads(self.rfile.read(int(length)))
        except (ValueError, RecursionError):
            return None
        return content if isinstance(content, dict) else None

    def _stream(self) -> None:
        window = self._ours.listen()
        if window is None:
            self._refuse()
            return
        self._begin(HTTPStatus.OK, "text/event-stream")
        try:
            text: str | None = "retry: 1000\n\n"
            while text is not None:
                self.wfile.write(text.encode())
                self.wfile.flush()
                try:
                    text = window.get(timeout=KEEP_ALIVE)
                except queue.Empty:
                    text = ":\n\n"
        except OSError:
            pass
        finally:
            self._ours.leave(window)

    def _answer(self, status: HTTPStatus, text: str, kind: str) -> None:
        body = text.encode()
        self._begin(status, f"{kind}; charset=utf-8", len(body))
        self.wfile.write(body)

    def _refuse(self) -> None:
        self._begin(HTTPStatus.NOT_FOUND, "text/plain", 0)

    def _begin(self, status: HTTPStatus, kind: str, length: int | None = None) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        for name, content in HEADERS.items():
            self.send_header(name, content)
        if length is not None:
            self.send_header("Content-Length", str(length))
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        """The prompt stays as it is: nothing is printed."""
