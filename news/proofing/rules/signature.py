"""Who answers for a story: a name under the headline, or the paper it is from."""

from collections.abc import Iterator

from news.proofing.draft import Draft
from news.proofing.findings import Finding, Severity
from news.proofing.rules import rule


@rule
def unsigned(draft: Draft) -> Iterator[Finding]:
    """Find a story with neither byline nor source."""
    story = draft.story
    if story.source_id is None and not story.bylines.exists():
        message = "既没有署名，也没有来源。"
        yield Finding("unsigned", Severity.WARN, message, field="source")
