"""Embargoes, which the database itself keeps, and links for people without an account.

Two triggers hold one rule: no page is live while its story is under embargo. Each looks
at the other's table with the page's row held, so that of two who come at the same time
the second sees what the first has done.
"""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

KEEP = """
CREATE FUNCTION news_keep_embargo() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM news_newspage
        WHERE page_ptr_id = NEW.id AND embargo_until > clock_timestamp()
    ) THEN
        RAISE EXCEPTION 'page % is under embargo', NEW.id
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER news_keep_embargo BEFORE UPDATE OF live ON wagtailcore_page
FOR EACH ROW WHEN (NEW.live AND NOT OLD.live)
EXECUTE FUNCTION news_keep_embargo();

CREATE FUNCTION news_refuse_embargo() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.embargo_until > clock_timestamp() THEN
        PERFORM FROM wagtailcore_page
        WHERE id = NEW.page_ptr_id AND live FOR NO KEY UPDATE;
        IF FOUND THEN
            RAISE EXCEPTION 'page % is live: no embargo', NEW.page_ptr_id
                USING ERRCODE = 'check_violation';
        END IF;
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER news_refuse_embargo
BEFORE INSERT OR UPDATE OF embargo_until ON news_newspage
FOR EACH ROW WHEN (NEW.embargo_until IS NOT NULL)
EXECUTE FUNCTION news_refuse_embargo();
"""

FORGET = """
DROP TRIGGER news_keep_embargo ON wagtailcore_page;
DROP TRIGGER news_refuse_embargo ON news_newspage;
DROP FUNCTION news_keep_embargo();
DROP FUNCTION news_refuse_embargo();
"""

# What the scheduler asks for every few seconds, and the calendar for each month.
INDEXES = """
CREATE INDEX news_page_go_live ON wagtailcore_page (go_live_at)
WHERE go_live_at IS NOT NULL;
CREATE INDEX news_page_expiry ON wagtailcore_page (expire_at)
WHERE expire_at IS NOT NULL;
"""
DROP_INDEXES = "DROP INDEX news_page_go_live; DROP INDEX news_page_expiry;"


def let_final_reviewers_move_embargoes(apps, schema_editor):
    ContentType = apps.get_model("contenttypes", "ContentType")
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")

    # Permissions are made after all migrations; this one is needed before.
    content_type, _ = ContentType.objects.get_or_create(
        app_label="news", model="newspage"
    )
    permission, _ = Permission.objects.get_or_create(
        content_type=content_type,
        codename="move_embargo",
        defaults={"name": "改动或解除禁发"},
    )
    for group in Group.objects.filter(name__in=["主编", "终审"]):
        group.permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [
        ("news", "0016_sources"),
        ("wagtailcore", "0098_apitoken"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="newspage",
            name="embargo_until",
            field=models.DateTimeField(
                blank=True, editable=False, null=True, verbose_name="禁发至"
            ),
        ),
        migrations.AddIndex(
            model_name="newspage",
            index=models.Index(
                condition=models.Q(("embargo_until__isnull", False)),
                fields=["embargo_until"],
                name="story_embargo",
            ),
        ),
        migrations.AlterModelOptions(
            name="newspage",
            options={
                "permissions": [("move_embargo", "改动或解除禁发")],
                "verbose_name": "稿件",
                "verbose_name_plural": "稿件",
            },
        ),
        migrations.CreateModel(
            name="GuestLink",
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
                ("name", models.CharField(max_length=60, verbose_name="收件人")),
                (
                    "purpose",
                    models.CharField(
                        choices=[
                            ("expert", "专家审读"),
                            ("interviewee", "采访对象核实"),
                            ("authority", "主管单位审阅"),
                            ("partner", "合作单位"),
                            ("other", "其他"),
                        ],
                        default="expert",
                        max_length=20,
                        verbose_name="用途",
                    ),
                ),
                (
                    "may_decide",
                    models.BooleanField(default=True, verbose_name="可以同意或退回"),
                ),
                (
                    "key",
                    models.CharField(editable=False, max_length=12, unique=True),
                ),
                ("digest", models.CharField(editable=False, max_length=64)),
                (
                    "created_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="创建时间"
                    ),
                ),
                ("expires_at", models.DateTimeField(verbose_name="到期时间")),
                (
                    "revoked_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="撤销时间"
                    ),
                ),
                (
                    "uses",
                    models.PositiveIntegerField(default=0, verbose_name="打开次数"),
                ),
                (
                    "last_used_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="最近打开"
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="创建人",
                    ),
                ),
                (
                    "page",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="guest_links",
                        to="news.newspage",
                        verbose_name="稿件",
                    ),
                ),
                (
                    "revision",
                    models.ForeignKey(
                        blank=True,
                        help_text="留空则总是显示最新的草稿。",
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="wagtailcore.revision",
                        verbose_name="版本",
                    ),
                ),
            ],
            options={
                "verbose_name": "外部预览链接",
                "verbose_name_plural": "外部预览链接",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("expires_at__gt", models.F("created_at"))),
                        name="guest_link_ends_after_it_begins",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="GuestOpinion",
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
                    "verdict",
                    models.CharField(
                        choices=[("approved", "同意"), ("returned", "退回")],
                        max_length=20,
                        verbose_name="意见",
                    ),
                ),
                ("reason", models.TextField(blank=True, verbose_name="说明")),
                (
                    "at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="时间"
                    ),
                ),
                ("version_at", models.DateTimeField(verbose_name="所看版本的时间")),
                (
                    "has_returned",
                    models.BooleanField(default=False, verbose_name="已退回流程"),
                ),
                (
                    "link",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="opinions",
                        to="news.guestlink",
                    ),
                ),
                (
                    "revision",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="wagtailcore.revision",
                    ),
                ),
                (
                    "task_state",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="guest_opinions",
                        to="wagtailcore.taskstate",
                        verbose_name="审稿环节",
                    ),
                ),
            ],
            options={
                "verbose_name": "外审意见",
                "verbose_name_plural": "外审意见",
                "ordering": ["-at"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("link", "revision", "version_at"),
                        name="one_opinion_a_version",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("verdict", "approved"),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="a_return_has_a_reason",
                    ),
                ],
            },
        ),
        migrations.RunSQL(KEEP, FORGET),
        migrations.RunSQL(INDEXES, DROP_INDEXES),
        migrations.RunPython(
            let_final_reviewers_move_embargoes, migrations.RunPython.noop
        ),
    ]
