"""Before a story goes to 初审: what must be fixed first; the draft is kept."""

from collections.abc import Iterable

from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from wagtail.admin import messages
from wagtail.models import Page

from news.models import NewsPage
from news.proofing.findings import Finding
from news.proofing.forms import written_story
from news.proofing.gate import sentence_of
from news.proofing.state import blocking

_ACTIONS = ("action-submit", "action-restart-workflow")


def stop_unready_submission(
    request: HttpRequest, story: NewsPage, parent: Page
) -> None:
    """Make of a submission a mere save while something must be fixed or waived.

    What cannot be read at all is left to the form, which says why.
    """
    if request.method != "POST" or not any(name in request.POST for name in _ACTIONS):
        return
    written = written_story(request, story, parent)
    found = blocking(written) if written else []
    if found:
        kept = request.POST.copy()
        for name in _ACTIONS:
            kept.pop(name, None)
        request.POST = kept  # type: ignore[assignment]
        _tell(request, found)


def _tell(request: HttpRequest, found: Iterable[Finding]) -> None:
    rows = format_html_join("", "<li>{}</li>", ((sentence_of(each),) for each in found))
    heading = "稿件已存为草稿，还没有送审。下面几处改正或豁免后再送："
    messages.error(request, format_html("<b>{}</b><ul>{}</ul>", heading, rows))
