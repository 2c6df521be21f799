"""What the editor's script asks: the findings of what stands in the form."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from wagtail.admin.views.pages.preview import PreviewOnCreateView, PreviewOnEditView
from wagtail.models import Page

from news.models import NewsPage, User
from news.proofing.answer import answer
from news.proofing.forms import written_story
from news.proofing.state import Checked, checked
from news.proofing.waiving import ReasonError, may_waive, revoke, waive

_UNREADABLE = "表单里有填错的地方，改正后再校对。"


class CheckView(PreviewOnEditView):
    """Checking what stands in the form of a story; nothing is saved."""

    http_method_names: Any = ["post"]

    def get_object(self) -> NewsPage:
        """Take stories only."""
        return _story(super().get_object())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer with the findings."""
        story = self.written_story()
        if story is None:
            return _refused(_UNREADABLE)
        return JsonResponse(answer(checked(story), request.user))

    def written_story(self) -> NewsPage | None:
        """Return the story as the form has it; None when the form cannot be read.

        Without a form, as the last revision has it.
        """
        if "title" not in self.request.POST:
            return self.object
        return written_story(self.request, self.object, self.parent())

    def parent(self) -> Page:
        """Return the category that the story stands in."""
        return self.object.get_parent()


class CheckNewView(CheckView, PreviewOnCreateView):
    """Checking a story that has not been saved yet."""

    def get_object(self) -> NewsPage:
        """Make the page that the form will fill: a draft, which needs no title."""
        story = super().get_object()
        story.live = False
        return story

    def parent(self) -> Page:
        """Return the category that the story will stand in."""
        return Page.objects.get(pk=self.parent_object_id).specific


class WaiveView(CheckView):
    """Letting a finding be, with a reason; or taking that back."""

    is_revoking = False

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Find the finding in the form, and write the decision down."""
        user = request.user
        if not (isinstance(user, User) and may_waive(user)):
            raise PermissionDenied
        story = self.written_story()
        if story is None:
            return _refused(_UNREADABLE)
        if self.is_revoking:
            revoke(story, request.POST.get("finding", ""), user)
        elif found := _named(checked(story), request.POST.get("finding", "")):
            try:
                waive(story, found, request.POST.get("reason", ""), user)
            except ReasonError as error:
                return _refused(str(error))
        return JsonResponse(answer(checked(story), request.user))


def _named(findings: list[Checked], key: str) -> Any:
    return next((finding for finding, _ in findings if finding.key == key), None)


def _refused(message: str) -> JsonResponse:
    return JsonResponse({"message": message}, status=422)


def _story(page: Any) -> NewsPage:
    if not isinstance(page, NewsPage):
        raise Http404
    return page
