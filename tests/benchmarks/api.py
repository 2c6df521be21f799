"""`make bench`: what a request to the page API costs, small archive and large.

    python -m tests.benchmarks.api [--sizes 1000,100000,1000000] [--seconds 5]

Starts the production server on an archive of each size, and measures in the same run
the same questions asked of Wagtail's own viewset and of a bare Django view that sends
one SELECT of ready text. The database stays for the next run (`--fresh` drops it).
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import django
import psycopg

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.benchmarks.settings"

HOST, PORT = "127.0.0.1", 8767
ROOT = f"http://{HOST}:{PORT}"
BASE_STORIES = 1000
DEFAULT_SIZES = "1000,100000,1000000"
CARD_FIELDS = (
    "kicker,subtitle,summary,lead_image,category,byline,source,published_at,tags"
)
START_SECONDS = 60
DETAILS = 200
HEADER = (
    f"{'':<26}{'p50 ms':>8}{'p95 ms':>8}{'req/s':>8}{'8 conn.':>9}{'queries':>9}"
    f"{'bytes':>9}{'x stock':>9}{'x bare':>8}"
)


@dataclass(frozen=True)
class Case:
    """One question, as it is asked of each of the three."""

    name: str
    ours: list[str]
    stock: list[str] = field(default_factory=list)
    bare: list[str] = field(default_factory=list)
    is_conditional: bool = False


def main() -> None:
    """Measure and print a table for each size."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--sizes", default=DEFAULT_SIZES)
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--fresh", action="store_true")
    options = parser.parse_args()
    prepare_database(is_fresh=options.fresh)
    for size in map(int, options.sizes.split(",")):
        grow(size)
        with _server():
            _measure_all(size, options.seconds)


def _say(text: str = "") -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


# The archive.


def prepare_database(*, is_fresh: bool) -> None:
    """Make the database of the benchmarks, with real imported stories, when missing."""
    from django.conf import settings

    parameters = settings.DATABASES["default"]
    name = parameters["NAME"]
    with psycopg.connect(
        host=parameters["HOST"],
        port=parameters["PORT"],
        user=parameters["USER"],
        password=parameters["PASSWORD"],
        dbname="postgres",
        autocommit=True,
    ) as server:
        found = server.execute(
            "SELECT 1 FROM pg_database WHERE datname = %s", [name]
        ).fetchone()
        if found and is_fresh:
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
        if is_fresh or not found:
            server.execute(f'CREATE DATABASE "{name}"')
    django.setup()
    _fill_database()


