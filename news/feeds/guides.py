"""robots.txt (RFC 9309) and llms.txt (https://llmstxt.org/): where machines may go."""

from collections.abc import Iterator

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.http import require_safe

from news.api.caching import Validity, etag_of, keep, not_modified
from news.feeds.roots import root_of, site_or_404
from news.published.keys import type_key
from news.published.models import CATEGORY_TYPE, HOME_TYPE, PublishedDocument
from news.published.tags import cache_tags

_TEXT = "text/plain; charset=utf-8"
_MARKDOWN = "text/markdown; charset=utf-8"


@transaction.non_atomic_requests
@require_safe
def robots_txt(request: HttpRequest) -> HttpResponseBase:
    """Answer with what crawlers leave alone (`ROBOTS_DISALLOW`), and the sitemaps."""
    site = site_or_404(request)
    root = root_of(site)
    lines = [
        "User-agent: *",
        *(f"Disallow: {path}" for path in settings.ROBOTS_DISALLOW),
        "",
        f"Sitemap: {root}/sitemap.xml",
        f"Sitemap: {root}/sitemaps/news.xml",
        "",
    ]
    return _answer(request, "\n".join(lines), _TEXT, [])


@transaction.non_atomic_requests
@require_safe
def llms_txt(request: HttpRequest) -> HttpResponseBase:
    """Answer with the paper's categories and its addresses for programs."""
    site = site_or_404(request)
    heads = PublishedDocument.objects.filter(
        site=site, type__in=[HOME_TYPE, CATEGORY_TYPE]
    ).order_by("position")
    rows = list(heads.values_list("type", "title", "path", "slug"))
    text = "\n".join(_guide(rows, root_of(site)))
    keys = [type_key(HOME_TYPE), type_key(CATEGORY_TYPE)]
    return _answer(request, text, _MARKDOWN, cache_tags(site.pk, keys=keys))


def _guide(rows: list[tuple[str, str, str, str]], root: str) -> Iterator[str]:
    names = [title for kind, title, *_ in rows if kind == HOME_TYPE]
    yield f"# {_line(names[0] if names else settings.WAGTAIL_SITE_NAME)}"
    yield "\n> 一份中文报纸。每篇稿件的地址后面加上 index.md，就是这篇稿件的 Markdown 版。"
    yield "\n## 栏目\n"
    for kind, title, path, slug in rows:
        if kind == CATEGORY_TYPE:
            feed = f"{root}/feed/category/{slug}/feed.json"
            yield f"- [{_line(title)}]({root}{path})：最新稿件见 <{feed}>"
    yield "\n## 给程序用的地址\n"
    yield f"- [接口说明]({root}/api/v2/schema/)：OpenAPI"
    yield f"- [稿件列表]({root}/api/v2/pages/?type=news.NewsPage)：按栏目、来源、作者、时间筛选"
    yield f"- [按地址查找]({root}/api/v2/resolve/?path=/)：任何新旧地址现在是什么"
    yield f"- [变更记录]({root}/api/v2/changes/)：发布、更新、移动、撤下"
    yield f"- [全部稿件的最新几篇]({root}/feed/feed.json)：JSON Feed，含全文"
    yield f"- [站点地图]({root}/sitemap.xml)：全部页面的地址\n"


def _line(title: str) -> str:
    return " ".join(title.split()).replace("[", "\\[").replace("]", "\\]")


def _answer(
    request: HttpRequest, text: str, content_type: str, tags: list[str]
) -> HttpResponseBase:
    validity = Validity(etag_of("guide", text), tags=tags)
    unchanged = not_modified(request, validity)
    if unchanged is not None:
        return unchanged
    return keep(HttpResponse(text, content_type=content_type), validity)
