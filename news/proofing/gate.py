"""What must be put right, or waived, before a story goes on."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from news.objections import Objection, ask
from news.proofing.findings import Finding
from news.proofing.rules import house  # noqa: F401 - whoever asks wants all rules
from news.proofing.state import blocking

if TYPE_CHECKING:
    from news.models import NewsPage, User


@ask
def blocking_findings(story: "NewsPage", user: "User | None") -> Iterator[Objection]:
    """Object to each finding that stops a story; nobody is asked without a person."""
    if user is None:
        return
    for finding in blocking(story):
        yield Objection("proofing", sentence_of(finding))


def sentence_of(finding: Finding) -> str:
    """Return the finding as a sentence that says where to look."""
    where = PLACES.get(finding.field, "")
    return f"校对：{where}{finding.message}" if where else f"校对：{finding.message}"


PLACES = {
    "kicker": "引题里，",
    "title": "标题里，",
    "subtitle": "副题里，",
    "summary": "摘要里，",
}
