"""What is answered where a withdrawn story was: 410, with the notice where there is one.

An answer with a notice may be kept by shared caches, until the story changes or
something else is published at its address; one without tells nothing worth keeping.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from wagtail.models import Site

from news.api.caching import never_keep, share
from news.api.problems import problem
from news.corrections.public import notice_form
from news.corrections.standing import withdrawal_of
from news.models.corrections import Correction
from news.navigation import navigation_for
from news.published.models import Change, iso_time
from news.published.resolve import Trace, resolve
from news.published.tags import address_key, cache_tags


def gone_page(request: HttpRequest, site_id: int, trace: Trace) -> HttpResponseBase:
    """Return the page that readers see where a story was."""
    notice = withdrawal_of(trace.page_id)
    answer = render(request, "410.html", {"notice": notice}, status=HTTPStatus.GONE)
    if settings.SESSION_COOKIE_NAME in request.COOKIES:
        return never_keep(answer)
    shown = navigation_for(request).tags
    return _keep(answer, site_id, trace.page_id, notice, shown)


def gone_problem(
    site_id: int, page_id: int, last_seen: datetime, message: str
) -> HttpResponseBase:
    """Return what programs get where a page was."""
    notice = withdrawal_of(page_id)
    members: dict[str, Any] = {
        "kind": "gone",
        "page": page_id,
        "last_seen": iso_time(last_seen),
        "notice": notice and notice_form(notice),
    }
    answer = problem(HTTPStatus.GONE, message, members=members)
    return _keep(answer, site_id, page_id, notice)


def gone_by_id(site_id: int, page_id: int) -> HttpResponseBase | None:
    """Return 410 for the id of a withdrawn story of a site, None for any other."""
    if withdrawal_of(page_id) is None:
        return None
    changes = Change.objects.filter(page_id=page_id, site_id=site_id)
    last_seen = changes.order_by("-id").values_list("at", flat=True).first()
    if last_seen is None:
        return None
    return gone_problem(site_id, page_id, last_seen, "the story is withdrawn")


def gone_at(site_id: int, path: str) -> HttpResponseBase | None:
    """Return 410 for the path of a withdrawn story of a site, None for any other.

    A path that was never that of a page is none either.
    """
    found = resolve(Site.objects.get(pk=site_id), path)
    return gone_by_id(site_id, found.page_id) if isinstance(found, Trace) else None


def gone_named(
    request: HttpRequest, named: Mapping[str, str]
) -> HttpResponseBase | None:
    """Return 410 for a withdrawn story that is named by "html_path" or "id"."""
    site = Site.find_for_request(request)
    if site is None or "\0" in named.get("html_path", ""):
        return None
    if "html_path" in named:
        return gone_at(site.pk, named["html_path"])
    return gone_by_id(site.pk, int(named["id"])) if "id" in named else None


def _keep(
    answer: HttpResponse,
    site_id: int,
    page_id: int,
    notice: Correction | None,
    also: Iterable[str] = (),
) -> HttpResponseBase:
    """Let caches keep an answer that has a notice."""
    if notice is None:
        return never_keep(answer)
    changes = Change.objects.filter(page_id=page_id, site_id=site_id)
    keys = map(address_key, sorted(set(changes.values_list("path", flat=True))))
    own = cache_tags(site_id, pages=[page_id], keys=keys)
    return share(answer, dict.fromkeys([*own, *also]))
