"""An evaluation: how well an endpoint answers judged queries, kind by kind."""

import datetime as dt
import random
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from django.utils import timezone

from search.text import HAN
from tests.evaluation.asking import Endpoint, RefusedError
from tests.evaluation.collection import JudgedQuery, Story
from tests.evaluation.load import published_at, slug_of
from tests.evaluation.metrics import (
    RECALL_DEPTH,
    Latency,
    Quality,
    latency,
    mean,
    quality,
)

Named = Callable[[Mapping[str, Any]], str]

_RUN = re.compile(f"[{HAN}]{{2,}}")
SHORTEST, LONGEST = 2, 4
# So many pages of the stories of its day are looked through for a drawn string.
_MOST_PAGES = 20


class OrderError(Exception):
    """Stories asked for newest first came in another order."""


@dataclass
class KindResult:
    """What was measured of the queries of a kind."""

    kind: str
    qualities: list[Quality] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)

    @property
    def quality(self) -> Quality:
        """The mean; a query that is refused counts as one that finds nothing."""
        return mean(self.qualities)

    @property
    def latency(self) -> Latency | None:
        """How long first pages took, None when all queries were refused."""
        return latency(self.seconds) if self.seconds else None


@dataclass(frozen=True, slots=True)
class Draw:
    """A string that stands in a story."""

    text: str
    story: Story


def by_slug(item: Mapping[str, Any]) -> str:
    """Return what a collection loaded by us calls a story found."""
    return str(item["meta"]["slug"])


def by_page(item: Mapping[str, Any]) -> str:
    """Return the id of a story's page."""
    return str(item["id"])


def judge(
    endpoint: Endpoint,
    queries: Iterable[JudgedQuery],
    named: Named = by_slug,
    advance: Callable[[int], Any] = lambda _number: None,
) -> list[KindResult]:
    """Ask all queries; return the results of each kind, in the queries' order."""
    results: dict[str, KindResult] = {}
    for judged in queries:
        result = results.setdefault(judged.kind, KindResult(judged.kind))
        _judge_one(endpoint, judged, named, result)
        advance(1)
    return list(results.values())


def _judge_one(
    endpoint: Endpoint, judged: JudgedQuery, named: Named, result: KindResult
) -> None:
    relevant = _as_named(judged.relevant, named)
    ranked: list[str] = []
    try:
        for number, page in enumerate(endpoint.pages(judged.query)):
            ranked += map(named, page.items)
            if number == 0:
                result.seconds.append(page.seconds)
            if len(ranked) >= RECALL_DEPTH:
                break
    except RefusedError as error:
        result.refused.append(f"{judged.query[:40]}: {error}")
    found = quality(ranked, relevant)
    result.qualities.append(found)
    if not found.mrr:
        result.missed.append(judged.query)


def _as_named(relevant: Mapping[str, float], named: Named) -> dict[str, float]:
    if named is by_page:
        return dict(relevant)
    return {slug_of(pk): grade for pk, grade in relevant.items()}


# Strings that occur.


def draw_strings(stories: Sequence[Story], count: int, seed: int = 1) -> list[Draw]:
    """Return strings of two to four Han characters, each from a story drawn first."""
    source = random.Random(seed)  # noqa: S311
    runs = {story.id: _RUN.findall(f"{story.title}\n{story.body}") for story in stories}
    written = [story for story in stories if runs[story.id]]
    draws = []
    for _ in range(count if written else 0):
        story = source.choice(written)
        run = source.choice(runs[story.id])
        length = source.randint(SHORTEST, min(LONGEST, len(run)))
        start = source.randint(0, len(run) - length)
        draws.append(Draw(run[start : start + length], story))
    return draws


def find_misses(
    endpoint: Endpoint,
    draws: Iterable[Draw],
    advance: Callable[[int], Any] = lambda _number: None,
) -> list[Draw]:
    """Return the drawn strings that do not find their story, newest first.

    A story not among the first hundred is looked for among those of its day. Raises
    OrderError.
    """
    misses = []
    for draw in draws:
        if not (_finds(endpoint, draw, pages=2) or _finds_on_its_day(endpoint, draw)):
            misses.append(draw)
        advance(1)
    return misses


def _finds_on_its_day(endpoint: Endpoint, draw: Draw) -> bool:
    day = timezone.localdate(published_at(draw.story))
    dates = f" after:{day} before:{day + dt.timedelta(days=1)}"
    return _finds(endpoint, draw, pages=_MOST_PAGES, dates=dates)


def _finds(endpoint: Endpoint, draw: Draw, *, pages: int, dates: str = "") -> bool:
    """Return whether a story is found; raises OrderError when an older one precedes."""
    newest_first = endpoint.pages(f"{draw.text}{dates}", sort="newest")
    last = None
    for page in islice(newest_first, pages):
        for item in page.items:
            moment = dt.datetime.fromisoformat(item["published_at"])
            if last is not None and moment > last:
                raise OrderError(f"'{draw.text}{dates}' is not answered newest first")
            last = moment
            if by_slug(item) == slug_of(draw.story.id):
                return True
    return False
