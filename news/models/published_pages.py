"""What the pages of a paper share: forms, addresses, publishing, preview."""

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.forms.pages import CopyForm
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page

from news.addresses import RESERVED_SLUGS, pinyin_slug, site_path

# What a draft is called while it has no title.
UNTITLED = "无标题"

# Not a TitleFieldPanel: its script would make the slug "2024" of “2024年大事记”;
# `PublishedPage` makes the slug from pinyin when the page is first saved.
TITLE_PANEL = FieldPanel("title", classname="title", required_on_save=False)
SLUG_PANEL = FieldPanel(
    "slug",
    help_text="地址的最后一段。留空则按标题的拼音生成。发布后改动，旧地址会自动转到新地址。",
)


class PublishedPageForm(WagtailAdminPageForm):
    """The editor's form: a draft may lack its title, and the slug follows the title."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            self.fields["slug"].required = False

    def clean_title(self) -> str:
        """Name a draft that has no title yet; ask for one before it is published."""
        title = self.cleaned_data["title"].strip()
        if self.is_deferred_validation:
            return title or UNTITLED
        if title in ("", UNTITLED):
            raise ValidationError(_("请填写标题。"))
        return title

    def clean_slug(self) -> str:
        """Keep the slug that somebody wrote; leave the others to the title.

        The editor saves by itself while the title is being typed: until the page is
        published, a slug made of the title so far gives way to one of the new title.
        """
        written = self.cleaned_data["slug"]
        page = self.instance
        # Wagtail's editor turns them into ASCII in the browser only.
        if not written.isascii():
            raise ValidationError(_("地址只能用英文字母、数字、连字符和下划线。"))
        if written not in ("", self.initial.get("slug")):
            return written
        title = self.initial.get("title", "")
        if page.first_published_at is None and page.is_slug_of(title):
            return ""
        return page.slug


class PublishedPageCopyForm(CopyForm):
    """Copying a page: a draft of its own, not an alias.

    An alias would be a second live page with the first one's import key, and Wagtail
    tells nobody that it was published.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("alias", None)
        # Nor would a live copy pass the gate (news.review.publishing).
        self.fields.pop("publish_copies", None)


class PublishedPage(Page):
    """What the pages of a paper share: an address, and one look in preview and live."""

    base_form_class = PublishedPageForm
    copy_form_class = PublishedPageCopyForm

    class Meta:
        abstract = True

    @property
    def site_path(self) -> str:
        """Return the path of this page inside its site."""
        return site_path(self.url_path)

    # Wagtail sends its signals after the page is saved: without one transaction
    # around both, a crash between them leaves a live page without its document.
    # Requests of the admin have theirs already (ATOMIC_REQUESTS).
    @transaction.atomic
    def publish(self, *args: Any, **kwargs: Any) -> None:
        """Publish a revision and write its document, or neither."""
        super().publish(*args, **kwargs)

    @transaction.atomic
    def unpublish(self, *args: Any, **kwargs: Any) -> None:
        """Take the page down and remove its document, or neither."""
        super().unpublish(*args, **kwargs)

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show a page without a document, a private one, to who may see it.

        Wagtail keeps the answer out of every cache.
        """
        from news.published.documents import preview_document
        from news.views import render_document

        return render_document(request, preview_document(self))

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """Show the draft in the site's front-end, or as readers of this site get it."""
        from news.preview.frontends import preview_in_front_end
        from news.published.documents import preview_document
        from news.views import render_document

        elsewhere = preview_in_front_end(request, self)
        return elsewhere or render_document(request, preview_document(self))

    def is_slug_of(self, title: str) -> bool:
        """Return whether the slug was made of this title."""
        base = re.escape(self._slug_base(title))
        return re.fullmatch(rf"{base}(-\d+)?", self.slug) is not None

    def _slug_base(self, title: str) -> str:
        return pinyin_slug(title) or str(self._meta.model_name)

    def _set_core_field_defaults(self) -> None:
        # Wagtail's slugify drops every Chinese character of a title.
        parent_is_known = self.path or getattr(self, "_cached_parent_obj", None)
        if not self.slug and self.title and parent_is_known:
            self.slug = self._get_autogenerated_slug(self._slug_base(self.title))
        super()._set_core_field_defaults()


def refuse_reserved_slug(page: Page) -> None:
    """Refuse an address that the site itself uses, for a page below the front page."""
    if page.slug in RESERVED_SLUGS:
        taken = ValidationError(
            _("“%(slug)s”是系统自己用的地址，请换一个。"), params={"slug": page.slug}
        )
        raise ValidationError({"slug": taken})
