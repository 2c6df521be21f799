"""Documents in ready parts; the database itself keeps the log and the listings."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

_TEXT_LIST = {"base_field": models.TextField(), "default": list}

# The number is that of news.published.changes.
LOCK = """
CREATE FUNCTION news_lock_log() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(27691678822654318);
    RETURN NULL;
END $$;
CREATE TRIGGER lock_log BEFORE INSERT OR UPDATE OR DELETE
    ON news_publisheddocument FOR EACH STATEMENT EXECUTE FUNCTION news_lock_log();
"""

# A write that changes nothing which readers or clients can see moves no version.
STAMP = """
CREATE FUNCTION news_stamp_document() RETURNS trigger LANGUAGE plpgsql AS $$
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
    NEW.version := nextval(pg_get_serial_sequence('news_change', 'id'));
    NEW.updated_at := clock_timestamp();
    RETURN NEW;
END $$;
CREATE TRIGGER stamp_document BEFORE INSERT OR UPDATE
    ON news_publisheddocument FOR EACH ROW EXECUTE FUNCTION news_stamp_document();
"""

LOG = """
CREATE FUNCTION news_log_published() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO news_change (id, page_id, site_id, kind, type, path, keys, at)
    SELECT version, page_id, site_id, 'published', type, path, keys, updated_at
    FROM new_rows ORDER BY version;
    INSERT INTO news_listing AS listing (name, size, version)
    SELECT site_id || ' ' || key AS name, count(*), max(version)
    FROM new_rows, unnest(keys) AS key GROUP BY 1 ORDER BY 1
    ON CONFLICT (name) DO UPDATE SET
        size = listing.size + excluded.size, version = excluded.version;
    IF FOUND THEN
        PERFORM pg_notify('baoguan_changes', '');
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER log_published AFTER INSERT ON news_publisheddocument
    REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION news_log_published();

-- The plan is kept from the first call, most likely for one row: as a nested loop
-- it would be quadratic for a category of thousands.
CREATE FUNCTION news_log_updated() RETURNS trigger LANGUAGE plpgsql
SET enable_nestloop = off AS $$
BEGIN
    INSERT INTO news_change (id, page_id, site_id, kind, type, path, keys, at)
    SELECT n.version, n.page_id, n.site_id,
        CASE WHEN (o.path, o.site_id) = (n.path, n.site_id)
            THEN 'updated' ELSE 'moved' END,
        n.type, n.path,
        ARRAY(SELECT unnest(o.keys) UNION SELECT unnest(n.keys) ORDER BY 1),
        n.updated_at
    FROM old_rows o JOIN new_rows n USING (page_id)
    WHERE o.version <> n.version ORDER BY n.version;
    IF NOT FOUND THEN
        -- Only the order of the tree has changed: no document looks different, but
        -- lists in that order do.
        UPDATE news_listing AS listing
        SET version = nextval(pg_get_serial_sequence('news_change', 'id'))
        FROM (
            SELECT DISTINCT n.site_id || ' ' || key AS name
            FROM old_rows o JOIN new_rows n USING (page_id), unnest(n.keys) AS key
            WHERE o.position <> n.position
        ) AS reordered
        WHERE listing.name = reordered.name;
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
CREATE TRIGGER log_updated AFTER UPDATE ON news_publisheddocument
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION news_log_updated();

CREATE FUNCTION news_log_withdrawn() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    newest bigint;
BEGIN
    INSERT INTO news_change (page_id, site_id, kind, type, path, keys, at)
    SELECT page_id, site_id, 'withdrawn', type, path, keys, clock_timestamp()
    FROM old_rows ORDER BY page_id;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    newest := currval(pg_get_serial_sequence('news_change', 'id'));
    INSERT INTO news_listing AS listing (name, size, version)
    SELECT site_id || ' ' || key AS name, -count(*), newest
    FROM old_rows, unnest(keys) AS key GROUP BY 1 ORDER BY 1
    ON CONFLICT (name) DO UPDATE SET
        size = listing.size + excluded.size, version = excluded.version;
    PERFORM pg_notify('baoguan_changes', '');
    RETURN NULL;
END $$;
CREATE TRIGGER log_withdrawn AFTER DELETE ON news_publisheddocument
    REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION news_log_withdrawn();
