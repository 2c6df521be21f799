"""The admin as this newsroom needs it: listings, menus and the dashboard."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLPattern, path, reverse_lazy
from django.utils.html import format_html
from django.views.generic import TemplateView
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.admin.ui.tables import Column, DateColumn, NumberColumn
from wagtail.admin.ui.tables.pages import ParentPageColumn
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.views.pages.listing import ExplorableIndexView
from wagtail.admin.viewsets.pages import PageViewSet
from wagtail.models import Page
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.chooser import SnippetChooserViewSet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

import news.comparing.hooks
import news.corrections.hooks

# Modules with hooks of their own.
import news.counting.hooks
import news.delivery.admin.hooks
import news.editorial.imports.menu
import news.guests.hooks
import news.planning.hooks
import news.preview.userbar
import news.proofing.hooks
import news.review.hooks
import news.signoff.hooks
import news.sourcing.hooks
import news.trash.hooks
import news.writing.hooks  # noqa: F401
from news.editorial.waiting import waiting_for
from news.models import CategoryIndexPage, NewsPage, Person, Source
from news.proofing.panel import ProofedCreateView, ProofedEditView
from news.sourcing.hooks import SOURCE_MARKS, SourceIndexView
from news.writing.actions import may_make


class PersonChooserViewSet(SnippetChooserViewSet):
    """Choosing who signs; a name that is not there yet is made on the spot."""

    form_fields = ["name"]


class SourceChooserViewSet(SnippetChooserViewSet):
    """Choosing a paper; one that is not there yet is made on the spot."""

    form_fields = ["name", "url"]


class PersonViewSet(SnippetViewSet):
    """Those who sign stories."""

    model = Person
    chooser_viewset_class = PersonChooserViewSet
    icon = "user"
    menu_label = "作者"
    list_display = ["name"]
    search_fields = ["name"]


class SourceViewSet(SnippetViewSet):
    """The papers that stories are from."""

    model = Source
    chooser_viewset_class = SourceChooserViewSet
    icon = "site"
    menu_label = "来源"
    index_view_class = SourceIndexView
    list_display = [
        "name",
        "url",
        *SOURCE_MARKS,
    ]
    list_filter = ["is_own", "is_allowed"]
    search_fields = ["name"]


class PeopleAndSourcesGroup(SnippetViewSetGroup):
    """One menu entry for the newsroom's card files."""

    items = (PersonViewSet, SourceViewSet)
    menu_icon = "group"
    menu_label = "作者与来源"
    menu_name = "people-and-sources"
    menu_order = 250


register_snippet(PeopleAndSourcesGroup)


class StoryListingView(ExplorableIndexView):
    """The stories of a category, newest first."""

    default_ordering = "-published_at"

    def annotate_queryset(self, pages: QuerySet) -> QuerySet:
        """Load sources and bylines with the stories."""
        stories = super().annotate_queryset(pages)
        return stories.prefetch_related("source", "bylines__person")


class StoryViewSet(PageViewSet):
    """The explorer inside a category: who wrote it, when it is from, its state."""

    model = NewsPage
    parent_models = [CategoryIndexPage]
    index_view_class = StoryListingView
    add_view_class = ProofedCreateView
    edit_view_class = ProofedEditView
    columns = [
        *PageViewSet.columns[:2],
        ParentPageColumn("parent", label="栏目"),
        Column("byline_names", label="署名", width="16%"),
        Column("source", label="来源", width="12%"),
        NumberColumn(
            "character_count", label="字数", sort_key="character_count", width="7%"
        ),
        NumberColumn("reading_minutes", label="阅读（分）", width="6%"),
        DateColumn(
            "published_at", label="发布时间", sort_key="published_at", width="14%"
        ),
        *[column for column in PageViewSet.columns if column.name == "status"],
    ]


@hooks.register("register_admin_viewset")
def register_story_viewset() -> StoryViewSet:
    """Give categories their own listing."""
    return StoryViewSet()


class WaitingPanel(Component):
    """What waits for the person who has just signed in."""

    name = "waiting"
    template_name = "news/admin/waiting_panel.html"
    order = 10

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        """Greet and count."""
        return waiting_for(parent_context["request"].user)


@hooks.register("before_create_page")
def keep_categories_to_publishers(
    request: HttpRequest, parent_page: Page, page_class: type[Page]
) -> None:
    """Let only those who publish make categories: reporters write stories."""
    if not may_make(request.user, page_class, parent_page):
        raise PermissionDenied


@hooks.register("construct_homepage_panels")
def add_waiting_panel(request: HttpRequest, panels: list[Component]) -> None:
    """Put the greeting before Wagtail's own panels."""
    panels.insert(0, WaitingPanel())


@hooks.register("construct_homepage_summary_items", order=100)
def remove_summary_items(request: HttpRequest, items: list[Component]) -> None:
    """Drop Wagtail's counts of pages and files: they tell an editor nothing."""
    items.clear()


@hooks.register("insert_global_admin_css")
def add_admin_styles() -> str:
    """Bring the few styles of our own panels."""
    return format_html('<link rel="stylesheet" href="{}">', static("news/admin.css"))


@hooks.register("insert_editor_js")
def add_saving() -> str:
    """Let forms wait for an autosave under way."""
    return format_html(
        '<script type="module" src="{}"></script>', static("news/saving.js")
    )


class HandbookView(WagtailAdminTemplateMixin, TemplateView):
    """The editors' handbook: how a story comes about, on one page."""

    template_name = "news/admin/handbook.html"
    page_title = "编辑手册"
    header_icon = "help"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """End the path to the page with its name."""
        return [
            *super().get_breadcrumbs_items(),
            {"url": "", "label": self.page_title},
        ]


@hooks.register("register_admin_urls")
def register_handbook_url() -> list[URLPattern]:
    """Put the handbook into the admin."""
    return [path("handbook/", HandbookView.as_view(), name="news_handbook")]


@hooks.register("register_help_menu_item")
def register_handbook_menu_item() -> MenuItem:
    """Show the handbook in the help menu."""
    return MenuItem(
        "编辑手册", reverse_lazy("news_handbook"), icon_name="help", order=1
    )
