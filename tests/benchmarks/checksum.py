"""One number for all that readers get."""

from django.db import connection

# Without identities, versions and times of writing, also of categories: those differ
# between two imports.
_CHECKSUM = """
SELECT count(*), md5(string_agg(content, '' ORDER BY path, type)) FROM (
    SELECT path, type, md5(concat_ws('|',
        type, path, slug, title, position, parent_title, parent_is_public,
        source_name, source_url, published_at,
        CASE type WHEN 'news.NewsPage' THEN first_published_at END,
        meta, card, rest, body_html, text,
        (SELECT string_agg(key, ' ' ORDER BY key) FROM unnest(keys) AS key
         WHERE key !~ '^(category|source):')
    )) AS content FROM news_publisheddocument
) AS documents
"""


def checksum_of_documents() -> tuple[int, str]:
    """Return how many documents there are, and a digest of what they say."""
    with connection.cursor() as cursor:
        cursor.execute(_CHECKSUM)
        count, digest = cursor.fetchone()
    return count, digest
