"""The reference reader site: every page is made from its document."""

from datetime import UTC, datetime
from typing import Any

from django.core.paginator import InvalidPage, Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import conditional_page
from wagtail.models import Site
from wagtail.views import serve

from news.published.listing import (
    Card,
    Section,
    as_cards,
    front_page_sections,
    stories_of,
)
from news.published.models import CATEGORY_TYPE, HOME_TYPE, PublishedDocument

CATEGORY_PAGE_SIZE = 20
SECTION_SIZE = 5
# Of so many newest stories, the first with a picture leads the front page.
LEAD_CANDIDATES = 10
LATEST_SIZE = 8
MORE_SIZE = 5
# Sorts a story without a time behind all others.
NEVER = datetime.min.replace(tzinfo=UTC)


# Reading needs no transaction: a request saves its BEGIN and COMMIT.
@transaction.non_atomic_requests
@conditional_page
def reader_page(request: HttpRequest, path: str = "") -> HttpResponse:
    """Show the document at a path; Wagtail answers for all that has none."""
    document = PublishedDocument.objects.filter(
        site=Site.find_for_request(request), path=f"/{path}"
    ).first()
    if document is None:
        return serve(request, path)
    return render_document(request, document)


def render_document(request: HttpRequest, document: PublishedDocument) -> HttpResponse:
    """Show a document, published or made for a preview."""
    if document.type == HOME_TYPE:
        return render(request, "home.html", _home_context(document))
    if document.type == CATEGORY_TYPE:
        number = request.GET.get("page", "1")
        context = _category_context(document, number)
        return render(request, "category.html", context)
    return render(request, "story.html", _story_context(document))


def _home_context(document: PublishedDocument) -> dict[str, Any]:
    sections = front_page_sections(document.site_id, SECTION_SIZE)
    newest = sorted(
        (card for section in sections for card in section.cards),
        key=lambda card: (card["published_at"] or NEVER, card["page_id"]),
        reverse=True,
    )
    lead = _choose_lead(newest[:LEAD_CANDIDATES])
    return {
        "document": document,
        "lead": lead,
        "latest": [card for card in newest if card is not lead][:LATEST_SIZE],
        "sections": [_without(section, lead) for section in sections],
    }


def _choose_lead(candidates: list[Card]) -> Card | None:
    illustrated = (card for card in candidates if card["lead_image"])
    return next(illustrated, candidates[0] if candidates else None)


def _without(section: Section, lead: Card | None) -> Section:
    cards = [card for card in section.cards if card is not lead]
    return Section(section.title, section.path, cards[: SECTION_SIZE - 1])


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
    others = stories_of(document.category_id).exclude(pk=document.page_id)
    return {
        "document": document,
        "story": document.data,
        "more": as_cards(others[:MORE_SIZE]),
    }
