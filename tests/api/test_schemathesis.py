"""Requests that schemathesis makes of the description, answered as it says."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import strategies
from schemathesis import GenerationMode
from schemathesis.config import SchemathesisConfig

from news.models import CategoryIndexPage
from search.index import catch_up
from site_core.openapi import build_description
from tests.factories import NewsImageFactory, published_story

EXAMPLES = 5
PATHS = build_description()["paths"]
# Bad requests are made of what has parameters; what is no feed is a page of the site.
BAD = [path for path in PATHS if "/api/" in path and PATHS[path]["get"]["parameters"]]


def by_tag(paths: Iterable[str]) -> dict[str, list[str]]:
    """Return the paths of each group."""
    groups: dict[str, list[str]] = {}
    for path in paths:
        groups.setdefault(PATHS[path]["get"]["tags"][0], []).append(path)
    return groups


CASES = [
    *((GenerationMode.POSITIVE, paths) for paths in by_tag(PATHS).values()),
    *((GenerationMode.NEGATIVE, paths) for paths in by_tag(BAD).values()),
]
# A request can be as described and ask for a category that is not there, or for two
# things at once that do not go together.
ACCEPTED = ["2xx", "3xx", "400", "401", "403", "404", "410"]
CHECKS: dict[str, Any] = {
    "positive_data_acceptance": {"expected-statuses": ACCEPTED},
    # As Wagtail's, endpoints do not look at a value that has no effect, such as
    # `search_operator` without `search`.
    "negative_data_rejection": {"enabled": False},
}
STEADY = hypothesis.settings(
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=list(hypothesis.HealthCheck),
)


@pytest.fixture
def kept_connection(db: None) -> Iterator[None]:
    """Let requests leave the connection of the test open, as Django's client does."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.fixture
def described_api(
    category: CategoryIndexPage, kept_connection: None, tmp_path: Path, settings: Any
) -> schemathesis.BaseSchema:
    """The API with a story and a picture."""
    settings.SEARCH_INDEX_DIR = tmp_path / "search"
    published_story(parent=category, slug="lake", lead_image=NewsImageFactory())
    catch_up()
    config = SchemathesisConfig.from_dict({"checks": CHECKS})
    return schemathesis.openapi.from_wsgi(
        "/api/v2/schema/", get_wsgi_application(), config=config
    )


@pytest.mark.parametrize(("mode", "paths"), CASES)
def test_every_answer_is_as_described(
    described_api: schemathesis.BaseSchema, mode: GenerationMode, paths: list[str]
) -> None:
    requests = strategies.one_of(
        described_api[path]["GET"].as_strategy(generation_mode=mode) for path in paths
    )

    @hypothesis.settings(STEADY, max_examples=EXAMPLES * len(paths))
    @hypothesis.given(case=requests)
    def answer(case: schemathesis.Case) -> None:
        case.call_and_validate()

    answer()
