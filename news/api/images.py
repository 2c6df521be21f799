"""A picture as the API shows it: sizes, formats, focal point, words."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from rest_framework.fields import Field
from wagtail.images.models import AbstractRendition

if TYPE_CHECKING:
    from news.models import NewsImage

WIDTHS = (400, 800, 1280)
FORMATS = ("webp", "jpeg")
# Cut around the focal point, for cards and for sharing.
CROPS = {"card": "fill-800x450|format-jpeg", "square": "fill-400x400|format-jpeg"}


def scaled_specs(width: int = WIDTHS[-1]) -> list[str]:
    """Return the filter specs of all formats, for a picture `width` pixels wide.

    Wagtail does not scale up: of the widths beyond the picture's own, the first
    stands for the rest.
    """
    wider = [limit for limit in WIDTHS if limit >= width][:1]
    widths = [limit for limit in WIDTHS if limit < width] + wider
    return [f"width-{limit}|format-{name}" for name in FORMATS for limit in widths]


def image_specs(width: int = WIDTHS[-1]) -> list[str]:
    """Return every rendition that the API shows of a picture `width` pixels wide."""
    return [*scaled_specs(width), *CROPS.values()]


def describe_image(
    image: "NewsImage", context: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Return a picture with its renditions.

    `{"id", "title", "alt", "credit", "width", "height", "src", "srcset": [{"url",
    "format", "width", "height"}], "crops": {"card": …, "square": …},
    "focal_point": {"x", "y", "width", "height"} | null}`; sizes are pixels, the focal
    point is in pixels of the original. Addresses are absolute when `context` holds
    the request, else as the storage gives them.
    """
    renditions = image.get_renditions(*image_specs(image.width))
    srcset = [
        {
            "format": spec.rpartition("-")[2],
            **_describe_rendition(renditions[spec], context),
        }
        for spec in scaled_specs(image.width)
    ]
    focal_point = image.get_focal_point()
    return {
        "id": image.pk,
        "title": image.title,
        "alt": image.alt_text,
        "credit": image.credit,
        "width": image.width,
        "height": image.height,
        "src": srcset[-1]["url"],
        "srcset": srcset,
        "crops": {
            name: _describe_rendition(renditions[spec], context)
            for name, spec in CROPS.items()
        },
        "focal_point": focal_point
        and {
            "x": focal_point.centroid_x,
            "y": focal_point.centroid_y,
            "width": focal_point.width,
            "height": focal_point.height,
        },
    }


def _describe_rendition(
    rendition: AbstractRendition, context: Mapping[str, Any] | None
) -> dict[str, Any]:
    request = context.get("request") if context else None
    url = rendition.url
    return {
        "url": request.build_absolute_uri(url) if request else url,
        "width": rendition.width,
        "height": rendition.height,
    }


class ImageField(Field):
    """A picture in a page's API form."""

    def to_representation(self, value: "NewsImage") -> dict[str, Any]:
        """Describe the picture for the request at hand."""
        return describe_image(value, self.context)


class RenditionsField(Field):
    """The renditions of a picture at the images endpoint."""

    def get_attribute(self, instance: "NewsImage") -> "NewsImage":
        """Take the picture itself: the renditions hang on no single field."""
        return instance

    def to_representation(self, value: "NewsImage") -> dict[str, Any]:
        """Return the part of the description that is not a field of the picture."""
        described = describe_image(value, self.context)
        return {key: described[key] for key in ("src", "srcset", "crops")}
