"""What the machine check knows: the word lists of the house, and what was waived."""

import re
import uuid
from typing import ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.search import index

from news.proofing.findings import Severity

MAX_WORD = 60
_SEPARATORS = re.compile(r"[\s、，,;；]+")


class TermKind(models.TextChoices):
    """Which list a term stands in."""

    TYPO = "typo", "错别字"
    DISCOURAGED = "discouraged", "禁用、慎用词"
    NAME = "name", "人名职务"


class ProofingTerm(index.Indexed, models.Model):
    """A wording that the house does not want, or a person with the right titles."""

    kind = models.CharField(
        "词表", max_length=20, choices=TermKind.choices, default=TermKind.TYPO
    )
    word = models.CharField(
        "词",
        max_length=MAX_WORD,
        unique=True,
        help_text="稿件里不应出现的词，例如“布署”；词表是“人名职务”时填姓名。",
        error_messages={"unique": _("词表里已经有这个词。")},
    )
    replacement = models.CharField(
        "改为或职务",
        max_length=200,
        blank=True,
        help_text=(
            "建议的写法，编辑可以一键改过来；留空则只指出，不给建议。"
            "词表是“人名职务”时填现任职务，有几个时用顿号隔开。"
        ),
    )
    severity = models.CharField(
        "程度",
        max_length=10,
        choices=Severity.choices,
        default=Severity.WARN,
        help_text="“必须改”的词不改正、不豁免，就不能送审和发布。",
    )
    exceptions = models.TextField(
        "例外",
        max_length=1000,
        blank=True,
        help_text="每行一个。词出现在这些更长的说法里时不算错。",
    )
    note = models.CharField(
        "说明",
        max_length=200,
        blank=True,
        help_text="为什么这样写，显示给写稿的人。",
    )
    updated_at = models.DateTimeField("修改时间", auto_now=True)

    panels = ["kind", "word", "replacement", "severity", "exceptions", "note"]

    search_fields = [
        index.SearchField("word"),
        index.SearchField("replacement"),
        index.SearchField("note"),
        index.AutocompleteField("word"),
        index.AutocompleteField("replacement"),
        index.FilterField("kind"),
        index.FilterField("severity"),
    ]

    class Meta:
        verbose_name = "校对词"
        verbose_name_plural = "校对词"
        ordering = ["word"]

    def __str__(self) -> str:
        return self.word

    @property
    def exception_list(self) -> list[str]:
        """Return the longer phrases in which the term is right."""
        return [line.strip() for line in self.exceptions.splitlines() if line.strip()]

    @property
    def titles(self) -> list[str]:
        """Return the titles of a person."""
        return [title for title in _SEPARATORS.split(self.replacement) if title]

    def clean(self) -> None:
        """Refuse a term that would cry at its own correction, or never be found."""
        super().clean()
        self.word, self.replacement = self.word.strip(), self.replacement.strip()
        if len(self.word) == 1:
            raise ValidationError({"word": _("至少两个字：单个字会到处误报。")})
        if self.word == self.replacement:
            raise ValidationError({"replacement": _("“改为”要与“词”不同。")})
        if self.kind == TermKind.NAME and not self.titles:
            raise ValidationError({"replacement": _("请填写这个人的职务。")})
        for phrase in self.exception_list:
            if self.word not in phrase or phrase == self.word:
                text = _("例外“%(phrase)s”要比“%(word)s”长，并且包含它。")
                words = {"phrase": phrase, "word": self.word}
                raise ValidationError({"exceptions": text % words})


class ProofingVersion(models.Model):
    """One row that changes whenever a term does.

    Written by a trigger (migration 0014) in the editor's own transaction: a process
    that reads it knows whether the words that it keeps in memory are still true.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    version = models.UUIDField(default=uuid.uuid4)

    class Meta:
        verbose_name = "词表版本"
        verbose_name_plural = "词表版本"

    def __str__(self) -> str:
        return str(self.version)


class FindingWaiverQuerySet(models.QuerySet["FindingWaiver"]):
    """Waivers, old and valid."""

    def for_story(self, story: models.Model) -> dict[str, "FindingWaiver"]:
        """Return the valid waivers of a story by the keys of their findings."""
        if story.pk is None:
            return {}
        valid = self.filter(page_id=story.pk).select_related("user")
        return {waiver.key: waiver for waiver in valid}


class FindingWaiver(models.Model):
    """Somebody's decision that a finding may stay in a story, and why."""

    page = models.ForeignKey(
        "news.NewsPage",
        verbose_name="稿件",
        on_delete=models.CASCADE,
        related_name="finding_waivers",
    )
    key = models.CharField("指纹", max_length=100)
    rule = models.CharField("规则", max_length=60)
    message = models.CharField("发现", max_length=500)
    reason = models.CharField("理由", max_length=300)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="豁免人",
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    at = models.DateTimeField("时间", auto_now_add=True)

    # A waiver is not a use of the story.
    wagtail_reference_index_ignore = True

    objects: ClassVar = FindingWaiverQuerySet.as_manager()

    class Meta:
        verbose_name = "校对豁免"
        verbose_name_plural = "校对豁免"
        ordering = ["at", "pk"]
        permissions = [("waive_finding", _("豁免校对发现"))]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["page", "key"], name="unique_waiver")
        ]

    def __str__(self) -> str:
        return f"{self.message}（{self.reason}）"
