"""Refreshing more documents than a request should wait for."""

from collections.abc import Sequence

from django_tasks import task

from news.published.refresh import refresh_documents

# So many are refreshed at once; of more, the worker refreshes the rest.
AT_ONCE = 100
TASK_SIZE = 1000


def refresh_soon(page_ids: Sequence[int]) -> None:
    """Refresh documents: a few now, many by the worker.

    The task is queued in the transaction at hand: it is not lost, nor run for a
    change that was rolled back.
    """
    if len(page_ids) <= AT_ONCE:
        refresh_documents(page_ids)
        return
    for start in range(0, len(page_ids), TASK_SIZE):
        ids = list(page_ids[start : start + TASK_SIZE])
        refresh_in_background.enqueue(page_ids=ids)


@task(backend="worker")
def refresh_in_background(page_ids: list[int]) -> None:
    """Refresh documents in the worker."""
    refresh_documents(page_ids)
