"""Which PostgreSQL server the project talks to: DATABASE_URL, or its own."""

import hashlib
import os
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from site_core.postgres_server import PostgresServer

SHAPE = "postgres://user:password@host:port/name"
SCHEMES = ("postgres", "postgresql")
DEFAULT_PORT = 5432
# Parameters that reach libpq unchanged; any other is most likely a slip.
CONNECTION_PARAMETERS = frozenset(
    {
        "application_name",
        "channel_binding",
        "connect_timeout",
        "options",
        "sslcert",
        "sslcrl",
        "sslkey",
        "sslmode",
        "sslrootcert",
        "target_session_attrs",
    }
)


def database_settings(data_dir: Path) -> dict[str, Any]:
    """Return DATABASES["default"]: the server DATABASE_URL names, or the embedded one.

    Without DATABASE_URL the server in `data_dir`/postgres is started when it does not
    run yet, and stopped when the last process that uses it ends. Raises
    ImproperlyConfigured with one sentence when neither can be had.
    """
    url = os.environ.get("DATABASE_URL", "")
    connection = parse_database_url(url) if url else _embedded_connection(data_dir)
    return with_pool(connection) | {"TEST": {"NAME": _test_database_name(data_dir)}}


def with_pool(
    connection: dict[str, Any], *, max_size: int = 10, timeout: float = 10.0
) -> dict[str, Any]:
    """Return `connection` with a pool of `max_size` connections for each process.

    A request waits for a free connection at most `timeout` seconds.
    """
    pool = {"min_size": 1, "max_size": max_size, "timeout": timeout}
    return connection | {
        # A page, its document and its change are written together or not at all.
        "ATOMIC_REQUESTS": True,
        # The pool keeps connections; Django must not keep them as well.
        "CONN_MAX_AGE": 0,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            **connection.get("OPTIONS", {}),
            "pool": pool,
            # Of statements that are asked for often enough (news.api.rows).
            "prepare_threshold": 5,
        },
    }


def parse_database_url(url: str) -> dict[str, Any]:
    """Return the connection part of DATABASES["default"] that `url` describes.

    A host that begins with %2F is the folder of a unix socket, as in libpq. Raises
    ImproperlyConfigured naming the part that is wrong, never the password.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise _url_error("the host or port cannot be read") from error
    if parts.scheme not in SCHEMES:
        raise _url_error(f"it must begin with postgres://, not '{parts.scheme}:'")
    if parts.fragment:
        raise _url_error("it holds a '#': write it as %23")
    if port == 0:
        raise _url_error("port 0 does not exist")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": _database_name(parts),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": _host(parts),
        "PORT": str(port or DEFAULT_PORT),
        "OPTIONS": _connection_parameters(parts.query),
    }


def _url_error(fault: str) -> ImproperlyConfigured:
    """Return the error that says what is wrong with DATABASE_URL."""
    return ImproperlyConfigured(
        f"DATABASE_URL is wrong: {fault} (expected {SHAPE}; "
        "special characters of the password are written as %XX)."
    )


def _host(parts: SplitResult) -> str:
    """Return the host, or the folder of the socket."""
    if not parts.hostname:
        raise _url_error("the host is missing")
    return unquote(parts.hostname)


def _database_name(parts: SplitResult) -> str:
    """Return the name of the database, the one segment of the path."""
    name = unquote(parts.path.removeprefix("/"))
    if not name:
        raise _url_error("the database name is missing")
    if "/" in name:
        raise _url_error(f"'{name}' is not the name of a database")
    return name


def _connection_parameters(query: str) -> dict[str, str]:
    """Return the parameters after '?', each known and given once."""
    try:
        pairs = parse_qsl(query, keep_blank_values=True, strict_parsing=bool(query))
    except ValueError as error:
        raise _url_error("what follows '?' is not name=value") from error
    parameters = dict(pairs)
    if len(parameters) < len(pairs):
        raise _url_error("a parameter is given twice")
    if unknown := sorted(parameters.keys() - CONNECTION_PARAMETERS):
        raise _url_error(f"the parameter '{unknown[0]}' is not known")
    return parameters


def _embedded_connection(data_dir: Path) -> dict[str, Any]:
    """Return the connection to the embedded server of `data_dir`, started by now."""
    server = PostgresServer.running(data_dir / "postgres")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": server.database,
        "USER": server.user,
        "PASSWORD": "",
        "HOST": str(server.socket_dir),
        "PORT": str(server.port),
    }


def _test_database_name(data_dir: Path) -> str:
    """Return a name of its own for each checkout, or the one asked for.

    Two test runs at once in one checkout each set TEST_DATABASE_NAME.
    """
    checkout = hashlib.sha256(os.fsencode(data_dir.resolve())).hexdigest()[:8]
    return os.environ.get("TEST_DATABASE_NAME") or f"test_baoguan_{checkout}"