def _fill_database() -> None:
    from django.core.management import call_command

    from news.models import NewsPage
    from site_core.default_site import name_default_site
    from tests.benchmarks.archive import posts

    call_command("migrate", verbosity=0)
    name_default_site(HOST, PORT)
    if NewsPage.objects.exists():
        return
    with tempfile.TemporaryDirectory() as folder:
        for post in posts(BASE_STORIES):
            path = Path(folder, post.name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(post.data)
        call_command("import_posts", folder)


def grow(size: int) -> None:
    from news.models import NewsPage
    from tests.benchmarks.grow import grow_to

    before = NewsPage.objects.count()
    if before > size:
        sys.exit(f"the archive has {before} stories already: add --fresh")
    started = time.perf_counter()
    grow_to(size, lambda _number: None)
    took = time.perf_counter() - started
    if size > before:
        _say(f"{size - before} stories added in {took:.0f} s")


# The server.


@contextmanager
def _server() -> Iterator[None]:
    """Run the production server with two workers."""
    from django.db import connections

    from site_core.processes import web_server_command

    connections.close_all()
    process = subprocess.Popen(  # noqa: S603
        web_server_command(HOST, PORT, workers=2), env={**os.environ}
    )
    try:
        _wait(process)
        yield
    finally:
        process.terminate()
        process.wait(30)


def _wait(process: subprocess.Popen[bytes]) -> None:
    for _ in range(START_SECONDS * 10):
        if process.poll() is not None:
            sys.exit("the server ended")
        try:
            urllib.request.urlopen(f"{ROOT}/livez").close()  # noqa: S310
        except OSError:
            time.sleep(0.1)
        else:
            return
    sys.exit("the server did not start")


# Measuring.


def _cases(size: int) -> Iterator[Case]:
    """Yield the questions about the archive as it is."""
    from news.models import PublishedDocument
    from news.published.models import STORY_TYPE

    stories = PublishedDocument.objects.filter(type=STORY_TYPE)
    step = max(1, size // DETAILS)
    ids = list(stories.order_by("pk").values_list("pk", flat=True)[::step][:DETAILS])
    category = stories.order_by("pk").values_list("parent_id", flat=True)[0]
    newest = "pages/?type=news.NewsPage&order=-published_at&limit=20"
    here = f"{newest}&child_of={category}"
    deep = size * 8 // 10
    ours, stock, bare = (
        f"{ROOT}/{part}/" for part in ("api/v2", "bench/stock", "bench/bare")
    )
    details = [f"{ours}pages/{pk}/" for pk in ids]
    yield Case(
        "detail",
        details,
        [f"{stock}pages/{pk}/" for pk in ids],
        [f"{bare}{pk}/" for pk in ids],
    )
    yield Case(
        "detail, 304", details[:1], bare=[f"{bare}{ids[0]}/"], is_conditional=True
    )
    yield Case(
        "20 cards of a category",
        [f"{ours}{here}"],
        [f"{stock}{here}&fields={CARD_FIELDS}"],
        [f"{bare}cards/{category}/"],
    )
    yield Case(
        "20 cards, 304",
        [f"{ours}{here}"],
        bare=[f"{bare}cards/{category}/"],
        is_conditional=True,
    )
    yield Case(
        "20 full of a category",
        [f"{ours}{here}&fields=*"],
        [f"{stock}{here}&fields=*"],
        [f"{bare}full/{category}/"],
    )
    yield Case(
        "20 cards of all",
        [f"{ours}{newest}"],
        [f"{stock}{newest}&fields={CARD_FIELDS}"],
    )
    yield Case(
        f"offset {deep}",
        [f"{ours}{newest}&offset={deep}"],
        [f"{stock}{newest}&offset={deep}&fields={CARD_FIELDS}"],
    )
    yield Case("cursor there", [_deep_cursor(f"{ours}{newest}", deep)])


def _deep_cursor(url: str, depth: int) -> str:
    """Return the address of the page after the story at `depth`."""
    from django.http import QueryDict

    from news.api.pagination import OLDER, write_cursor
    from news.published.models import PublishedDocument

    row = PublishedDocument.objects.stories()[depth]
    cursor = write_cursor(OLDER, row, QueryDict(url.partition("?")[2]))
    return f"{url}&cursor={cursor}"


def _measure_all(size: int, seconds: float) -> None:
    _say(f"\n{size} stories")
    _say(HEADER)
    for case in _cases(size):
        headers = _validators(case.ours[0]) if case.is_conditional else {}
        ours = _measure(case.ours, seconds, headers)
        stock = _measure(case.stock, seconds) if case.stock else None
        whole = _measure(case.ours, seconds) if case.is_conditional else None
        bare = _measure(case.bare, seconds) if case.bare else None
        to_stock = f"{stock.p50 / ours.p50:.1f}" if stock else ""
        to_bare = f"{ours.p50 / bare.p50:.2f}" if bare else ""
        _say(f"{case.name:<26}{ours.row}{to_stock:>9}{to_bare:>8}")
        for name, one in (
            ("  stock", stock),
            ("  the same, 200", whole),
            ("  bare view", bare),
        ):
            if one:
                _say(f"{name:<26}{one.row}")
        if whole:
            _say(f"  304 / 200: {ours.p50 / whole.p50:.2f}")


@dataclass(frozen=True)
class Measured:
    """What one question costs of one of the three: milliseconds at one connection."""

    p50: float
    row: str


def _measure(
    urls: list[str], seconds: float, headers: dict[str, str] | None = None
) -> Measured:
    from tests.benchmarks.client import measure

    expected = 304 if headers else 200
    alone, busy = (
        measure(
            urls,
            connections=connections,
            seconds=seconds,
            headers=headers,
            expected=expected,
        )
        for connections in (1, 8)
    )
    return Measured(
        alone.p50,
        f"{alone.p50:>8.2f}{alone.p95:>8.2f}{alone.rate:>8.0f}{busy.rate:>9.0f}"
        f"{_queries(urls[0], headers or {}):>9}{alone.size:>9}",
    )


def _validators(url: str) -> dict[str, str]:
    with urllib.request.urlopen(url) as answer:  # noqa: S310
        return {"If-None-Match": answer.headers["ETag"]}


def _queries(url: str, headers: dict[str, str]) -> int:
    """Return how many queries a request makes, the second time it is asked."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    # The host that the ETag was given for: it is part of what is sent.
    client = Client(headers={"host": f"{HOST}:{PORT}"})
    path = url.removeprefix(ROOT)
    client.get(path, headers=headers)
    with CaptureQueriesContext(connection) as queries:
        client.get(path, headers=headers)
    return len(queries)


if __name__ == "__main__":
    main()
