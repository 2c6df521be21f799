"""Paragraphs that stand in a story twice: pasted once too often."""

import re
from collections.abc import Iterator

from news.proofing.draft import Draft
from news.proofing.findings import Finding, Severity
from news.proofing.rules import rule

# Shorter ones are repeated on purpose, as names and refrains are.
SHORTEST = 20
_SHOWN = 12
_BETWEEN_WORDS = re.compile(r"[\W_]+")


@rule
def repeated_paragraphs(draft: Draft) -> Iterator[Finding]:
    """Find the second of two paragraphs with the same words."""
    seen: set[str] = set()
    for piece in draft.prose:
        start = 0
        for line in piece.text.split("\n") if piece.field == "body" else ():
            words = _BETWEEN_WORDS.sub("", line)
            if len(words) >= SHORTEST and words in seen:
                message = f"这一段（“{words[:_SHOWN]}……”）前面已经有了。"
                end = start + len(line)
                yield piece.found("paragraph", Severity.WARN, message, start, end)
            seen.add(words)
            start += len(line) + 1
