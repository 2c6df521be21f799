"""Limits of tokens, and who manages tokens: 主编."""

import django.db.models.deletion
from django.db import migrations, models

ACTIONS = ("view", "add", "change", "delete")


def let_chief_editors_manage_tokens(apps, schema_editor):
    ContentType = apps.get_model("contenttypes", "ContentType")
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")

    group = Group.objects.filter(name="主编").first()
    if group is None:
        return
    # Permissions are made after all migrations; these are needed before.
    content_type, _ = ContentType.objects.get_or_create(
        app_label="wagtailcore", model="apitoken"
    )
    for action in ACTIONS:
        permission, _ = Permission.objects.get_or_create(
            content_type=content_type,
            codename=f"{action}_apitoken",
            defaults={"name": f"Can {action} API token"},
        )
        group.permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [
        ("news", "0007_site_settings"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [
        migrations.CreateModel(
            name="TokenLimits",
            fields=[
                (
                    "token",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="limits",
                        serialize=False,
                        to="wagtailcore.apitoken",
                    ),
                ),
                (
                    "may_write",
                    models.BooleanField(
                        default=False,
                        help_text="不勾选，则只能读取稿件和草稿，不能新建、修改、发布或删除。",
                        verbose_name="可以写入",
                    ),
                ),
                (
                    "expires_at",
                    models.DateTimeField(
                        blank=True,
                        help_text="留空则一直有效，直到撤销。",
                        null=True,
                        verbose_name="到期时间",
                    ),
                ),
            ],
            options={
                "verbose_name": "接口令牌限制",
                "verbose_name_plural": "接口令牌限制",
            },
        ),
        migrations.RunPython(
            let_chief_editors_manage_tokens, migrations.RunPython.noop
        ),
    ]
