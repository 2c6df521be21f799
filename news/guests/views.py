"""The pages of guests: the draft with a watermark, and the answer to it.

The story's page tells no other host its address (`no-referrer`). Browsers then name no
origin when a form is sent, which Django refuses: so the forms stand on pages of their
own, which show nothing of other hosts.
"""

import time
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import cast

from csp.constants import NONE
from csp.decorators import csp_replace
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from news.guests.forms import OpinionForm
from news.guests.links import Draft, draft_of, find_link
from news.guests.opinions import OpinionError, give_opinion
from news.models import GuestLink, GuestOpinion
from news.published.documents import preview_document

Verdict = GuestOpinion.Verdict
VERDICTS = {"approve": Verdict.APPROVED, "return": Verdict.RETURNED}
# How often a link answers in a minute.
OPENINGS = 30
WATERMARKS = range(120)

View = Callable[..., HttpResponse]


def kept_private(view: View) -> View:
    """Let nobody keep, find, frame or trace the answer."""

    @wraps(view)
    def answer(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response["Cache-Control"] = "no-store, private"
        response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        response["X-Frame-Options"] = "DENY"
        response.setdefault("Referrer-Policy", "no-referrer")
        return response

    return cast(View, csp_replace({"frame-ancestors": [NONE]})(answer))


@require_safe
@kept_private
def story_view(request: HttpRequest, token: str) -> HttpResponse:
    """Show the draft as readers will see it."""
    link, draft, refusal = _open(request, token)
    if link is None or draft is None:
        return refusal
    now = timezone.now()
    GuestLink.objects.filter(pk=link.pk).count_use(now)
    document = preview_document(draft.story)
    context = {
        "document": document,
        "story": document.data,
        "link": link,
        "token": token,
        "version": draft.version,
        "opinion": _said(link, draft),
        "now": now,
        "watermarks": WATERMARKS,
    }
    return render(request, "news/guests/story.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@kept_private
def decide_view(request: HttpRequest, token: str, action: str) -> HttpResponse:
    """Ask whether the guest is sure, and why; write it down."""
    link, draft, refusal = _open(request, token)
    if link is None or draft is None:
        return refusal
    if not link.may_decide:
        return _tell(request, HTTPStatus.FORBIDDEN, "这个链接只能阅读，不能提意见。")
    verdict = VERDICTS[action]
    needs_reason = verdict is Verdict.RETURNED
    read = {"version": request.GET.get("version", "")}
    form = OpinionForm(request.POST or None, needs_reason=needs_reason, initial=read)
    if request.method == "POST" and form.is_valid():
        try:
            said = form.cleaned_data
            give_opinion(link.pk, verdict, said["reason"], said["version"])
        except OpinionError as error:
            return _tell(request, HTTPStatus.CONFLICT, str(error), token)
        return redirect("guest_story", token)
    context = {"form": form, "link": link, "draft": draft, "token": token}
    context["is_return"] = needs_reason
    response = render(request, "news/guests/decide.html", context)
    response["Referrer-Policy"] = "same-origin"
    return response


def _open(
    request: HttpRequest, token: str
) -> tuple[GuestLink | None, Draft | None, HttpResponse]:
    """Return a link and what it shows, or the answer that says why it shows nothing."""
    link = find_link(token)
    if link is None:
        sentence = "没有这个链接。请检查地址是否完整，或者请编辑重新发一个。"
        return None, None, _tell(request, HTTPStatus.NOT_FOUND, sentence)
    if link.revoked_at is not None:
        return None, None, _tell(request, HTTPStatus.GONE, "这个链接已被编辑撤销。")
    if not link.is_valid:
        return None, None, _tell(request, HTTPStatus.GONE, "这个链接已经过期。")
    if _is_too_much(link):
        busy = _tell(
            request, HTTPStatus.TOO_MANY_REQUESTS, "打开得太频繁，请过一分钟再试。"
        )
        busy["Retry-After"] = "60"
        return None, None, busy
    draft = draft_of(link)
    if draft is None:
        return None, None, _tell(request, HTTPStatus.GONE, "这篇稿件已被删除。")
    if draft.story.is_embargoed:
        sentence = "这篇稿件在禁发期内，暂时不能在外部预览。"
        return None, None, _tell(request, HTTPStatus.FORBIDDEN, sentence)
    return link, draft, HttpResponse()


def _is_too_much(link: GuestLink) -> bool:
    """Count an opening; each process counts for itself where no cache is shared."""
    minute = int(time.time()) // 60
    key = f"guest-link:{link.pk}:{minute}"
    if cache.add(key, 1, timeout=120):
        return False
    try:
        return bool(cache.incr(key) > OPENINGS)
    except ValueError:
        # Gone in between, or a cache that keeps nothing.
        return False


def _said(link: GuestLink, draft: Draft) -> GuestOpinion | None:
    version = {"revision": draft.revision, "version_at": draft.revision.created_at}
    said: GuestOpinion | None = link.opinions.filter(**version).first()
    return said


def _tell(
    request: HttpRequest, status: HTTPStatus, sentence: str, token: str = ""
) -> HttpResponse:
    context = {"sentence": sentence, "token": token}
    return render(request, "news/guests/refusal.html", context, status=status)
