"""A picture as the API shows it: sizes, formats, focal point, words."""

from typing import TYPE_CHECKING, Any

from rest_framework.fields import Field

if TYPE_CHECKING:
    from news.models import NewsImage, NewsRendition

WIDTHS = (400, 800, 1280)
FORMATS = ("webp", "jpeg")
# Cut around the focal point, for cards and for sharing.
CROPS = {"card": "fill-800x450|format-jpeg", "square": "fill-400x400|format-jpeg"}


def scaled_specs() -> list[str]:
    """Return the filter specs of all widths in all formats."""
    return [f"width-{width}|format-{name}" for name in FORMATS for width in WIDTHS]


def image_specs() -> list[str]:
    """Return every rendition that the API shows of a picture."""
    return [*scaled_specs(), *CROPS.values()]


def describe_image(
    image: "NewsImage", context: dict[str, Any] | None = None
) -> dict[str, Any]:
    """Return a picture with its renditions.

    `{"id", "title", "alt", "credit", "width", "height", "src", "srcset": [{"url",
    "format", "width", "height"}], "crops": {"card": …, "square": …},
    "focal_point": {"x", "y", "width", "height"} | null}`; sizes are pixels, the focal
    point is in pixels of the original. Addresses are absolute when `context` holds
    the request, else as the storage gives them.
    """
    renditions = image.get_renditions(*image_specs())
    srcset = [
        {"format": spec.rpartition("-")[2], **_describe_rendition(rendition, context)}
        for spec in scaled_specs()
        if (rendition := renditions[spec])
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
    rendition: "NewsRendition", context: dict[str, Any] | None
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
