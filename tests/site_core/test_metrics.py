"""What a machine tells Prometheus, and whom."""

import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from unittest.mock import patch

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult, get_date_max
from prometheus_client.parser import text_string_to_metric_families
from pytest_django import Settings

from news.models import WebhookDelivery, WebhookEndpoint
from news.models.followers import LogFollower
from news.published.models import Change
from search.index import catch_up
from search.measuring import searching
from search.storage import SearchUnavailableError
from site_core import metrics
from site_core.measuring import kind_of
from tests.factories import NewsPageFactory

TOKEN = "a-token-for-prometheus"
BEARER = {"authorization": f"Bearer {TOKEN}"}
DAY = timedelta(days=1)

Ask = Callable[[], dict[str, float]]


@pytest.fixture
def ask(db: None, settings: Settings, client: Client, tmp_path: Path) -> Ask:
    """Ask for all numbers: a dict from a sample as it is written to its value."""
    settings.METRICS_TOKEN = TOKEN
    settings.SEARCH_INDEX_DIR = tmp_path / "search"

    def get() -> dict[str, float]:
        response = client.get("/metrics", headers=BEARER)
        assert response.status_code == 200
        families = text_string_to_metric_families(response.content.decode())
        return {
            " ".join([sample.name, *map(str, sample.labels.values())]): sample.value
            for family in families
            for sample in family.samples
        }

    return get


def test_without_a_token_in_the_settings_there_is_nothing(client: Client) -> None:
    assert client.get("/metrics", headers=BEARER).status_code == 404


@pytest.mark.parametrize(
    "headers",
    [{}, {"authorization": TOKEN}, {"authorization": "Bearer 错"}],
    ids=["none", "no scheme", "another"],
)
def test_who_does_not_bear_the_token_is_refused(
    client: Client, settings: Settings, headers: dict[str, str]
) -> None:
    settings.METRICS_TOKEN = TOKEN

    response = client.get("/metrics", headers=headers)

    assert response.status_code == 401
    assert response["WWW-Authenticate"].startswith("Bearer")
    assert b"baoguan" not in response.content


def test_prometheus_asks_from_inside(ask: Ask, settings: Settings) -> None:
    settings.ALLOWED_HOSTS = ["news.example"]
    settings.SECURE_SSL_REDIRECT = True

    assert ask()["baoguan_database_up"] == 1


def test_only_reading_is_allowed(client: Client) -> None:
    assert client.post("/metrics").status_code == 405


def test_index_that_is_not_there_is_down(ask: Ask) -> None:
    told = ask()

    assert told["baoguan_search_index_up"] == 0
    assert "baoguan_search_documents" not in told


def test_index_tells_how_far_it_is_behind(ask: Ask) -> None:
    NewsPageFactory()
    catch_up()
    last = Change.objects.latest("id").id
    NewsPageFactory()
    waiting = Change.objects.filter(id__gt=last)
    waiting.update(at=timezone.now() - timedelta(minutes=5))

    told = ask()

    assert told["baoguan_search_index_up"] == 1
    assert told["baoguan_search_documents"] == 1
    assert told["baoguan_search_index_change"] == last
    assert told["baoguan_search_index_lag_changes"] == waiting.count() > 0
    assert 300 <= told["baoguan_search_index_lag_seconds"] < 400


def test_followers_tell_how_far_they_are_behind(ask: Ask) -> None:
    NewsPageFactory()
    newest = Change.objects.latest("id").id
    LogFollower.objects.create(name="somebody", position=newest - 3)

    told = ask()

    assert told["baoguan_changes_newest"] == newest
    assert told["baoguan_follower_lag_changes somebody"] == 3


def test_tasks_are_counted_by_what_becomes_of_them(ask: Ask) -> None:
    _task(TaskResultStatus.READY, minutes=2)
    _task(TaskResultStatus.FAILED, minutes=90)

    told = ask()

    assert told["baoguan_tasks waiting"] == 1
    assert told["baoguan_tasks running"] == 0
    assert told["baoguan_tasks failed"] == 1
    assert 120 <= told["baoguan_tasks_waiting_seconds"] < 200


