"""Addresses of feeds, sitemaps, guides and Markdown."""

from django.urls import URLPattern, path, re_path, register_converter

from news.feeds.formats import FORMATS
from news.feeds.guides import llms_txt, robots_txt
from news.feeds.reading import FILE_NAME, markdown_twin, markdown_view
from news.feeds.sitemaps import news_sitemap, sitemap_index, sitemap_part
from news.feeds.views import feed_view


class FormatConverter:
    """The last step of a feed's address."""

    regex = "|".join(name.replace(".", r"\.") for name in FORMATS)

    def to_python(self, value: str) -> str:
        """Return the name of the format."""
        return value

    def to_url(self, value: str) -> str:
        """Return the step."""
        return value


register_converter(FormatConverter, "feed_format")


def _feed(route: str, about: str) -> URLPattern:
    place = f"feed/{route}<feed_format:form>"
    return path(place, feed_view, {"about": about}, name=f"{about}_feed")


urlpatterns = [
    path("robots.txt", robots_txt, name="robots"),
    path("llms.txt", llms_txt, name="llms"),
    path("sitemap.xml", sitemap_index, name="sitemap"),
    path("sitemaps/news.xml", news_sitemap, name="news_sitemap"),
    path("sitemaps/<int:number>.xml", sitemap_part, name="sitemap_part"),
    _feed("", "paper"),
    _feed("category/<slug:slug>/", "category"),
    _feed("source/<int:pk>/", "source"),
    # A name may hold slashes.
    _feed("tag/<path:name>/", "tag"),
    # As Wagtail's own pattern of page addresses (wagtail.urls).
    re_path(rf"^(?P<path>(?:[\w\-]+/)*){FILE_NAME}$", markdown_view, name="markdown"),
    re_path(r"^(?P<path>(?:[\w\-]+/)*[\w\-]+)\.md$", markdown_twin),
]
