"""`make bench-search`: what a search costs, in a small archive and in a large one.

    python -m tests.benchmarks.bench_search [--sizes 100000,1000000] [--seconds 5]

For each size: a database with so many stories (one of `make bench` when it has just so
many, else one of its own, kept for the next time), the index built anew, the production
server with two processes; then how long answers take over HTTP, and how long after its
publication a story is found while the worker runs. Index and rows of stories are in
memory, as they are where a server has run for a day: the processes hold the index, the
rows and what is suggested are read into the database's buffers first.

Copies of stories get texts of their own first (see `vary`): for a million that takes
some minutes, once. Each query of a case is another one until all were asked; "first" is
how long they took when nothing had asked for them yet. Then the cases are asked in
turn, some rounds: a machine that is slow for some seconds is so for each of them.
"""

import argparse
import os
import subprocess
import sys
import time
from collections import deque
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
from psycopg import sql

if TYPE_CHECKING:
    from tests.benchmarks.client import Load
    from tests.benchmarks.search_terms import Terms

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.benchmarks.settings"

DEFAULT_SIZES = "100000,1000000"
SHARED_DATABASES = ("baoguan_bench", "baoguan_bench_1m")
BASE_STORIES = 1000
FIRST_ASKED = 100
CONNECTIONS = (1, 8)
WARM_SECONDS = 8
ROUNDS = 10
HEADER = (
    f"{'':<22}{'queries':>8}{'found':>10}{'first p50':>11}{'p95':>8}"
    f"{'p50 ms':>9}{'p95':>8}{'req/s':>8}{'8 conn. p50':>13}{'p95':>8}{'req/s':>8}"
)


@dataclass(frozen=True)
class Case:
    """One kind of request: paths with query strings."""

    name: str
    paths: list[str]


