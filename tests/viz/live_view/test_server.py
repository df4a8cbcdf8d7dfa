"""Who gets an answer: this machine, with the token, from the page itself."""

from __future__ import annotations

import http.client
import json
import socket
from collections.abc import Iterator
from typing import Any

import pytest

import viz
from autograd_core import Value
from viz import View
from viz.live_view.server import LONGEST_BODY, MOST_WINDOWS

pytest.importorskip("pygraphviz")


@pytest.fixture(scope="module")
def view(own_address: None) -> Iterator[View]:
    w = Value(0.5, label="w")
    view = viz.live(w * 3.0, open_browser=False)
    yield view
    view.close()


def ask(
    view: View, method: str = "GET", action: str = "", body: str = "", **headers: str
) -> tuple[int, bytes, Any]:
    """An answer's status, body and headers; `{token}` in a path is the right one."""
    port = int(view.url.split(":")[2].split("/")[0])
    token = view.url.split("/")[3]
    path = action if action.startswith("/") else f"/{token}/{action}"
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    named = {name.replace("_", "-"): text for name, text in headers.items()}
    connection.request(method, path, body or None, named)
    answer = connection.getresponse()
    content = answer.read()
    connection.close()
    return answer.status, content, answer.headers


def origin(view: View) -> str:
    return view.url.rsplit("/", 2)[0]


def post(view: View, action: str, content: Any, **headers: str) -> tuple[int, Any]:
    sent = {"Origin": origin(view), "Content_Type": "application/json", **headers}
    body = content if isinstance(content, str) else json.dumps(content)
    status, answer, _ = ask(view, "POST", action, body, **sent)
    return status, answer and json.loads(answer)


def test_who_has_the_token_gets_the_page_and_nobody_may_keep_or_frame_it(
    view: View,
) -> None:
    assert view._server._http.server_address[0] == "127.0.0.1"
    status, page, headers = ask(view)
    assert (status, page[:15]) == (200, b"<!doctype html>")
    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"] == "frame-ancestors 'none'"
    assert "Access-Control-Allow-Origin" not in headers
    assert headers["Server"].strip() == "backprop"
    assert b"default-src 'none'" in page
    assert b"connect-src 'self'" in page


GETS: list[tuple[str, dict[str, str]]] = [
    ("/", {}),
    ("/wrong/", {}),
    ("//", {}),
    ("", {"Host": "evil.example"}),
    ("", {"Host": "127.0.0.1"}),
    ("", {"Host": "127.0.0.1.evil.example"}),
    ("", {"Host": "127.0.0.1:1"}),
    ("", {"Origin": "http://evil.example"}),
    ("", {"Origin": "null"}),
    ("events", {"Origin": "http://127.0.0.1:1"}),
    ("events", {"Host": "evil.example"}),
    ("other", {}),
    ("events/more", {}),
    ("../", {}),
]


@pytest.mark.parametrize(("action", "headers"), GETS)
def test_nobody_else_gets_anything(
    view: View, action: str, headers: dict[str, str]
) -> None:
    status, content, answered = ask(view, "GET", action, **headers)
    assert (status, content) == (404, b"")
    assert view.url.split("/")[3] not in str(answered)


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": ""},
        {"Host": "evil.example"},
        {"Content_Type": "text/plain"},
        {"Content_Type": "application/x-www-form-urlencoded"},
    ],
)
def test_a_foreign_page_cannot_send(view: View, headers: dict[str, str]) -> None:
    content = {"shape": view.state()["shape"], "numbers": [[0, "9.0"]]}
    assert post(view, "send", content, **headers) == (404, b"")
    view.refresh()
    assert view.state()["numbers"] == [[0, "0.5"]]


@pytest.mark.parametrize("body", ["", "[]", "{", "[" * 5000, "x" * (LONGEST_BODY + 1)])
def test_what_is_no_object_is_refused(view: View, body: str) -> None:
    assert post(view, "send", body) == (404, b"")


SENT: list[tuple[str, Any, str]] = [
    ("send", {"shape": "other", "numbers": [[0, "1"]]}, "The graph has changed"),
    ("send", {"numbers": [[0, "x"]]}, "The graph has changed"),
    ("send", {"shape": "", "numbers": [[7, "1"]]}, "no leaves"),
    ("send", {"shape": "", "numbers": [[0, "x"]]}, "no numbers"),
    ("send", {"shape": "", "numbers": [[0]]}, "no numbers"),
    ("send", {"shape": "", "numbers": []}, "no leaves"),
    ("send", {"shape": ""}, "no leaves"),
    ("watch", {"name": "a b"}, "a name or null"),
    ("watch", {"name": 3}, "a name or null"),
    ("move", {"at": "x", "sender": "a"}, "missing"),
    ("delete", {}, "unknown action"),
]


@pytest.mark.parametrize(("action", "content", "fault"), SENT)
def test_what_cannot_be_done_is_said(
    view: View, action: str, content: Any, fault: str
) -> None:
    if content.get("shape") == "":
        content = {**content, "shape": view.state()["shape"]}
    status, answer = post(view, action, content)
    assert status == 200
    assert fault in answer["fault"]
    assert view.state()["numbers"] == [[0, "0.5"]]


def test_numbers_are_written_when_the_next_line_begins(view: View, capsys: Any) -> None:
    content = {"shape": view.state()["shape"], "numbers": [[0, "0.74"]]}
    _, answer = post(view, "send", content)
    assert answer["said"] == "w = 0.74 goes to Python with its next line."
    assert view.state()["numbers"] == [[0, "0.5"]]
    view.refresh()
    assert view.state()["numbers"] == [[0, "0.74"]]
    assert capsys.readouterr().out.startswith(
        "w.data = 0.74 from the page; run the line"
    )


def test_too_many_windows_are_refused(view: View) -> None:
    windows = [view._server.listen() for _ in range(MOST_WINDOWS)]
    assert None not in windows
    assert ask(view, "GET", "events")[:2] == (404, b"")
    for window in windows:
        view._server.leave(window)


def test_every_page_has_a_secret_of_its_own() -> None:
    views = [viz.live("L", open_browser=False) for _ in range(2)]
    first, second = (view.url.split("/")[3] for view in views)
    assert first != second
    assert len(first) >= 32
    for view in views:
        view.close()


def test_events_begin_with_the_state_and_end_with_the_page(view: View) -> None:
    host, port = origin(view)[7:].split(":")
    with socket.create_connection((host, int(port)), timeout=120) as connection:
        path = f"/{view.url.split('/')[3]}/events"
        connection.sendall(
            f"GET {path} HTTP/1.0\r\nHost: {host}:{port}\r\n\r\n".encode()
        )
        stream = connection.makefile("rb")
        lines = [stream.readline()]
        while not lines[-1].startswith(b"data:"):
            lines.append(stream.readline())
        state = json.loads(lines[-1][5:])
        assert state["held"] == "1.5"
        assert view.windows == 1
        view.close()
        assert stream.read().strip() == b""
    with pytest.raises(OSError):
        ask(view)
