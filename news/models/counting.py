"""Who may see how much the newsroom has written: a permission without a table."""

from django.db import models


class StoryStatistics(models.Model):  # noqa: DJ008
    """The monthly report, for the form of groups: rows are made by `news.counting`."""

    class Meta:
        managed = False
        default_permissions = ("view",)
        verbose_name = "稿件统计"
        verbose_name_plural = "稿件统计"
