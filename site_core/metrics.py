"""/metrics: what Prometheus asks one machine, to those who bear METRICS_TOKEN.

Two sorts of numbers:

- States: how far the index of this machine has followed, what waits in the database.
  They are read when they are asked for, so that every process tells the same.
- Counts, of requests and searches, which each process of the web server keeps. `serve`
  gives its processes a common folder (PROMETHEUS_MULTIPROC_DIR), and whichever is
  asked adds up all. Under another web server without such a folder, a process tells
  its own only.
"""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    REGISTRY,
    CollectorRegistry,
    generate_latest,
)
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from site_core.states import states

SHARED = "PROMETHEUS_MULTIPROC_DIR"


@never_cache
@require_safe
def metrics_view(request: HttpRequest) -> HttpResponse:
    """Answer with all numbers; 404 where there is no token, 401 without it."""
    if not settings.METRICS_TOKEN:
        return HttpResponse(status=404)
    authorization = request.headers.get("Authorization", "")
    if not constant_time_compare(authorization, f"Bearer {settings.METRICS_TOKEN}"):
        headers = {"WWW-Authenticate": 'Bearer realm="metrics"'}
        return HttpResponse(status=401, headers=headers)
    return HttpResponse(_numbers(), content_type=CONTENT_TYPE_LATEST)


def share_counts(port: int) -> None:
    """Let the processes of the server of this port count into one, new, folder."""
    # One that the operator named is the operator's.
    if not settings.METRICS_TOKEN or os.environ.get(SHARED):
        return
    folder = Path(settings.VAR_DIR) / "metrics" / str(port)
    # What an earlier server of the port counted is over: counters begin at 0.
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    os.environ[SHARED] = str(folder)


def _numbers() -> bytes:
    shared = os.environ.get(SHARED)
    registry = CollectorRegistry()
    registry.register(_States())
    if shared:
        MultiProcessCollector(registry, shared)
        return generate_latest(registry)
    return generate_latest(registry) + generate_latest(REGISTRY)


class _States(Collector):
    """What is read when it is asked for."""

    def collect(self) -> Iterator[Metric]:
        is_reachable = True
        try:
            yield from states()
        except DatabaseError:
            is_reachable = False
        yield GaugeMetricFamily(
            "baoguan_database_up", "Whether the database answers.", is_reachable
        )
