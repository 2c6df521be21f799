"""Other texts for the copies of a grown archive, made in PostgreSQL.

Copies say what their originals say: with a thousand originals, the rarest word of a
million stories stands in a thousand of them, and a thousand stories are equally good
an answer. Here each copy gets paragraphs of one topic, some of which many stories are
about and most but few, and a line of names that are drawn character by character, a
few characters often and most hardly ever. So one story has some of the words and not
nearly all, as in a paper. The draws depend on the page alone: an archive becomes the
same wherever it is made.
"""

from collections.abc import Callable, Iterator
from random import Random
from typing import Any

from django.db import connection, transaction

from tests.benchmarks import prose

TOPICS = 1000
PARAGRAPHS_OF_TOPIC = 40
PARAGRAPHS_OF_STORY = 12
NAMES_OF_STORY = 4
BATCH = 20_000
_PARAGRAPH_LENGTH = 120
_SEED = 11

_TABLES = """
CREATE TABLE bench_topic_paragraph (number bigint PRIMARY KEY, text text NOT NULL);
CREATE TABLE bench_varied_by_topic (page_id bigint NOT NULL);
INSERT INTO bench_varied_by_topic VALUES (0)
"""

# From 0 to 1, the same each time for a page and a place.
_FUNCTIONS = """
CREATE OR REPLACE FUNCTION pg_temp.draw(page bigint, place bigint) RETURNS float
LANGUAGE sql IMMUTABLE AS $$
    SELECT (hashint8extended(page, place) & 1048575) / 1048576.0
$$;
CREATE OR REPLACE FUNCTION pg_temp.name(page bigint, place bigint) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
    SELECT string_agg(
        chr(19968 + floor(6000 * pg_temp.draw(page, place * 8 + one) ^ 3)::int), '')
    FROM generate_series(1, 3) AS one
$$
"""

# Nobody follows the changes of a benchmark's archive: the log stays as it is.
_UPDATE = """
UPDATE news_publisheddocument AS document SET text = (
    SELECT string_agg(pool.text, E'\n' ORDER BY place) FROM generate_series(1, %(of)s)
        AS place JOIN bench_topic_paragraph AS pool
        ON pool.number = %(of_topic)s
            * floor(%(topics)s * pg_temp.draw(document.page_id, 0) ^ 2)::bigint
            + floor(%(of_topic)s * pg_temp.draw(document.page_id, place))::bigint
    ) || E'\n到场的还有' || (
    SELECT string_agg(pg_temp.name(document.page_id, 100 + place), '、')
        FROM generate_series(1, %(names)s) AS place) || '。'
WHERE page_id = ANY(%(pages)s)
"""

# A migration may have made all documents anew, from pages that say what they said.
_FORGET = """
UPDATE bench_varied_by_topic SET page_id = 0 WHERE EXISTS (
    SELECT FROM news_publisheddocument AS document
    WHERE page_id = (
        SELECT min(page_id) FROM news_publisheddocument AS copy
        WHERE type = 'news.NewsPage'
            AND NOT EXISTS (SELECT FROM bench_base WHERE id = copy.page_id))
    AND text NOT LIKE '%到场的还有%')
"""

_NEXT_COPIES = """
SELECT page_id FROM news_publisheddocument
WHERE type = 'news.NewsPage' AND page_id > (SELECT page_id FROM bench_varied_by_topic)
    AND NOT EXISTS (SELECT FROM bench_base WHERE id = news_publisheddocument.page_id)
ORDER BY page_id LIMIT %s
"""


def vary_copies(advance: Callable[[int], Any] = lambda _number: None) -> int:
    """Give each copy that still has its original's text one of its own.

    Returns how many; `advance` hears of each batch. Begun anew, it goes on.
    """
    _prepare()
    number = 0
    while done := _vary_batch():
        number += done
        advance(done)
    if number:
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE news_publisheddocument")
    return number


@transaction.atomic
def _prepare() -> None:
    """Make the pool of paragraphs; where it is there, look whether all is to do again."""
    with connection.cursor() as cursor:
        if "bench_varied_by_topic" in connection.introspection.table_names(cursor):
            cursor.execute(_FORGET)
            return
        cursor.execute(_TABLES)
        with cursor.copy("COPY bench_topic_paragraph FROM STDIN") as copy:
            for row in enumerate(_paragraphs()):
                copy.write_row(row)


def _paragraphs() -> Iterator[str]:
    """Yield those of the first topic, of the second, and so on."""
    for number in range(TOPICS):
        random = Random(_SEED << 32 | number)  # noqa: S311
        draws = prose.topic(random)
        for _ in range(PARAGRAPHS_OF_TOPIC):
            yield prose.paragraph(random, _PARAGRAPH_LENGTH, draws)


@transaction.atomic
def _vary_batch() -> int:
    with connection.cursor() as cursor:
        cursor.execute(_NEXT_COPIES, [BATCH])
        pages = [page for (page,) in cursor.fetchall()]
        if not pages:
            return 0
        cursor.execute(_FUNCTIONS)
        cursor.execute("ALTER TABLE news_publisheddocument DISABLE TRIGGER USER")
        given = {
            "of": PARAGRAPHS_OF_STORY,
            "topics": TOPICS,
            "of_topic": PARAGRAPHS_OF_TOPIC,
            "names": NAMES_OF_STORY,
            "pages": pages,
        }
        cursor.execute(_UPDATE, given)
        cursor.execute("ALTER TABLE news_publisheddocument ENABLE TRIGGER USER")
        cursor.execute("UPDATE bench_varied_by_topic SET page_id = %s", [pages[-1]])
    return len(pages)
