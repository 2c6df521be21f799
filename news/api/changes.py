"""GET /api/v2/changes/?since=: what was published, changed, moved and withdrawn.

A client that holds a copy of the paper (a static site, an app, a search engine):

1. `GET changes/` without `since`: no items, and in `meta.next` the present mark;
2. list all pages by `/api/v2/pages/` and keep them;
3. from time to time `GET changes/?since=MARK`. Of each item in order: `withdrawn`
   removes the page of this id; every other kind fetches `detail_url` and keeps what it
   gives, or removes the page where it gives 404. Then `meta.next` is the new mark;
   while `meta.more` is true there are more to read at once.
4. On 410 the mark is none of this log: begin again with 1.

So the copy is the live set as soon as the log is read to its end; reading a change twice
does no harm. An item tells what is to be done now: of a page that has since left,
each earlier item says `withdrawn` too. `type=` and `category=` (a slug) narrow the copy;
a story that leaves the category is `withdrawn` from it. A page that goes to another
site is `withdrawn` from the one and `published` on the other.

The log is kept whole: it is also what old addresses are found by. Should an operator
cut off its beginning, marks in the part that is gone answer 410.
"""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from django.db.models import Max, Min, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from wagtail.models import Site

from news.api.caching import Validity, etag_of, keep, not_modified
from news.api.endpoints import read_number, reading, requested_site
from news.api.problems import ParameterError, problem
from news.api.sites import addresses_of
from news.published.compose import detail_url, dumps
from news.published.documents import document_models
from news.published.keys import ALL, category_key, type_key
from news.published.models import CATEGORY_TYPE, Change, PublishedDocument, iso_time
from news.published.tags import cache_tags

DEFAULT_LIMIT = 100
MAX_LIMIT = 1000
_ANY = 10**18

_JSON = "application/json"
Kind = Change.Kind


@reading("since", "limit", "type", "category", "site")
def changes_view(request: HttpRequest) -> HttpResponseBase:
    """Answer with the changes after a mark.

    `{"meta": {"next": MARK, "more": bool}, "items": [{"id", "kind": "published" |
    "updated" | "moved" | "withdrawn", "page": ID, "type", "path", "at",
    "detail_url": str | null, "notice": str | null}]}`

    `notice` is the kind of the record that came with the change: "correction",
    "update", "withdrawal" or "republication".
    """
    site = requested_site(request)
    keys = _read_keys(request, site)
    oldest, newest = _ends_of_log()
    since = read_number(request, "since", newest, _ANY)
    limit = read_number(request, "limit", DEFAULT_LIMIT, MAX_LIMIT)
    if limit == 0:
        raise ParameterError("limit must be at least 1", parameter="limit")
    if not oldest - 1 <= since <= newest:
        return _answer_unknown_mark(since)
    at = addresses_of(request, site.hostname, site.port)
    etag = etag_of(newest, "changes", since, limit, keys, at)
    validity = Validity(etag, tags=cache_tags(site.pk, keys=keys))
    unchanged = not_modified(request, validity)
    if unchanged is not None:
        return unchanged
    changes = _changes(site, keys).filter(id__gt=since, id__lte=newest)
    found = list(changes.order_by("id")[: limit + 1]) if since < newest else []
    more, found = len(found) > limit, found[:limit]
    mark = found[-1].pk if more else newest
    present = _present(site, keys, found)
    items = [_item(change, present, at.api) for change in found]
    text = dumps({"meta": {"next": mark, "more": more}, "items": items})
    return keep(HttpResponse(text, content_type=_JSON), validity)


def _read_keys(request: HttpRequest, site: Site) -> list[str]:
    """Return the keys that a document must have to be told of."""
    keys = [ALL]
    if (label := request.GET.get("type")) is not None:
        labels = sorted(model._meta.label for model in document_models())
        if label not in labels:
            raise ParameterError(
                f"type '{label}' is not one of {', '.join(labels)}",
                parameter="type",
                allowed=labels,
            )
        keys.append(type_key(label))
    if (slug := request.GET.get("category")) is not None:
        keys.append(category_key(_read_category(site, slug)))
    return keys


def _read_category(site: Site, slug: str) -> int:
    categories = PublishedDocument.objects.filter(site=site, type=CATEGORY_TYPE)
    page_id = categories.filter(slug=slug).values_list("pk", flat=True).first()
    if page_id is None:
        slugs = categories.order_by("position").values_list("slug", flat=True)
        raise ParameterError(
            f"no category has the slug '{slug}'",
            parameter="category",
            allowed=list(slugs),
        )
    return page_id


def _ends_of_log() -> tuple[int, int]:
    ends = Change.objects.aggregate(oldest=Min("id"), newest=Max("id"))
    return ends["oldest"] or 1, ends["newest"] or 0


def _changes(site: Site, keys: Sequence[str]) -> QuerySet:
    changes = Change.objects.filter(site_id=site.pk)
    return changes.filter(keys__contains=keys) if keys != [ALL] else changes


def _present(site: Site, keys: Sequence[str], changes: Sequence[Change]) -> set[int]:
    """Return the ids of the changed pages that belong to the copy now."""
    documents = PublishedDocument.objects.filter(
        site=site, pk__in={change.page_id for change in changes}
    )
    if keys != [ALL]:
        documents = documents.filter(keys__contains=keys)
    return set(documents.values_list("pk", flat=True))


def _item(change: Change, present: set[int], api_root: str) -> dict[str, Any]:
    is_present = change.page_id in present and change.kind != Kind.WITHDRAWN
    is_told = is_present or change.kind == Kind.WITHDRAWN
    return {
        "id": change.pk,
        "kind": change.kind if is_present else Kind.WITHDRAWN,
        "page": change.page_id,
        "type": change.type,
        "path": change.path,
        "at": iso_time(change.at),
        "detail_url": detail_url(change.page_id, api_root) if is_present else None,
        # What became of a page that has since left is not what was said of it then.
        "notice": (change.notice or None) if is_told else None,
    }


def _answer_unknown_mark(since: int) -> HttpResponseBase:
    return problem(
        HTTPStatus.GONE,
        f"the log knows no mark {since}: start over with a full listing",
        parameter="since",
    )
