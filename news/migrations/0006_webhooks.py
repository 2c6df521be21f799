"""Webhooks: endpoints, messages, attempts; and who manages them: 主编."""

import uuid

import django.contrib.postgres.fields
import django.contrib.postgres.functions
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models
from django.utils import timezone

import news.delivery.addresses
import news.models.webhooks

CODENAMES = {
    "webhookendpoint": ["view", "add", "change", "delete"],
    "webhookdelivery": ["view", "change"],
}


def let_chief_editors_manage_webhooks(apps, schema_editor):
    ContentType = apps.get_model("contenttypes", "ContentType")
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")

    group = Group.objects.filter(name="主编").first()
    if group is None:
        return
    for model, actions in CODENAMES.items():
        # Permissions are made after all migrations; these are needed before.
        content_type, _ = ContentType.objects.get_or_create(
            app_label="news", model=model
        )
        for action in actions:
            permission, _ = Permission.objects.get_or_create(
                content_type=content_type,
                codename=f"{action}_{model}",
                defaults={"name": f"Can {action} {model}"},
            )
            group.permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [("news", "0005_import_runs")]

    operations = [
        migrations.CreateModel(
            name="LogFollower",
            fields=[
                (
                    "name",
                    models.CharField(max_length=30, primary_key=True, serialize=False),
                ),
                ("position", models.BigIntegerField()),
            ],
            options={
                "verbose_name": "变更读取进度",
                "verbose_name_plural": "变更读取进度",
            },
        ),
        migrations.CreateModel(
            name="WebhookDelivery",
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
                    "message_id",
                    models.UUIDField(
                        db_default=django.contrib.postgres.functions.RandomUUID(),
                        default=uuid.uuid4,
                        unique=True,
                    ),
                ),
                ("event", models.CharField(max_length=30, verbose_name="事件")),
                ("change_id", models.BigIntegerField(null=True, verbose_name="变更")),
                ("page_id", models.BigIntegerField(null=True)),
                (
                    "path",
                    models.CharField(blank=True, max_length=1000, verbose_name="页面"),
                ),
                ("payload", models.TextField(verbose_name="内容")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("pending", "等待发送"),
                            ("delivered", "已送达"),
                            ("failed", "失败"),
                        ],
                        db_default="pending",
                        default="pending",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                (
                    "attempt_count",
                    models.PositiveIntegerField(
                        db_default=0, default=0, verbose_name="次数"
                    ),
                ),
                (
                    "next_attempt_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        default=timezone.now,
                        verbose_name="下次发送",
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        default=timezone.now,
                        editable=False,
                        verbose_name="时间",
                    ),
                ),
                ("ended_at", models.DateTimeField(null=True, verbose_name="结束时间")),
            ],
            options={
                "verbose_name": "推送记录",
                "verbose_name_plural": "推送记录",
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="WebhookEndpoint",
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
                    "name",
                    models.CharField(max_length=60, unique=True, verbose_name="名称"),
                ),
                (
                    "url",
                    models.CharField(
                        max_length=1000,
                        validators=[news.delivery.addresses.check_url],
                        verbose_name="地址",
                    ),
                ),
                ("description", models.TextField(blank=True, verbose_name="说明")),
                (
                    "events",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("story.published", "稿件发布"),
                                ("story.updated", "稿件更新"),
                                ("story.moved", "稿件移动（地址改变）"),
                                ("story.withdrawn", "稿件撤下"),
                                ("category.published", "栏目发布"),
                                ("category.updated", "栏目更新"),
                                ("category.moved", "栏目移动（地址改变）"),
                                ("category.withdrawn", "栏目撤下"),
                                ("home.updated", "首页或站点设置更新"),
                            ],
                            max_length=30,
                        ),
                        blank=True,
                        default=list,
                        help_text="不勾选则发送全部事件。",
                        size=None,
                        verbose_name="事件",
                    ),
                ),
                (
                    "category_ids",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(),
                        blank=True,
                        default=list,
                        help_text="只发送这些栏目及其稿件的事件；不勾选则不限栏目。",
                        size=None,
                        verbose_name="栏目",
                    ),
                ),
                (
                    "bulk",
                    models.CharField(
                        choices=[
                            ("summary", "积压过多时合并成一条“批量变更”通知（推荐）"),
                            ("each", "始终逐条发送"),
                        ],
                        default="summary",
                        help_text="导入旧稿、栏目改名会一次产生成千上万条变更。合并后的通知只写明变更的范围，接收方从变更接口读取。",
                        max_length=10,
                        verbose_name="大批变更",
                    ),
                ),
                ("is_enabled", models.BooleanField(default=True, verbose_name="启用")),
                (
                    "disabled_reason",
                    models.CharField(blank=True, editable=False, max_length=200),
                ),
                (
                    "created_at",
                    models.DateTimeField(auto_now_add=True, verbose_name="创建时间"),
                ),
                (
                    "salt",
                    models.CharField(
                        default=news.models.webhooks.random_salt,
                        editable=False,
                        max_length=32,
                    ),
                ),
                (
                    "old_salt",
                    models.CharField(blank=True, editable=False, max_length=32),
                ),
                ("old_salt_until", models.DateTimeField(editable=False, null=True)),
                ("claim", models.UUIDField(editable=False, null=True)),
                ("claimed_until", models.DateTimeField(editable=False, null=True)),
                (
                    "last_attempt_at",
                    models.DateTimeField(
                        editable=False, null=True, verbose_name="最近发送"
                    ),
                ),
                (
                    "failure_count",
                    models.PositiveIntegerField(default=0, editable=False),
                ),
                ("failing_since", models.DateTimeField(editable=False, null=True)),
                ("paused_until", models.DateTimeField(editable=False, null=True)),
            ],
            options={
                "verbose_name": "推送目标",
                "verbose_name_plural": "推送目标",
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="WebhookAttempt",
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
                ("at", models.DateTimeField(verbose_name="时间")),
                (
                    "status",
                    models.PositiveSmallIntegerField(null=True, verbose_name="状态码"),
                ),
                (
                    "error",
                    models.CharField(blank=True, max_length=300, verbose_name="错误"),
                ),
                ("response", models.TextField(blank=True, verbose_name="应答")),
                ("milliseconds", models.PositiveIntegerField(verbose_name="毫秒")),
                (
                    "delivery",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="attempts",
                        to="news.webhookdelivery",
                    ),
                ),
            ],
            options={
                "verbose_name": "发送",
                "verbose_name_plural": "发送",
                "ordering": ["pk"],
            },
        ),
        migrations.AddField(
            model_name="webhookdelivery",
            name="endpoint",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="deliveries",
                to="news.webhookendpoint",
                verbose_name="推送目标",
            ),
        ),
        migrations.AddIndex(
            model_name="webhookdelivery",
            index=models.Index(
                condition=models.Q(("state", "pending")),
                fields=["endpoint", "id"],
                name="webhook_pending",
            ),
        ),
        migrations.AddIndex(
            model_name="webhookdelivery",
            index=models.Index(
                condition=models.Q(("state", "pending")),
                fields=["endpoint", "page_id", "id"],
                name="webhook_pending_page",
            ),
        ),
        migrations.AddIndex(
            model_name="webhookdelivery",
            index=models.Index(fields=["created_at"], name="webhook_created"),
        ),
        migrations.RunPython(
            let_chief_editors_manage_webhooks, migrations.RunPython.noop
        ),
    ]
