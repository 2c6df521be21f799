"""How long after its publication a story is found over HTTP, while the worker runs."""

import json
import time
import urllib.request
from statistics import median
from urllib.parse import quote

from news.models import CategoryIndexPage, NewsPage

TIMES = 5
# The worker starts, and may first have to follow what happened while it was away.
PATIENCE = 300
_STEP = 0.005
# In no other story: a character of no word, with the number of the try.
_WORD = "龘靐"


class NotFoundError(Exception):
    """A published story was not found in time."""


def measure_publishing(root: str) -> str:
    """Publish some stories one after another; say how soon each was found.

    The first one tells when the worker is there, and does not count. All are removed.
    """
    category = CategoryIndexPage.objects.order_by("pk")[0]
    pages: list[NewsPage] = []
    try:
        times = [_publish(root, category, number, pages) for number in range(TIMES + 1)]
    finally:
        for page in pages:
            page.delete()
    counted = times[1:]
    return (
        f"published to found: median {median(counted) * 1e3:.0f} ms, "
        f"longest {max(counted) * 1e3:.0f} ms of {TIMES}"
    )


def _publish(
    root: str, category: CategoryIndexPage, number: int, pages: list[NewsPage]
) -> float:
    """Publish one story; return the seconds from the commit until it is found."""
    category.refresh_from_db()
    word = f"{_WORD}{number}"
    page = category.add_child(instance=NewsPage(title=f"试发{word}", live=False))
    pages.append(page)
    page.save_revision().publish()
    started = time.perf_counter()
    while not _is_found(root, word, page.pk):
        if time.perf_counter() - started > PATIENCE:
            raise NotFoundError(f"a story was not found within {PATIENCE} s")
        time.sleep(_STEP)
    return time.perf_counter() - started


def _is_found(root: str, word: str, pk: int) -> bool:
    url = f"{root}/api/v2/search/?q={quote(word)}&sort=newest"
    with urllib.request.urlopen(url) as answer:  # noqa: S310
        return any(item["id"] == pk for item in json.load(answer)["items"])
