"""Pictures of the library and their renditions."""

from django.db import models
from wagtail.api import APIField
from wagtail.images.models import AbstractImage, AbstractRendition, Image

from news.api.images import RenditionsField


class NewsImage(AbstractImage):
    """A picture with the words that must go with it."""

    alt_text = models.CharField(
        "替代文字",
        max_length=200,
        help_text="用一句话说出图上有什么，读给看不见图片的读者。",
    )
    credit = models.CharField(
        "图片来源", max_length=100, blank=True, help_text="摄影者或供图单位。"
    )

    admin_form_fields = (
        "title",
        "alt_text",
        "credit",
        *(
            name
            for name in Image.admin_form_fields
            if name not in ("title", "description")
        ),
    )

    api_fields = [
        "alt_text",
        "credit",
        APIField("renditions", serializer=RenditionsField()),
    ]

    class Meta(AbstractImage.Meta):
        verbose_name = "图片"
        verbose_name_plural = "图片"

    @property
    def default_alt_text(self) -> str:
        """Return what templates write into `alt` when nobody says otherwise."""
        return self.alt_text


class NewsRendition(AbstractRendition):
    """A picture in one size and format."""

    image = models.ForeignKey(
        NewsImage, on_delete=models.CASCADE, related_name="renditions"
    )

    class Meta:
        verbose_name = "图片尺寸"
        verbose_name_plural = "图片尺寸"
        constraints = [
            models.UniqueConstraint(
                fields=["image", "filter_spec", "focal_point_key"],
                name="unique_rendition",
            )
        ]

    def __str__(self) -> str:
        return f"{self.image} {self.filter_spec}"
