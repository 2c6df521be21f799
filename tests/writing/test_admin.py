"""接口令牌 in the admin: who makes them for whom, what they show, how they end."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.utils import timezone
from wagtail.models import (
    APIToken,
    Collection,
    GroupCollectionPermission,
    GroupPagePermission,
)

from news.models import CategoryIndexPage, TokenLimits, User
from news.writing.owners import token_owners
from tests.factories import UserFactory, home_page

LIST = "/admin/api-tokens/"
API = "/api/v3/whoami/"


@pytest.fixture
def chief(db: None) -> User:
    """A chief editor."""
    return UserFactory(username="chief", groups=["主编"])


@pytest.fixture
def reporter(db: None) -> User:
    """Whom machines act for."""
    return UserFactory(username="caiji", groups=["记者"])


@pytest.fixture
def admin(client: Client, chief: User) -> Client:
    """The admin of the chief editor."""
    client.force_login(chief)
    return client


def token_of(user: User, name: str = "来稿采集") -> APIToken:
    """Return a token that writes for a year."""
    token, _ = APIToken.create_token(user=user, name=name)
    end = timezone.now() + timedelta(days=365)
    TokenLimits.objects.create(token=token, may_write=True, expires_at=end)
    return token


def test_a_token_is_shown_once_and_works(admin: Client, reporter: User) -> None:
    form = {"name": "来稿采集", "user": reporter.pk, "may_write": "on"}

    shown = admin.post(f"{LIST}new/", {**form, "expires_at": "2099-01-01 00:00"})

    secret = shown.context["token"]
    assert secret in shown.content.decode()
    assert "no-store" in shown["Cache-Control"]
    assert secret not in admin.get(LIST).content.decode()
    limits = TokenLimits.objects.get()
    assert (limits.may_write, limits.expires_at.year) == (True, 2098)
    me = Client().get(API, headers={"Authorization": f"Bearer {secret}"}).json()
    assert me["user"]["username"] == "caiji"


def test_the_list_speaks_chinese(admin: Client, reporter: User) -> None:
    token_of(reporter)
    ended = token_of(reporter, "旧程序")
    TokenLimits.objects.filter(token=ended).update(expires_at=timezone.now())
    token_of(reporter, "停用的程序").revoke()

    html = admin.get(LIST).content.decode()

    for words in ("接口令牌", "来稿采集", "有效", "已过期", "已撤销", "caiji"):
        assert words in html


def test_a_token_is_renamed_and_narrowed(admin: Client, reporter: User) -> None:
    token = token_of(reporter)

    response = admin.post(f"{LIST}edit/{token.pk}/", {"name": "只读采集"})

    assert response.status_code == 302
    token = APIToken.objects.get()
    assert (token.name, token.limits.may_write, token.limits.expires_at) == (
        "只读采集",
        False,
        None,
    )


def test_a_token_is_revoked_and_kept(admin: Client, reporter: User) -> None:
    token = token_of(reporter)

    admin.post(f"{LIST}delete/{token.pk}/")

    assert APIToken.objects.get().revoked_at is not None


@pytest.mark.parametrize("group", ["记者", "编辑"])
def test_others_do_not_manage_tokens(
    client: Client, reporter: User, group: str
) -> None:
    client.force_login(UserFactory(groups=[group]))
    token = token_of(reporter)

    for path in ("", "new/", f"edit/{token.pk}/", f"delete/{token.pk}/"):
        assert client.post(f"{LIST}{path}").status_code == 302
    assert APIToken.objects.get().revoked_at is None


def test_a_chief_editor_lends_no_account_that_can_do_more(
    chief: User, reporter: User
) -> None:
    UserFactory(is_superuser=True)
    UserFactory(is_active=False)
    with_right = UserFactory()
    with_right.user_permissions.add(Permission.objects.get(codename="change_user"))
    administrators = Group.objects.create(name="管理员")
    administrators.permissions.add(Permission.objects.get(codename="add_site"))
    UserFactory(groups=["记者", "管理员"])
    keepers = Group.objects.create(name="资料室")
    GroupPagePermission.objects.create(
        group=keepers,
        page=home_page(),
        permission=Permission.objects.get(
            content_type__app_label="wagtailcore", codename="delete_page"
        ),
    )
    UserFactory(groups=["资料室"])

    assert set(token_owners(chief)) == {chief, reporter}


def test_a_right_elsewhere_is_a_right_more(chief: User, reporter: User) -> None:
    home = home_page()
    section = CategoryIndexPage(title="副刊", slug="fukan")
    home.add_child(instance=section)
    publish = Permission.objects.get(
        content_type__app_label="wagtailcore", codename="publish_page"
    )
    desk = Group.objects.create(name="副刊部")
    grant = GroupPagePermission(group=desk, page=section, permission=publish)
    grant.save()
    colleague = UserFactory(groups=["副刊部"])

    assert colleague in token_owners(chief)
    assert chief not in token_owners(colleague)

    grant.page = home.get_parent()
    grant.save()
    assert colleague not in token_owners(chief)


def test_a_right_to_files_is_a_right_more(chief: User, reporter: User) -> None:
    keepers = Group.objects.create(name="图片库")
    GroupCollectionPermission.objects.create(
        group=keepers,
        collection=Collection.get_first_root_node(),
        permission=Permission.objects.get(codename="delete_document"),
    )
    keeper = UserFactory(groups=["图片库"])

    assert keeper in token_owners(chief)
    assert chief not in token_owners(reporter)
    assert keeper not in token_owners(reporter)


def test_a_superuser_lends_every_active_account(reporter: User) -> None:
    root = UserFactory(is_superuser=True)
    UserFactory(is_active=False)

    assert set(token_owners(root)) == {root, reporter}


def test_a_superusers_token_is_out_of_reach(admin: Client) -> None:
    token = token_of(UserFactory(is_superuser=True))

    for path in (f"edit/{token.pk}/", f"delete/{token.pk}/"):
        assert admin.post(f"{LIST}{path}", {"name": "x"}).status_code == 404
    assert APIToken.objects.get().revoked_at is None


def test_the_menu_has_one_entry(admin: Client) -> None:
    html = admin.get("/admin/").content.decode()

    assert html.count('"url": "/admin/api-tokens/"') == 1
