"""A page that goes to another site is withdrawn from the one that it leaves."""

from importlib import import_module

import django.contrib.postgres.fields
from django.db import migrations, models

# Of a document that changes its site, two changes are told: the number before its
# version is that of the withdrawal. Numbers are given under the lock of the log.
STAMP = """
CREATE OR REPLACE FUNCTION news_stamp_document() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND (
        NEW.site_id, NEW.type, NEW.path, NEW.slug, NEW.title, NEW.parent_id,
        NEW.parent_title, NEW.parent_is_public, NEW.source_id, NEW.source_name,
        NEW.source_url, NEW.keys, NEW.published_at, NEW.first_published_at,
        NEW.meta, NEW.card, NEW.rest, NEW.body_html, NEW.text
    ) IS NOT DISTINCT FROM (
        OLD.site_id, OLD.type, OLD.path, OLD.slug, OLD.title, OLD.parent_id,
        OLD.parent_title, OLD.parent_is_public, OLD.source_id, OLD.source_name,
        OLD.source_url, OLD.keys, OLD.published_at, OLD.first_published_at,
        OLD.meta, OLD.card, OLD.rest, OLD.body_html, OLD.text
    ) AND (NEW.type = 'news.NewsPage' OR NEW.position = OLD.position) THEN
        NEW.version := OLD.version;
        NEW.updated_at := OLD.updated_at;
        RETURN NEW;
    END IF;
    IF TG_OP = 'UPDATE' AND NEW.site_id <> OLD.site_id THEN
        PERFORM nextval(pg_get_serial_sequence('news_change', 'id'));
    END IF;
    NEW.version := nextval(pg_get_serial_sequence('news_change', 'id'));
    NEW.updated_at := clock_timestamp();
    RETURN NEW;
END $$;
"""

LOG_UPDATED = """
CREATE OR REPLACE FUNCTION news_log_updated() RETURNS trigger LANGUAGE plpgsql
SET enable_nestloop = off AS $$
BEGIN
    INSERT INTO news_change (id, page_id, site_id, kind, type, path, keys, at)
    SELECT n.version, n.page_id, n.site_id,
        CASE WHEN o.site_id <> n.site_id THEN 'published'
            WHEN o.path = n.path THEN 'updated' ELSE 'moved' END,
        n.type, n.path,
        CASE WHEN o.site_id <> n.site_id THEN n.keys ELSE
            ARRAY(SELECT unnest(o.keys) UNION SELECT unnest(n.keys) ORDER BY 1) END,
        n.updated_at
    FROM old_rows o JOIN new_rows n USING (page_id)
    WHERE o.version <> n.version
    UNION ALL
    SELECT n.version - 1, o.page_id, o.site_id, 'withdrawn', o.type, o.path, o.keys,
        n.updated_at
    FROM old_rows o JOIN new_rows n USING (page_id)
    WHERE o.site_id <> n.site_id
    ORDER BY 1;
    IF NOT FOUND THEN
        -- Only the order of the tree has changed: no document looks different, but
        -- lists in that order do, which caches know by the key of all pages.
        UPDATE news_listing AS listing
        SET version = nextval(pg_get_serial_sequence('news_change', 'id'))
        FROM (
            SELECT DISTINCT n.site_id || ' ' || key AS name
            FROM old_rows o JOIN new_rows n USING (page_id), unnest(n.keys) AS key
            WHERE o.position <> n.position
        ) AS reordered
        WHERE listing.name = reordered.name;
        INSERT INTO news_pendingpurge (site_id, keys)
        SELECT DISTINCT n.site_id, ARRAY['all']
        FROM old_rows o JOIN new_rows n USING (page_id)
        WHERE o.position <> n.position;
        RETURN NULL;
    END IF;
    INSERT INTO news_listing AS listing (name, size, version)
    SELECT name, sum(step), max(version) FROM (
        SELECT n.site_id || ' ' || key AS name, 1 AS step, n.version
        FROM old_rows o JOIN new_rows n USING (page_id), unnest(n.keys) AS key
        WHERE o.version <> n.version
        UNION ALL
        SELECT o.site_id || ' ' || key, -1, n.version
        FROM old_rows o JOIN new_rows n USING (page_id), unnest(o.keys) AS key
        WHERE o.version <> n.version
    ) AS steps GROUP BY 1 ORDER BY 1
    ON CONFLICT (name) DO UPDATE SET
        size = listing.size + excluded.size, version = excluded.version;
    PERFORM pg_notify('baoguan_changes', '');
    RETURN NULL;
END $$;
"""

WAKE = """
CREATE FUNCTION news_wake_purging() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('baoguan_changes', '');
    RETURN NULL;
END $$;
CREATE TRIGGER wake_purging AFTER INSERT ON news_pendingpurge
    FOR EACH STATEMENT EXECUTE FUNCTION news_wake_purging();
"""

# Pages that had left a site were not withdrawn from it: tell its followers now.
COMPLETE_LOG = """
SELECT pg_advisory_xact_lock(27691678822654318);
INSERT INTO news_change (page_id, site_id, kind, type, path, keys, at)
SELECT page_id, site_id, 'withdrawn', type, path, keys, clock_timestamp()
FROM (
    SELECT DISTINCT ON (page_id, site_id) change.*
    FROM news_change AS change
    WHERE page_id IN (
        SELECT page_id FROM news_change
        GROUP BY page_id HAVING min(site_id) <> max(site_id)
    )
    ORDER BY page_id, site_id, id DESC
) AS latest
WHERE kind <> 'withdrawn' AND EXISTS (
    SELECT FROM news_change AS later
    WHERE later.page_id = latest.page_id AND later.id > latest.id
        AND later.kind <> 'withdrawn'
)
ORDER BY id;
"""

FORGET_WAKING = "DROP FUNCTION news_wake_purging() CASCADE;"


def _as_before() -> str:
    """Return the triggers as migration 0004 made them."""
    former = import_module("news.migrations.0004_documents")
    text: str = former.STAMP + former.LOG
    for made in ("FUNCTION", "TRIGGER"):
        text = text.replace(f"CREATE {made}", f"CREATE OR REPLACE {made}")
    return text


class Migration(migrations.Migration):
    dependencies = [("news", "0010_change_paths")]

    operations = [
        migrations.CreateModel(
            name="PendingPurge",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                ("site_id", models.BigIntegerField()),
                (
                    "keys",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField()
                    ),
                ),
            ],
            options={"verbose_name": "待清缓存", "verbose_name_plural": "待清缓存"},
        ),
        migrations.RunSQL(WAKE, FORGET_WAKING),
        migrations.RunSQL(STAMP + LOG_UPDATED, _as_before()),
        migrations.RunSQL(COMPLETE_LOG, migrations.RunSQL.noop),
    ]
