"""What the head of a page says to machines."""

from collections.abc import Sequence
from typing import Any

from django import template
from django.template.context import RequestContext
from django.utils.safestring import SafeString

from news.feeds.jsonld import as_script, breadcrumb_data, category_data
from news.published.compose import Addresses
from news.published.jsonld import story_data
from news.published.models import PublishedDocument

register = template.Library()


@register.simple_tag(takes_context=True)
def story_json_ld(
    context: RequestContext, document: PublishedDocument, paper: str
) -> SafeString:
    """Describe a story, and the way to it."""
    root = _root(context)
    story = story_data(document, Addresses(root, root, root), paper)
    return as_script(story, breadcrumb_data(document, root, paper))


@register.simple_tag(takes_context=True)
def category_json_ld(
    context: RequestContext,
    document: PublishedDocument,
    cards: Sequence[dict[str, Any]],
    paper: str,
) -> SafeString:
    """Describe a category with the stories on this page of it, and the way to it."""
    root = _root(context)
    return as_script(
        category_data(document, root, cards), breadcrumb_data(document, root, paper)
    )


def _root(context: RequestContext) -> str:
    request = context.get("request")
    return request.build_absolute_uri("/").rstrip("/") if request else ""
