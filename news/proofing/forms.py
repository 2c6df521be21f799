"""What an editor has in the form, as a story in memory: nothing is saved."""

from django.http import HttpRequest
from wagtail.models import Page

from news.models import NewsPage


def written_story(
    request: HttpRequest, story: NewsPage, parent: Page
) -> NewsPage | None:
    """Return `story` with what the form says; None when the form cannot be read."""
    # Wagtail's stream would fail without its count of blocks.
    if not request.POST.get("body-count", "").isdecimal():
        return None
    handler = story.get_edit_handler()  # type: ignore[attr-defined]
    form_class = handler.get_form_class()
    form = form_class(
        request.POST, instance=story, parent_page=parent, for_user=request.user
    )
    form.defer_required_fields()
    if not form.is_valid():
        return None
    written: NewsPage = form.save(commit=False)
    return written
