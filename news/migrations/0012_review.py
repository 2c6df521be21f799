"""The steps of review, and the groups that do them.

Desks explore all pages and change a story only while it is at their step; the lock
that they may set is what lets them into the explorer.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

DESKS = ["校对", "初审", "复审", "终审"]
FILE_CODENAMES = ["add", "change", "choose"]


def make_desks(apps, schema_editor):
    Collection = apps.get_model("wagtailcore", "Collection")
    Group = apps.get_model("auth", "Group")
    Page = apps.get_model("wagtailcore", "Page")
    files = Collection.objects.get(depth=1)
    homes = list(Page.objects.filter(depth=2))
    for name in DESKS:
        group, _ = Group.objects.get_or_create(name=name)
        group.permissions.add(
            _permission(apps, "wagtailadmin", "admin", "access_admin"),
            _permission(apps, "news", "person", "view_person"),
            _permission(apps, "news", "source", "view_source"),
        )
        for home in homes:
            apps.get_model("wagtailcore", "GroupPagePermission").objects.get_or_create(
                group=group,
                page=home,
                permission=_permission(apps, "wagtailcore", "page", "lock_page"),
            )
        for app, model in (("wagtailimages", "image"), ("wagtaildocs", "document")):
            for action in FILE_CODENAMES:
                apps.get_model(
                    "wagtailcore", "GroupCollectionPermission"
                ).objects.get_or_create(
                    group=group,
                    collection=files,
                    permission=_permission(apps, app, model, f"{action}_{model}"),
                )


def drop_desks(apps, schema_editor):
    """Leave groups that somebody has been put into."""
    groups = apps.get_model("auth", "Group").objects.filter(name__in=DESKS)
    groups.filter(user__isnull=True).delete()


def _permission(apps, app_label, model, codename):
    """Permissions are made after all migrations; these are needed before."""
    content_type, _ = apps.get_model(
        "contenttypes", "ContentType"
    ).objects.get_or_create(app_label=app_label, model=model)
    permission, _ = apps.get_model("auth", "Permission").objects.get_or_create(
        content_type=content_type,
        codename=codename,
        defaults={"name": f"Can {codename.replace('_', ' ')}"},
    )
    return permission


class Migration(migrations.Migration):
    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("news", "0011_moves_between_sites"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [
        migrations.CreateModel(
            name="ReviewTask",
            fields=[
                (
                    "task_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to="wagtailcore.task",
                    ),
                ),
                (
                    "hours",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="稿件到这一步后几小时内要审完；留空则不定期限。",
                        null=True,
                        verbose_name="时限（小时）",
                    ),
                ),
                (
                    "groups",
                    models.ManyToManyField(
                        help_text="Pages/snippets at this step in a workflow will be moderated or approved by these groups of users",
                        to="auth.group",
                        verbose_name="groups",
                    ),
                ),
            ],
            options={"verbose_name": "审稿步骤", "verbose_name_plural": "审稿步骤"},
            bases=("wagtailcore.task",),
        ),
        migrations.CreateModel(
            name="ReviewTaskState",
            fields=[
                (
                    "taskstate_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to="wagtailcore.taskstate",
                    ),
                ),
                (
                    "due_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="期限"),
                ),
                (
                    "priority",
                    models.PositiveSmallIntegerField(
                        choices=[(0, "普通"), (1, "加急"), (2, "特急")],
                        default=0,
                        verbose_name="优先级",
                    ),
                ),
                (
                    "assignee",
                    models.ForeignKey(
                        blank=True,
                        help_text="留空则由本组任何人审。",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="assigned_reviews",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="审稿人",
                    ),
                ),
            ],
            options={"verbose_name": "待审稿件", "verbose_name_plural": "待审稿件"},
            bases=("wagtailcore.taskstate",),
        ),
        migrations.RunPython(make_desks, drop_desks),
    ]
