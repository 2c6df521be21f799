"""`make eval-search`: how well the running search endpoint answers judged queries.

    python -m tests.evaluation [--collection FILE --queries FILE] [--keep]
    python -m tests.evaluation --url http://host --queries FILE [--match slug|page]

Loads a collection into a scratch database, builds the index, starts the production
server and asks `/api/v2/search/` over HTTP; prints MRR@10, nDCG@10, recall@100, and
how long a first page of 50 results took. Then draws strings of two to four characters
from the stories, and looks whether each finds its story, newest first.

With --url it asks a server that runs already, and loads nothing: relevant ids are
the slugs of its stories, or with `--match page` the ids of their pages.
"""

import argparse
import hashlib
import os
import shutil
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from tests.benchmarks.scratch import scratch_database
from tests.evaluation import collection
from tests.evaluation.collection import (
    DataError,
    JudgedQuery,
    Story,
    read_collection,
    read_queries,
)

SETTINGS = "tests.benchmarks.settings"
DRAWS = 1000


def main() -> None:
    """Evaluate, and print what was measured."""
    given = _parser().parse_args()
    if given.url is None and bool(given.collection) != bool(given.queries):
        sys.exit("give --collection and --queries together, or neither")
    if given.url is not None and given.queries is None:
        sys.exit("--url needs --queries")
    try:
        _run(given)
    except DataError as error:
        sys.exit(str(error))


def _parser() -> argparse.ArgumentParser:
    forms = (collection.__doc__ or "").partition("\n")[2]
    parser = argparse.ArgumentParser(
        prog="make eval-search",
        description=__doc__,
        epilog=f"The files:\n{forms}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--collection", type=Path, help="stories, as JSON lines")
    parser.add_argument("--queries", type=Path, help="judged queries, as JSON lines")
    parser.add_argument("--url", help="of a server that runs already")
    parser.add_argument("--match", choices=("slug", "page"), default="slug")
    parser.add_argument("--draws", type=int, default=DRAWS, help="0 for none")
    parser.add_argument("--keep", action="store_true", help="keep what was loaded")
    return parser


def _run(given: argparse.Namespace) -> None:
    if given.url is not None:
        _evaluate_running(given)
        return
    if given.collection is None:
        from tests.evaluation.own_set import own_queries, own_stories

        stories, queries = own_stories(), own_queries()
    else:
        stories = read_collection(given.collection)
        queries = read_queries(given.queries, {story.id for story in stories})
    name = _database_name(stories) if given.keep else f"baoguan_eval_{os.getpid()}"
    # Read by the settings, here and in the server.
    os.environ["BENCH_DATABASE"] = name
    with scratch_database(name, settings=SETTINGS, is_kept=given.keep):
        _evaluate(stories, queries, draws=given.draws, is_kept=given.keep)


def _database_name(stories: Sequence[Story]) -> str:
    digest = hashlib.sha256(repr(stories).encode(errors="replace")).hexdigest()
    return f"baoguan_eval_{digest[:16]}"


def _say(text: str = "") -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def _evaluate(
    stories: Sequence[Story],
    queries: Sequence[JudgedQuery],
    *,
    draws: int,
    is_kept: bool,
) -> None:
    import django

    django.setup()
    from django.conf import settings

    from tests.benchmarks.server import running_server
    from tests.evaluation.asking import Endpoint
    from tests.evaluation.judging import draw_strings, find_misses, judge
    from tests.evaluation.table import show_misses, show_results

    try:
        _load(stories)
        with running_server() as url:
            endpoint = Endpoint.at(url)
            # The first query of a process reads the dictionary of words.
            judge(endpoint, queries[:1])
            show_results(judge(endpoint, queries), _say)
            drawn = draw_strings(stories, draws)
            show_misses(drawn, find_misses(endpoint, drawn), _say)
    finally:
        if not is_kept:
            shutil.rmtree(settings.SEARCH_INDEX_DIR, ignore_errors=True)


def _load(stories: Sequence[Story]) -> None:
    from django.core.management import call_command
    from tqdm import tqdm

    from news.models import PublishedDocument
    from search.index import rebuild
    from tests.evaluation.load import load_collection

    call_command("migrate", verbosity=0)
    if PublishedDocument.objects.stories().count() != len(stories):
        started = time.perf_counter()
        with tqdm(total=len(stories), delay=2, unit="story", desc="loading") as bar:
            load_collection(stories, bar.update)
        _say(f"{len(stories)} stories loaded in {time.perf_counter() - started:.1f} s")
    started = time.perf_counter()
    with tqdm(total=len(stories), delay=2, unit="story", desc="indexing") as bar:
        rebuild(bar.update)
    _say(f"indexed in {time.perf_counter() - started:.1f} s")


def _evaluate_running(given: argparse.Namespace) -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    django.setup()
    from tests.evaluation.asking import AskingError, Endpoint
    from tests.evaluation.judging import by_page, by_slug, judge
    from tests.evaluation.table import show_results

    queries = read_queries(given.queries)
    named = by_page if given.match == "page" else by_slug
    try:
        show_results(judge(Endpoint.at(given.url), queries, named), _say)
    except AskingError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
