"""A web process has read what a search needs before the first reader asks."""

from pathlib import Path
from typing import Any

import pytest

from search import text, words
from search.warming import warm
from tests.site_core.programs import start_python

SERVED = """
import time
import site_core.wsgi
from search import text, words
until = time.monotonic() + 30
while not (words._segmenter.cache_info().currsize and text._others.cache_info().currsize):
    assert time.monotonic() < until
    time.sleep(0.05)
"""


def test_a_web_process_reads_dictionary_and_tables_at_its_start() -> None:
    with start_python(
        "-c", SERVED, DJANGO_SETTINGS_MODULE="site_core.settings.test"
    ) as program:
        told, _ = program.communicate()

    assert program.returncode == 0, told


@pytest.mark.django_db
def test_the_index_is_held_before_the_first_search(
    held: list[Path], index_root: Path
) -> None:
    warm().join()

    assert held == [index_root]


def test_without_an_index_the_rest_is_read(settings: Any, tmp_path: Path) -> None:
    settings.SEARCH_INDEX_DIR = tmp_path
    words._segmenter.cache_clear()
    text._others.cache_clear()
    text.folded_into.cache_clear()

    warm().join()

    assert words._segmenter.cache_info().currsize == 1
    assert text._others.cache_info().currsize == 1
