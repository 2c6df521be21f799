"""Records about stories that readers are shown, and their place in the documents.

Documents get a column with a default: those of an existing database stay as they are.
"""

from importlib import import_module

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

CODENAMES = {
    "主编": ["add_correction", "delete_correction", "view_correction"],
    "终审": ["add_correction", "view_correction"],
    "编辑": ["view_correction"],
}

# What readers were told is not taken back: but for its removal from view, a row stays.
KEEP = """
CREATE FUNCTION news_keep_correction() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR (
        NEW.page_id, NEW.title, NEW.kind, NEW.text, NEW.shows_title, NEW.issued_at
    ) IS DISTINCT FROM (
        OLD.page_id, OLD.title, OLD.kind, OLD.text, OLD.shows_title, OLD.issued_at
    ) OR (OLD.removed_at IS NOT NULL AND (
        NEW.removed_at, NEW.removal_reason
    ) IS DISTINCT FROM (OLD.removed_at, OLD.removal_reason)) THEN
        RAISE EXCEPTION 'a correction is neither changed nor deleted'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER keep_correction BEFORE UPDATE OR DELETE
    ON news_correction FOR EACH ROW EXECUTE FUNCTION news_keep_correction();
"""
FORGET = """
DROP TRIGGER keep_correction ON news_correction;
DROP FUNCTION news_keep_correction();
"""

# The stamp of migration 0011, which compares what readers and clients can see.
_BEFORE = "NEW.source_url, NEW.keys"
_AFTER = "NEW.source_url, NEW.corrections, NEW.keys"


def _stamp(*, with_corrections: bool) -> str:
    text: str = import_module("news.migrations.0011_moves_between_sites").STAMP
    if not with_corrections:
        return text
    for row in ("NEW", "OLD"):
        before, after = _BEFORE.replace("NEW", row), _AFTER.replace("NEW", row)
        text = text.replace(before, after)
    return text


def _permission(apps, codename):
    """Permissions are made after all migrations; these are needed before."""
    ContentType = apps.get_model("contenttypes", "ContentType")
    Permission = apps.get_model("auth", "Permission")
    content_type, _ = ContentType.objects.get_or_create(
        app_label="news", model="correction"
    )
    permission, _ = Permission.objects.get_or_create(
        content_type=content_type,
        codename=codename,
        defaults={"name": f"Can {codename.replace('_', ' ')}"},
    )
    return permission


def let_groups_issue_corrections(apps, schema_editor):
    Group = apps.get_model("auth", "Group")
    for name, codenames in CODENAMES.items():
        for group in Group.objects.filter(name=name):
            group.permissions.add(*[_permission(apps, one) for one in codenames])


class Migration(migrations.Migration):
    dependencies = [
        ("news", "0014_proofing"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [
        migrations.CreateModel(
            name="Correction",
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
                ("title", models.CharField(max_length=255, verbose_name="当时的标题")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("correction", "更正"),
                            ("update", "更新说明"),
                            ("withdrawal", "撤稿"),
                            ("republication", "重新发布"),
                        ],
                        max_length=20,
                        verbose_name="类型",
                    ),
                ),
                ("text", models.TextField(verbose_name="说明")),
                (
                    "shows_title",
                    models.BooleanField(default=True, verbose_name="读者看到标题"),
                ),
                (
                    "issued_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="发布时间"
                    ),
                ),
                (
                    "removed_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="撤回时间"
                    ),
                ),
                (
                    "removal_reason",
                    models.TextField(blank=True, verbose_name="撤回原因"),
                ),
                (
                    "issued_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="发布人",
                    ),
                ),
                (
                    "page",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="corrections",
                        to="news.newspage",
                        verbose_name="稿件",
                    ),
                ),
                (
                    "removed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="撤回人",
                    ),
                ),
                (
                    "revision",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="wagtailcore.revision",
                        verbose_name="同时发布的稿件版本",
                    ),
                ),
            ],
            options={
                "verbose_name": "更正与撤稿",
                "verbose_name_plural": "更正与撤稿",
                "ordering": ["-issued_at", "-pk"],
                "default_permissions": ("add", "delete", "view"),
                "indexes": [
                    models.Index(fields=["-issued_at"], name="correction_newest")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True),
                        name="correction_says_something",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("removed_at", None),
                            models.Q(("removal_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="correction_removed_with_reason",
                    ),
                ],
            },
        ),
        migrations.AddField(
            "PublishedDocument", "corrections", models.TextField(default="[]")
        ),
        migrations.AddField(
            "Change",
            "notice",
            models.CharField(blank=True, db_default="", max_length=20),
        ),
        migrations.RunSQL(KEEP, FORGET),
        migrations.RunSQL(
            _stamp(with_corrections=True), _stamp(with_corrections=False)
        ),
        migrations.RunPython(let_groups_issue_corrections, migrations.RunPython.noop),
    ]
