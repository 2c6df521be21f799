"""What a sheet says: the newest text of a story, its counts, decisions and findings."""

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from wagtail.models import Revision

from news.counting.body import count_body
from news.counting.rule import count_characters, reading_minutes
from news.models import CategoryIndexPage, FindingWaiver, NewsPage
from news.proofing.findings import Finding
from news.proofing.state import checked
from news.signoff.steps import Step, steps_of

# The words that a signature is for.
_SIGNED = ("kicker", "title", "subtitle", "summary", "body")
_DIGITS = 12
# Lines for pens.
SIGNATURES = ("作者", "责任编辑", "校对", "初审", "复审", "终审")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet, ready to be shown.

    `fingerprint` is of the words alone: two sheets with the same one are about the same
    text, whatever the number of the version.
    """

    story: NewsPage
    category: CategoryIndexPage
    revision: Revision | None
    fingerprint: str
    body_count: int
    title_count: int
    steps: list[Step]
    findings: list[tuple[Finding, FindingWaiver | None]]
    signatures: tuple[str, ...] = SIGNATURES

    @property
    def minutes(self) -> int:
        """Return how many minutes reading the story takes."""
        return reading_minutes(self.body_count)


def make_sheet(page: NewsPage) -> Sheet:
    """Return the sheet of a story as its newest version says."""
    story: NewsPage = page.get_latest_revision_as_object()
    body = story.body.get_prep_value()
    return Sheet(
        story=story,
        category=page.category,
        revision=page.latest_revision,
        fingerprint=_fingerprint(story, body),
        body_count=count_body(body),
        title_count=count_characters(story.title),
        steps=steps_of(page),
        findings=checked(story),
    )


def _fingerprint(story: NewsPage, body: list[dict[str, Any]]) -> str:
    blocks = [[block["type"], block["value"]] for block in body]
    words = [blocks if name == "body" else getattr(story, name) for name in _SIGNED]
    text = json.dumps(words, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:_DIGITS]
