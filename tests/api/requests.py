"""Requests to the pages endpoint, good and bad, drawn at random."""

import random
from collections.abc import Callable
from dataclasses import dataclass

from django.http import QueryDict
from wagtail.models import Page

TYPES = [
    "news.NewsPage",
    "news.NewsPage",
    "news.NewsPage",
    "news.CategoryIndexPage",
    "news.HomePage",
    "news.newspage",
    "wagtailcore.Page",
    "news.CategoryIndexPage,news.NewsPage",
    "",
    "news.Foo",
    "Foo",
    "wagtailimages.Image",
    "news.NewsPage,news.Foo",
]
FIELDS = [
    "*",
    "*",
    "_",
    "_,id",
    "_,id,title",
    "_,type,slug",
    "title",
    "kicker",
    "body",
    "body,outline",
    "-title",
    "-id,-type",
    "-detail_url,-html_url,-slug,-first_published_at,-type",
    "*,-body",
    "*,-meta",
    "parent",
    "_,parent",
    "parent(id)",
    "locale",
    "alias_of",
    "alias_of(title)",
    "seo_title,search_description,show_in_menus",
    "lead_image",
    "lead_image(title)",
    "lead_image(src)",
    "source(name)",
    "source(id)",
    "tags",
    "tags(name)",
    "category,byline",
    "introduction",
    "sections,furniture",
    "colour",
    "title(",
    "title)",
    "*,title",
    "_,-title",
    "title,*",
    "-*",
    "a b",
    "",
    ",",
    "title,",
    "title,,id",
    "ti-tle",
    "*(id)",
]
ORDERS = [
    "title",
    "-title",
    "slug",
    "id",
    "-id",
    "published_at",
    "-published_at",
    "-first_published_at",
    "title,-id",
    "-slug,title",
    "kicker",
    "-summary",
    "show_in_menus",
    "source",
    "body",
    "tags",
    "byline",
    "colour",
    "--title",
    "random",
    "random,title",
    "",
    "title,",
    "html_url",
]
NUMBERS = ["0", "1", "2", "3", "5", "7", "20", "100", "101", "-1", "x", "", "1.5", "٣"]
OFFSETS = [*NUMBERS, "99999999999999999999", "2147483648", "2147483649"]
HOSTS = ["localhost", "localhost:80", "other.example.cn", "nowhere", "", "localhost:x"]
PATHS = [
    "/",
    "",
    "/one/",
    "/one",
    "one/story-1",
    "/one/story-1/",
    "//one//story-2//",
    "/one/draft/",
    "/closed/hidden/",
    "/nowhere/",
    "/one/story-1/more/",
    "/二/",
]


@dataclass(frozen=True)
class Drawn:
    """A request: the path below the endpoint, and its query."""

    path: str
    query: str

    def __str__(self) -> str:
        return f"{self.path}?{self.query}"


class Requests:
    """Draws requests about the pages that there are."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311
        self.ids = [str(pk) for pk in Page.objects.values_list("pk", flat=True)]

    def listing(self) -> Drawn:
        """Return a request for a listing: a few parameters, few of them wrong."""
        names = self.random.sample(
            list(self.values), self.random.choice([0, 1, 2, 3, 4])
        )
        if self.random.random() < 0.6 and "type" not in names:
            names.append("type")
        return self._drawn("", names)

    def detail(self) -> Drawn:
        """Return a request for one page."""
        names = ["fields", "type", "site", "title", "slug", "rich_text_format", "order"]
        path = f"{self._id()}/"
        return self._drawn(
            path, self.random.sample(names, self.random.choice([0, 1, 2]))
        )

    def find(self) -> Drawn:
        """Return a request for a page by its path or id."""
        names = ["html_path", "id", "fields", "type", "site", "rich_text_format"]
        chosen = self.random.sample(names, self.random.choice([0, 1, 2]))
        return self._drawn("find/", list(dict.fromkeys(["html_path", *chosen])))

    def _drawn(self, path: str, names: list[str]) -> Drawn:
        query = QueryDict(mutable=True)
        for name in names:
            query[name] = self.values[name](self)
        return Drawn(path, query.urlencode())

    def _id(self) -> str:
        return self.random.choice([*self.ids, "999999"])

    def _of(self, values: list[str]) -> str:
        return self.random.choice(values)

    values: dict[str, Callable[["Requests"], str]] = {
        "type": lambda self: self._of(TYPES),
        "fields": lambda self: self._of(FIELDS),
        "order": lambda self: self._of(ORDERS),
        "limit": lambda self: self._of(NUMBERS),
        "offset": lambda self: self._of(OFFSETS),
        "child_of": lambda self: self._of([*self.ids, "root", "x", "-1", "999999"]),
        "descendant_of": lambda self: self._of([*self.ids, "root", "x", "999999"]),
        "ancestor_of": lambda self: self._of([*self.ids, "root", "x", "999999"]),
        "translation_of": lambda self: self._of([*self.ids, "root", "x", "999999"]),
        "locale": lambda self: self._of(["zh-hans", "zh-hans", "en", "", "x"]),
        "site": lambda self: self._of(HOSTS),
        "slug": lambda self: self._of(["story-1", "one", "x", "", "a\0b"]),
        "title": lambda self: self._of(["第1篇", "一", "x", ""]),
        "id": lambda self: self._of([*self.ids, "x", "", "9" * 30, "-1"]),
        "tags": lambda self: self._of(["治水", "治水,临湖", "x", "", ","]),
        "kicker": lambda self: self._of(["引题1", "x", ""]),
        "original_code": lambda self: self._of(["NW1", "x"]),
        "editors": lambda self: self._of(["柏舟", "x"]),
        "published_at": lambda self: self._of(
            ["2024-01-02T00:00:00Z", "x", "2024-01-02"]
        ),
        "show_in_menus": lambda self: self._of(["true", "false", "x", "1"]),
        "source": lambda self: self._of(["1", "2", "999999"]),
        "lead_image": lambda self: self._of(["1", "999999", "x"]),
        "seo_title": lambda self: self._of(["", "x"]),
        "rich_text_format": lambda self: self._of(
            ["html", "db_html", "markdown", "db_markdown", "x", ""]
        ),
        "html_path": lambda self: self._of(PATHS),
        "colour": lambda self: "red",
        "_": lambda self: "123",
    }
