"""Where a page lives: slugs from Chinese titles, and paths inside a site."""

import re

import rjieba
from pypinyin import lazy_pinyin

MAX_SLUG_LENGTH = 80
# First steps of the project's own routes (site_core.urls): no category may take them.
RESERVED_SLUGS = frozenset(
    {
        "_util",
        "admin",
        "api",
        "documents",
        "feed",
        "guests",
        "livez",
        "media",
        "readyz",
        "search",
        "sitemaps",
        "static",
        "userbar",
    }
)

_HAN = re.compile(r"[\u4e00-\u9fff]")
_NOT_SLUG = re.compile(r"[^a-z0-9]+")


def pinyin_slug(title: str) -> str:
    """Return an ASCII slug of a title, Chinese words in pinyin without tones.

    "聚焦短板凝聚合力" gives "jujiao-duanban-ningju-heli". At most
    `MAX_SLUG_LENGTH` characters, cut between words; empty when the title holds
    neither Chinese nor Latin letters nor digits.
    """
    words = (_romanise(word) for word in rjieba.cut(title))
    slug = ""
    for word in filter(None, words):
        longer = f"{slug}-{word}" if slug else word
        if len(longer) > MAX_SLUG_LENGTH:
            break
        slug = longer
    return slug


def _romanise(word: str) -> str:
    syllables = lazy_pinyin(word) if _HAN.search(word) else [word]
    romanised = _NOT_SLUG.sub("-", "".join(syllables).lower())
    return romanised[:MAX_SLUG_LENGTH].strip("-")


def site_path(url_path: str) -> str:
    """Return the path of a page inside its site from Wagtail's `url_path`.

    `url_path` begins with the slug of the site's root page, which readers do not see:
    of "/shouye/linhuribao/" they know "/linhuribao/".
    """
    return "/" + url_path.split("/", 2)[2]
