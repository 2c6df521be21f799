"""What the machine check says of a story: findings, each at its place."""

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import models

if TYPE_CHECKING:
    from news.models import NewsPage


class Severity(models.TextChoices):
    """How much a finding weighs; `block` stops publishing until fixed or waived."""

    BLOCK = "block", "必须改"
    WARN = "warn", "建议改"
    NOTE = "note", "提示"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that should be looked at, and where it stands.

    `start` and `end` count characters in the plain text of the field or block; both are
    None when the finding is about the whole of it. `part` names the child of a block
    (`caption` of a picture), `suggestion` what could stand instead of the excerpt.
    """

    rule: str
    severity: Severity
    message: str
    field: str
    block_id: str | None = None
    start: int | None = None
    end: int | None = None
    excerpt: str = ""
    suggestion: str | None = None
    part: str = ""
    # What the finding is about where the excerpt alone does not say it.
    about: str = ""

    @property
    def key(self) -> str:
        """Return what stays the same when the finding moves: its rule and words."""
        words = self.about or self.excerpt or self.message
        digest = hashlib.sha256(words.encode()).hexdigest()
        return f"{self.rule}:{digest[:16]}"

    @property
    def is_blocking(self) -> bool:
        """Return whether the story cannot go on with it."""
        return self.severity == Severity.BLOCK


def find_all(story: "NewsPage") -> list[Finding]:
    """Return what all rules find in a story as it stands in memory, in its order."""
    from news.proofing.draft import Draft
    from news.proofing.rules import RULES

    draft = Draft.of(story)
    findings = [finding for rule in RULES for finding in rule(draft)]
    return sorted(findings, key=draft.place_of)
