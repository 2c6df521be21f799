"""Synonyms, promoted results, counted searches, suggestions; and who sees to them.

编辑 and 主编 keep synonyms and promotions and read the report; only 主编 deletes.
"""

import uuid

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.lookups
import modelsearch.index
from django.conf import settings
from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations, models

# Whoever writes a rule, in whatever way, moves the version in the same transaction.
GUIDANCE_TRIGGERS = """
CREATE FUNCTION search_guidance_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO search_guidanceversion (id, version) VALUES (1, gen_random_uuid())
    ON CONFLICT (id) DO UPDATE SET version = excluded.version;
    RETURN NULL;
END $$;
CREATE TRIGGER search_synonym_changed
AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON search_searchsynonym
FOR EACH STATEMENT EXECUTE FUNCTION search_guidance_changed();
CREATE TRIGGER search_promotion_changed
AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON search_searchpromotion
FOR EACH STATEMENT EXECUTE FUNCTION search_guidance_changed();
"""
DROP_GUIDANCE_TRIGGERS = """
DROP TRIGGER search_synonym_changed ON search_searchsynonym;
DROP TRIGGER search_promotion_changed ON search_searchpromotion;
DROP FUNCTION search_guidance_changed();
"""
RULES = ["searchsynonym", "searchpromotion"]
ACTIONS = {
    "编辑": ["view", "add", "change"],
    "主编": ["view", "add", "change", "delete"],
}


def let_editors_guide_search(apps, schema_editor):
    Group = apps.get_model("auth", "Group")

    for group in Group.objects.filter(name__in=ACTIONS):
        wanted = [(model, action) for model in RULES for action in ACTIONS[group.name]]
        for model, action in [*wanted, ("searchcount", "view")]:
            group.permissions.add(_permission(apps, model, action))