"""

# What was logged before had neither site nor type. Its withdrawn pages answer 410 still:
# the site is the one that the page stands in, of a deleted one the default; the type
# follows from the depth of the path.
COMPLETE_LOG = """
UPDATE news_change SET site_id = coalesce(
    (SELECT site.id FROM wagtailcore_page AS page
        JOIN wagtailcore_page AS root ON starts_with(page.path, root.path)
        JOIN wagtailcore_site AS site ON site.root_page_id = root.id
        WHERE page.id = news_change.page_id
        ORDER BY root.depth DESC, site.is_default_site DESC LIMIT 1),
    (SELECT id FROM wagtailcore_site WHERE is_default_site)
), type = CASE length(path) - length(replace(path, '/', ''))
    WHEN 1 THEN 'news.HomePage' WHEN 2 THEN 'news.CategoryIndexPage'
    ELSE 'news.NewsPage' END;
UPDATE news_change SET keys = ARRAY['all', 'type:' || type];
"""

FORGET = """
DROP FUNCTION news_lock_log() CASCADE;
DROP FUNCTION news_stamp_document() CASCADE;
DROP FUNCTION news_log_published() CASCADE;
DROP FUNCTION news_log_updated() CASCADE;
DROP FUNCTION news_log_withdrawn() CASCADE;
"""


class Migration(migrations.Migration):
    dependencies = [("news", "0003_newsroom")]

    operations = [
        # Derived rows: the first `migrate` makes them again from the pages.
        migrations.DeleteModel("PublishedDocument"),
        migrations.CreateModel(
            name="PublishedDocument",
            fields=[
                (
                    "page",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="published_document",
                        serialize=False,
                        to="wagtailcore.page",
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="wagtailcore.site",
                    ),
                ),
                ("type", models.CharField(max_length=100)),
                ("path", models.CharField(max_length=1000)),
                ("slug", models.CharField(max_length=255)),
                ("title", models.CharField(max_length=255)),
                ("position", models.CharField(db_collation="C", max_length=255)),
                ("parent_id", models.BigIntegerField(null=True)),
                ("parent_title", models.CharField(blank=True, max_length=255)),
                ("parent_is_public", models.BooleanField(default=False)),
                ("source_id", models.BigIntegerField(null=True)),
                ("source_name", models.CharField(blank=True, max_length=100)),
                ("source_url", models.CharField(blank=True, max_length=1000)),
                ("keys", django.contrib.postgres.fields.ArrayField(**_TEXT_LIST)),
                ("published_at", models.DateTimeField(null=True)),
                ("first_published_at", models.DateTimeField(null=True)),
                ("meta", models.TextField(default="{}")),
                ("card", models.TextField(default="{}")),
                ("rest", models.TextField(default="{}")),
                ("body_html", models.TextField(blank=True)),
                ("text", models.TextField(blank=True)),
                ("version", models.BigIntegerField(default=0)),
                (
                    "updated_at",
                    models.DateTimeField(default=django.utils.timezone.now),
                ),
            ],
            options={
                "verbose_name": "已发布文档",
                "verbose_name_plural": "已发布文档",
                "indexes": [
                    models.Index(
                        fields=["site", "type", "-published_at", "-page"],
                        name="document_newest",
                    ),
                    models.Index(
                        fields=["parent_id", "-published_at", "-page"],
                        name="document_category_newest",
                    ),
                    models.Index(
                        fields=["source_id", "-published_at", "-page"],
                        name="document_source_newest",
                    ),
                    models.Index(
                        fields=["site", "type", "-first_published_at", "-page"],
                        name="document_first_published",
                    ),
                    models.Index(fields=["site", "position"], name="document_position"),
                    models.Index(
                        fields=["site", "-updated_at"], name="document_updated"
                    ),
                    models.Index(fields=["slug"], name="document_slug"),
                    django.contrib.postgres.indexes.GinIndex(
                        fastupdate=False, fields=["keys"], name="document_keys"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        deferrable=models.Deferrable["DEFERRED"],
                        fields=("site", "path"),
                        name="unique_document_path",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Listing",
            fields=[
                (
                    "name",
                    models.TextField(primary_key=True, serialize=False),
                ),
                ("size", models.BigIntegerField()),
                ("version", models.BigIntegerField()),
            ],
            options={"verbose_name": "列表", "verbose_name_plural": "列表"},
        ),
        migrations.RemoveField("Change", "version"),
        migrations.AddField("Change", "site_id", models.BigIntegerField(null=True)),
        migrations.AddField(
            "Change", "type", models.CharField(blank=True, max_length=100)
        ),
        migrations.AddField(
            "Change", "keys", django.contrib.postgres.fields.ArrayField(**_TEXT_LIST)
        ),
        migrations.RunSQL(COMPLETE_LOG, migrations.RunSQL.noop),
        migrations.RunSQL(LOCK + STAMP + LOG, FORGET),
    ]
