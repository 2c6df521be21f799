"""Which drafts of long ago are forgotten."""

import datetime as dt
from collections.abc import Iterator

from django.conf import settings
from django.db.models import Exists, F, ManyToOneRel, Model, OuterRef, QuerySet, Window
from django.db.models.functions import RowNumber, TruncDate
from django.utils import timezone
from wagtail.models import ModelLogEntry, PageLogEntry, Revision

BATCH = 1000


def prune_revisions(days: int | None = None) -> int:
    """Delete drafts that are older than so many days, in batches; return how many.

    Kept for ever: the last of each page and day; what was ever published, is scheduled,
    was reviewed, has comments, or that anything else in the database refers to.
    """
    doomed = list(superseded_revisions(days).values_list("pk", flat=True))
    for batch in _batches(doomed):
        # Asked again: one of them may just have been put under review.
        unused = _unused(Revision.objects.filter(pk__in=batch))
        unused.delete()
    return len(doomed)


def superseded_revisions(days: int | None = None) -> QuerySet[Revision]:
    """Return the revisions that `prune_revisions` would delete."""
    days = settings.REVISION_DAYS if days is None else days
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    old = Revision.objects.filter(created_at__lt=midnight - dt.timedelta(days=days))
    ranked = old.annotate(
        place=Window(
            RowNumber(),
            partition_by=[
                F("base_content_type"),
                F("object_id"),
                TruncDate("created_at"),
            ],
            order_by=[F("created_at").desc(), F("pk").desc()],
        )
    )
    # Once more around it: what is kept for other reasons counts as the day's last too.
    later = ranked.filter(place__gt=1).values("pk")
    return _unused(Revision.objects.filter(pk__in=later)).order_by("pk")


def _unused(revisions: QuerySet[Revision]) -> QuerySet[Revision]:
    """Leave out what is scheduled, was published, or is referred to."""
    revisions = revisions.filter(approved_go_live_at=None)
    for model, name in _references():
        users = model._default_manager.filter(**{name: OuterRef("pk")})
        if model in (PageLogEntry, ModelLogEntry):
            # Named for another reason it may go, as with Wagtail's `purge_revisions`.
            users = users.filter(action__contains="publish")
        revisions = revisions.exclude(Exists(users))
    return revisions


def _references() -> Iterator[tuple[type[Model], str]]:
    """Yield the models and fields that refer to revisions, those of all rooms."""
    for relation in Revision._meta.get_fields(include_hidden=True):
        if isinstance(relation, ManyToOneRel):
            yield relation.related_model, relation.field.name


def _batches(pks: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(pks), BATCH):
        yield pks[start : start + BATCH]
