"""Following the page tree: what a document shows of the page above, and where it is.

One statement each, however many stories a category has.
"""

from django.db import connection

from news.published.changes import lock_log

# A page's path inside its site is its url_path without the first step
# (news.addresses.site_path).
_FOLLOW_PARENTS = """
UPDATE news_publisheddocument AS document
SET path = page.site_path, parent_id = page.parent_id,
    parent_title = page.parent_title, parent_is_public = page.parent_is_public
FROM (
    SELECT child.id,
        substr(child.url_path, position('/' IN substr(child.url_path, 2)) + 1)
            AS site_path,
        parent.id AS parent_id, parent.title AS parent_title,
        EXISTS (
            SELECT FROM news_publisheddocument AS above
            WHERE above.page_id = parent.id
        ) AS parent_is_public
    FROM wagtailcore_page AS child
    JOIN wagtailcore_page AS parent ON parent.path = left(child.path, -4)
    WHERE child.path LIKE %s AND child.depth > 2
) AS page
WHERE document.page_id = page.id AND (
    document.path, document.parent_id, document.parent_title,
    document.parent_is_public
) IS DISTINCT FROM (
    page.site_path, page.parent_id, page.parent_title, page.parent_is_public
)
RETURNING document.page_id
"""

_FOLLOW_POSITIONS = """
UPDATE news_publisheddocument AS document SET position = page.path
FROM wagtailcore_page AS page
WHERE document.page_id = page.id AND page.path LIKE %s
    AND document.position <> page.path
"""


def follow_parents(tree_path: str) -> list[int]:
    """Take over names, addresses and standing of the pages above, below a page.

    `tree_path` is that page's `path`. Returns the ids of the documents that changed.
    """
    lock_log()
    with connection.cursor() as cursor:
        cursor.execute(_FOLLOW_PARENTS, [f"{tree_path}%"])
        return [page_id for (page_id,) in cursor.fetchall()]


def follow_positions(tree_path: str) -> None:
    """Take over the places in the tree of a page and all below it."""
    lock_log()
    with connection.cursor() as cursor:
        cursor.execute(_FOLLOW_POSITIONS, [f"{tree_path}%"])
