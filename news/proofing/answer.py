"""Findings as the editor's script reads them."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from django.utils.formats import date_format

from news.models import FindingWaiver, User
from news.proofing.findings import Finding
from news.proofing.state import Checked
from news.proofing.waiving import may_waive


def answer(findings: list[Checked], user: User | AnonymousUser) -> dict[str, Any]:
    """Return `{"findings": [...], "may_waive": bool}`, in the order of the story."""
    return {
        "findings": [_row(finding, waiver) for finding, waiver in findings],
        "may_waive": may_waive(user),
    }


def _row(finding: Finding, waiver: FindingWaiver | None) -> dict[str, Any]:
    return {
        "key": finding.key,
        "rule": finding.rule,
        "severity": finding.severity.value,
        "severity_label": finding.severity.label,
        "message": finding.message,
        "field": finding.field,
        "block": finding.block_id,
        "part": finding.part,
        "start": finding.start,
        "end": finding.end,
        "excerpt": finding.excerpt,
        "words": _words(finding),
        "suggestion": finding.suggestion,
        "waiver": _waiver(waiver) if waiver else None,
    }


def _words(finding: Finding) -> str:
    """Return the excerpt, with the words around it where it is a mere mark."""
    return (
        finding.about
        if finding.excerpt and finding.excerpt in finding.about
        else finding.excerpt
    )


def _waiver(waiver: FindingWaiver) -> dict[str, str]:
    name = waiver.user.get_full_name() or waiver.user.username if waiver.user else ""
    at = date_format(timezone.localtime(waiver.at), "n月j日 H:i")
    return {"reason": waiver.reason, "user": name, "at": at}