def _permission(apps, model, action):
    """Permissions are made after all migrations; these are needed before."""
    ContentType = apps.get_model("contenttypes", "ContentType")
    Permission = apps.get_model("auth", "Permission")
    content_type, _ = ContentType.objects.get_or_create(app_label="search", model=model)
    permission, _ = Permission.objects.get_or_create(
        content_type=content_type,
        codename=f"{action}_{model}",
        defaults={"name": f"Can {action} {model}"},
    )
    return permission


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("news", "0003_newsroom"),
        ("wagtailcore", "0098_apitoken"),
        migrations.swappable_dependency(settings.WAGTAIL_PAGE_MODEL),
    ]

    operations = [
        TrigramExtension(),
        migrations.CreateModel(
            name="GuidanceVersion",
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
                "verbose_name": "搜索规则版本",
                "verbose_name_plural": "搜索规则版本",
            },
        ),
        migrations.CreateModel(
            name="StoryPhrases",
            fields=[
                ("page_id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("site_id", models.IntegerField()),
                (
                    "titles",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), default=list, size=None
                    ),
                ),
                (
                    "quoted",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), default=list, size=None
                    ),
                ),
                (
                    "tagged",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), default=list, size=None
                    ),
                ),
            ],
            options={
                "verbose_name": "稿件的搜索提示",
                "verbose_name_plural": "稿件的搜索提示",
            },
        ),
        migrations.CreateModel(
            name="SuggestionProgress",
            fields=[
                (
                    "id",
                    models.PositiveSmallIntegerField(
                        default=1, primary_key=True, serialize=False
                    ),
                ),
                ("position", models.BigIntegerField()),
                ("changed_at", models.DateTimeField(null=True)),
                ("swept_to", models.BigIntegerField(null=True)),
            ],
            options={
                "verbose_name": "搜索提示进度",
                "verbose_name_plural": "搜索提示进度",
            },
        ),
        migrations.CreateModel(
            name="SearchPromotion",
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
                    "queries",
                    models.TextField(
                        help_text="每行一个。读者输入的内容与其中一行完全相同时，显示下面的稿件。",
                        max_length=1000,
                        verbose_name="搜索词",
                    ),
                ),
                (
                    "note",
                    models.CharField(
                        blank=True,
                        help_text="显示在推荐稿件旁，可以不填。",
                        max_length=100,
                        verbose_name="推荐语",
                    ),
                ),
                (
                    "position",
                    models.PositiveSmallIntegerField(
                        default=1,
                        help_text="同一个搜索词有几条推荐时，数字小的在前。",
                        verbose_name="次序",
                    ),
                ),
                (
                    "page",
                    models.ForeignKey(
                        help_text="稿件撤下后不再显示。",
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.WAGTAIL_PAGE_MODEL,
                        verbose_name="推荐稿件",
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="wagtailcore.site",
                        verbose_name="站点",
                    ),
                ),
            ],
            options={
                "verbose_name": "推荐结果",
                "verbose_name_plural": "推荐结果",
                "ordering": ["queries", "position", "pk"],
            },
            bases=(modelsearch.index.Indexed, models.Model),
        ),
        migrations.CreateModel(
            name="SearchSynonym",
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
                    "term",
                    models.CharField(
                        help_text="读者会输入的词，例如“新冠”。",
                        max_length=60,
                        verbose_name="搜索词",
                    ),
                ),
                (
                    "equivalents",
                    models.TextField(
                        help_text="每行一个，最多 20 个，例如“新型冠状病毒”。",
                        max_length=1000,
                        verbose_name="同义词",
                    ),
                ),
                (
                    "is_mutual",
                    models.BooleanField(
                        default=True,
                        help_text="选中后，搜索其中任何一个词，都会找到其他词的稿件；不选中，只有输入“搜索词”时才同时查找同义词。",
                        verbose_name="双向",
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="wagtailcore.site",
                        verbose_name="站点",
                    ),
                ),
            ],
            options={
                "verbose_name": "同义词",
                "verbose_name_plural": "同义词",
                "ordering": ["term", "pk"],
            },
            bases=(modelsearch.index.Indexed, models.Model),
        ),
        migrations.CreateModel(
            name="SearchCount",
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
                ("day", models.DateField()),
                ("query", models.CharField(max_length=60, verbose_name="搜索词")),
                ("count", models.PositiveIntegerField(verbose_name="次数")),
                ("hits", models.PositiveIntegerField(verbose_name="结果数")),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="wagtailcore.site",
                    ),
                ),
            ],
            options={
                "verbose_name": "搜索记录",
                "verbose_name_plural": "搜索记录",
                "indexes": [models.Index(fields=["day"], name="search_count_day")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("site", "day", "query"), name="unique_search_count"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SuggestionPhrase",
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
                ("text", models.CharField(max_length=60)),
                ("label", models.CharField(max_length=60)),
                ("pinyin", models.CharField(max_length=400)),
                ("initials", models.CharField(max_length=60)),
                ("titles", models.IntegerField(default=0)),
                ("quoted", models.IntegerField(default=0)),
                ("tagged", models.IntegerField(default=0)),
                ("asked", models.IntegerField(default=0)),
                (
                    "weight",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.db.models.expressions.CombinedExpression(
                            django.db.models.expressions.CombinedExpression(
                                django.db.models.expressions.CombinedExpression(
                                    models.F("titles"), "+", models.F("quoted")
                                ),
                                "+",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("tagged"), "*", models.Value(3)
                                ),
                            ),
                            "+",
                            django.db.models.expressions.CombinedExpression(
                                models.F("asked"), "*", models.Value(3)
                            ),
                        ),
                        output_field=models.IntegerField(),
                    ),
                ),
                (
                    "tier",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Case(
                            models.When(
                                django.db.models.lookups.GreaterThanOrEqual(
                                    django.db.models.expressions.CombinedExpression(
                                        django.db.models.expressions.CombinedExpression(
                                            django.db.models.expressions.CombinedExpression(
                                                models.F("titles"),
                                                "+",
                                                models.F("quoted"),
                                            ),
                                            "+",
                                            django.db.models.expressions.CombinedExpression(
                                                models.F("tagged"), "*", models.Value(3)
                                            ),
                                        ),
                                        "+",
                                        django.db.models.expressions.CombinedExpression(
                                            models.F("asked"), "*", models.Value(3)
                                        ),
                                    ),
                                    256,
                                ),
                                then=models.Value(3),
                            ),
                            models.When(
                                django.db.models.lookups.GreaterThanOrEqual(
                                    django.db.models.expressions.CombinedExpression(
                                        django.db.models.expressions.CombinedExpression(
                                            django.db.models.expressions.CombinedExpression(
                                                models.F("titles"),
                                                "+",
                                                models.F("quoted"),
                                            ),
                                            "+",
                                            django.db.models.expressions.CombinedExpression(
                                                models.F("tagged"), "*", models.Value(3)
                                            ),
                                        ),
                                        "+",
                                        django.db.models.expressions.CombinedExpression(
                                            models.F("asked"), "*", models.Value(3)
                                        ),
                                    ),
                                    32,
                                ),
                                then=models.Value(2),
                            ),
                            models.When(
                                django.db.models.lookups.GreaterThanOrEqual(
                                    django.db.models.expressions.CombinedExpression(
                                        django.db.models.expressions.CombinedExpression(
                                            django.db.models.expressions.CombinedExpression(
                                                models.F("titles"),
                                                "+",
                                                models.F("quoted"),
                                            ),
                                            "+",
                                            django.db.models.expressions.CombinedExpression(
                                                models.F("tagged"), "*", models.Value(3)
                                            ),
                                        ),
                                        "+",
                                        django.db.models.expressions.CombinedExpression(
                                            models.F("asked"), "*", models.Value(3)
                                        ),
                                    ),
                                    4,
                                ),
                                then=models.Value(1),
                            ),
                            default=models.Value(0),
                        ),
                        output_field=models.SmallIntegerField(),
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
            ],
            options={
                "verbose_name": "搜索提示",
                "verbose_name_plural": "搜索提示",
                "indexes": [
                    models.Index(
                        models.F("site"),
                        models.F("tier"),
                        django.contrib.postgres.indexes.OpClass(
                            "text", "text_pattern_ops"
                        ),
                        name="suggestion_text",
                    ),
                    models.Index(
                        models.F("site"),
                        models.F("tier"),
                        django.contrib.postgres.indexes.OpClass(
                            "pinyin", "text_pattern_ops"
                        ),
                        name="suggestion_pinyin",
                    ),
                    models.Index(
                        models.F("site"),
                        models.F("tier"),
                        django.contrib.postgres.indexes.OpClass(
                            "initials", "text_pattern_ops"
                        ),
                        name="suggestion_initials",
                    ),
                    django.contrib.postgres.indexes.GinIndex(
                        django.contrib.postgres.indexes.OpClass(
                            "pinyin", "gin_trgm_ops"
                        ),
                        condition=models.Q(("tier__gte", 1)),
                        name="suggestion_pinyin_trigrams",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("site", "text"), name="unique_suggestion_phrase"
                    )
                ],
            },
        ),
        migrations.RunSQL(GUIDANCE_TRIGGERS, DROP_GUIDANCE_TRIGGERS),
        migrations.RunPython(let_editors_guide_search, migrations.RunPython.noop),
    ]
