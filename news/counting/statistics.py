"""How much was published in a month, by category and by name under the headline.

What counts is what readers can read: the published documents, by the time that readers
see. Of two names under a headline, each has the whole story; so the lines by name may
sum up to more than the month. Each list is one statement, whatever its length, and
reads only the documents of its month, by their index. A line is a dict: "name", and
"stories" and "characters" (字数), also with "own_" and "reprinted_" before them.
"""

import datetime as dt
from typing import Any

from django.db.models import (
    Count,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Sum,
    Value,
)
from django.db.models.functions import Coalesce
from django.utils import timezone

from news.models import NewsByline, PublishedDocument, Source

UNSIGNED = "（未署名）"
_COUNT = "page__newspage__character_count"
_BYLINES = "page__newspage__bylines"


def by_category(month: dt.date) -> QuerySet:
    """Return a line for each category that had a story in the month, in no order."""
    documents = _documents(month).annotate(name=F("parent_title"))
    return documents.values("parent_id", "name").annotate(**_sums())


def by_person(month: dt.date) -> QuerySet:
    """Return a line for each name under a story of the month, in no order.

    Whoever stands twice under a story, as reporter and photographer, has it once.
    """
    # A sum, so that no index leads through all that a person has ever written: the
    # names under one story are few.
    earlier = NewsByline.objects.annotate(somebody=F("person_id") + 0).filter(
        page=OuterRef("page"),
        somebody=OuterRef(f"{_BYLINES}__person"),
        pk__lt=OuterRef(f"{_BYLINES}__pk"),
    )
    documents = _documents(month).filter(~Exists(earlier))
    documents = documents.annotate(
        name=Coalesce(f"{_BYLINES}__person__name", Value(UNSIGNED))
    )
    return documents.values(f"{_BYLINES}__person_id", "name").annotate(**_sums())


def totals(month: dt.date) -> dict[str, int]:
    """Return the sums of the month, each story counted once."""
    return _documents(month).aggregate(**_sums())


def _documents(month: dt.date) -> QuerySet:
    zone = timezone.get_current_timezone()
    first = dt.datetime(month.year, month.month, 1, tzinfo=zone)
    after = (first + dt.timedelta(days=32)).replace(day=1)
    stories = PublishedDocument.objects.stories().order_by()
    return stories.filter(published_at__gte=first, published_at__lt=after)


def _sums() -> dict[str, Any]:
    kinds = {"": Q(), "own_": is_own(), "reprinted_": ~is_own()}
    sums: dict[str, Any] = {}
    for prefix, condition in kinds.items():
        sums[f"{prefix}stories"] = Count("pk", filter=condition)
        sums[f"{prefix}characters"] = Coalesce(
            Sum(_COUNT, filter=condition), Value(0), output_field=IntegerField()
        )
    return sums


def is_own() -> Q:
    """Return the condition of a document of a story that this house has made."""
    own = Source.objects.filter(is_own=True).values("pk")
    return Q(source_id=None) | Q(source_id__in=own)
