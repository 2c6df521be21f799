"""What readers looked for."""

from typing import ClassVar, Self

from django.db import models
from wagtail.models import Site


class SearchCountQuerySet(models.QuerySet):
    """Counts of searches."""

    def without_results(self) -> Self:
        """Keep searches that found nothing the last time."""
        return self.filter(hits=0)


class SearchCount(models.Model):
    """How often something was searched for on a day, and how much was found last.

    Nothing says who searched, from where, or at what time of the day.
    """

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    query = models.CharField("搜索词", max_length=60)
    count = models.PositiveIntegerField("次数")
    hits = models.PositiveIntegerField("结果数")

    objects: ClassVar = SearchCountQuerySet.as_manager()

    class Meta:
        verbose_name = "搜索记录"
        verbose_name_plural = "搜索记录"
        constraints = [
            models.UniqueConstraint(
                fields=["site", "day", "query"], name="unique_search_count"
            )
        ]
        # Clearing goes by the day.
        indexes = [models.Index(fields=["day"], name="search_count_day")]

    def __str__(self) -> str:
        return f"{self.day} {self.query} ({self.count})"
