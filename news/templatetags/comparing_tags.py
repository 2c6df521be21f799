"""What the comparison of two versions needs beside Wagtail's."""

from typing import Any

from django import template
from wagtail.models import Page

from news.comparing.revisions import Choices, choices

register = template.Library()


@register.simple_tag
def version_choices(page: Any, before: str, after: str) -> Choices | None:
    """Return the versions to choose from; snippets have no address for them."""
    return choices(page, before, after) if isinstance(page, Page) else None