def main() -> None:
    """Measure each size in a process of its own: settings name one database."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--sizes", default=DEFAULT_SIZES)
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--reuse-index", action="store_true", help="if it is whole")
    given = parser.parse_args()
    sizes = [int(size) for size in given.sizes.split(",")]
    if len(sizes) == 1:
        _measure_archive(sizes[0], given.seconds, reuses_index=given.reuse_index)
        return
    for size in sizes:
        command = [sys.executable, "-m", "tests.benchmarks.bench_search"]
        command += ["--sizes", str(size), "--seconds", str(given.seconds)]
        command += ["--reuse-index"] * given.reuse_index
        subprocess.run(command, check=True)  # noqa: S603


def _say(text: str = "") -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def _measure_archive(size: int, seconds: float, *, reuses_index: bool) -> None:
    os.environ["BENCH_DATABASE"] = _find_database(size)
    import django

    django.setup()
    from tests.benchmarks.publish_to_found import measure_publishing
    from tests.benchmarks.search_terms import draw_terms, sample_stories
    from tests.benchmarks.server import running_server, running_worker

    _say(f"\n{size} stories, database {os.environ['BENCH_DATABASE']}")
    _prepare_archive(size)
    _build_index(size, reuses_index=reuses_index)
    _build_suggestions(size)
    terms = draw_terms(*sample_stories())
    _warm_rows()
    with running_server() as root:
        _warm_processes(root)
        _say(HEADER)
        _measure(list(_cases(terms)), root, seconds)
        with running_worker():
            _say(measure_publishing(root))


# The archive.


def _find_database(size: int) -> str:
    """Return a database that has so many stories, or the name of one to be made."""
    for name in SHARED_DATABASES:
        if _count_stories(name) == size:
            return name
    return f"baoguan_bench_search_{size}"


def _count_stories(name: str) -> int | None:
    """Return how many stories a database has, None when there is none such."""
    try:
        with _connect(name) as connection:
            row = connection.execute(
                "SELECT count(*) FROM news_publisheddocument WHERE type = 'news.NewsPage'"
            ).fetchone()
    except (psycopg.OperationalError, psycopg.errors.UndefinedTable):
        return None
    return row[0] if row else None


def _connect(name: str) -> psycopg.Connection:
    from site_core.database import database_settings

    server = database_settings(Path(__file__).parents[2] / "var")
    return psycopg.connect(
        host=server["HOST"],
        port=server["PORT"],
        user=server["USER"],
        password=server["PASSWORD"] or None,
        dbname=name,
        autocommit=True,
    )


def _prepare_archive(size: int) -> None:
    from django_tasks_db.models import DBTaskResult

    from tests.benchmarks.api import _fill_database
    from tests.benchmarks.grow import grow_to
    from tests.benchmarks.vary import vary_copies

    name = os.environ["BENCH_DATABASE"]
    if _count_stories(name) is None:
        with _connect("postgres") as server:
            server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    started = time.perf_counter()
    _fill_database()
    # The import leaves tasks behind: the worker would fill the admin's index meanwhile.
    DBTaskResult.objects.all().delete()
    grow_to(size)
    grown = time.perf_counter()
    number = vary_copies()
    _say(
        f"stories made in {grown - started:.0f} s; {number} texts varied in "
        f"{time.perf_counter() - grown:.0f} s"
    )


def _build_index(size: int, *, reuses_index: bool) -> None:
    from django.conf import settings
    from tqdm import tqdm

    from search.index import count, rebuild
    from search.storage import SearchUnavailableError

    folder = Path(settings.SEARCH_INDEX_DIR)
    if reuses_index:
        with suppress(SearchUnavailableError):
            # Stories published by a measurement before may have stayed.
            if count() >= size:
                return
    started, worked = time.perf_counter(), time.process_time()
    with tqdm(total=size, delay=5, unit="story") as bar:
        rebuild(bar.update)
    seconds = time.perf_counter() - started
    worked = time.process_time() - worked
    files = [path for path in folder.rglob("*") if path.is_file()]
    megabytes = sum(path.stat().st_size for path in files) / 1e6
    _say(
        f"index built in {seconds:.1f} s, {size / seconds:.0f} stories/s, "
        f"{worked / size * 1e3:.2f} ms of a core a story, {megabytes:.1f} MB on disk"
    )


def _build_suggestions(size: int) -> None:
    """Count what is suggested, unless that was done for this archive before."""
    from search.models import SuggestionProgress
    from search.suggestions.following import rebuild

    if SuggestionProgress.objects.filter(swept_to=None).exists():
        return
    started = time.perf_counter()
    rebuild()
    seconds = time.perf_counter() - started
    _say(f"suggestions built in {seconds:.1f} s, {size / seconds:.0f} stories/s")


def _warm_rows() -> None:
    """Read what searches read into the database's buffers, as far as it goes in."""
    from django.db import connection

    stories, phrases = "news_publisheddocument", "search_suggestionphrase"
    with connection.cursor() as cursor:
        cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_prewarm")
        cursor.execute(
            "SELECT pg_size_pretty(8192 * sum(pg_prewarm(oid))), "
            "current_setting('shared_buffers') FROM pg_class "
            "WHERE oid IN (%s::regclass, %s::regclass, %s::regclass) "
            "OR oid IN (SELECT indexrelid FROM pg_index WHERE indrelid = %s::regclass)",
            [stories, f"{stories}_pkey", phrases, phrases],
        )
        read, buffers = cursor.fetchone() or ("0", "0")
    _say(f"{read} of rows read into the database's {buffers} of buffers")


def _warm_processes(root: str) -> None:
    """Search until each process has read the index and has its connections."""
    from tests.benchmarks.client import measure

    paths = _asking([f"{word}日报" for word in "东南西北"])
    measure([f"{root}{path}" for path in paths], connections=8, seconds=WARM_SECONDS)


# The cases.


