"""What is suggested to a reader who types, derived from documents and searches."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.db.models.lookups import GreaterThanOrEqual
from wagtail.models import Site

# A tag or a past query says more than one headline that holds the words.
WEIGHT = F("titles") + F("quoted") + F("tagged") * 3 + F("asked") * 3
# Least weights of the tiers 1, 2 and 3.
TIERS = (4, 32, 256)


class SuggestionPhrase(models.Model):
    """Something a reader may be typing: a word of headlines, a name, a tag, a search.

    Derived from documents and counted searches (search.suggestions). `text` is
    folded, `label` as it was first written. `pinyin` holds the syllables with a space
    after each ("zhang ye "), so that a prefix can stop where a syllable does;
    `initials` the first letters ("zy").

    `tier` comes before the text in each index: the best phrases of a short prefix are
    found without reading the many rare ones.
    """

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="+")
    text = models.CharField(max_length=60)
    label = models.CharField(max_length=60)
    pinyin = models.CharField(max_length=400)
    initials = models.CharField(max_length=60)
    titles = models.IntegerField(default=0)
    quoted = models.IntegerField(default=0)
    tagged = models.IntegerField(default=0)
    asked = models.IntegerField(default=0)
    weight = models.GeneratedField(
        expression=WEIGHT, output_field=models.IntegerField(), db_persist=True
    )
    tier = models.GeneratedField(
        expression=Case(
            *(
                When(GreaterThanOrEqual(WEIGHT, least), then=Value(len(TIERS) - place))
                for place, least in enumerate(reversed(TIERS))
            ),
            default=Value(0),
        ),
        output_field=models.SmallIntegerField(),
        db_persist=True,
    )

    class Meta:
        verbose_name = "搜索提示"
        verbose_name_plural = "搜索提示"
        constraints = [
            models.UniqueConstraint(
                fields=["site", "text"], name="unique_suggestion_phrase"
            )
        ]
        indexes = [
            *(
                models.Index(
                    F("site"),
                    F("tier"),
                    OpClass(column, "text_pattern_ops"),
                    name=f"suggestion_{column}",
                )
                for column in ("text", "pinyin", "initials")
            ),
            GinIndex(
                OpClass("pinyin", "gin_trgm_ops"),
                name="suggestion_pinyin_trigrams",
                # Likeness is costly to look up: only what is in several headlines.
                condition=Q(tier__gte=1),
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def kind(self) -> str:
        """Return what the phrase is in the first place: tag, query, name or word."""
        if self.tagged:
            return "tag"
        if self.asked:
            return "query"
        return "name" if self.quoted else "word"


class StoryPhrases(models.Model):
    """The phrases that a story has been counted for, to be taken back with it."""

    # Not a foreign key: the phrases of a page that is gone are still to be taken back.
    page_id = models.BigIntegerField(primary_key=True)
    site_id = models.IntegerField()
    titles = ArrayField(models.TextField(), default=list)
    quoted = ArrayField(models.TextField(), default=list)
    tagged = ArrayField(models.TextField(), default=list)

    class Meta:
        verbose_name = "稿件的搜索提示"
        verbose_name_plural = "稿件的搜索提示"

    def __str__(self) -> str:
        return str(self.page_id)


class SuggestionProgress(models.Model):
    """How far suggestions have followed the log; its lock lets one process write.

    `swept_to` is the last page of a first count that still goes on, null after it.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    position = models.BigIntegerField()
    changed_at = models.DateTimeField(null=True)
    swept_to = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = "搜索提示进度"
        verbose_name_plural = "搜索提示进度"

    def __str__(self) -> str:
        return f"{self.position}"
