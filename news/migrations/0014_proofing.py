"""Word lists, waivers of findings, and who may do what with them.

Everybody of the newsroom reads the lists; proof-readers and the chief editors keep
them; those who sign for a story waive findings.
"""

import uuid

import django.db.models.deletion
import modelsearch.index
from django.conf import settings
from django.db import migrations, models

# Whoever writes a term, in whatever way, moves the version in the same transaction.
TRIGGER = """
CREATE FUNCTION news_proofing_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO news_proofingversion (id, version) VALUES (1, gen_random_uuid())
    ON CONFLICT (id) DO UPDATE SET version = excluded.version;
    RETURN NULL;
END $$;
CREATE TRIGGER news_proofing_term_changed
AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON news_proofingterm
FOR EACH STATEMENT EXECUTE FUNCTION news_proofing_changed();
"""
DROP_TRIGGER = """
DROP TRIGGER news_proofing_term_changed ON news_proofingterm;
DROP FUNCTION news_proofing_changed();
"""
KEEPERS = ["校对", "终审", "主编"]
READERS = ["编辑", "初审", "复审"]
WAIVERS = ["初审", "复审", "终审", "主编"]


def give_rights(apps, schema_editor):
    """Let the newsroom read, proof-readers and chiefs keep, reviewers waive."""
    Group = apps.get_model("auth", "Group")
    terms = [
        _permission(apps, "proofingterm", f"{action}_proofingterm")
        for action in ("view", "add", "change", "delete")
    ]
    waive = _permission(apps, "findingwaiver", "waive_finding", "豁免校对发现")
    for names, permissions in (
        (READERS, terms[:1]),
        (KEEPERS, terms),
        (WAIVERS, [waive]),
    ):
        for name in names:
            group, _ = Group.objects.get_or_create(name=name)
            group.permissions.add(*permissions)


def _permission(apps, model, codename, name=""):
    """Permissions are made after all migrations; these are needed before."""
    ContentType = apps.get_model("contenttypes", "ContentType")
    Permission = apps.get_model("auth", "Permission")
    content_type, _ = ContentType.objects.get_or_create(app_label="news", model=model)
    permission, _ = Permission.objects.get_or_create(
        content_type=content_type,
        codename=codename,
        defaults={"name": name or f"Can {codename.replace('_', ' ')}"},
    )
    return permission


class Migration(migrations.Migration):
    dependencies = [
        ("news", "0013_counts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ProofingTerm",
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
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("typo", "错别字"),
                            ("discouraged", "禁用、慎用词"),
                            ("name", "人名职务"),
                        ],
                        default="typo",
                        max_length=20,
                        verbose_name="词表",
                    ),
                ),
                (
                    "word",
                    models.CharField(
                        error_messages={"unique": "词表里已经有这个词。"},
                        help_text="稿件里不应出现的词，例如“布署”；词表是“人名职务”时填姓名。",
                        max_length=60,
                        unique=True,
                        verbose_name="词",
                    ),
                ),
                (
                    "replacement",
                    models.CharField(
                        blank=True,
                        help_text="建议的写法，编辑可以一键改过来；留空则只指出，不给建议。词表是“人名职务”时填现任职务，有几个时用顿号隔开。",
                        max_length=200,
                        verbose_name="改为或职务",
                    ),
                ),
                (
                    "severity",
                    models.CharField(
                        choices=[
                            ("block", "必须改"),
                            ("warn", "建议改"),
                            ("note", "提示"),
                        ],
                        default="warn",
                        help_text="“必须改”的词不改正、不豁免，就不能送审和发布。",
                        max_length=10,
                        verbose_name="程度",
                    ),
                ),
                (
                    "exceptions",
                    models.TextField(
                        blank=True,
                        help_text="每行一个。词出现在这些更长的说法里时不算错。",
                        max_length=1000,
                        verbose_name="例外",
                    ),
                ),
                (
                    "note",
                    models.CharField(
                        blank=True,
                        help_text="为什么这样写，显示给写稿的人。",
                        max_length=200,
                        verbose_name="说明",
                    ),
                ),
                (
                    "updated_at",
                    models.DateTimeField(auto_now=True, verbose_name="修改时间"),
                ),
            ],
            options={
                "verbose_name": "校对词",
                "verbose_name_plural": "校对词",
                "ordering": ["word"],
            },
            bases=(modelsearch.index.Indexed, models.Model),
        ),
        migrations.CreateModel(
            name="ProofingVersion",
            fields=[
                (
                    "id",
                    models.PositiveSmallIntegerField(
                        default=1, primary_key=True, serialize=False
                    ),
                ),
                ("version", models.UUIDField(default=uuid.uuid4)),
            ],
            options={
                "verbose_name": "词表版本",
                "verbose_name_plural": "词表版本",
            },
        ),
        migrations.CreateModel(
            name="FindingWaiver",
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
                ("key", models.CharField(max_length=100, verbose_name="指纹")),
                ("rule", models.CharField(max_length=60, verbose_name="规则")),
                ("message", models.CharField(max_length=500, verbose_name="发现")),
                ("reason", models.CharField(max_length=300, verbose_name="理由")),
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="时间")),
                (
                    "page",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="finding_waivers",
                        to="news.newspage",
                        verbose_name="稿件",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="豁免人",
                    ),
                ),
            ],
            options={
                "verbose_name": "校对豁免",
                "verbose_name_plural": "校对豁免",
                "ordering": ["at", "pk"],
                "permissions": [("waive_finding", "豁免校对发现")],
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("page", "key"), name="unique_waiver"
                    )
                ],
            },
        ),
        migrations.RunSQL(TRIGGER, DROP_TRIGGER),
        migrations.RunPython(give_rights, migrations.RunPython.noop),
    ]
