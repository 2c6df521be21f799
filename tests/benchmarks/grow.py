"""An archive made large in PostgreSQL: copies of real stories, each a page of its own.

The stories come from the importer; a copy has another title, address, code and time,
and its own rows in every table that Wagtail's API and ours read. Revisions, the log
of the editors and the admin's search index are left out: no reader's request touches
them.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.db import connection, models, transaction
from wagtail.models import Page

from news.models import NewsByline, NewsPage, NewsTag, PublishedDocument

# So many copies of each story are made in one transaction.
ROUND = 20

# Treebeard numbers the children of a page in base 36, four digits.
_STEP = """
CREATE OR REPLACE FUNCTION pg_temp.step(number bigint) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
    SELECT string_agg(
        substr('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ',
               ((number / power(36, place)::bigint) % 36)::int + 1, 1),
        '' ORDER BY place DESC)
    FROM generate_series(0, 3) AS place
$$
"""

# The copies of a round: which story, which page it becomes, and where it stands.
_PLAN = """
CREATE TEMPORARY TABLE copies ON COMMIT DROP AS
SELECT base.id AS base_id, round.number,
    base.slug || '-' || round.number AS slug,
    (SELECT max(id) FROM wagtailcore_page)
        + row_number() OVER (ORDER BY round.number, base.id) AS page_id,
    parent.id AS parent_id,
    parent.path || pg_temp.step(parent.numchild + row_number() OVER (
        PARTITION BY parent.id ORDER BY round.number, base.id)) AS path,
    story.published_at - make_interval(mins => 7 * round.number::int) AS published_at
FROM bench_base
JOIN wagtailcore_page AS base ON base.id = bench_base.id
JOIN news_newspage AS story ON story.page_ptr_id = base.id
JOIN wagtailcore_page AS parent ON parent.path = left(base.path, -4)
CROSS JOIN generate_series(%s::bigint, %s::bigint) AS round(number)
LIMIT %s
"""

_COPIED: Mapping[type[models.Model], tuple[str, str, Mapping[str, str]]] = {
    Page: (
        "wagtailcore_page",
        "row.id = copies.base_id",
        {
            "id": "copies.page_id",
            "path": "copies.path",
            "slug": "copies.slug",
            "title": "row.title || ' ' || copies.number",
            "draft_title": "row.title || ' ' || copies.number",
            "translation_key": "gen_random_uuid()",
            "url_path": "regexp_replace(row.url_path, '[^/]+/$', copies.slug || '/')",
            "first_published_at": "copies.published_at",
            "last_published_at": "copies.published_at",
            "latest_revision_id": "NULL",
            "live_revision_id": "NULL",
        },
    ),
    NewsPage: (
        "news_newspage",
        "row.page_ptr_id = copies.base_id",
        {
            "page_ptr_id": "copies.page_id",
            "original_code": "row.original_code || '-' || copies.number",
            "published_at": "copies.published_at",
        },
    ),
    NewsByline: (
        "news_newsbyline",
        "row.page_id = copies.base_id",
        {
            "id": "nextval(pg_get_serial_sequence('news_newsbyline', 'id'))",
            "page_id": "copies.page_id",
        },
    ),
    NewsTag: (
        "news_newstag",
        "row.content_object_id = copies.base_id",
        {
            "id": "nextval(pg_get_serial_sequence('news_newstag', 'id'))",
            "content_object_id": "copies.page_id",
        },
    ),
    PublishedDocument: (
        "news_publisheddocument",
        "row.page_id = copies.base_id",
        {
            "page_id": "copies.page_id",
            "path": "regexp_replace(row.path, '[^/]+/$', copies.slug || '/')",
            "slug": "copies.slug",
            "title": "row.title || ' ' || copies.number",
            "position": "copies.path",
            "published_at": "copies.published_at",
            "first_published_at": "copies.published_at",
            "card": """regexp_replace(row.card, '"published_at":"[^"]*"',
                '"published_at":"' || to_char(
                    copies.published_at AT TIME ZONE 'Asia/Shanghai',
                    'YYYY-MM-DD"T"HH24:MI:SS') || '+08:00"')""",
        },
    ),
}


def grow_to(size: int, advance: Callable[[int], Any] = lambda _number: None) -> None:
    """Add copies until the archive has `size` stories; `advance` hears how many."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE IF NOT EXISTS bench_base (id bigint PRIMARY KEY)")
        cursor.execute(
            "INSERT INTO bench_base SELECT page_ptr_id FROM news_newspage "
            "WHERE NOT EXISTS (SELECT FROM bench_base)"
        )
    first_round = 1 + NewsPage.objects.count() // _base_size()
    while missing := size - NewsPage.objects.count():
        last_round = first_round + ROUND - 1
        advance(_add_copies(first_round, last_round, missing))
        first_round = last_round + 1
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT setval(pg_get_serial_sequence('wagtailcore_page', 'id'),"
            " (SELECT max(id) FROM wagtailcore_page))"
        )
        cursor.execute("VACUUM ANALYZE")


def _base_size() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM bench_base")
        return cursor.fetchone()[0]


@transaction.atomic
def _add_copies(first: int, last: int, limit: int) -> int:
    """Make the copies of some rounds, at most `limit`, and return how many."""
    with connection.cursor() as cursor:
        cursor.execute(_STEP)
        cursor.execute(_PLAN, [first, last, limit])
        for model, (table, condition, changed) in _COPIED.items():
            cursor.execute(_insert(model, table, condition, changed))
        cursor.execute(
            "UPDATE wagtailcore_page AS parent SET numchild = numchild + added.number "
            "FROM (SELECT parent_id, count(*) AS number FROM copies GROUP BY 1) AS added "
            "WHERE parent.id = added.parent_id"
        )
        cursor.execute("SELECT count(*) FROM copies")
        return cursor.fetchone()[0]


def _insert(
    model: type[models.Model], table: str, condition: str, changed: Mapping[str, str]
) -> str:
    """Return the statement that copies a story's rows of one table."""
    columns = [field.column for field in model._meta.local_concrete_fields]
    values = [changed.get(column, f'row."{column}"') for column in columns]
    names = ", ".join(f'"{column}"' for column in columns)
    return (
        f"INSERT INTO {table} ({names}) SELECT {', '.join(values)} "  # noqa: S608
        f"FROM copies JOIN {table} AS row ON {condition}"
    )
