"""Sources: the papers that stories are from."""

from django.db import models
from wagtail.search import index


class Source(index.Indexed, models.Model):
    """A paper or agency that a story was first published by."""

    name = models.CharField("名称", max_length=100, unique=True)
    url = models.URLField("网址", blank=True, max_length=500)

    panels = ["name", "url"]

    search_fields = [index.SearchField("name"), index.AutocompleteField("name")]

    class Meta:
        verbose_name = "来源"
        verbose_name_plural = "来源"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
