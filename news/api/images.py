"""A picture as the API shows it: sizes, formats, placeholder, focal point, words."""

from base64 import b64decode
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import thash
from rest_framework.fields import Field
from wagtail.images.models import AbstractRendition, Filter

if TYPE_CHECKING:
    from news.models import NewsImage

WIDTHS = (400, 800, 1280)
# The best first, as browsers choose; the last is the one that all of them know.
FORMATS = ("avif", "webp", "jpeg")
FALLBACK = FORMATS[-1]
# Cut around the focal point, for cards and for sharing.
CROPS = {"card": "fill-800x450", "square": "fill-400x400"}


def scaled_specs(width: int = WIDTHS[-1]) -> list[str]:
    """Return the filter specs of all formats, for a picture `width` pixels wide.

    Wagtail does not scale up: of the widths beyond the picture's own, the first
    stands for the rest.
    """
    wider = [limit for limit in WIDTHS if limit >= width][:1]
    widths = [limit for limit in WIDTHS if limit < width] + wider
    return [spec for limit in widths for spec in _in_all_formats(f"width-{limit}")]


def image_specs(width: int = WIDTHS[-1]) -> list[str]:
    """Return every rendition that the API shows of a picture `width` pixels wide."""
    crops = [spec for size in CROPS.values() for spec in _in_all_formats(size)]
    return [*scaled_specs(width), *crops]


def describe_image(
    image: "NewsImage", context: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Return a picture with the renditions that there are; none is made here.

    `{"id", "title", "alt", "credit", "width", "height", "src", "srcset": [{"format",
    "url", "width", "height"}], "crops": {"card": CROP | null, "square": CROP | null},
    "placeholder": str | null, "color": "#rrggbb" | null, "focal_point": {"x", "y",
    "width", "height"} | null}`; a CROP is `{"url", "width", "height", "srcset"}`.

    Sizes are pixels; the focal point is in pixels of the original. The placeholder is
    a thumbhash (https://evanw.github.io/thumbhash/) in base64, the colour its
    average. Until the renditions are made, and of a file that cannot be read, `src`
    is the original, `srcset` is empty and crops are null. Addresses are absolute when
    `context` holds the request, else as the storage gives them.
    """
    found = image.find_existing_renditions(*map(Filter, image_specs(image.width)))
    renditions = {filter_.spec: rendition for filter_, rendition in found.items()}
    srcset = _srcset(scaled_specs(image.width), renditions, context)
    fallback = [entry["url"] for entry in srcset if entry["format"] == FALLBACK]
    return {
        "id": image.pk,
        "title": image.title,
        "alt": image.alt_text,
        "credit": image.credit,
        "width": image.width,
        "height": image.height,
        "src": fallback[-1] if fallback else _address(image.file.url, context),
        "srcset": srcset,
        "crops": {
            name: _crop(_srcset(_in_all_formats(size), renditions, context))
            for name, size in CROPS.items()
        },
        "placeholder": image.placeholder or None,
        "color": _average_color(image.placeholder),
        "focal_point": _focal_point(image),
    }


def _in_all_formats(size: str) -> list[str]:
    return [f"{size}|format-{name}" for name in FORMATS]


def _srcset(
    specs: Iterable[str],
    renditions: Mapping[str, AbstractRendition],
    context: Mapping[str, Any] | None,
) -> list[dict[str, Any]]:
    """Describe the renditions that exist, by format and then by width."""
    entries = [
        {
            "format": spec.rpartition("-")[2],
            "url": _address(renditions[spec].url, context),
            "width": renditions[spec].width,
            "height": renditions[spec].height,
        }
        for spec in specs
        if spec in renditions
    ]
    return sorted(entries, key=lambda entry: FORMATS.index(entry["format"]))


def _crop(srcset: list[dict[str, Any]]) -> dict[str, Any] | None:
    """Return the crop in the format that all browsers know, and its `srcset`."""
    if not srcset or srcset[-1]["format"] != FALLBACK:
        return None
    size = {name: srcset[-1][name] for name in ("url", "width", "height")}
    return {**size, "srcset": srcset}


def _address(address: str, context: Mapping[str, Any] | None) -> str:
    request = context.get("request") if context else None
    return request.build_absolute_uri(address) if request else address


def _average_color(placeholder: str) -> str | None:
    average = placeholder and thash.thumb_hash_to_average_rgba(
        list(b64decode(placeholder))
    )
    if not average:
        return None
    return "#" + "".join(f"{round(part * 255):02x}" for part in average[:3])


def _focal_point(image: "NewsImage") -> dict[str, int] | None:
    point = image.get_focal_point()
    return point and {
        "x": point.centroid_x,
        "y": point.centroid_y,
        "width": point.width,
        "height": point.height,
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
        names = ("src", "srcset", "crops", "placeholder", "color")
        return {name: described[name] for name in names}
