"""`make bench-admin`: what an editor waits for when the archive is large.

    python -m tests.benchmarks.bench_admin [--stories 100000] [--permissions 1400]

An archive with one category of a fifth of all stories, and an account that is no
superuser: its groups hold rights on that category and, one by one, on stories all over
the archive. Each request of a day's work goes through the whole stack in this process
some times; with `--stock` beside it what the same request takes, once, with Wagtail's
own page policy: minutes, for some. The database stays for the next time.
"""

import argparse
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median
from threading import Thread
from typing import TYPE_CHECKING, Any

import django

if TYPE_CHECKING:
    from news.models import CategoryIndexPage

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.benchmarks.settings"
os.environ.setdefault("BENCH_DATABASE", "baoguan_bench_admin")

BASE_STORIES = 1000
TIMES = 5
EDITOR, GROUP = "bench-editor", "压力测试"
ACTIONS = ("add_page", "change_page", "publish_page", "lock_page", "unlock_page")
HEADER = f"{'':<34}{'p50 ms':>9}{'max':>9}{'queries':>9}{'stock':>11}"
PARALLEL, CREATED = 4, 25
PARAGRAPH, BLOCKS = "县里不断夯实文明县城创建基础，路灯亮了，道路平了。" * 5, 17
FIELDS = ("input", "textarea", "select")


@dataclass(frozen=True)
class Measured:
    """One request: how often it was asked is `TIMES`; milliseconds."""

    p50: float
    slowest: float
    queries: int


def main() -> None:
    """Fill the database, give the rights, and measure."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--stories", type=int, default=100_000)
    parser.add_argument("--permissions", type=int, default=1400)
    parser.add_argument("--stock", action="store_true", help="measure Wagtail's policy")
    parser.add_argument("--fresh", action="store_true")
    given = parser.parse_args()

    from tests.benchmarks import api

    api.prepare_database(is_fresh=given.fresh)
    api.grow(given.stories)
    _copy_search_entries()
    category = _largest_category()
    allowed = _allow(category, given.permissions)
    _say(
        f"{given.stories} stories, {category.get_children().count()} in the category, "
        f"{allowed} permissions"
    )
    _measure_all(category, with_stock=given.stock)
    _create_in_parallel(category)


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def _copy_search_entries() -> None:
    """Give copies of stories the entry of the admin's search that the first has."""
    from django.contrib.contenttypes.models import ContentType
    from django.db import connection
    from modelsearch.backends.database.postgres.postgres import IndexEntry

    from news.models import NewsPage

    columns = [
        field.column
        for field in IndexEntry._meta.local_concrete_fields
        if not field.primary_key
    ]
    values = ["page.id" if name == "object_id" else f"entry.{name}" for name in columns]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {IndexEntry._meta.db_table} ({', '.join(columns)}) "  # noqa: S608
            f"SELECT {', '.join(values)} FROM wagtailcore_page AS page "
            "JOIN wagtailcore_page AS base "
            "ON base.slug = regexp_replace(page.slug, '-[0-9]+$', '') "
            "JOIN bench_base ON bench_base.id = base.id "
            f"JOIN {IndexEntry._meta.db_table} AS entry "
            "ON entry.object_id = base.id::text AND entry.content_type_id = %s "
            "WHERE page.content_type_id = %s AND page.id <> base.id "
            f"AND NOT EXISTS (SELECT FROM {IndexEntry._meta.db_table} AS there "
            "WHERE there.object_id = page.id::text)",
            [ContentType.objects.get_for_model(NewsPage).pk] * 2,
        )
        cursor.execute("ANALYZE")


def _largest_category() -> "CategoryIndexPage":
    from news.models import CategoryIndexPage

    return CategoryIndexPage.objects.order_by("-numchild")[0]


