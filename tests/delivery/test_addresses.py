"""Webhooks go out into the world, not into the house's own network."""

import socket
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from news.delivery.addresses import check_url, find_target
from news.delivery.transport import post
from tests.delivery.conftest import Receiver

INSIDE = [
    *("127.0.0.1", "127.8.9.10", "0.0.0.0", "0.1.2.3"),  # noqa: S104
    *("10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1"),
    *("169.254.169.254", "169.254.0.1", "100.64.0.1", "100.100.100.200"),
    *("168.63.129.16", "192.0.0.1", "192.0.2.1", "198.18.0.1", "198.51.100.1"),
    *("203.0.113.1", "192.88.99.1", "224.0.0.1", "240.0.0.1", "255.255.255.255"),
    *("::", "::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:10.0.0.1"),
    *("::ffff:169.254.169.254", "64:ff9b::7f00:1", "64:ff9b:1::1", "100::1"),
    *("fe80::1", "fe80::1%1", "fec0::1", "fc00::1", "fd00:ec2::254"),
    *("2001::1", "2001:db8::1", "2002:7f00:1::1", "ff02::1", "3fff::1"),
]
OUTSIDE = ["93.184.216.34", "223.5.5.5", "2400:3200::1", "::ffff:223.5.5.5"]


def resolve_to(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> None:
    """Let every name lead to these addresses; only the resolver is replaced."""

    def getaddrinfo(host: str, port: int, **kwargs: Any) -> list[Any]:
        return [(0, socket.SOCK_STREAM, 6, "", (text, port)) for text in addresses]

    monkeypatch.setattr("news.delivery.addresses.getaddrinfo", getaddrinfo)


@pytest.fixture
def closed(settings: Any) -> None:
    """Operators have opened no network."""
    settings.WEBHOOKS_ALLOWED_NETWORKS = []


@pytest.mark.parametrize("address", INSIDE)
def test_no_name_leads_inside(
    closed: None, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    resolve_to(monkeypatch, address)

    answer = post("https://hooks.example/", "{}", {})

    assert answer.status is None
    assert "不允许推送" in answer.error


@pytest.mark.parametrize("address", OUTSIDE)
def test_a_public_address_is_allowed(
    closed: None, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    resolve_to(monkeypatch, address)

    target = find_target("https://hooks.example/a?b=c")

    assert (target.addresses, target.port) == ([address], 443)
    assert (target.host, target.request_target) == ("hooks.example", "/a?b=c")


def test_one_address_inside_is_enough_to_refuse(
    closed: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    resolve_to(monkeypatch, "223.5.5.5", "10.0.0.1")

    assert "10.0.0.1" in post("https://hooks.example/", "{}", {}).error


@pytest.mark.parametrize(
    "url",
    [
        *("http://127.0.0.1/", "https://127.1/", "https://2130706433/"),
        *("https://0x7f000001/", "https://[::1]/", "https://[::ffff:7f00:1]/"),
        *("https://localhost/", "https://0/"),
    ],
)
def test_loopback_in_disguise_is_refused(closed: None, url: str) -> None:
    assert "不允许推送" in post(url, "{}", {}).error


def test_plain_http_is_refused(closed: None, monkeypatch: pytest.MonkeyPatch) -> None:
    resolve_to(monkeypatch, "223.5.5.5")

    assert "https" in post("http://hooks.example/", "{}", {}).error


def test_plain_http_is_for_opened_networks_only(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    resolve_to(monkeypatch, "127.0.0.1", "223.5.5.5")

    assert "https" in post("http://hooks.example/", "{}", {}).error


def test_a_name_that_changes_after_the_check_gains_nothing(
    receiver: Receiver, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.WEBHOOKS_ALLOWED_NETWORKS = ["127.0.0.1/32"]
    resolve_to(monkeypatch, "127.0.0.1")
    looked_up: list[str] = []
    real = socket.getaddrinfo

    def getaddrinfo(host: str, *args: Any, **kwargs: Any) -> Any:
        looked_up.append(host)
        return real(host, *args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)

    answer = post(f"http://hooks.example:{receiver.port}/hook", "{}", {})

    assert answer.is_success
    assert set(looked_up) <= {"127.0.0.1"}
    assert receiver.headers[0]["Host"] == f"hooks.example:{receiver.port}"


@pytest.mark.parametrize(
    "url",
    [
        *("", "hooks.example", "ftp://hooks.example/", "https://", "https:///a"),
        *("https://user:word@hooks.example/", "https://user@hooks.example/"),
        *("https://hooks.example:99999/", "https://[::1/", "https://a b.example/"),
        *("https://hooks.example/路", "file:///etc/passwd", "https://a..b/"),
        *("http://hooks.example/", "https://10.0.0.1/", "https://[fd00::1]/"),
        "https://hooks.example/\r\nX: y",
    ],
)
def test_an_address_that_cannot_work_is_refused_when_typed(
    closed: None, url: str
) -> None:
    with pytest.raises(ValidationError):
        check_url(url)


@pytest.mark.parametrize(
    "url",
    [
        *("https://hooks.example", "https://hooks.example:8443/a?b=c"),
        *("https://推送.example/", "https://223.5.5.5/", "https://[2400:3200::1]/"),
    ],
)
def test_an_ordinary_address_can_be_typed(closed: None, url: str) -> None:
    check_url(url)


def test_an_opened_network_can_be_typed(settings: Any) -> None:
    settings.WEBHOOKS_ALLOWED_NETWORKS = ["10.1.0.0/16"]

    check_url("http://10.1.2.3:8080/hook")
    with pytest.raises(ValidationError):
        check_url("http://10.2.2.3:8080/hook")
