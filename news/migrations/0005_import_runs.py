"""What each run of the importer did, file by file, and who may start and see runs."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import news.models.imports

# Importing publishes: an upload is confirmed by somebody who may also publish.
GROUPS = ("编辑", "主编")
ACTIONS = ("view", "add")

STATES = [
    ("waiting", "等待开始"),
    ("running", "进行中"),
    ("finished", "已完成"),
    ("stopped", "已停止"),
    ("failed", "失败"),
]
OUTCOMES = [
    ("draft", "存为草稿"),
    ("refused", "未导入"),
    ("edited_since", "编辑改过，未动"),
    ("duplicate", "重复"),
    ("created", "新建并发布"),
    ("updated", "更新"),
    ("unchanged", "没有变化"),
]


def allow_groups(apps, schema_editor):
    ContentType = apps.get_model("contenttypes", "ContentType")
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")

    content_type, _ = ContentType.objects.get_or_create(
        app_label="news", model="importrun"
    )
    for action in ACTIONS:
        permission, _ = Permission.objects.get_or_create(
            content_type=content_type,
            codename=f"{action}_importrun",
            defaults={"name": f"Can {action} 导入"},
        )
        for group in Group.objects.filter(name__in=GROUPS):
            group.permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [("news", "0004_documents")]

    operations = [
        migrations.AlterModelOptions(
            name="importedpost",
            options={
                "verbose_name": "导入过的稿件",
                "verbose_name_plural": "导入过的稿件",
            },
        ),
        migrations.CreateModel(
            name="ImportRun",
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
                ("origin", models.TextField("文件")),
                ("is_dry_run", models.BooleanField("试导入", default=False)),
                (
                    "upload",
                    models.FileField(
                        "上传的文件",
                        blank=True,
                        storage=news.models.imports.private_storage,
                        upload_to="",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        "状态", choices=STATES, default="waiting", max_length=10
                    ),
                ),
                ("created_at", models.DateTimeField("提交时间", auto_now_add=True)),
                ("started_at", models.DateTimeField("开始时间", null=True)),
                ("ended_at", models.DateTimeField("结束时间", null=True)),
                ("file_count", models.PositiveIntegerField("文件数", default=0)),
                ("handled_count", models.PositiveIntegerField("已处理", default=0)),
                ("outcomes", models.JSONField("结果", default=dict)),
                ("problems", models.JSONField("问题", default=dict)),
                ("error", models.TextField("出错原因", blank=True)),
                (
                    "started_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="操作人",
                    ),
                ),
                (
                    "trial",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="runs",
                        to="news.importrun",
                        verbose_name="所依据的试导入",
                    ),
                ),
            ],
            options={
                "verbose_name": "导入",
                "verbose_name_plural": "次导入",
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="ImportedFile",
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
                ("name", models.TextField("文件名")),
                (
                    "outcome",
                    models.CharField("结果", choices=OUTCOMES, max_length=12),
                ),
                ("rank", models.PositiveSmallIntegerField("次序")),
                ("reason", models.TextField("原因", blank=True)),
                (
                    "problems",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(),
                        default=list,
                        size=None,
                        verbose_name="问题",
                    ),
                ),
                (
                    "codes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(),
                        default=list,
                        size=None,
                        verbose_name="问题代码",
                    ),
                ),
                ("title", models.TextField("标题", blank=True)),
                ("category", models.TextField("栏目", blank=True)),
                ("byline", models.TextField("署名", blank=True)),
                ("block_count", models.PositiveIntegerField("正文块数", default=0)),
                (
                    "page",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="news.newspage",
                        verbose_name="稿件",
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="files",
                        to="news.importrun",
                        verbose_name="所属导入",
                    ),
                ),
            ],
            options={
                "verbose_name": "导入的文件",
                "verbose_name_plural": "个文件",
                "indexes": [
                    models.Index(
                        fields=["run", "rank", "id"], name="imported_file_by_run"
                    ),
                    models.Index(fields=["rank", "-id"], name="imported_file_by_rank"),
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["codes"], name="imported_file_by_code"
                    ),
                ],
            },
        ),
        migrations.RunPython(allow_groups, migrations.RunPython.noop),
    ]
