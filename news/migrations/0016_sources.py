"""Original authors of reprints; own and allowed sources, and the rules for others.

Documents tell the original author: the end of this `migrate` writes them again.
"""

from django.db import migrations, models

GROUP = "主编"
CONSEQUENCES = [("ignore", "不管"), ("warn", "提醒"), ("block", "不能发布")]


def write_documents_again(apps, schema_editor):
    apps.get_model("news", "LogFollower").objects.update_or_create(
        pk="rebuild", defaults={"position": 0}
    )


def let_chief_editors_change_rules(apps, schema_editor):
    """Permissions are made after all migrations; this one is needed before."""
    ContentType = apps.get_model("contenttypes", "ContentType")
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    content_type, _ = ContentType.objects.get_or_create(
        app_label="news", model="sourcesettings"
    )
    permission, _ = Permission.objects.get_or_create(
        content_type=content_type,
        codename="change_sourcesettings",
        defaults={"name": "Can change 来源规定"},
    )
    for group in Group.objects.filter(name=GROUP):
        group.permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [("news", "0015_corrections")]

    operations = [
        migrations.AddField(
            model_name="newspage",
            name="original_author",
            field=models.CharField(
                blank=True, default="", max_length=200, verbose_name="原作者"
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="source",
            name="is_own",
            field=models.BooleanField(
                default=False,
                help_text="本报和本报的新媒体：自采稿，不按转载稿检查。",
                verbose_name="本报",
            ),
        ),
        migrations.AddField(
            model_name="source",
            name="is_allowed",
            field=models.BooleanField(
                default=False,
                help_text="可以转载的来源；不在名单里的怎么办，见“设置 → 来源规定”。",
                verbose_name="在白名单里",
            ),
        ),
        migrations.CreateModel(
            name="SourceSettings",
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
                    "unlisted",
                    models.CharField(
                        choices=CONSEQUENCES,
                        default="ignore",
                        help_text=(
                            "白名单在“作者与来源 → 来源”里逐个勾选，或者用CSV文件导入。"
                        ),
                        max_length=10,
                        verbose_name="来源不在白名单里",
                    ),
                ),
                (
                    "incomplete",
                    models.CharField(
                        choices=CONSEQUENCES,
                        default="warn",
                        help_text="来源不是本报的稿件都算转载稿。",
                        max_length=10,
                        verbose_name="转载稿缺原作者、原标题或原文地址",
                    ),
                ),
            ],
            options={
                "verbose_name": "来源规定",
                "verbose_name_plural": "来源规定",
            },
        ),
        migrations.RunPython(let_chief_editors_change_rules, migrations.RunPython.noop),
        migrations.RunPython(write_documents_again, migrations.RunPython.noop),
    ]
