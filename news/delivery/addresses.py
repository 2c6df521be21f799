"""Where webhooks may go: out into the world, not into the house's own network.

A name is looked up once for each attempt, all its addresses are checked, and the
connection is made to one of those: a name that changes between check and use
(DNS rebinding) gains nothing. Operators open networks with
`WEBHOOKS_ALLOWED_NETWORKS`; only there a receiver may do without TLS.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)
from socket import SOCK_STREAM, getaddrinfo
from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network
PORTS = {"https": 443, "http": 80}

# Of IPv6, ordinary addresses are here; all others are local, or lead to IPv4 (RFC 4291).
UNICAST = ip_network("2000::/3")
# What Python's `is_global` lets pass. 168.63.129.16 answers for the platform on Azure;
# the others are relays, tunnels, and examples in books.
NOT_GLOBAL = [
    ip_network(text)
    for text in (
        *("168.63.129.16/32", "192.88.99.0/24"),
        *("2001::/23", "2002::/16", "3fff::/20"),
    )
]


class ForbiddenAddressError(Exception):
    """The receiver stands where webhooks must not go; says why, in Chinese."""


@dataclass(frozen=True)
class Target:
    """Where to connect, and what to call it: checked addresses of one name."""

    is_secure: bool
    hostname: str
    port: int
    addresses: Sequence[str]
    # The path with its query, and the name with its port, as HTTP sends them.
    request_target: str
    host: str


def check_url(url: str) -> None:
    """Validate an address that an editor has typed, without looking up its name."""
    try:
        _check_written(split_url(url))
    except ForbiddenAddressError as error:
        raise ValidationError(f"{error}。") from error


def _check_written(parts: SplitResult) -> None:
    """Check what can be told from the address alone."""
    is_secure = parts.scheme == "https"
    address = _literal(parts.hostname or "")
    if address is not None:
        check_addresses([address], is_secure=is_secure)
    elif not is_secure and not allowed_networks():
        raise ForbiddenAddressError("地址要以 https:// 开头")


def find_target(url: str) -> Target:
    """Look up the name in an address, and return where to connect.

    Raises ForbiddenAddressError, and OSError when the name is not found.
    """
    parts = split_url(url)
    hostname = str(parts.hostname)
    port = parts.port or PORTS[parts.scheme]
    is_secure = parts.scheme == "https"
    name = hostname if ":" in hostname else hostname.encode("idna").decode()
    found = getaddrinfo(name, port, type=SOCK_STREAM)
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    check_addresses([ip_address(text) for text in addresses], is_secure=is_secure)
    shown = f"[{name}]" if ":" in name else name
    return Target(
        is_secure=is_secure,
        hostname=name,
        port=port,
        addresses=addresses,
        request_target=f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}",
        host=f"{shown}:{parts.port}" if parts.port else shown,
    )


def split_url(url: str) -> SplitResult:
    """Return the parts of an address that webhooks can be sent to."""
    try:
        parts = urlsplit(url)
        is_whole = parts.scheme in PORTS and parts.hostname and parts.port != 0
        (parts.hostname or "").encode("idna")
    except ValueError as error:
        raise ForbiddenAddressError("这不是一个网址") from error
    if not is_whole or not (parts.path + parts.query).isascii():
        raise ForbiddenAddressError("请写完整的网址，如 https://example.com/hook")
    if " " in url or parts.username is not None or parts.password is not None:
        raise ForbiddenAddressError("网址里不能有空格、用户名或密码")
    return parts


def check_addresses(addresses: Sequence[Address], *, is_secure: bool) -> None:
    """Raise ForbiddenAddressError unless webhooks may go to every one of these."""
    for address in addresses:
        if is_allowed(address):
            continue
        if not is_global(address):
            raise ForbiddenAddressError(f"{address} 在内部网络中，不允许推送")
        if not is_secure:
            raise ForbiddenAddressError("地址要以 https:// 开头")


def is_allowed(address: Address) -> bool:
    """Return whether operators have opened the network of this address."""
    address = _plain(address)
    return any(address in network for network in allowed_networks())


def is_global(address: Address) -> bool:
    """Return whether this is an ordinary address of the public Internet."""
    address = _plain(address)
    return (
        address.is_global
        and (address.version == 4 or address in UNICAST)
        and not address.is_multicast
        and not address.is_reserved
        and not any(address in network for network in NOT_GLOBAL)
    )


def allowed_networks() -> list[Network]:
    """Return the networks that operators have opened."""
    return [ip_network(text) for text in settings.WEBHOOKS_ALLOWED_NETWORKS]


def _plain(address: Address) -> Address:
    """Return the IPv4 address that is written as IPv6 (::ffff:10.0.0.1)."""
    mapped = getattr(address, "ipv4_mapped", None)
    return mapped or address


def _literal(hostname: str) -> Address | None:
    """Return the address that is written instead of a name."""
    try:
        return ip_address(hostname)
    except ValueError:
        return None
