"""A receiver of webhooks: a real HTTP server in a thread."""

import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from news.delivery.queueing import queue_changes
from news.models import WebhookEndpoint
from tests.programs import leave_out

Reply = Callable[[BaseHTTPRequestHandler], None]
OF_VARNISH = Path(__file__).with_name("test_varnish.py")
NO_VARNISH = "no varnishd is here: install varnish and varnish-modules"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run the tests of Varnish, or skip them where there is none."""
    if shutil.which("varnishd") is None:
        needy = [item for item in items if item.path == OF_VARNISH]
        leave_out(needy, variable="VARNISH_REQUIRED", reason=NO_VARNISH)


def answer(status: int, body: str = "", **headers: str) -> Reply:
    """Return what answers in this way."""

    def reply(request: BaseHTTPRequestHandler) -> None:
        request.send_response(status)
        for name, value in headers.items():
            request.send_header(name.replace("_", "-"), value)
        request.send_header("Content-Length", str(len(body.encode())))
        request.end_headers()
        request.wfile.write(body.encode())

    return reply


class QuietServer(ThreadingHTTPServer):
    """A server that does not print what clients do to it."""

    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: connections that end early are part of the tests."""


class Receiver:
    """Notes every request; answers with `reply`."""

    def __init__(self) -> None:
        self.bodies: list[str] = []
        self.headers: list[dict[str, str]] = []
        self.paths: list[str] = []
        self.reply: Reply = answer(200, "thanks")
        self.server = QuietServer(("127.0.0.1", 0), self._make_handler())

    @property
    def port(self) -> int:
        """Return the port it listens on."""
        return self.server.server_port

    @property
    def url(self) -> str:
        """Return its address."""
        return f"http://127.0.0.1:{self.port}/hook"

    def _make_handler(self) -> type[BaseHTTPRequestHandler]:
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                length = int(self.headers.get("Content-Length", 0))
                receiver.bodies.append(self.rfile.read(length).decode())
                receiver.headers.append(dict(self.headers.items()))
                receiver.paths.append(self.path)
                receiver.reply(self)

            def log_message(self, *args: Any) -> None:
                """Say nothing."""

        return Handler


@contextmanager
def listening(receiver: Receiver) -> Iterator[Receiver]:
    """Serve until the block ends."""
    thread = threading.Thread(target=receiver.server.serve_forever, args=[0.01])
    thread.start()
    try:
        yield receiver
    finally:
        receiver.server.shutdown()
        receiver.server.server_close()
        thread.join()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """A receiver that answers 200."""
    with listening(Receiver()) as running:
        yield running


@pytest.fixture
def endpoint(db: None, receiver: Receiver) -> WebhookEndpoint:
    """An endpoint that gets all events, from now on."""
    queue_changes()
    return WebhookEndpoint.objects.create(name="客户端", url=receiver.url)
