"""Stories in memory, for rules that need no database."""

from typing import Any

from news.models import NewsPage
from news.proofing.draft import Draft
from news.proofing.findings import Finding
from news.proofing.rules import Rule


def story_of(*paragraphs: str, **fields: Any) -> NewsPage:
    """Return a story with these paragraphs, each the text of a block."""
    blocks = [
        {"type": "paragraph", "value": _html(text), "id": f"block-{number}"}
        for number, text in enumerate(paragraphs)
    ]
    return NewsPage(**{"title": "轨道六号线开通", "body": blocks, **fields})


def _html(text: str) -> str:
    return "".join(f"<p>{line}</p>" for line in text.split("\n"))


def found(rule: Rule, *paragraphs: str, **fields: Any) -> list[Finding]:
    """Return what one rule finds in a story of these paragraphs."""
    return list(rule(Draft.of(story_of(*paragraphs, **fields))))


def corrected(rule: Rule, text: str) -> str:
    """Return a paragraph with all suggestions of a rule applied, from the end."""
    for finding in sorted(found(rule, text), key=lambda each: -(each.start or 0)):
        if finding.suggestion is not None:
            text = text[: finding.start] + finding.suggestion + text[finding.end :]
    return text
