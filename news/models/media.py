"""Pictures of the library and their renditions."""

from django.db import models
from PIL import ExifTags
from PIL import Image as PillowImage
from wagtail.api import APIField
from wagtail.images.models import (
    AbstractImage,
    AbstractRendition,
    Image,
    WagtailImageField,
    WagtailImageFieldFile,
    get_upload_to,
)

from news.api.images import RenditionsField

# EXIF orientations that lie on their side.
SIDEWAYS = {5, 6, 7, 8}


class UprightImageFile(WagtailImageFieldFile):
    """A picture's file, measured as it is seen: cameras turn pictures by EXIF."""

    def get_image_dimensions(self) -> tuple[int, int]:
        """Return width and height in pixels, the way the renditions are turned."""
        width, height = super().get_image_dimensions()
        return (height, width) if self._is_sideways() else (width, height)

    def _is_sideways(self) -> bool:
        was_closed = self.closed
        try:
            self.open()
            exif = PillowImage.open(self).getexif()
        finally:
            if was_closed:
                self.close()
            else:
                self.seek(0)
        return exif.get(ExifTags.Base.Orientation) in SIDEWAYS


class UprightImageField(WagtailImageField):
    """Wagtail's picture field, with sizes as readers see them."""

    attr_class = UprightImageFile


class NewsImage(AbstractImage):
    """A picture with the words that must go with it."""

    file = UprightImageField(
        "文件", upload_to=get_upload_to, width_field="width", height_field="height"
    )
    alt_text = models.CharField(
        "替代文字",
        max_length=200,
        help_text="用一句话说出图上有什么，读给看不见图片的读者。",
    )
    credit = models.CharField(
        "图片来源", max_length=100, blank=True, help_text="摄影者或供图单位。"
    )
    # A thumbhash in base64, made with the renditions (news.editorial.pictures).
    placeholder = models.CharField("占位图", max_length=60, blank=True, editable=False)

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
        APIField("alt_text", writable=True),
        APIField("credit", writable=True),
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
