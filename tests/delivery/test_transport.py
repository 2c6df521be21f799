"""One request: bounded in time and size, over verified TLS."""

import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from news.delivery import transport
from news.delivery.transport import EXCERPT_BYTES, post
from tests.delivery.conftest import Receiver, answer, listening
from tests.delivery.test_addresses import resolve_to

PATIENCE = 0.3
# Far more than the limit, on the busiest machine; without the limit it takes longer.
SLOW = 20.0


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give receivers less time than an operator would wait."""
    monkeypatch.setattr(transport, "TOTAL_SECONDS", PATIENCE)


def test_what_is_sent_arrives(receiver: Receiver) -> None:
    found = post(f"{receiver.url}?a=b", '{"字": 1}', {"webhook-id": "msg_1"})

    assert (found.status, found.error, found.excerpt) == (200, "", "thanks")
    assert receiver.bodies == ['{"字": 1}']
    assert receiver.paths == ["/hook?a=b"]
    assert receiver.headers[0]["webhook-id"] == "msg_1"


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_is_not_followed(receiver: Receiver, status: int) -> None:
    receiver.reply = answer(status, Location=receiver.url)

    found = post(receiver.url, "{}", {})

    assert not found.is_success
    assert "不跟随跳转" in found.error
    assert len(receiver.bodies) == 1


def test_an_endless_answer_is_cut(receiver: Receiver) -> None:
    def reply(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.end_headers()
        with suppress(OSError):
            while True:
                request.wfile.write(b"x" * 65536)

    receiver.reply = reply

    found = post(receiver.url, "{}", {})

    assert found.is_success
    assert len(found.excerpt) == EXCERPT_BYTES


def drip(request: BaseHTTPRequestHandler, piece: bytes) -> None:
    """Send a piece again and again, so that no single wait is long."""
    with suppress(OSError):
        end = time.monotonic() + 2 * SLOW
        while time.monotonic() < end:
            request.wfile.write(piece)
            request.wfile.flush()
            time.sleep(PATIENCE / 5)


@pytest.mark.parametrize("beginning", [b"", b"HTTP/1.1 200 OK\r\nX: "])
def test_a_receiver_that_drips_is_left(
    receiver: Receiver, impatient: None, beginning: bytes
) -> None:
    def reply(request: BaseHTTPRequestHandler) -> None:
        request.wfile.write(beginning)
        drip(request, b"H")

    receiver.reply = reply
    began = time.monotonic()

    found = post(receiver.url, "{}", {})

    assert found.status is None
    assert time.monotonic() - began < SLOW


def test_a_receiver_that_says_nothing_is_left(
    receiver: Receiver, impatient: None
) -> None:
    receiver.reply = lambda request: time.sleep(4 * PATIENCE)

    assert "超时" in post(receiver.url, "{}", {}).error


def test_a_receiver_that_is_gone_is_named() -> None:
    assert "连接不上" in post("http://127.0.0.1:1/", "{}", {}).error


def test_a_name_that_does_not_exist_is_named() -> None:
    assert "找不到这个域名" in post("https://no-such-name.invalid/", "{}", {}).error


def test_what_is_no_http_is_named(receiver: Receiver) -> None:
    receiver.reply = lambda request: request.wfile.write(b"SSH-2.0-server\r\n")

    assert "连接中断" in post(receiver.url, "{}", {}).error


@pytest.mark.parametrize(
    ("header", "seconds"), [("120", 120), ("9999999", 86400), ("tomorrow", 0)]
)
def test_a_receiver_may_ask_to_wait(
    receiver: Receiver, header: str, seconds: int
) -> None:
    receiver.reply = answer(503, Retry_After=header)

    assert post(receiver.url, "{}", {}).retry_after == seconds


@pytest.fixture
def secure(
    receiver: Receiver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Receiver]:
    """A receiver with a certificate for hooks.example, which the machine trusts."""
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    subprocess.run(  # noqa: S603
        [
            *("openssl", "req", "-x509", "-newkey", "ec", "-nodes", "-days", "2"),
            *("-pkeyopt", "ec_paramgen_curve:prime256v1", "-subj", "/CN=test"),
            *("-addext", "subjectAltName=DNS:hooks.example"),
            *("-keyout", str(key), "-out", str(certificate)),
        ],
        check=True,
        capture_output=True,
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    resolve_to(monkeypatch, "127.0.0.1")
    running = Receiver()
    running.server.socket = context.wrap_socket(
        running.server.socket, server_side=True, do_handshake_on_connect=False
    )
    with listening(running):
        yield running


def test_the_certificate_is_checked_against_the_name(secure: Receiver) -> None:
    found = post(f"https://hooks.example:{secure.port}/hook", "{}", {})

    assert (found.status, found.error) == (200, "")


def test_a_certificate_for_another_name_is_refused(secure: Receiver) -> None:
    found = post(f"https://other.example:{secure.port}/hook", "{}", {})

    assert "证书有问题" in found.error
    assert secure.bodies == []
