"""Deleting and having back, as editors and machines do it."""

from collections.abc import Callable

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from wagtail.documents import get_document_model
from wagtail.models import Page

from news.models import CategoryIndexPage, NewsImage, NewsPage, TrashItem, User
from news.trash.bin import is_in_bin, recycle_bin
from news.trash.files import hide_file
from news.trash.pages import throw_away
from tests.factories import (
    CategoryIndexPageFactory,
    NewsImageFactory,
    NewsPageFactory,
    UserFactory,
    home_page,
    published_story,
)
from tests.writing.conftest import Machine

pytestmark = pytest.mark.django_db


@pytest.fixture
def chief() -> User:
    """A chief editor."""
    return UserFactory(groups=["主编"])


@pytest.fixture
def root() -> User:
    """Somebody with every right."""
    return UserFactory(is_superuser=True)


@pytest.fixture
def signed_in(client: Client) -> Callable[[User], Client]:
    """Sign somebody in."""

    def sign_in(user: User) -> Client:
        client.force_login(user)
        return client

    return sign_in


def is_deleted(page: Page) -> bool:
    """Return whether a page is in the bin, and still there."""
    return is_in_bin(Page.objects.get(pk=page.pk))


def test_the_editors_button_deletes_into_the_bin(
    signed_in: Callable[[User], Client], category: CategoryIndexPage, chief: User
) -> None:
    story = published_story(parent=category)
    url = reverse("wagtailadmin_pages:delete", args=[story.pk])
    editor = signed_in(chief)

    question = editor.get(url).content.decode()
    response = editor.post(url)

    assert "30 天内可以从回收站恢复" in question
    assert response.status_code == 302
    assert is_deleted(story)
    assert TrashItem.objects.get().by == chief


def test_a_reporter_deletes_no_published_story(
    signed_in: Callable[[User], Client], category: CategoryIndexPage
) -> None:
    story = published_story(parent=category)
    editor = signed_in(UserFactory(groups=["编辑"]))

    editor.post(reverse("wagtailadmin_pages:delete", args=[story.pk]))

    assert not is_deleted(story)


def test_ticked_pages_go_into_the_bin(
    signed_in: Callable[[User], Client], category: CategoryIndexPage, chief: User
) -> None:
    story = published_story(parent=category)
    other = CategoryIndexPageFactory()
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])
    ids = f"?id={story.pk}&id={category.pk}&id={other.pk}&id={home_page().pk}"

    question = signed_in(chief).get(url + ids).content.decode()
    signed_in(chief).post(url + ids)

    assert "您不能删除" in question
    assert [is_deleted(page) for page in (story, category, other)] == [True] * 3
    # The story went with its category.
    assert TrashItem.objects.count() == 2


def test_machines_delete_into_the_bin(category: CategoryIndexPage, chief: User) -> None:
    story = published_story(parent=category)

    response = Machine(chief)("DELETE", f"pages/{story.pk}/")

    assert response.status_code == 204
    assert is_deleted(story)


def test_the_admins_own_api_deletes_into_the_bin(
    signed_in: Callable[[User], Client], category: CategoryIndexPage, chief: User
) -> None:
    story = published_story(parent=category)
    url = reverse("wagtailadmin_api:pages:action", args=[story.pk, "delete"])

    response = signed_in(chief).post(url)

    assert response.status_code == 204
    assert is_deleted(story)


@pytest.mark.parametrize(
    "address",
    [
        "/admin/pages/search/?q=望湖站",
        "/admin/pages/",
        "/admin/choose-page/search/?q=望湖站",
        "/admin/choose-page/",
        "/admin/api/main/pages/?search=望湖站",
        "/admin/",
    ],
)
def test_nobody_meets_deleted_pages_elsewhere(
    signed_in: Callable[[User], Client], root: User, address: str
) -> None:
    story = published_story(title="望湖站开通")
    throw_away(story, root)

    response = signed_in(root).get(address)

    assert response.status_code == 200
    assert "望湖站开通" not in response.content.decode()


def test_a_deleted_page_is_not_edited(
    signed_in: Callable[[User], Client], root: User
) -> None:
    story = published_story()
    throw_away(story, root)

    response = signed_in(root).get(reverse("wagtailadmin_pages:edit", args=[story.pk]))

    assert response.headers["Location"] == reverse("news_trash")


def test_the_list_is_searched(signed_in: Callable[[User], Client], root: User) -> None:
    throw_away(published_story(title="望湖站开通"), root)
    throw_away(published_story(title="龙舟赛"), root)

    found = signed_in(root).get(reverse("news_trash"), {"q": "望湖"}).content.decode()

    assert "望湖站开通" in found
    assert "龙舟赛" not in found


def test_a_page_is_had_back(
    signed_in: Callable[[User], Client], category: CategoryIndexPage, chief: User
) -> None:
    story = published_story(parent=category)
    item = throw_away(story, chief)
    url = reverse("news_trash_restore", args=[item.pk])
    editor = signed_in(chief)

    question = editor.get(url)
    response = editor.post(url, {"parent": category.pk, "state": "before"})

    assert "临湖日报" in question.content.decode()
    assert response.status_code == 302
    assert NewsPage.objects.get(pk=story.pk).is_child_of(category)
    assert NewsPage.objects.get(pk=story.pk).live


