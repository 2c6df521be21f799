"""One request to a receiver: bounded in time and size, to a checked address only."""

import http.client
import socket
import ssl
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from threading import Timer

from urllib3 import exceptions
from urllib3.connection import HTTPConnection, HTTPSConnection

from news.delivery.addresses import ForbiddenAddressError, Target, find_target

CONNECT_SECONDS = 5.0
TOTAL_SECONDS = 15.0
EXCERPT_BYTES = 2000
MAX_RETRY_AFTER = 24 * 60 * 60

FAILURES = (OSError, exceptions.HTTPError, http.client.HTTPException, ValueError)


@dataclass(frozen=True)
class Answer:
    """What a receiver said (`status`), or why it said nothing (`error`, in Chinese)."""

    status: int | None = None
    error: str = ""
    excerpt: str = ""
    retry_after: int = 0
    milliseconds: int = 0

    @property
    def is_success(self) -> bool:
        """Return whether the message has arrived."""
        return self.status is not None and 200 <= self.status < 300

    @property
    def is_gone(self) -> bool:
        """Return whether the receiver wants no more messages, ever."""
        return self.status == http.HTTPStatus.GONE


def post(url: str, payload: str, headers: Mapping[str, str]) -> Answer:
    """Send a message; redirects are not followed, and nothing is raised."""
    began = time.monotonic()
    try:
        answer = _exchange(find_target(url), payload.encode(), headers)
    except ForbiddenAddressError as error:
        answer = Answer(error=str(error))
    except FAILURES as error:
        answer = Answer(error=_reason(error))
    milliseconds = int((time.monotonic() - began) * 1000)
    return Answer(**{**vars(answer), "milliseconds": milliseconds})


def _exchange(target: Target, body: bytes, headers: Mapping[str, str]) -> Answer:
    """Send to the first address that accepts a connection, and read the answer."""
    deadline = time.monotonic() + TOTAL_SECONDS
    connection = _connect(target, deadline)
    # Timeouts of sockets begin anew with each byte; this one does not.
    watchdog = Timer(max(0.0, deadline - time.monotonic()), _cut, [connection])
    watchdog.daemon = True
    watchdog.start()
    try:
        answer = _ask(connection, target, body, headers)
    except FAILURES as error:
        if time.monotonic() >= deadline:
            raise TimeoutError from error
        raise
    else:
        # Cut short, an answer may look whole.
        if time.monotonic() >= deadline:
            raise TimeoutError
        return answer
    finally:
        watchdog.cancel()
        connection.close()


def _connect(target: Target, deadline: float) -> HTTPConnection:
    """Return a connection to the first address that can be reached."""
    failure: Exception = OSError("no address")
    for address in target.addresses:
        seconds = min(CONNECT_SECONDS, deadline - time.monotonic())
        if seconds <= 0:
            break
        connection = _connection(target, address, seconds)
        watchdog = Timer(seconds, _cut, [connection])
        watchdog.daemon = True
        watchdog.start()
        try:
            connection.connect()
        except FAILURES as error:
            connection.close()
            failure = error
        else:
            return connection
        finally:
            watchdog.cancel()
    raise failure


def _connection(target: Target, address: str, seconds: float) -> HTTPConnection:
    if not target.is_secure:
        return HTTPConnection(address, target.port, timeout=seconds)
    # The certificate must be for the name, whatever the address.
    return HTTPSConnection(
        address,
        target.port,
        timeout=seconds,
        server_hostname=target.hostname,
    )


def _ask(
    connection: HTTPConnection, target: Target, body: bytes, headers: Mapping[str, str]
) -> Answer:
    connection.timeout = TOTAL_SECONDS
    connection.request(
        "POST",
        target.request_target,
        body=body,
        headers={**headers, "Host": target.host},
        preload_content=False,
        decode_content=False,
    )
    response = connection.getresponse()
    excerpt = response.read(EXCERPT_BYTES, decode_content=False)
    return Answer(
        status=response.status,
        error=_meaning(response.status),
        excerpt=excerpt.decode(errors="replace"),
        retry_after=_seconds(response.headers.get("Retry-After", "")),
    )


def _cut(connection: HTTPConnection) -> None:
    """End a connection that another thread waits for."""
    if (sock := connection.sock) is not None:
        # Not the method of an SSL socket, which is for the thread that reads.
        with suppress(OSError):
            socket.socket.shutdown(sock, socket.SHUT_RDWR)


def _seconds(text: str) -> int:
    """Return the seconds of a Retry-After header; a date there counts as nothing."""
    is_number = text.isascii() and text.isdigit() and len(text) < 9
    return min(int(text), MAX_RETRY_AFTER) if is_number else 0


def _meaning(status: int) -> str:
    """Return what an editor should know about a status that is no success."""
    if 300 <= status < 400:
        return "接收方要求跳转，推送不跟随跳转：请填最终的地址"
    if status == http.HTTPStatus.GONE:
        return "接收方答复不再接收"
    return "" if 200 <= status < 300 else f"接收方答复 {status}"


def _reason(error: Exception) -> str:
    """Return in Chinese why there was no answer, with the technical words."""
    cases: list[tuple[type[Exception], str]] = [
        (socket.gaierror, "找不到这个域名"),
        # Before timeouts, of which it is a kind.
        (exceptions.NewConnectionError, "连接不上"),
        (ConnectionRefusedError, "连接不上"),
        (TimeoutError, "超时，接收方没有及时答复"),
        (exceptions.TimeoutError, "超时，接收方没有及时答复"),
        (exceptions.SSLError, "证书有问题"),
        (ssl.SSLError, "证书有问题"),
    ]
    words = next(
        (words for kind, words in cases if isinstance(error, kind)), "连接中断"
    )
    return f"{words}（{error or type(error).__name__}）"[:300]
