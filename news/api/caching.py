"""Letting caches keep an answer for exactly as long as it is true.

A browser asks again each time and gets 304 (`max-age=0`). A shared cache keeps an
answer for `API_SHARED_SECONDS`; one that obeys `Cache-Tag` or `Surrogate-Key` drops it
the moment a document with one of the tags changes (news.published.tags), so that the
seconds can be many there. While the origin is down, a shared cache may go on with what
it has. Cookies play no part: no answer varies by them.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, parse_etags

# To be raised when the same documents are written in another form than before.
FORM = 1
STALE_WHILE_REVALIDATE = 30
STALE_IF_ERROR = 24 * 60 * 60


@dataclass(frozen=True, slots=True)
class Validity:
    """What an answer was made from: its validators, and the tags that end its life."""

    etag: str
    last_modified: dt.datetime | None = None
    tags: Sequence[str] = field(default=())

    @property
    def modified_timestamp(self) -> int | None:
        """Return `last_modified` in whole seconds, as HTTP counts.

        None while the second is not over: another change in it would bear the same
        (RFC 9110, 8.8.2.2).
        """
        if self.last_modified is None:
            return None
        second = int(self.last_modified.timestamp())
        return second if second < int(timezone.now().timestamp()) else None


def etag_of(version: int | str, *parts: object) -> str:
    """Return a strong ETag: a version of the log, and what else the answer shows.

    `parts` are what no version tells: the addresses that are put in front of paths,
    or the versions of embedded documents.
    """
    digest = blake2b(repr((FORM, parts)).encode(), digest_size=6).hexdigest()
    return f'"{version}-{digest}"'


def known_versions(request: HttpRequest) -> list[int]:
    """Return the versions that the client has, by its If-None-Match.

    A statement can leave out the body of a document that has one of them.
    """
    header = request.META.get("HTTP_IF_NONE_MATCH", "")
    if not header:
        return []
    tags = (tag.removeprefix("W/").strip('"') for tag in parse_etags(header))
    versions = (tag.partition("-")[0] for tag in tags)
    return [int(version) for version in versions if _is_version(version)]


def _is_version(text: str) -> bool:
    # A bigint; what is longer was made up.
    return text.isascii() and text.isdigit() and len(text) <= 18


def not_modified(request: HttpRequest, validity: Validity) -> HttpResponseBase | None:
    """Return 304 (or 412) when the client's conditions ask for it, else None."""
    answer = get_conditional_response(
        request, etag=validity.etag, last_modified=validity.modified_timestamp
    )
    return answer and keep(answer, validity)


def keep(response: HttpResponseBase, validity: Validity) -> HttpResponseBase:
    """Give an answer the headers by which caches keep and drop it."""
    response.headers["ETag"] = validity.etag
    if (second := validity.modified_timestamp) is not None:
        response.headers["Last-Modified"] = http_date(second)
    return share(response, validity.tags)


def share(response: HttpResponseBase, tags: Iterable[str]) -> HttpResponseBase:
    """Let shared caches keep an answer until one of the tags is purged."""
    response.headers["Cache-Control"] = (
        f"public, max-age=0, s-maxage={settings.API_SHARED_SECONDS}, "
        f"stale-while-revalidate={STALE_WHILE_REVALIDATE}, "
        f"stale-if-error={STALE_IF_ERROR}"
    )
    set_tags(response, tags)
    return response


def set_tags(response: HttpResponseBase, tags: Iterable[str]) -> None:
    """Name the tags in both headers: Cloudflare reads the one, Fastly the other."""
    names = list(tags)
    if names:
        response.headers["Cache-Tag"] = ",".join(names)
        response.headers["Surrogate-Key"] = " ".join(names)


def never_keep(response: HttpResponseBase) -> HttpResponseBase:
    """Keep an answer out of every cache: one that would differ the next time."""
    response.headers["Cache-Control"] = "no-store"
    return response