def test_where_the_category_is_gone_another_is_chosen(
    signed_in: Callable[[User], Client], category: CategoryIndexPage, chief: User
) -> None:
    story = published_story(parent=category)
    item = throw_away(story, chief)
    throw_away(category, chief)
    other = CategoryIndexPageFactory()
    url = reverse("news_trash_restore", args=[item.pk])
    editor = signed_in(chief)

    question = editor.get(url).content.decode()
    refused = editor.post(url, {"parent": category.pk, "state": "draft"})
    editor.post(url, {"parent": other.pk, "state": "draft"})

    assert "请另选一个" in question
    assert refused.status_code == 200
    assert NewsPage.objects.get(pk=story.pk).is_child_of(other)


def test_a_reporter_sees_and_has_back_what_is_theirs(
    signed_in: Callable[[User], Client], category: CategoryIndexPage, chief: User
) -> None:
    reporter = UserFactory(groups=["编辑"])
    own = NewsPageFactory(parent=category, live=False, owner=reporter, title="自己的稿")
    throw_away(own, reporter)
    throw_away(published_story(parent=category, title="别人的稿"), chief)

    listed = signed_in(reporter).get(reverse("news_trash")).content.decode()

    assert "自己的稿" in listed
    assert "别人的稿" not in listed
    assert "永久删除" not in listed


def test_a_reporter_publishes_nothing_by_having_it_back(
    signed_in: Callable[[User], Client], category: CategoryIndexPage
) -> None:
    reporter = UserFactory(groups=["编辑"])
    item = throw_away(published_story(parent=category), reporter)
    url = reverse("news_trash_restore", args=[item.pk])

    response = signed_in(reporter).post(url, {"parent": category.pk, "state": "before"})

    assert "没有在这里发布的权限" in response.content.decode()
    assert TrashItem.objects.exists()


@pytest.mark.parametrize(("group", "is_gone"), [("主编", True), ("编辑", False)])
def test_only_chief_editors_delete_for_ever(
    signed_in: Callable[[User], Client],
    category: CategoryIndexPage,
    group: str,
    is_gone: bool,
) -> None:
    user = UserFactory(groups=[group])
    story = NewsPageFactory(parent=category, live=False, owner=user)
    item = throw_away(story, user)
    url = reverse("news_trash_purge", args=[item.pk])

    signed_in(user).post(url)

    assert NewsPage.objects.filter(pk=story.pk).exists() is not is_gone


def test_a_picture_is_hidden_and_had_back(
    signed_in: Callable[[User], Client], root: User
) -> None:
    picture = NewsImageFactory(title="湖上日出")
    editor = signed_in(root)

    editor.post(reverse("wagtailimages:delete", args=[picture.pk]))
    hidden = editor.get("/admin/images/?q=湖上日出").content.decode()
    unlisted = editor.get("/api/v2/images/").json()["meta"]["total_count"]
    item = TrashItem.objects.get(image=picture)
    editor.post(reverse("news_trash_restore", args=[item.pk]))

    assert f"/admin/images/{picture.pk}/" not in hidden
    assert unlisted == 0
    assert (
        f"/admin/images/{picture.pk}/" in editor.get("/admin/images/").content.decode()
    )
    assert NewsImage.objects.filter(pk=picture.pk).exists()


def test_ticked_pictures_and_files_go_into_the_bin(
    signed_in: Callable[[User], Client], root: User
) -> None:
    picture = NewsImageFactory()
    document = get_document_model().objects.create(
        title="名单", file=ContentFile(b"x", name="list.txt")
    )
    editor = signed_in(root)

    for names, file in (
        (["news", "newsimage"], picture),
        (["wagtaildocs", "document"], document),
    ):
        url = reverse("wagtail_bulk_action", args=[*names, "delete"])
        assert editor.get(f"{url}?id={file.pk}").status_code == 200
        editor.post(f"{url}?id={file.pk}")

    assert {item.kind for item in TrashItem.objects.all()} == {"image", "document"}
    assert "名单" not in editor.get("/admin/documents/").content.decode()


def test_a_story_keeps_a_picture_that_is_deleted(root: User) -> None:
    picture = NewsImageFactory()
    story = published_story(lead_image=picture)

    hide_file(picture, root)

    assert NewsPage.objects.get(pk=story.pk).lead_image == picture


def test_the_bin_is_made_once() -> None:
    assert recycle_bin() == recycle_bin()


def test_the_question_before_a_file_goes_names_the_bin(
    signed_in: Callable[[User], Client], root: User
) -> None:
    document = get_document_model().objects.create(
        title="名单", file=ContentFile(b"x", name="list.txt")
    )
    editor = signed_in(root)

    for name, file in (
        ("wagtailimages", NewsImageFactory()),
        ("wagtaildocs", document),
    ):
        question = editor.get(reverse(f"{name}:delete", args=[file.pk]))

        assert "移到回收站后不再能选用" in question.content.decode()
