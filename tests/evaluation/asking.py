"""Asking the search endpoint, over HTTP or in one process, page after page."""

import http.client
import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode, urlsplit

PATH = "/api/v2/search/"
# The most that the endpoint gives at once.
PAGE_SIZE = 50
# So long a server may take that is still making its index ready.
PATIENCE = 60

Get = Callable[[str], tuple[int, bytes]]


class RefusedError(Exception):
    """The endpoint answered a query with another status than 200."""


class AskingError(Exception):
    """There is no endpoint, or what it answers cannot be understood."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The stories on one page of results, how long it took, the cursor of the next."""

    items: list[dict[str, Any]]
    seconds: float
    next: str | None


class Endpoint:
    """The search endpoint; `get` sends a path with its query string."""

    def __init__(self, get: Get) -> None:
        self._get = get

    @classmethod
    def at(cls, url: str) -> "Endpoint":
        """Return the endpoint of a server that runs at `url`, such as http://host."""
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.netloc:
            raise AskingError(f"'{url}' is no address: write http://host:port")
        return cls(_keeping(parts.scheme, parts.netloc))

    def pages(self, query: str, **parameters: str) -> Iterator[Answer]:
        """Yield page after page of what a query finds.

        Raises RefusedError, with what the endpoint says, and AskingError.
        """
        wanted = {"q": query, "limit": str(PAGE_SIZE), **parameters}
        while True:
            answer = self._ask(f"{PATH}?{urlencode(wanted)}")
            yield answer
            if answer.next is None:
                return
            wanted["cursor"] = answer.next

    def _ask(self, address: str) -> Answer:
        started = time.perf_counter()
        status, body = self._get(address)
        seconds = time.perf_counter() - started
        try:
            content = json.loads(body)
        except ValueError as error:
            raise AskingError(f"{address} answers {status}, and no JSON") from error
        if status != HTTPStatus.OK:
            raise RefusedError(f"{status}: {_sentence(content)}")
        try:
            return Answer(content["items"], seconds, content["meta"]["next"])
        except (KeyError, TypeError) as error:
            raise AskingError(f"{address} answers without {error}") from error


def _sentence(content: Any) -> str:
    if not isinstance(content, dict):
        return str(content)
    return str(content.get("detail") or content.get("message") or content)


def _keeping(scheme: str, host: str) -> Get:
    """Return what sends requests over one connection that is kept open."""
    secure = scheme == "https"
    made = http.client.HTTPSConnection if secure else http.client.HTTPConnection
    connection = made(host, timeout=PATIENCE)

    def get(address: str) -> tuple[int, bytes]:
        try:
            connection.request("GET", address, headers={"Accept": "application/json"})
            response = connection.getresponse()
            return response.status, response.read()
        except (OSError, http.client.HTTPException) as error:
            connection.close()
            raise AskingError(f"no answer from {scheme}://{host}: {error}") from error

    return get
