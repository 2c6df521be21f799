"""What stands in the calendar: what is planned, due and published, in a time."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import NamedTuple, cast

from django.db import models
from django.db.models import Count, F, Window
from django.db.models.functions import RowNumber, TruncDate
from django.utils import timezone
from wagtail.models import Page, Revision
from wagtail.permission_policies.pages import PagePermissionPolicy
from wagtail.permissions import policy_registry

from news.models import CategoryIndexPage, NewsPage, PublishedDocument, User
from news.models.review import ReviewTaskState

Moment = tuple[int, datetime]


class Kind(models.TextChoices):
    """What happens to a story."""

    DUE = "due", "审稿期限"
    EMBARGO = "embargo", "禁发结束"
    SCHEDULED = "scheduled", "定时发布"
    PLANNED = "planned", "计划发布（未批准）"
    EXPIRY = "expiry", "到期撤下"
    PUBLISHED = "published", "已发布"


class Entry(NamedTuple):
    """A story at a time; `is_late`: it should have happened by now."""

    at: datetime
    kind: Kind
    page_id: int
    title: str
    category: str
    is_late: bool = False


class Scope(NamedTuple):
    """The categories that are shown: names by tree path, and their ids."""

    names: dict[str, str]
    ids: list[int]


class Span(NamedTuple):
    """A time, its end not among it."""

    start: datetime
    end: datetime


class Published(NamedTuple):
    """What was published: the newest of each day, and how many there were."""

    entries: list[Entry]
    totals: dict[date, int]


def visible_categories(user: User) -> list[tuple[int, str, str]]:
    """Return (id, tree path, name) of the categories that somebody may explore."""
    policy = cast(PagePermissionPolicy, policy_registry.get_by_type(Page))
    pages = policy.explorable_instances(user)
    rows = pages.type(CategoryIndexPage).order_by("path")
    return list(rows.values_list("pk", "path", "title"))


def planned_entries(span: Span, scope: Scope, now: datetime) -> list[Entry]:
    """Return what is planned in a time, in a fixed number of queries."""
    moments = dict(_moments(span))
    wanted = {page_id for rows in moments.values() for page_id, _ in rows}
    pages = {
        pk: (title, scope.names.get(path[: -Page.steplen]))
        for pk, path, title in Page.objects.filter(pk__in=wanted).values_list(
            "pk", "path", "draft_title"
        )
    }
    return sorted(
        Entry(at, kind, page_id, title, category, is_late=at < now)
        for kind, rows in moments.items()
        for page_id, at in rows
        for title, category in [pages.get(page_id, ("", None))]
        if category is not None and not (kind is Kind.EMBARGO and at < now)
    )


def published_entries(span: Span, scope: Scope, each_day: int) -> Published:
    """Return what was published in a time, `each_day` of a day, in one query."""
    rows = (
        PublishedDocument.objects.stories()
        .filter(
            parent_id__in=scope.ids,
            published_at__gte=span.start,
            published_at__lt=span.end,
        )
        .annotate(day=TruncDate("published_at"))
        .annotate(
            number=Window(
                RowNumber(), partition_by=F("day"), order_by=F("published_at").desc()
            ),
            total=Window(Count("*"), partition_by=F("day")),
        )
        .filter(number__lte=each_day)
        .order_by("published_at", "page_id")
        .values_list(
            *("published_at", "page_id", "title", "parent_title", "day", "total")
        )
    )
    entries, totals = [], {}
    for at, page_id, title, category, day, total in rows:
        entries.append(Entry(at, Kind.PUBLISHED, page_id, title, category))
        totals[day] = total
    return Published(entries, totals)


def _moments(span: Span) -> Iterator[tuple[Kind, list[Moment]]]:
    scheduled = _scheduled(span)
    approved = {page_id for page_id, _ in scheduled}
    live, drafts = Page.objects.filter(live=True), Page.objects.filter(live=False)
    embargoes = _times(NewsPage.objects.filter(live=False), "embargo_until", span)
    # An embargoed draft is planned for the embargo's end by itself.
    said = set(embargoes)
    yield Kind.SCHEDULED, scheduled
    yield (
        Kind.PLANNED,
        [
            row
            for row in _times(drafts, "go_live_at", span)
            if row[0] not in approved and row not in said
        ],
    )
    yield Kind.EXPIRY, _times(live, "expire_at", span)
    yield Kind.EMBARGO, embargoes
    yield Kind.DUE, _due(span)


def _scheduled(span: Span) -> list[Moment]:
    rows = Revision.page_revisions.filter(
        approved_go_live_at__gte=span.start, approved_go_live_at__lt=span.end
    )
    times = rows.order_by("approved_go_live_at").values_list(
        "object_id", "approved_go_live_at"
    )
    return [(int(page_id), at) for page_id, at in times if at]


def _times(pages: models.QuerySet, name: str, span: Span) -> list[Moment]:
    inside = {f"{name}__gte": span.start, f"{name}__lt": span.end}
    return list(pages.filter(**inside).order_by(name).values_list("pk", name))


def _due(span: Span) -> list[Moment]:
    waiting = ReviewTaskState.objects.filter(
        status=ReviewTaskState.STATUS_IN_PROGRESS,
        due_at__gte=span.start,
        due_at__lt=span.end,
    )
    rows = waiting.values_list("workflow_state__object_id", "due_at")
    return [(int(page_id), at) for page_id, at in rows if at]


def by_day(entries: Iterable[Entry]) -> dict[date, list[Entry]]:
    """Return entries by the newsroom's day."""
    days: dict[date, list[Entry]] = {}
    for entry in entries:
        days.setdefault(timezone.localdate(entry.at), []).append(entry)
    return days
