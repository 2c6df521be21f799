"""From changes to messages: who is told of what, in statements over whole batches."""

import datetime as dt
import json
from typing import Any

from django.db import connection, models, transaction
from django.db.models import Case, Func, Max, Min, Q, QuerySet, Value, When
from django.db.models.functions import Cast, Concat, JSONObject, NullIf
from django.urls import reverse
from wagtail.api.utils import get_base_url
from wagtail.models import Site

from news.delivery.following import advance, lock_position, next_position
from news.models.webhooks import (
    CHANGES_BULK,
    Event,
    WebhookDelivery,
    WebhookEndpoint,
)
from news.published.keys import category_key
from news.published.models import CATEGORY_TYPE, HOME_TYPE, STORY_TYPE, Change

FOLLOWER = "webhooks"
# Above this many messages that wait for an endpoint, the next become one.
BULK_LIMIT = 500
_NOUNS = {STORY_TYPE: "story", CATEGORY_TYPE: "category", HOME_TYPE: "home"}
# Event -> type of the page and kind of the change.
ORIGINS = {
    event: (kind_of_page, kind)
    for kind_of_page, noun in _NOUNS.items()
    for kind in Change.Kind
    if (event := f"{noun}.{kind}") in Event.values
}
_COLUMNS = ("endpoint_id", "event", "change_id", "page_id", "path", "payload")


def queue_changes() -> int:
    """Make messages of all that has changed, and return how many there are."""
    made = 0
    while (more := _queue_batch()) is not None:
        made += more
    return made


@transaction.atomic
def _queue_batch() -> int | None:
    """Make messages of the next changes, None when there are none.

    What has been read is remembered in the same transaction.
    """
    position = lock_position(FOLLOWER)
    until = position if position is None else next_position(position)
    if until is None or until == position:
        return None
    batch = Change.objects.filter(id__gt=position, id__lte=until)
    endpoints = WebhookEndpoint.objects.filter(is_enabled=True)
    made = sum(_queue_for(endpoint, batch) for endpoint in endpoints)
    advance(FOLLOWER, until)
    return made


def wanted(endpoint: WebhookEndpoint, changes: QuerySet) -> QuerySet:
    """Keep the changes that an endpoint is told of: events and categories it names."""
    events = endpoint.events or Event.values
    origins: list[Any] = [
        Q(type=kind_of_page, kind=kind)
        for kind_of_page, kind in (ORIGINS[event] for event in events)
    ]
    chosen = changes.filter(Q.create(origins, Q.OR), at__gte=endpoint.created_at)
    if not endpoint.category_ids:
        return chosen
    keys = [category_key(page_id) for page_id in endpoint.category_ids]
    return chosen.filter(Q(keys__overlap=keys) | Q(page_id__in=endpoint.category_ids))


def _queue_for(endpoint: WebhookEndpoint, batch: QuerySet) -> int:
    """Make the messages of one endpoint: one a change, or one for very many."""
    changes = wanted(endpoint, batch)
    count = changes.count()
    if count == 0:
        return 0
    if endpoint.bulk == WebhookEndpoint.Bulk.SUMMARY:
        waiting = endpoint.deliveries.pending().exclude(event=CHANGES_BULK).count()
        if waiting + count > BULK_LIMIT:
            return _queue_summary(endpoint, changes, count)
    return _queue_each(endpoint, changes)


def _queue_each(endpoint: WebhookEndpoint, changes: QuerySet) -> int:
    """Make a message of each change, in one statement."""
    rows = changes.order_by("id").values_list(
        Value(endpoint.pk, models.BigIntegerField()),
        _event(),
        "id",
        "page_id",
        "path",
        Cast(_payload(), models.TextField()),
    )
    select, parameters = rows.query.sql_with_params()
    columns = ", ".join(connection.ops.quote_name(name) for name in _COLUMNS)
    table = connection.ops.quote_name(WebhookDelivery._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {table} ({columns}) {select}", parameters)
        return cursor.rowcount


def _event() -> Case:
    """Return the name of a change's event."""
    return Case(
        *(
            When(type=kind_of_page, kind=kind, then=Value(event))
            for event, (kind_of_page, kind) in ORIGINS.items()
        ),
        output_field=models.CharField(),
    )


def _payload() -> JSONObject:
    """Return the message of a change: what, when, and where to read more."""
    facts = {
        "id": "page_id",
        "path": "path",
        "type": "type",
        "version": "id",
        "notice": NullIf("notice", Value("")),
    }
    detail = reverse("wagtailapi:pages:detail", args=[0]).removesuffix("0/")
    page_id = Cast("page_id", models.TextField())
    with_addresses = JSONObject(
        **facts,
        url=_text(_per_site("api"), Value(detail), page_id, Value("/")),
        html_url=_text(_per_site("site"), "path"),
    )
    withdrawn = When(kind=Change.Kind.WITHDRAWN, then=JSONObject(**facts))
    return JSONObject(
        type=_event(),
        timestamp=_iso("at"),
        # Most changes come without a notice.
        data=Func(
            Case(withdrawn, default=with_addresses), function="jsonb_strip_nulls"
        ),
    )


def _text(*parts: Any) -> Concat:
    return Concat(*parts, output_field=models.TextField())


def _per_site(which: str) -> Case | Value:
    """Return what stands before the paths of a change's site."""
    whens = [
        When(site_id=site.pk, then=Value(_base(site, which)))
        for site in Site.objects.all()
    ]
    return Case(*whens, default=Value(""), output_field=models.TextField())


def _base(site: Site, which: str) -> str:
    root = site.root_url
    return (get_base_url() or root) if which == "api" else root


def _iso(column: str) -> Func:
    """Return a time as ISO 8601 in UTC."""
    return Func(
        column,
        template="to_char(%(expressions)s AT TIME ZONE 'UTC', "
        '\'YYYY-MM-DD"T"HH24:MI:SS.US"Z"\')',
        output_field=models.TextField(),
    )


def _queue_summary(endpoint: WebhookEndpoint, changes: QuerySet, count: int) -> int:
    """Make one message of all changes, or add them to the one that waits."""
    bounds = changes.aggregate(first=Min("id"), last=Max("id"), at=Max("at"))
    waiting = endpoint.deliveries.pending().filter(event=CHANGES_BULK)
    # One that was tried may have arrived: it stays as it is.
    message = waiting.filter(attempt_count=0).select_for_update().first()
    if message is None:
        message = WebhookDelivery(endpoint=endpoint, event=CHANGES_BULK)
        earlier = {"since": bounds["first"] - 1, "count": 0}
    else:
        earlier = json.loads(message.payload)["data"]
    message.change_id = bounds["last"]
    message.payload = json.dumps(
        {
            "type": CHANGES_BULK,
            "timestamp": bounds["at"].astimezone(dt.UTC).isoformat(),
            "data": {
                "since": earlier["since"],
                "until": bounds["last"],
                "count": earlier["count"] + count,
                "url": _changes_url(earlier["since"]),
            },
        }
    )
    message.save()
    return 1


def _changes_url(since: int) -> str:
    """Return where a receiver reads the changes after one."""
    base = get_base_url() or Site.objects.get(is_default_site=True).root_url
    return f"{base}{reverse('api_changes')}?since={since}"
