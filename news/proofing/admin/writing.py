"""Writing an imported word list: all of it, or nothing."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from wagtail.search.backends import get_search_backends

from news.models import ProofingTerm
from news.proofing.admin.reading import FIELDS, TermRow, Verdict


@transaction.atomic
def write_rows(rows: Iterable[TermRow]) -> list[ProofingTerm]:
    """Add and change terms, and return them; a word that is there is written over."""
    wanted = (Verdict.ADDED, Verdict.CHANGED)
    terms = [row.term for row in rows if row.verdict in wanted]
    for term in terms:
        term.updated_at = timezone.now()
    written = ProofingTerm.objects.bulk_create(
        terms,
        batch_size=1000,
        update_conflicts=True,
        unique_fields=["word"],
        update_fields=[*FIELDS[:1], *FIELDS[2:], "updated_at"],
    )
    for backend in get_search_backends(with_auto_update=True):
        backend.add_bulk(ProofingTerm, written)
    return written