def _cases(terms: "Terms") -> Iterator[Case]:
    category = _busiest_category()
    yield Case("rare term", _asking(terms.rare))
    yield Case("middle term", _asking(terms.middle))
    yield Case("very common term", _asking(terms.common))
    yield Case("two common terms", _asking(terms.two_common))
    yield Case("question", _asking(terms.questions))
    yield Case("misspelled", _asking(terms.misspelled))
    yield Case("newest first, rare", _asking(terms.rare, sort="newest"))
    yield Case("newest first, common", _asking(terms.common, sort="newest"))
    yield Case("facet chosen, common", _asking(terms.common, category=category))
    yield Case("facets and dates", _asking(terms.middle, after="2015-01-01"))
    yield Case("suggest", _asking(terms.beginnings, path="/api/v2/search/suggest/"))


def _asking(
    queries: list[str], *, path: str = "/api/v2/search/", **parameters: str
) -> list[str]:
    from urllib.parse import urlencode

    return [f"{path}?{urlencode({'q': query, **parameters})}" for query in queries]


def _busiest_category() -> str:
    from django.db.models import Count

    from news.models import PublishedDocument

    stories = PublishedDocument.objects.stories().order_by()
    busiest = stories.values("parent_id").annotate(size=Count("pk")).order_by("-size")
    category = PublishedDocument.objects.get(pk=busiest[0]["parent_id"])
    return str(category.slug)


def _measure(cases: list[Case], root: str, seconds: float) -> None:
    from tests.evaluation.metrics import latency

    for case in cases:
        if not case.paths:
            _say(f"{case.name:<22}{0:>8}  the archive has no such terms")
    asked_for = [case for case in cases if case.paths]
    firsts = {one.name: _ask_once(one.paths[:FIRST_ASKED], root) for one in asked_for}
    loads = _ask_in_turn(asked_for, root, seconds)
    for case in asked_for:
        times, found = firsts[case.name]
        asked = latency(times)
        alone, busy = (loads[case.name, connections] for connections in CONNECTIONS)
        _say(
            f"{case.name:<22}{len(case.paths):>8}{found:>10}"
            f"{asked.p50:>11.1f}{asked.p95:>8.1f}"
            f"{alone.p50:>9.1f}{alone.p95:>8.1f}{alone.rate:>8.0f}"
            f"{busy.p50:>13.1f}{busy.p95:>8.1f}{busy.rate:>8.0f}"
        )


def _ask_in_turn(
    cases: list[Case], root: str, seconds: float
) -> dict[tuple[str, int], "Load"]:
    """Return what each case took with one connection and with several."""
    from tests.benchmarks.client import measure

    loads: dict[tuple[str, int], Load] = {}
    queues = {case.name: deque(case.paths) for case in cases}
    for queue in queues.values():
        queue.rotate(-FIRST_ASKED)
    for _ in range(ROUNDS):
        for name, queue in queues.items():
            for connections in CONNECTIONS:
                urls = [f"{root}{path}" for path in queue]
                load = measure(urls, connections=connections, seconds=seconds / ROUNDS)
                queue.rotate(-len(load.times))
                known = loads.get((name, connections))
                loads[name, connections] = known + load if known else load
    return loads


def _ask_once(paths: list[str], root: str) -> tuple[list[float], str]:
    """Return how long first requests took, and the median of what they found."""
    import http
    import http.client
    import json
    from statistics import median

    connection = http.client.HTTPConnection(root.removeprefix("http://"))
    seconds, totals = [], []
    for path in paths:
        started = time.perf_counter()
        connection.request("GET", path)
        response = connection.getresponse()
        body = response.read()
        seconds.append(time.perf_counter() - started)
        if response.status != http.HTTPStatus.OK:
            sys.exit(f"{path} answers {response.status}")
        answer = json.loads(body)
        totals.append(answer.get("meta", {}).get("total_count", len(answer["items"])))
    connection.close()
    return seconds, f"{median(totals):.0f}"


if __name__ == "__main__":
    main()
