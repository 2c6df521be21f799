"""How the reader site words and links what documents hold."""

import re
from datetime import datetime
from itertools import groupby
from typing import Any

from django import template
from django.template.context import RequestContext
from django.utils import timezone

from news.navigation import navigation_for
from news.published.listing import Navigation, navigation_of

register = template.Library()

_SENTENCE = re.compile(r".*[。！？][”’」』]?", re.DOTALL)
_HANGING = "，、；：—…（“‘《「『 "


@register.simple_tag(takes_context=True)
def site_navigation(context: RequestContext) -> Navigation:
    """Return the paper's name and categories, for the site of the request."""
    request = context.get("request")
    return navigation_for(request) if request else navigation_of(None)


@register.simple_tag(takes_context=True)
def absolute_url(context: RequestContext, address: str) -> str:
    """Return an address with the scheme and host of the request."""
    request = context.get("request")
    return request.build_absolute_uri(address) if request else address


@register.filter
def chinese_date(moment: datetime | None) -> str:
    """Write a day: 2022年6月7日."""
    if moment is None:
        return ""
    day = timezone.localtime(moment)
    return f"{day.year}年{day.month}月{day.day}日"


@register.filter
def chinese_time(moment: datetime | None) -> str:
    """Write a day and a time: 2022年6月7日 11:01."""
    if moment is None:
        return ""
    return f"{chinese_date(moment)} {timezone.localtime(moment):%H:%M}"


@register.filter
def moment(text: str) -> datetime:
    """Return the time that a document names."""
    return datetime.fromisoformat(text)


@register.filter
def by_role(byline: list[dict[str, str]]) -> list[dict[str, Any]]:
    """Gather neighbours of one role: `[{"role", "label", "names": [str]}]`."""
    groups = groupby(byline, key=lambda line: (line["role"], line["role_label"]))
    return [
        {"role": role, "label": label, "names": [line["name"] for line in lines]}
        for (role, label), lines in groups
    ]


@register.filter
def excerpt(text: str, length: int) -> str:
    """Cut to at most `length` characters, after a whole sentence where one ends late."""
    if len(text) <= length:
        return text
    sentences = _SENTENCE.match(text[:length])
    if sentences and sentences.end() > length / 2:
        return sentences[0]
    return text[: length - 2].rstrip(_HANGING) + "……"


@register.filter
def srcset(image: dict[str, Any], image_format: str) -> str:
    """Write the renditions of one format as a srcset, each width once."""
    addresses = {
        rendition["width"]: rendition["url"]
        for rendition in image["srcset"]
        if rendition["format"] == image_format
    }
    return ", ".join(f"{url} {width}w" for width, url in addresses.items())


@register.filter
def web_address(address: str | None) -> str:
    """Return an address that readers may follow, or nothing (javascript: and such)."""
    address = address or ""
    return address if address.lower().startswith(("https://", "http://")) else ""
