"""The state of what works behind the pages, as gauges; read anew each time.

Each is cheap: one query by an index, or a look at the index on disk.
"""

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Count, Min, Q, Value
from django.db.models.functions import Coalesce, NullIf
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult, get_date_max
from prometheus_client.metrics_core import GaugeMetricFamily, Metric

from news.models import WebhookDelivery, WebhookEndpoint
from news.models.followers import LogFollower
from news.published.models import Change
from search.health import index_state
from search.models import SuggestionProgress

DAY = timedelta(days=1)


def states() -> Iterator[Metric]:
    """Yield all gauges; raises DatabaseError when the database does not answer."""
    yield from _index()
    yield _followers()
    yield from _tasks()
    yield from _webhooks()


def _gauge(name: str, help_text: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"baoguan_{name}", help_text, value)


def _index() -> Iterator[Metric]:
    state = index_state()
    yield _gauge(
        "search_index_up", "Whether this machine has an index.", state["available"]
    )
    yield _gauge(
        "changes_newest",
        "Id of the newest change of documents.",
        state["newest_change"],
    )
    if not state["available"]:
        return
    last = state["last_change"] or 0
    yield _gauge("search_index_change", "Id of the last change in the index.", last)
    yield _gauge(
        "search_index_lag_changes", "Changes not in the index yet.", state["lag"]
    )
    yield _gauge(
        "search_index_lag_seconds",
        "For how long the first change that is not in the index waits.",
        _seconds_since_change_after(last) if state["lag"] else 0.0,
    )
    yield _gauge("search_documents", "Stories in the index.", state["documents"])


def _seconds_since_change_after(change_id: int) -> float:
    first = Change.objects.filter(id__gt=change_id).order_by("id").first()
    return 0.0 if first is None else (timezone.now() - first.at).total_seconds()


def _followers() -> Metric:
    """Return how far each reader of the log is behind, in ids."""
    gauge = GaugeMetricFamily(
        "baoguan_follower_lag_changes",
        "How many change ids a follower of the log is behind.",
        labels=["follower"],
    )
    newest = Change.objects.order_by("-id").values_list("id", flat=True).first() or 0
    positions = dict(LogFollower.objects.values_list("name", "position"))
    suggested = SuggestionProgress.objects.values_list("position", flat=True).first()
    if suggested is not None:
        positions["suggestions"] = suggested
    for name, position in sorted(positions.items()):
        gauge.add_metric([name], max(0, newest - position))
    return gauge


def _tasks() -> Iterator[Metric]:
    gauge = GaugeMetricFamily(
        "baoguan_tasks",
        "Background tasks: that wait, that run, that failed in the last 30 days.",
        labels=["status"],
    )
    wanted = {
        "waiting": TaskResultStatus.READY,
        "running": TaskResultStatus.RUNNING,
        "failed": TaskResultStatus.FAILED,
    }
    counted = DBTaskResult.objects.aggregate(
        **{
            name: Count("pk", filter=Q(status=status))
            for name, status in wanted.items()
        }
    )
    for name in wanted:
        gauge.add_metric([name], counted[name])
    yield gauge
    # A task without a time of its own has one far in the future.
    begin = Coalesce(NullIf("run_after", Value(get_date_max())), "enqueued_at")
    oldest = DBTaskResult.objects.ready().aggregate(oldest=Min(begin))["oldest"]
    yield _gauge(
        "tasks_waiting_seconds",
        "For how long the task that could have begun first waits.",
        (timezone.now() - oldest).total_seconds() if oldest else 0.0,
    )


def _webhooks() -> Iterator[Metric]:
    yield _gauge(
        "webhooks_pending",
        "Webhook messages that are still to be sent.",
        WebhookDelivery.objects.pending().count(),
    )
    failed = WebhookDelivery.objects.filter(
        state=WebhookDelivery.State.FAILED, created_at__gte=timezone.now() - DAY
    )
    yield _gauge(
        "webhooks_failed",
        "Webhook messages of the last day that were given up.",
        failed.count(),
    )
    dead = WebhookEndpoint.objects.filter(is_enabled=False).exclude(disabled_reason="")
    yield _gauge(
        "webhook_endpoints_dead",
        "Webhook receivers that were switched off because nothing arrived.",
        dead.count(),
    )