def _allow(category: "CategoryIndexPage", number: int) -> int:
    """Give the account rights on the category and on single stories elsewhere."""
    from django.contrib.auth.models import Group, Permission
    from wagtail.models import GroupPagePermission

    from news.models import NewsPage, User

    user, _made = User.objects.get_or_create(username=EDITOR)
    group, _made = Group.objects.get_or_create(name=GROUP)
    user.groups.set([group])
    rights = {
        right.codename: right
        for right in Permission.objects.filter(
            content_type__app_label="wagtailcore", codename__in=ACTIONS
        )
    }
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    others = NewsPage.objects.exclude(path__startswith=category.path)
    step = max(1, others.count() // (number - len(ACTIONS)))
    stories = others.order_by("pk")[::step][: number - len(ACTIONS)]
    rows = [
        GroupPagePermission(group=group, page=category, permission=rights[name])
        for name in ACTIONS
    ]
    rows += [
        GroupPagePermission(group=group, page=story, permission=rights["change_page"])
        for story in stories
    ]
    GroupPagePermission.objects.filter(group=group).delete()
    GroupPagePermission.objects.bulk_create(rows)
    return len(rows)


# The requests.


def _measure_all(category: "CategoryIndexPage", *, with_stock: bool) -> None:
    _say(HEADER)
    for name, request in _requests(category):
        ours = _measure(request)
        row = f"{name:<34}{ours.p50:>9.0f}{ours.slowest:>9.0f}{ours.queries:>9}"
        if with_stock:
            with _stock_policy():
                row += f"{_measure(request, times=1).p50:>11.0f}"
        _say(row)


def _requests(
    category: "CategoryIndexPage",
) -> Iterator[tuple[str, Callable[[], None]]]:
    """Yield what is measured: a name, and the request."""
    from news.models import NewsPage

    browser = Browser()
    stories = NewsPage.objects.child_of(category).filter(live=True)
    story = stories.order_by("-published_at")[0]
    explorer = f"/admin/pages/{category.pk}/"
    edit = f"/admin/pages/{story.pk}/edit/"
    tree = "/admin/api/main/pages/?for_explorer=1&child_of="
    yield "dashboard", lambda: browser.get("/admin/")
    yield "explorer of the category", lambda: browser.get(explorer)
    yield "  its page 200", lambda: browser.get(f"{explorer}?p=200")
    yield "  by title", lambda: browser.get(f"{explorer}?ordering=title")
    yield "explorer menu, top", lambda: browser.get(f"{tree}{category.get_parent().pk}")
    yield "explorer menu, category", lambda: browser.get(f"{tree}{category.pk}")
    yield "search, common word", lambda: browser.get("/admin/pages/search/?q=建设")
    yield "search, a name", lambda: browser.get("/admin/pages/search/?q=张掖湿地")
    yield "editor", lambda: browser.get(edit)
    yield "save a draft", lambda: browser.submit(edit)
    yield "publish", lambda: browser.submit(edit, "action-publish")


class Browser:
    """The admin as the bench's editor sees it, through the whole stack."""

    def __init__(self) -> None:
        from django.test import Client

        from news.models import User

        self._client = Client(headers={"host": "127.0.0.1"})
        self._client.force_login(User.objects.get(username=EDITOR))
        self._forms: dict[str, dict[str, list[str]]] = {}

    def get(self, path: str) -> bytes:
        """Return a page; ends the program when it is refused."""
        answer = self._client.get(path)
        if answer.status_code != 200:
            sys.exit(f"{path} answered {answer.status_code}")
        return answer.content

    def submit(self, path: str, action: str = "") -> None:
        """Send the editor's form as it was first loaded, with a new title."""
        if path not in self._forms:
            self._forms[path] = _form_data(self.get(path))
        data = {**self._forms[path], **_body(), "title": [f"计时 {time.time_ns()}"]}
        if action:
            data[action] = ["1"]
        answer = self._client.post(path, data)
        if answer.status_code != 302:
            sys.exit(f"{path} was not saved: {answer.status_code}")


def _body() -> dict[str, str]:
    """Return what the editor's script adds to the form: the blocks of a usual story."""
    from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

    paragraph = rich_text(f"<p>{PARAGRAPH}</p>")
    return nested_form_data({"body": streamfield([("paragraph", paragraph)] * BLOCKS)})


def _form_data(html: bytes) -> dict[str, list[str]]:
    """Return what the browser would send of the editor's form."""
    import html5lib

    page = html5lib.parse(html, namespaceHTMLElements=False)
    form = next(
        form for form in page.iter("form") if form.get("id") == "page-edit-form"
    )
    data: dict[str, list[str]] = {}
    for field in form.iter():
        name, kind = field.get("name"), field.get("type")
        if field.tag not in FIELDS or not name or kind in ("submit", "file", "button"):
            continue
        if kind in ("checkbox", "radio") and field.get("checked") is None:
            continue
        data.setdefault(name, []).extend(_values(field))
    return data


def _values(field: Any) -> list[str]:
    if field.tag == "textarea":
        # The parser of a browser drops the first line end.
        return [(field.text or "").removeprefix("\n")]
    if field.tag == "select":
        chosen = [
            one for one in field.iter("option") if one.get("selected") is not None
        ]
        return [one.get("value", "") for one in chosen or [*field.iter("option")][:1]]
    return [field.get("value", "on" if field.get("type") == "checkbox" else "")]


def _measure(request: Callable[[], None], times: int = TIMES) -> Measured:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    if times > 1:
        request()
    took = []
    for _ in range(times):
        with CaptureQueriesContext(connection) as queries:
            started = time.perf_counter()
            request()
            took.append((time.perf_counter() - started) * 1e3)
    return Measured(median(took), max(took), len(queries))


@contextmanager
def _stock_policy() -> Iterator[None]:
    """Let Wagtail's own policy answer, as in stock Wagtail."""
    from wagtail.models import AbstractPage
    from wagtail.permission_policies.pages import PagePermissionPolicy
    from wagtail.permissions import policy_registry

    ours = policy_registry.get_by_type(AbstractPage)
    policy_registry.register(AbstractPage, PagePermissionPolicy())
    try:
        yield
    finally:
        policy_registry.register(AbstractPage, ours)


def _create_in_parallel(category: "CategoryIndexPage") -> None:
    """Let some editors make stories in one category at once; look at the tree then."""
    from wagtail.models import Page

    started = time.perf_counter()
    writers = [
        Thread(target=_create, args=[category.pk, number]) for number in range(PARALLEL)
    ]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    took = time.perf_counter() - started
    broken = [len(problems) for problems in Page.find_problems()]
    _say(
        f"{PARALLEL * CREATED} stories made by {PARALLEL} at once in {took:.1f} s; "
        f"problems of the tree: {broken}"
    )


def _create(category_id: int, number: int) -> None:
    from django.db import connection

    from news.models import CategoryIndexPage, NewsPage

    for count in range(CREATED):
        category = CategoryIndexPage.objects.get(pk=category_id)
        slug = f"parallel-{time.time_ns()}-{number}-{count}"
        category.add_child(instance=NewsPage(title="并行", slug=slug, live=False))
    connection.close()


if __name__ == "__main__":
    django.setup()
    main()
