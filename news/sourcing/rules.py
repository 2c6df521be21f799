"""What the machine check says of a story that another paper published first."""

from collections.abc import Iterator

from news.models import SourceSettings
from news.proofing.draft import Draft
from news.proofing.findings import Finding, Severity
from news.proofing.rules import rule

# What a reprint carries beside its source, in the order of the editor's form.
REQUIRED = {
    "original_author": "原作者",
    "original_title": "原标题",
    "original_url": "原文地址",
}
SEVERITIES = {
    SourceSettings.Consequence.WARN: Severity.WARN,
    SourceSettings.Consequence.BLOCK: Severity.BLOCK,
}


@rule
def reprint(draft: Draft) -> Iterator[Finding]:
    """Find reprints of papers that are not allowed, or without what they must carry."""
    source = draft.story.source
    if source is None or source.is_own:
        return
    settings = SourceSettings.load()
    if not source.is_allowed and settings.unlisted in SEVERITIES:
        yield Finding(
            "source-unlisted",
            SEVERITIES[settings.unlisted],
            f"来源“{source.name}”不在白名单里。",
            field="source",
            about=source.name,
        )
    missing = [name for name in REQUIRED if not getattr(draft.story, name).strip()]
    if missing and settings.incomplete in SEVERITIES:
        yield Finding(
            "reprint-incomplete",
            SEVERITIES[settings.incomplete],
            f"转载稿要写明{'、'.join(REQUIRED[name] for name in missing)}。",
            field=missing[0],
            about=f"{source.name} {' '.join(missing)}",
        )
