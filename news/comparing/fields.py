"""How Wagtail compares the fields of our pages, wherever it compares revisions."""

from typing import Any

from django.db import models
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from taggit.managers import TaggableManager
from wagtail.admin.compare import (
    FieldComparison,
    TextFieldComparison,
    register_comparison_class,
)
from wagtail.fields import RichTextField, StreamField
from wagtail.images import get_image_model

from news.comparing.blocks import (
    Shown,
    compare_options,
    compare_rich_values,
    compare_texts,
    compare_wholes,
)
from news.comparing.pictures import compare_pictures
from news.comparing.rendering import NOTHING
from news.comparing.sequences import compare_parts, stream_parts
from news.comparing.texts import Differ

# Seconds that the texts of one field may take together; what is left then is shown as
# removed and added. A story of 20,000 characters takes a fifth of one.
FIELD_SECONDS = 2.0


class ShownFieldComparison(FieldComparison):
    """A comparison that is made once, for the question and for the answer."""

    @cached_property
    def shown(self) -> Shown:
        """Return the comparison of the two values."""
        return compare_wholes(self.name(self.val_a), self.name(self.val_b))

    def name(self, value: Any) -> str:
        """Return a value in words."""
        return "" if value is None else str(value)

    def has_changed(self) -> bool:
        return bool(self.val_a != self.val_b) and self.shown.is_changed

    def htmldiff(self) -> SafeString:
        return self.shown.html


class PlainFieldComparison(ShownFieldComparison, TextFieldComparison):
    """Titles, summaries, addresses: by characters."""

    @cached_property
    def shown(self) -> Shown:
        names = (self.name(self.val_a), self.name(self.val_b))
        return compare_texts(*names, Differ(FIELD_SECONDS))


class RichFieldComparison(ShownFieldComparison):
    """Rich text: by characters, with its format."""

    @cached_property
    def shown(self) -> Shown:
        values = (self.val_a or "", self.val_b or "")
        return compare_rich_values(*values, Differ(FIELD_SECONDS))


class StreamComparison(ShownFieldComparison):
    """A body: block by block."""

    @cached_property
    def shown(self) -> Shown:
        parts = (stream_parts(self.val_a), stream_parts(self.val_b))
        return compare_parts(*parts, Differ(FIELD_SECONDS))


class ReferenceComparison(ShownFieldComparison):
    """What a page refers to, by its name: a source, a person, another page."""

    def name(self, value: Any) -> str:
        """Return the name of what has this key."""
        if value is None:
            return ""
        found = self.field.related_model._default_manager.filter(pk=value).first()
        return str(found) if found else f"已删除的内容（{value}）"


class PictureComparison(ReferenceComparison):
    """A picture of the library."""

    @cached_property
    def shown(self) -> Shown:
        pictures = get_image_model().objects.in_bulk(
            [value for value in (self.val_a, self.val_b) if value]
        )
        html = compare_pictures(pictures.get(self.val_a), pictures.get(self.val_b))
        return Shown(html, self.val_a != self.val_b)


class TimeComparison(ShownFieldComparison):
    """A point in time, as the newsroom's clock shows it."""

    def name(self, value: Any) -> str:
        """Return the local time to the minute."""
        return date_format(localtime(value), "Y-m-d H:i") if value else ""


class YesNoComparison(ShownFieldComparison):
    """A tick."""

    @cached_property
    def shown(self) -> Shown:
        return compare_options({True: "是", False: "否"}, self.val_a, self.val_b)


class ItemsComparison(ShownFieldComparison):
    """Several things whose order means nothing, as tags."""

    @cached_property
    def shown(self) -> Shown:
        was, now = (set(map(str, one or ())) for one in (self.val_a, self.val_b))
        names = [
            compare_wholes(name if name in was else "", name if name in now else "")
            for name in sorted(was | now)
        ]
        html = format_html_join("、", "{}", ((one.html,) for one in names))
        return Shown(html or NOTHING, was != now)


def register() -> None:
    """Take these comparisons in place of Wagtail's own; after all apps are ready."""
    for field, comparison in (
        (models.Field, ShownFieldComparison),
        (models.CharField, PlainFieldComparison),
        (models.TextField, PlainFieldComparison),
        (models.DateTimeField, TimeComparison),
        (models.BooleanField, YesNoComparison),
        (RichTextField, RichFieldComparison),
        (StreamField, StreamComparison),
        (models.ManyToManyField, ItemsComparison),
        (TaggableManager, ItemsComparison),
    ):
        register_comparison_class(field, comparison_class=comparison)
    for model, comparison in (
        (models.Model, ReferenceComparison),
        (get_image_model(), PictureComparison),
    ):
        register_comparison_class(
            models.ForeignKey, to=model, comparison_class=comparison
        )
