"""Records as readers and machines get them: shapes only."""

from typing import TYPE_CHECKING, Any

from django.utils import timezone

if TYPE_CHECKING:
    from news.models import Correction, NewsPage

Form = dict[str, Any]


def public_corrections(story: "NewsPage") -> list[Form]:
    """Return what readers were told about a story, the newest first.

    `[{"id", "kind", "kind_label", "text", "at"}]`; reads what is loaded with a list of
    stories. Who issued a record and which were removed stays in the house.
    """
    return [
        record_form(record)
        for record in story.corrections.all()
        if not record.is_removed
    ]


def record_form(record: "Correction") -> Form:
    """Return one record."""
    zone = timezone.get_default_timezone()
    return {
        "id": record.pk,
        "kind": record.kind,
        "kind_label": record.get_kind_display(),
        "text": record.text,
        "at": record.issued_at.astimezone(zone).isoformat(),
    }


def notice_form(record: "Correction") -> Form:
    """Return what a withdrawn story still says; its title only where that is shown."""
    form = record_form(record)
    return {**form, "title": record.title if record.shows_title else None}
