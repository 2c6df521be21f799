"""The tags by which shared caches drop what has changed.

An answer carries the tags of what it shows; a change is announced under the same ones.
"""

from collections.abc import Iterable
from hashlib import blake2b
from urllib.parse import quote


def cache_tags(
    site_id: int | None, *, pages: Iterable[int] = (), keys: Iterable[str] = ()
) -> list[str]:
    """Return the tags of pages, and of a site's listings (news.published.keys).

    ASCII without spaces and commas, as the headers that carry them need.
    """
    return [
        *(f"page:{page_id}" for page_id in pages),
        *(f"{site_id}:{quote(key, safe=':')}" for key in keys),
    ]


def address_key(path: str) -> str:
    """Return the key of what is at a path that no page has: a redirect.

    `path` is as `news.published.resolve.page_path` returns it; hashed, as a tag of
    Cloudflare's has 1,024 characters at most.
    """
    return f"address:{blake2b(path.encode(), digest_size=8).hexdigest()}"
