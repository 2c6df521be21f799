"""Sources: the papers that stories are from, and the rules for what is reprinted."""

from django.db import models
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting
from wagtail.search import index

# The right to change the rules is the one to say whom they do not concern.
MAY_DECIDE = "news.change_sourcesettings"


class Source(index.Indexed, models.Model):
    """A paper or agency that a story was first published by."""

    name = models.CharField("名称", max_length=100, unique=True)
    url = models.URLField("网址", blank=True, max_length=500)
    is_own = models.BooleanField(
        "本报",
        default=False,
        help_text="本报和本报的新媒体：自采稿，不按转载稿检查。",
    )
    is_allowed = models.BooleanField(
        "在白名单里",
        default=False,
        help_text="可以转载的来源；不在名单里的怎么办，见“设置 → 来源规定”。",
    )

    panels = [
        "name",
        "url",
        # Who writes may name a source, and not decide what is allowed.
        FieldRowPanel(
            [
                FieldPanel("is_own", permission=MAY_DECIDE),
                FieldPanel("is_allowed", permission=MAY_DECIDE),
            ]
        ),
    ]

    search_fields = [
        index.SearchField("name"),
        index.AutocompleteField("name"),
        index.FilterField("is_own"),
        index.FilterField("is_allowed"),
    ]

    class Meta:
        verbose_name = "来源"
        verbose_name_plural = "来源"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


@register_setting(icon="site", order=60)
class SourceSettings(BaseGenericSetting):
    """What happens to stories of other papers that do not keep the rules."""

    class Consequence(models.TextChoices):
        """What a broken rule means for the story."""

        IGNORE = "ignore", "不管"
        WARN = "warn", "提醒"
        BLOCK = "block", "不能发布"

    unlisted = models.CharField(
        "来源不在白名单里",
        max_length=10,
        choices=Consequence.choices,
        default=Consequence.IGNORE,
        help_text="白名单在“作者与来源 → 来源”里逐个勾选，或者用CSV文件导入。",
    )
    incomplete = models.CharField(
        "转载稿缺原作者、原标题或原文地址",
        max_length=10,
        choices=Consequence.choices,
        default=Consequence.WARN,
        help_text="来源不是本报的稿件都算转载稿。",
    )

    panels = ["unlisted", "incomplete"]

    class Meta:
        verbose_name = "来源规定"
        verbose_name_plural = "来源规定"

    def __str__(self) -> str:
        return "来源规定"