def test_task_of_tomorrow_does_not_wait_yet(ask: Ask) -> None:
    _task(TaskResultStatus.READY, minutes=2, run_after=timezone.now() + DAY)

    assert ask()["baoguan_tasks_waiting_seconds"] == 0


def test_webhooks_tell_what_waits_and_what_is_lost(ask: Ask) -> None:
    dead = WebhookEndpoint.objects.create(
        name="停", url="https://a.example/", is_enabled=False, disabled_reason="超时"
    )
    WebhookEndpoint.objects.create(
        name="关", url="https://b.example/", is_enabled=False
    )
    for state in ("pending", "failed", "failed", "delivered"):
        WebhookDelivery.objects.create(endpoint=dead, payload="{}", state=state)

    told = ask()

    assert told["baoguan_webhooks_pending"] == 1
    assert told["baoguan_webhooks_failed"] == 2
    assert told["baoguan_webhook_endpoints_dead"] == 1


def test_database_that_is_gone_is_told(ask: Ask) -> None:
    with patch.object(connection, "cursor", side_effect=OperationalError("gone")):
        told = ask()

    assert told["baoguan_database_up"] == 0


def test_requests_are_counted_by_kind(ask: Ask, client: Client) -> None:
    before = ask()
    client.get("/api/v2/pages/?nothing=1")

    told = ask()

    count = "baoguan_http_requests_total api 4xx"
    assert told[count] == before.get(count, 0) + 1
    duration = "baoguan_http_request_seconds_count api"
    assert told[duration] == before.get(duration, 0) + 1


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/api/v2/search/", "search"),
        ("/api/v2/search/suggest/", "suggest"),
        ("/api/v2/pages/", "api"),
        ("/admin/pages/", "admin"),
        ("/lanmu/gaojian/", "page"),
        ("/search/", "search_page"),
    ],
)
def test_address_is_of_one_kind(path: str, kind: str) -> None:
    assert kind_of(path) == kind


@pytest.mark.parametrize(("total", "outcome"), [(3, "found"), (0, "nothing")])
def test_searches_are_counted_by_what_they_found(
    ask: Ask, total: int, outcome: str
) -> None:
    count = f"baoguan_search_seconds_count {outcome}"
    before = ask().get(count, 0)
    with searching() as search:
        search.found(total)

    assert ask()[count] == before + 1


def test_search_without_an_index_is_counted(ask: Ask, client: Client) -> None:
    count = "baoguan_search_seconds_count unavailable"
    before = ask().get(count, 0)
    with suppress(SearchUnavailableError), searching():
        raise SearchUnavailableError("no index")

    assert ask()[count] == before + 1


def test_processes_of_a_server_add_up(
    ask: Ask, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.VAR_DIR = tmp_path
    stale = tmp_path / "metrics" / "8000" / "counter_1.db"
    stale.parent.mkdir(parents=True)
    stale.write_bytes(b"of an earlier server")
    monkeypatch.setenv(metrics.SHARED, "")
    metrics.share_counts(8000)
    count = (
        "from search.measuring import searching\nwith searching() as it: it.found(1)"
    )
    for _ in range(2):
        subprocess.run([sys.executable, "-c", count], check=True, env={**os.environ})

    assert ask()["baoguan_search_seconds_count found"] == 2


def _task(status: str, *, minutes: int, run_after: object = None) -> None:
    task = DBTaskResult.objects.create(
        status=status,
        args_kwargs={"args": [], "kwargs": {}},
        task_path="tests.site_core.sample_tasks.note",
        backend_name="worker",
        run_after=run_after or get_date_max(),
        exception_class_path="",
        traceback="",
    )
    enqueued = timezone.now() - timedelta(minutes=minutes)
    DBTaskResult.objects.filter(pk=task.pk).update(enqueued_at=enqueued)
