"""Caches that purge by tag, as backends of Wagtail's frontend cache.

WAGTAILFRONTENDCACHE = {
    "varnish": {
        "BACKEND": "news.delivery.caches.VarnishBackend",
        "LOCATIONS": ["http://10.0.0.5:6081"],
    },
}
"""

from collections.abc import Iterable, Iterator, Sequence
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

import urllib3
from django.core.exceptions import ImproperlyConfigured
from wagtail.contrib.frontend_cache.backends import BaseBackend, CloudflareBackend

SECONDS = 5.0
# Varnish takes a header of 8 KB; a request of several headers, 32 KB.
HEADER_CHARACTERS = 4000
CLOUDFLARE_TAGS = 30


class PurgeError(Exception):
    """A cache did not do as it was told: to be tried again."""


class VarnishBackend(BaseBackend):
    """Varnish with the xkey module and the VCL of news/delivery/varnish.vcl."""

    def __init__(self, params: dict[str, Any]) -> None:
        super().__init__(params)
        self.locations = [text.rstrip("/") for text in params.get("LOCATIONS", [])]
        if not self.locations:
            raise ImproperlyConfigured(
                "WAGTAILFRONTENDCACHE: VarnishBackend needs LOCATIONS."
            )

    def purge_tags(self, tags: Sequence[str]) -> None:
        """Drop every answer that carries one of the tags."""
        for chunk in joined(tags, HEADER_CHARACTERS):
            self._ask("/", {"xkey-purge": chunk})

    def purge(self, url: str) -> None:
        """Drop what is kept for one address."""
        parts = urlsplit(url)
        query = f"?{parts.query}" if parts.query else ""
        self._ask(f"{parts.path or '/'}{query}", {"Host": parts.netloc})

    def _ask(self, path: str, headers: dict[str, str]) -> None:
        """Send PURGE to every Varnish; the error comes after all have been asked."""
        failures = []
        for location in self.locations:
            try:
                _request("PURGE", f"{location}{path}", headers=headers)
            except PurgeError as error:
                failures.append(f"{location}: {error}")
        if failures:
            raise PurgeError("; ".join(failures))


class CloudflareTagBackend(CloudflareBackend):
    """Cloudflare by `Cache-Tag`: Wagtail's own backend knows only addresses."""

    def purge_tags(self, tags: Sequence[str]) -> None:
        """Drop every answer that carries one of the tags."""
        for start in range(0, len(tags), CLOUDFLARE_TAGS):
            self._ask({"tags": list(tags[start : start + CLOUDFLARE_TAGS])})

    def _ask(self, what: dict[str, list[str]]) -> None:
        _request(
            "POST",
            self.cloudflare_purge_endpoint_url,
            json=what,
            headers=self._credentials(),
        )

    def _credentials(self) -> dict[str, str]:
        if self.cloudflare_token:
            return {"Authorization": f"Bearer {self.cloudflare_token}"}
        return {
            "X-Auth-Email": str(self.cloudflare_email),
            "X-Auth-Key": str(self.cloudflare_api_key),
        }


def _request(method: str, url: str, **parts: Any) -> None:
    """Ask a cache; raises PurgeError unless it says that it has done so."""
    try:
        answer = urllib3.request(
            method, url, retries=False, redirect=False, timeout=SECONDS, **parts
        )
    except urllib3.exceptions.HTTPError as error:
        raise PurgeError(str(error)) from error
    if answer.status != HTTPStatus.OK:
        raise PurgeError(f"answered {answer.status}")


def joined(tags: Iterable[str], limit: int) -> Iterator[str]:
    """Yield the tags, separated by spaces, in texts not longer than `limit`."""
    text = ""
    for tag in tags:
        if text and len(text) + 1 + len(tag) > limit:
            yield text
            text = ""
        text = f"{text} {tag}" if text else tag
    if text:
        yield text
