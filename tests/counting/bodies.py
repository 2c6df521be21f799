"""A body with every kind of block, as the database has it."""

from typing import Any

BODY: list[dict[str, Any]] = [
    {"type": "paragraph", "value": "<p>湖水<b>清</b>了。</p><p>A&amp;B</p>"},
    {"type": "paragraph", "value": "<ul><li>one</li><li>two</li></ul>"},
    {
        "type": "paragraph",
        "value": '<p><a href="https://example.cn/a">链接</a>里<br/>外</p>',
    },
    {"type": "heading", "value": {"text": "夯实基础", "level": "2"}},
    {"type": "quote", "value": {"text": "心里亮。", "attribution": "卓爷爷"}},
    {
        "type": "image",
        "value": {
            "image": None,
            "address": "https://img.example.cn/lake.jpg",
            "caption": "清晨的湖",
            "credit": "本报资料图",
            "alt": "薄雾",
        },
    },
    {
        "type": "table",
        "value": {
            "data": [["机具", "A1"], [None, "B2"], ["微耕机", ""]],
            "table_caption": "补贴额",
        },
    },
    {"type": "code", "value": {"text": "07:30  首班车"}},
    {"type": "embed", "value": "https://video.example.cn/1"},
    {"type": "document", "value": 7},
    {"type": "related", "value": 8},
]
# 字数 of each, counted by hand.
COUNTS = [6, 2, 4, 4, 7, 4, 10, 4, 0, 0, 0]
