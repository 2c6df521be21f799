"""Where a story stands with its findings: which are open, which are waived."""

from typing import TYPE_CHECKING

from news.proofing.findings import Finding, find_all

if TYPE_CHECKING:
    from news.models import FindingWaiver, NewsPage

Checked = tuple[Finding, "FindingWaiver | None"]


def checked(story: "NewsPage") -> list[Checked]:
    """Return the findings of a story as it stands in memory, each with its waiver."""
    from news.models import FindingWaiver

    findings = find_all(story)
    waivers = FindingWaiver.objects.for_story(story) if findings else {}
    return [(finding, waivers.get(finding.key)) for finding in findings]


def blocking(story: "NewsPage") -> list[Finding]:
    """Return the findings that must be fixed or waived first, each of them once."""
    open_ones = {
        finding.key: finding
        for finding, waiver in checked(story)
        if finding.is_blocking and waiver is None
    }
    return list(open_ones.values())
