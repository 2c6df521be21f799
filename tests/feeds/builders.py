"""A story with everything that could break a feed, and readers of what is answered."""

import datetime as dt
import json
from typing import Any
from xml.etree import ElementTree as ET
from zoneinfo import ZoneInfo

from taggit.models import Tag

from news.models import CategoryIndexPage, NewsPage
from tests.factories import NewsImageFactory, SourceFactory, published_story

HOSTILE = "湖 <b>&amp;</b> ]]> \x0b\x1e </script><!-- "
SHANGHAI = ZoneInfo("Asia/Shanghai")
NAMES = {
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "media": "http://search.yahoo.com/mrss/",
    "map": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "news": "http://www.google.com/schemas/sitemap-news/0.9",
}
_PARAGRAPH = (
    '<p>县里<b>夯实</b>基础，<a href="/linhuribao/shore/">详见</a>，'
    '不是 href="/x/"。</p><ul><li>第一</li><li>第二</li></ul>'
)
BODY = [
    {"type": "paragraph", "value": _PARAGRAPH},
    {"type": "heading", "value": {"text": "1. 夯实 *基础*", "level": "3"}},
    {"type": "quote", "value": {"text": "路灯亮了。\n真亮。", "attribution": "居民"}},
    {
        "type": "table",
        "value": {
            "data": [["机具", "今年"], ["微耕机|新", None]],
            "table_header_choice": "row",
            "table_caption": "补贴额",
        },
    },
    {"type": "code", "value": {"text": "07:30\n```\n23:00"}},
    {
        "type": "image",
        "value": {
            "image": None,
            "address": "https://img.example.cn/a (1).jpg",
            "caption": "清晨",
            "credit": "资料图",
            "alt": "薄雾",
        },
    },
    {"type": "embed", "value": "https://video.example.cn/1"},
]


def rich_story(category: CategoryIndexPage, **fields: Any) -> NewsPage:
    """Publish a story with all blocks."""
    story = published_story(
        parent=category,
        **{
            "slug": "lake",
            "title": "一湖碧水怎样回来",
            "subtitle": "临湖水环境调查",
            "summary": "十年治水，银鱼回来了。",
            "lead_image": NewsImageFactory(),
            "source": SourceFactory(name="临湖日报"),
            "byline": ["宋时雨", "纪明川"],
            "original_url": "https://paper.example.cn/1",
            "published_at": dt.datetime(2024, 4, 9, 8, 30, tzinfo=SHANGHAI),
            "body": json.dumps(BODY),
            **fields,
        },
    )
    story.tags.add("治水")
    story.save_revision().publish()
    return story


def hostile_story(category: CategoryIndexPage) -> NewsPage:
    """Publish a story that would break a careless feed wherever it can."""
    Tag.objects.get_or_create(name=HOSTILE, slug="hostile")
    story = published_story(
        parent=category,
        title=HOSTILE,
        summary=HOSTILE,
        byline=[HOSTILE],
        lead_image=NewsImageFactory(alt_text=HOSTILE, credit=HOSTILE),
        source=SourceFactory(name=HOSTILE),
        body=json.dumps([{"type": "quote", "value": {"text": HOSTILE}}]),
    )
    story.tags.add(HOSTILE)
    story.save_revision().publish()
    return story


def read_xml(response: Any) -> ET.Element:
    """Return the root of an answer's XML; its namespaces are in `NAMES`."""
    assert response.status_code == 200, response
    return ET.fromstring(response.content)  # noqa: S314 (our own answer)


def texts(root: ET.Element, path: str) -> list[str]:
    """Return the texts of the elements on a path."""
    return [element.text or "" for element in root.iterfind(path, NAMES)]
