"""Documents after a migration: all of them again, where it has emptied their table.

In batches, each with its own commit, so that no editor waits for the log; how far they
have come is remembered. Cut short, the next `migrate` goes on, or `rebuild_published`.
"""

from typing import TextIO

from django.db import connections, transaction
from django.db.migrations.executor import MigrationExecutor
from wagtail.models import Page

from news.models import HomePage, LogFollower, PublishedDocument
from news.published import refresh

_NAME = "rebuild"


def has_all_migrations(using: str) -> bool:
    """Return whether the tables are those of the models, and not of an older state."""
    executor = MigrationExecutor(connections[using])
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def write_missing_documents(out: TextIO | None = None) -> None:
    """Write the front page's document, or all where there are none yet."""
    progress = LogFollower.objects.filter(pk=_NAME).first()
    if progress is None and PublishedDocument.objects.exists():
        homes = HomePage.objects.values_list("pk", flat=True)
        refresh.refresh_documents(list(homes))
        return
    if progress is None:
        progress = LogFollower.objects.create(pk=_NAME, position=0)
    _announce(out, progress.position)
    while _write_batch(progress):
        pass
    forget_progress()


def forget_progress() -> None:
    """Note that all documents have been written."""
    LogFollower.objects.filter(pk=_NAME).delete()


@transaction.atomic
def _write_batch(progress: LogFollower) -> bool:
    """Write the next documents, and return whether there were any pages left."""
    pages = Page.objects.filter(pk__gt=progress.position).order_by("pk")
    page_ids = list(pages.values_list("pk", flat=True)[: refresh.BATCH])
    if not page_ids:
        return False
    refresh.refresh_documents(page_ids)
    progress.position = page_ids[-1]
    progress.save(update_fields=["position"])
    return True


def _announce(out: TextIO | None, position: int) -> None:
    number = Page.objects.filter(pk__gt=position).count()
    if out is not None and number > refresh.BATCH:
        out.write(
            f"Writing the documents of {number} pages. Cut short, they are completed "
            "by the next migrate, or by rebuild_published.\n"
        )
