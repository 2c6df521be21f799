"""What the tests of the evaluation share."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from search.index import rebuild
from tests.evaluation.asking import Endpoint
from tests.evaluation.collection import Story
from tests.evaluation.load import load_collection


@pytest.fixture
def loaded(
    db: None, tmp_path: Path, settings: Any, client: Client
) -> Callable[[Sequence[Story]], Endpoint]:
    """Publish and index stories; get the endpoint that answers about them."""
    settings.SEARCH_INDEX_DIR = tmp_path / "search"

    def get(address: str) -> tuple[int, bytes]:
        response = client.get(address)
        return response.status_code, response.content

    def load(stories: Sequence[Story]) -> Endpoint:
        load_collection(stories)
        rebuild()
        return Endpoint(get)

    return load
