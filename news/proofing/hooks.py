"""The machine check in the admin: addresses, the gate before review, history, rights."""

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry, LogFormatter
from wagtail.models import Page, PageLogEntry
from wagtail.snippets.models import register_snippet

from news.models import NewsPage
from news.permitted import permissions_named
from news.proofing.admin.terms import TermViewSet
from news.proofing.admin.uploads import TermImportView
from news.proofing.submitting import stop_unready_submission
from news.proofing.views import CheckNewView, CheckView, WaiveView
from news.proofing.waiving import REVOKE, WAIVE

register_snippet(TermViewSet)

_NEW_STORY = {"content_type_app_name": "news", "content_type_model_name": "newspage"}


@hooks.register("register_admin_urls")
def register_proofing_urls() -> list[URLPattern]:
    """Put the questions of the editor's script into the admin."""
    return [
        path("proofing/import/", TermImportView.as_view(), name="news_proofing_import"),
        path(
            "proofing/new/<int:parent_page_id>/",
            CheckNewView.as_view(),
            _NEW_STORY,
            name="news_proofing_new",
        ),
        path(
            "proofing/<int:page_id>/", CheckView.as_view(), name="news_proofing_check"
        ),
        path(
            "proofing/<int:page_id>/waive/",
            WaiveView.as_view(),
            name="news_proofing_waive",
        ),
        path(
            "proofing/<int:page_id>/revoke/",
            WaiveView.as_view(is_revoking=True),
            name="news_proofing_revoke",
        ),
    ]


@hooks.register("before_create_page")
def check_before_submitting_new(
    request: HttpRequest, parent_page: Page, page_class: type[Page]
) -> None:
    """Keep a new story with blocking findings from review, as a draft."""
    if page_class is NewsPage:
        stop_unready_submission(request, NewsPage(), parent_page)


@hooks.register("before_edit_page")
def check_before_submitting(request: HttpRequest, page: Page) -> None:
    """Keep a story with blocking findings from review, as a draft."""
    if isinstance(page, NewsPage):
        story = page.get_latest_revision_as_object()
        stop_unready_submission(request, story, page.get_parent())


@hooks.register("register_permissions")
def register_waiver_permission() -> QuerySet[Permission]:
    """Let groups be given the right to waive findings."""
    return permissions_named("waive_finding")


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    """Name in a story's history what was waived."""
    for action, name in ((WAIVE, "豁免校对发现"), (REVOKE, "撤回校对豁免")):
        actions.register_action(action)(_formatter(name))


def _formatter(name: str) -> type[LogFormatter]:
    """Return what writes the line of the history: of which finding, and why."""

    class WaiverFormatter(LogFormatter):
        label = name

        def format_message(self, entry: PageLogEntry) -> str:
            found, reason = entry.data.get("message"), entry.data.get("reason")
            return f"{name}：{found}理由：{reason}"

    return WaiverFormatter
