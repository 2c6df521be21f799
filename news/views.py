"""The reference reader site: every page is made from its document."""

from typing import Any

from django.conf import settings
from django.core.paginator import InvalidPage, Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.cache import (
    get_conditional_response,
    patch_vary_headers,
    set_response_etag,
)
from wagtail.models import Site
from wagtail.views import serve

from news.api.caching import never_keep, share
from news.feeds.reading import answer_markdown, prefers_markdown
from news.navigation import navigation_for
from news.packages.related import related_cards, tags_of
from news.published.front import Section, front_page_sections, package_sections
from news.published.keys import ALL, category_key
from news.published.listing import (
    as_card,
    as_cards,
    card_documents,
    stories_of,
    with_opening,
)
from news.published.models import (
    CATEGORY_TYPE,
    HOME_TYPE,
    TOPIC_TYPE,
    PublishedDocument,
)
from news.published.tags import cache_tags

CATEGORY_PAGE_SIZE = 20
MORE_SIZE = 5


# Reading needs no transaction: a request saves its BEGIN and COMMIT.
@transaction.non_atomic_requests
def reader_page(request: HttpRequest, path: str = "") -> HttpResponseBase:
    """Show the document at a path; Wagtail answers for all that has none.

    What Wagtail answers is private: passwords and logins.
    """
    site = Site.find_for_request(request)
    document = PublishedDocument.objects.filter(site=site, path=f"/{path}").first()
    if document is None:
        return never_keep(serve(request, path))
    if prefers_markdown(request, document):
        response = answer_markdown(request, site, document)
    else:
        response = _answer_page(request, document)
    patch_vary_headers(response, ["Accept"])
    return response


def _answer_page(request: HttpRequest, document: PublishedDocument) -> HttpResponseBase:
    """Answer with a page and the tags of all that it shows.

    Its ETag is of its words: they are of several documents and of the templates. Who
    is logged in gets the same page, but none that a cache may hand on.
    """
    page = render_document(request, document)
    set_response_etag(page)
    unchanged = get_conditional_response(request, etag=page["ETag"], response=page)
    answer = unchanged or page
    if settings.SESSION_COOKIE_NAME in request.COOKIES or answer.status_code >= 400:
        return never_keep(answer)
    own = cache_tags(
        document.site_id, pages=[document.page_id], keys=_shown_keys(document)
    )
    return share(answer, dict.fromkeys([*own, *navigation_for(request).tags]))


def _shown_keys(document: PublishedDocument) -> list[str]:
    """Return the keys of the stories that a page lists."""
    if document.type in (HOME_TYPE, TOPIC_TYPE):
        # The newest of all: any change may be a change of it.
        return [ALL]
    if document.type == CATEGORY_TYPE:
        return [category_key(document.page_id)]
    above = [category_key(document.parent_id)] if document.parent_id else []
    return [*above, *tags_of(document)]


def render_document(request: HttpRequest, document: PublishedDocument) -> HttpResponse:
    """Show a document, published or made for a preview."""
    if document.type == HOME_TYPE:
        return render(request, "home.html", _home_context(document))
    if document.type == CATEGORY_TYPE:
        number = request.GET.get("page", "1")
        context = _category_context(document, number)
        return render(request, "category.html", context)
    if document.type == TOPIC_TYPE:
        return render(request, "topic.html", _topic_context(document))
    return render(request, "story.html", _story_context(document))


def _home_context(document: PublishedDocument) -> dict[str, Any]:
    sections = front_page_sections(document, with_opening(card_documents()))
    return {"document": document, "sections": _with_cards(sections)}


def _topic_context(document: PublishedDocument) -> dict[str, Any]:
    found = package_sections(document, with_opening(card_documents()))
    sections = _with_cards(found)
    cards = [card for section in sections for card in section["cards"]]
    return {
        "document": document,
        "sections": sections,
        "cards": list({card["page_id"]: card for card in cards}.values()),
    }


def _with_cards(sections: list[Section]) -> list[dict[str, Any]]:
    return [
        {
            "type": section.type,
            "title": section.title,
            "path": section.path,
            "cards": [as_card(story) for story in section.stories],
        }
        for section in sections
    ]


def _category_context(document: PublishedDocument, number: str) -> dict[str, Any]:
    stories = stories_of(document.page_id)
    paginator = Paginator(stories, CATEGORY_PAGE_SIZE)
    try:
        page = paginator.page(number)
    except InvalidPage as error:
        raise Http404(f"no page '{number}' in {document.path}") from error
    start = (page.number - 1) * CATEGORY_PAGE_SIZE
    # The offset walks the index alone; only the rows of the page are loaded.
    on_page = stories.values("page_id")[start : start + CATEGORY_PAGE_SIZE]
    return {
        "document": document,
        "cards": as_cards(PublishedDocument.objects.stories().filter(pk__in=on_page)),
        "page": page,
        "page_numbers": paginator.get_elided_page_range(
            page.number, on_each_side=2, on_ends=1
        ),
        "ellipsis": paginator.ELLIPSIS,
    }


def _story_context(document: PublishedDocument) -> dict[str, Any]:
    related = related_cards(document)
    shown = {document.page_id, *(card["page_id"] for card in related)}
    others = stories_of(document.parent_id).exclude(pk__in=shown)
    return {
        "document": document,
        "story": document.data,
        "related": related,
        "more": as_cards(others[:MORE_SIZE]),
    }
