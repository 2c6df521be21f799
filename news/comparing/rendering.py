"""Compared texts as HTML: what is gone struck out, what is new underlined.

`ins` and `del` carry the change for those who do not see its colour; a change of
format says in words what it is. Nothing of a text is trusted, links are not clickable.
"""

from collections.abc import Iterable

from django.db.models import Model
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from wagtail.documents import get_document_model
from wagtail.models import Page

from news.comparing.rich import LINE_BREAK, Mark, Marks, Segment
from news.comparing.texts import Op

# How each mark is called where it is put on; `heading` and lists say more.
NAMES = {
    "bold": "加粗",
    "italic": "斜体",
    "superscript": "上标",
    "subscript": "下标",
    "strikethrough": "删除线",
    "code": "等宽",
    "quote": "引文",
    "bullet": "项目符号",
    "number": "编号",
    "heading": "标题",
    "link": "链接",
}
LEVELS = dict(zip("123456", "一二三四五六", strict=True))
BULLETS = {"bullet": "• ", "number": "# "}
NOTHING = mark_safe('<span class="diff-nothing">（空）</span>')


def render(segments: Iterable[Segment]) -> SafeString:
    """Return the pieces of a comparison as HTML; an empty text says so."""
    html = ""
    begins_line = True
    for segment in segments:
        if begins_line and segment.text != "\n":
            html += _bullet(segment)
        html += _segment(segment)
        begins_line = segment.text.endswith("\n")
    return mark_safe(html) if html else NOTHING  # noqa: S308


def _bullet(segment: Segment) -> str:
    """Return what a line of a list begins with; list marks never cross a line."""
    marks = segment.before if segment.op is Op.REMOVED else segment.after
    return next((BULLETS[mark.kind] for mark in marks if mark.kind in BULLETS), "")


def _segment(segment: Segment) -> SafeString:
    if segment.op is Op.REMOVED:
        return _wrapped("del", segment.text, segment.before)
    if segment.op is Op.ADDED:
        return _wrapped("ins", segment.text, segment.after)
    if not segment.is_restyled:
        return _styled(segment.text, segment.after)
    return format_html(
        '<span class="diff-format">{}<span class="diff-note">（{}）</span></span>',
        _styled(segment.text, segment.after),
        describe(segment.before, segment.after),
    )


def _wrapped(tag: str, text: str, marks: Marks) -> SafeString:
    return format_html("<{}>{}</{}>", tag, _styled(text, marks, has_signs=True), tag)


def _styled(text: str, marks: Marks, *, has_signs: bool = False) -> SafeString:
    """Return a text that looks as it does in print; new lines have a sign if wanted."""
    sign = "↵" if has_signs else ""
    html = escape(text).replace("\n", f"{sign}<br>").replace(LINE_BREAK, f"{sign}<br>")
    if not marks:
        return mark_safe(html)  # noqa: S308
    classes = " ".join(sorted(f"diff-{mark.kind}" for mark in marks))
    links = [name_target(mark.detail) for mark in marks if mark.kind == "link"]
    return format_html(
        '<span class="{}" title="{}">{}</span>',
        classes,
        "；".join(links),
        mark_safe(html),  # noqa: S308
    )


def describe(before: Marks, after: Marks) -> str:
    """Return in words what became of a format: “加粗，链接由甲改为乙”."""
    was = {mark.kind: mark for mark in before - after}
    now = {mark.kind: mark for mark in after - before}
    return "，".join(
        _difference(was.get(kind), now.get(kind))
        for kind in NAMES
        if kind in was or kind in now
    )


def _difference(was: Mark | None, now: Mark | None) -> str:
    if was and now:
        return f"{NAMES[now.kind]}由{_detail(was)}改为{_detail(now)}"
    if now:
        return f"改为{_full_name(now)}" if now.kind == "heading" else _full_name(now)
    return f"取消{_full_name(was)}" if was else ""


def _full_name(mark: Mark) -> str:
    name = NAMES[mark.kind]
    if mark.kind == "heading":
        return f"{_detail(mark)}{name}"
    if mark.kind == "link":
        return f"{name}到{_detail(mark)}"
    return name


def _detail(mark: Mark) -> str:
    if mark.kind == "heading":
        return f"{LEVELS.get(mark.detail, mark.detail)}级"
    if mark.kind == "link":
        return name_target(mark.detail)
    return f"第{LEVELS.get(mark.detail, mark.detail)}层"


def name_target(target: str) -> str:
    """Return where a link leads, in words: an address, or the title of what it is."""
    kind, _, identity = target.partition(":")
    if kind not in ("page", "document") or not identity.isdigit():
        return target
    model: type[Model] = Page if kind == "page" else get_document_model()
    found = model._default_manager.filter(pk=identity)
    title = found.values_list("title", flat=True).first()
    return f"《{title}》" if title is not None else f"已删除的内容（{identity}）"
