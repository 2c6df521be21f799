"""字数 of each story, counted for those that are there; who may see the statistics.

Counted in batches, each with its own commit, so that nobody waits for a table of a
million rows. Cut short, the next `migrate` begins anew: no operation minds.
"""

import json

from django.db import migrations, models, transaction

from news.counting.body import count_body

BATCH = 1000
ADD_COLUMN = """
ALTER TABLE news_newspage ADD COLUMN IF NOT EXISTS character_count integer
    NOT NULL DEFAULT 0 CHECK (character_count >= 0);
"""
READ = """
SELECT page_ptr_id, body FROM news_newspage
WHERE page_ptr_id > %s ORDER BY page_ptr_id LIMIT %s
"""
WRITE = """
UPDATE news_newspage SET character_count = counted.number
FROM unnest(%s::integer[], %s::integer[]) AS counted (page_id, number)
WHERE page_ptr_id = page_id AND character_count <> counted.number
"""
# The group that sees the statistics.
GROUP = "主编"


def count_stories(apps, schema_editor):
    connection = schema_editor.connection
    position = 0
    while position is not None:
        with transaction.atomic(connection.alias), connection.cursor() as cursor:
            cursor.execute(READ, [position, BATCH])
            counts = {pk: count_body(json.loads(body)) for pk, body in cursor}
            cursor.execute(WRITE, [list(counts), list(counts.values())])
        position = max(counts, default=None)


def write_documents_again(apps, schema_editor):
    """Let the end of this `migrate` write all documents, which tell the count."""
    apps.get_model("news", "LogFollower").objects.update_or_create(
        pk="rebuild", defaults={"position": 0}
    )


def allow_chief_editors(apps, schema_editor):
    ContentType = apps.get_model("contenttypes", "ContentType")
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")

    content_type, _ = ContentType.objects.get_or_create(
        app_label="news", model="storystatistics"
    )
    permission, _ = Permission.objects.get_or_create(
        content_type=content_type,
        codename="view_storystatistics",
        defaults={"name": "Can view 稿件统计"},
    )
    for group in Group.objects.filter(name=GROUP):
        group.permissions.add(permission)


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("news", "0012_review")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    ADD_COLUMN,
                    "ALTER TABLE news_newspage DROP COLUMN character_count;",
                )
            ],
            state_operations=[
                migrations.AddField(
                    model_name="newspage",
                    name="character_count",
                    field=models.PositiveIntegerField(
                        "字数", default=0, editable=False
                    ),
                )
            ],
        ),
        migrations.CreateModel(
            name="StoryStatistics",
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
            ],
            options={
                "verbose_name": "稿件统计",
                "verbose_name_plural": "稿件统计",
                "managed": False,
                "default_permissions": ("view",),
            },
        ),
        migrations.RunPython(count_stories, migrations.RunPython.noop),
        migrations.RunPython(write_documents_again, migrations.RunPython.noop),
        migrations.RunPython(allow_chief_editors, migrations.RunPython.noop),
    ]
