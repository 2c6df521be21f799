"""A load generator for one host: keeps connections busy and times each answer."""

import selectors
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle
from statistics import median, quantiles
from urllib.parse import urlsplit

# So many answers are timed, however long they take.
FEWEST = 5
# In seconds: a server that gives no answer for so long gives none.
PATIENCE = 60


@dataclass(frozen=True)
class Load:
    """How long each answer of a run took, in seconds, and the bytes of the last."""

    times: list[float]
    seconds: float
    size: int

    @property
    def p50(self) -> float:
        """The middle of the times, in milliseconds."""
        return median(self.times) * 1e3

    @property
    def p95(self) -> float:
        """What nineteen of twenty answers took at most, in milliseconds."""
        return quantiles(self.times, n=20)[18] * 1e3

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.times) / self.seconds

    def __add__(self, later: "Load") -> "Load":
        """Return two runs as one."""
        return Load(self.times + later.times, self.seconds + later.seconds, later.size)


class WrongAnswerError(Exception):
    """The server answered with another status than expected, or not at all."""


class _Connection:
    """One connection that is kept open, with one request under way."""

    def __init__(self, address: tuple[str, int]) -> None:
        self.socket = socket.create_connection(address)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.started = 0.0
        self._received = b""
        self._length = -1

    def send(self, request: bytes) -> None:
        self._received, self._length = b"", -1
        self.started = time.perf_counter()
        self.socket.sendall(request)

    def read(self) -> bytes | None:
        """Return the whole answer, or None while some of it is missing."""
        chunk = self.socket.recv(1 << 18)
        if not chunk:
            raise WrongAnswerError("the server closed a connection")
        self._received += chunk
        if self._length < 0:
            self._length = _length(self._received)
        is_whole = 0 <= self._length <= len(self._received)
        return self._received if is_whole else None


def _length(received: bytes) -> int:
    """Return the length of an answer with its head, -1 while that is not known."""
    head, end, _body = received.partition(b"\r\n\r\n")
    if not end:
        return -1
    for line in head.split(b"\r\n")[1:]:
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return len(head) + 4 + int(value)
    # 304 and 204 have no body.
    return len(head) + 4


def measure(
    urls: list[str],
    *,
    connections: int,
    seconds: float,
    expected: int = 200,
    headers: dict[str, str] | None = None,
) -> Load:
    """Ask for `urls` in turn on some connections, for some seconds.

    Raises WrongAnswerError when an answer has not the expected status, or none comes.
    """
    requests = cycle(_requests(urls, headers or {}))
    parts = urlsplit(urls[0])
    address = (str(parts.hostname), parts.port or 80)
    selector = selectors.DefaultSelector()
    for _ in range(connections):
        connection = _Connection(address)
        selector.register(connection.socket, selectors.EVENT_READ, connection)
        connection.send(next(requests))
    return _run(selector, requests, seconds, expected)


def _requests(urls: list[str], headers: dict[str, str]) -> list[bytes]:
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    requests = []
    for url in urls:
        parts = urlsplit(url)
        target = f"{parts.path}?{parts.query}" if parts.query else parts.path
        head = f"GET {target} HTTP/1.1\r\nHost: {parts.netloc}\r\n{lines}\r\n"
        requests.append(head.encode())
    return requests


def _run(
    selector: selectors.BaseSelector,
    requests: Iterator[bytes],
    seconds: float,
    expected: int,
) -> Load:
    """Ask until the time is over, and wait for what is under way then.

    Else the server would still be at it when the next run begins.
    """
    times: list[float] = []
    size = 0
    status = str(expected).encode()
    started = time.perf_counter()
    while selector.get_map():
        ready = selector.select(timeout=PATIENCE)
        if not ready:
            raise WrongAnswerError(f"no answer within {PATIENCE} s")
        for key, _events in ready:
            connection: _Connection = key.data
            answer = connection.read()
            if answer is None:
                continue
            now = time.perf_counter()
            times.append(now - connection.started)
            if answer.split(b" ", 2)[1] != status:
                line = answer.split(b"\r\n", 1)[0].decode()
                raise WrongAnswerError(f"{line}, expected {expected}")
            size = len(answer)
            if now < started + seconds or len(times) < FEWEST:
                connection.send(next(requests))
            else:
                selector.unregister(connection.socket)
                connection.socket.close()
    return Load(times, time.perf_counter() - started, size)
