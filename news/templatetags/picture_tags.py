"""How the reader site shows a picture of the API."""

from base64 import b64decode, b64encode
from functools import lru_cache
from io import BytesIO
from typing import Any

import thash
from django import template
from PIL import Image

from news.api.images import FALLBACK, FORMATS
from news.templatetags.news_tags import srcset

register = template.Library()

# Pixels of the longer side; browsers scale it up smoothly.
PLACEHOLDER_SIZE = 8


@register.inclusion_tag("picture.html")
def story_picture(
    image: dict[str, Any],
    *,
    sizes: str = "100vw",
    alt: str = "",
    crop: str = "",
    is_lead: bool = False,
) -> dict[str, Any]:
    """Show a picture, or its crop of that name, in the best format a browser knows.

    All pictures are loaded when they come near, but for the one that leads a page.
    """
    shown = image["crops"].get(crop) or {**image, "url": image["src"]}
    return {
        "address": shown["url"],
        "width": shown["width"],
        "height": shown["height"],
        "placeholder": placeholder_address(image["placeholder"]),
        "sources": [(name, srcset(shown, name)) for name in FORMATS[:-1]],
        "fallback": srcset(shown, FALLBACK),
        "sizes": sizes,
        "alt": alt,
        "is_lead": is_lead,
    }


@lru_cache(maxsize=1000)
def placeholder_address(thumbhash: str | None) -> str:
    """Return a thumbhash as a very small PNG in a data: address, or nothing.

    The content security policy of readers allows no inline style, and the site wants
    no script.
    """
    if not thumbhash:
        return ""
    width, height, rgba = thash.thumb_hash_to_rgba(
        b64decode(thumbhash), base_size=PLACEHOLDER_SIZE
    )
    png = BytesIO()
    Image.frombytes("RGBA", (width, height), rgba).save(png, "PNG", optimize=True)
    return f"data:image/png;base64,{b64encode(png.getvalue()).decode()}"
