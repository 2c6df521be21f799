"""What editors have deleted and may still have back; 主编 may delete it for ever."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import news.models.trash


def let_chief_editors_purge(apps, schema_editor):
    ContentType = apps.get_model("contenttypes", "ContentType")
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")

    group = Group.objects.filter(name="主编").first()
    if group is None:
        return
    # Permissions are made after all migrations; this one is needed before.
    content_type, _ = ContentType.objects.get_or_create(
        app_label="news", model="trashitem"
    )
    permission, _ = Permission.objects.get_or_create(
        content_type=content_type,
        codename="delete_trashitem",
        defaults={"name": "Can delete 回收站内容"},
    )
    group.permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [
        ("news", "0018_packages"),
        ("wagtailcore", "0098_apitoken"),
        ("wagtaildocs", "0014_alter_document_file_size"),
        migrations.swappable_dependency(settings.WAGTAIL_PAGE_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="TrashItem",
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
                            ("story", "稿件"),
                            ("category", "栏目"),
                            ("package", "专题"),
                            ("page", "页面"),
                            ("image", "图片"),
                            ("document", "文档"),
                        ],
                        max_length=20,
                        verbose_name="种类",
                    ),
                ),
                ("title", models.CharField(max_length=255, verbose_name="标题")),
                ("slug", models.CharField(blank=True, max_length=255)),
                (
                    "place",
                    models.CharField(
                        blank=True, max_length=1000, verbose_name="原来的位置"
                    ),
                ),
                (
                    "page_count",
                    models.PositiveIntegerField(default=0, verbose_name="页数"),
                ),
                (
                    "live_count",
                    models.PositiveIntegerField(default=0, verbose_name="其中已发布"),
                ),
                (
                    "at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="删除时间"
                    ),
                ),
                (
                    "expires_at",
                    models.DateTimeField(
                        db_index=True,
                        default=news.models.trash.trash_end,
                        verbose_name="自动清除时间",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="删除人",
                    ),
                ),
                (
                    "document",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="trash_item",
                        to="wagtaildocs.document",
                    ),
                ),
                (
                    "image",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="trash_item",
                        to="news.newsimage",
                    ),
                ),
                (
                    "page",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="trash_item",
                        to=settings.WAGTAIL_PAGE_MODEL,
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.WAGTAIL_PAGE_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "回收站内容",
                "verbose_name_plural": "回收站",
                "ordering": ["-at"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("document", None),
                                ("image", None),
                                ("page__isnull", False),
                            ),
                            models.Q(
                                ("document", None),
                                ("image__isnull", False),
                                ("page", None),
                            ),
                            models.Q(
                                ("document__isnull", False),
                                ("image", None),
                                ("page", None),
                            ),
                            _connector="OR",
                        ),
                        name="trash_item_is_one_thing",
                    )
                ],
            },
        ),
        migrations.RunPython(let_chief_editors_purge, migrations.RunPython.noop),
    ]
