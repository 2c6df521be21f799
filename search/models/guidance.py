"""What editors steer in search: synonyms and promoted results."""

import uuid
from itertools import pairwise

from django.core.exceptions import ValidationError
from django.db import models
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, PageChooserPanel
from wagtail.models import Page, Site
from wagtail.search import index

from search.text import fold, runs


def searched(text: str) -> str:
    """Return a text as searches are compared: folded, words with one space between.

    Punctuation, and the spaces between Han characters and words, are no difference.
    """
    found = list(runs(fold(text)))
    parts = [run.text for run in found]
    for place, (run, following) in enumerate(pairwise(found)):
        if not (run.is_han or following.is_han):
            parts[place] += " "
    return "".join(parts)


def lines_of(text: str) -> list[str]:
    """Return the entries of a field that holds one a line, as they were written."""
    return [line.strip() for line in text.splitlines() if line.strip()]


class SearchSynonym(index.Indexed, models.Model):
    """Words that mean the same to a reader: who searches one finds the others too."""

    site = models.ForeignKey(
        Site, on_delete=models.CASCADE, related_name="+", verbose_name="站点"
    )
    term = models.CharField(
        "搜索词", max_length=60, help_text="读者会输入的词，例如“新冠”。"
    )
    equivalents = models.TextField(
        "同义词",
        max_length=1000,
        help_text="每行一个，最多 20 个，例如“新型冠状病毒”。",
    )
    is_mutual = models.BooleanField(
        "双向",
        default=True,
        help_text=(
            "选中后，搜索其中任何一个词，都会找到其他词的稿件；"
            "不选中，只有输入“搜索词”时才同时查找同义词。"
        ),
    )

    panels = ["site", "term", "equivalents", "is_mutual"]

    search_fields = [
        index.SearchField("term"),
        index.SearchField("equivalents"),
        index.AutocompleteField("term"),
        index.FilterField("site"),
    ]

    class Meta:
        verbose_name = "同义词"
        verbose_name_plural = "同义词"
        ordering = ["term", "pk"]

    def __str__(self) -> str:
        return self.term

    @property
    def words(self) -> list[str]:
        """Return the equivalents as they were written."""
        return lines_of(self.equivalents)

    @property
    def shown_words(self) -> str:
        """Return the equivalents in one line."""
        return "、".join(self.words)

    def clean(self) -> None:
        """Refuse what no search could ever be."""
        super().clean()
        require_searchable({"term": [self.term], "equivalents": self.words})
        if len(self.words) > 20:
            raise ValidationError({"equivalents": "最多 20 个同义词。"})
        if all(searched(word) == searched(self.term) for word in self.words):
            raise ValidationError({"equivalents": "同义词要与搜索词不同。"})


class SearchPromotion(index.Indexed, models.Model):
    """A story that stands first when readers search for certain words."""

    site = models.ForeignKey(
        Site, on_delete=models.CASCADE, related_name="+", verbose_name="站点"
    )
    queries = models.TextField(
        "搜索词",
        max_length=1000,
        help_text="每行一个。读者输入的内容与其中一行完全相同时，显示下面的稿件。",
    )
    page = models.ForeignKey(
        Page,
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name="推荐稿件",
        help_text="稿件撤下后不再显示。",
    )
    note = models.CharField(
        "推荐语", max_length=100, blank=True, help_text="显示在推荐稿件旁，可以不填。"
    )
    position = models.PositiveSmallIntegerField(
        "次序", default=1, help_text="同一个搜索词有几条推荐时，数字小的在前。"
    )

    panels = [
        "site",
        "queries",
        MultiFieldPanel(
            [
                PageChooserPanel("page", page_type="news.NewsPage"),
                FieldPanel("note"),
                FieldPanel("position"),
            ],
            heading="推荐",
        ),
    ]

    search_fields = [
        index.SearchField("queries"),
        index.AutocompleteField("queries"),
        index.FilterField("site"),
    ]

    class Meta:
        verbose_name = "推荐结果"
        verbose_name_plural = "推荐结果"
        ordering = ["queries", "position", "pk"]

    def __str__(self) -> str:
        return "、".join(self.words)

    @property
    def words(self) -> list[str]:
        """Return the queries as they were written."""
        return lines_of(self.queries)

    def clean(self) -> None:
        """Refuse what no search could ever be."""
        super().clean()
        require_searchable({"queries": self.words})


def require_searchable(fields: dict[str, list[str]]) -> None:
    """Raise ValidationError for the first text without a letter, figure or Han."""
    for name, texts in fields.items():
        for text in texts:
            if not searched(text):
                raise ValidationError({name: f"“{text}”里没有可以查找的文字。"})


class GuidanceVersion(models.Model):
    """One row that changes whenever a synonym or a promotion does.

    Written by triggers (migration 0001) in the editor's own transaction: a process
    that reads it knows whether the rules that it keeps in memory are still true.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    version = models.UUIDField(default=uuid.uuid4)

    class Meta:
        verbose_name = "搜索规则版本"
        verbose_name_plural = "搜索规则版本"

    def __str__(self) -> str:
        return str(self.version)
