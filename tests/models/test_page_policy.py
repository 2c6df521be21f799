"""Rights on pages: the same answers as Wagtail's own policy, by a short statement."""

from random import Random

import pytest
from django.contrib.auth.models import Group, Permission
from pytest_django import DjangoAssertNumQueries
from wagtail.models import GroupPagePermission, Page
from wagtail.permission_policies.pages import PagePermissionPolicy
from wagtail.permissions import policy_registry

from news.models import NewsPage, User
from news.page_policy import BranchPermissionPolicy
from tests.factories import CategoryIndexPageFactory, NewsPageFactory, UserFactory

ACTIONS = [{"add"}, {"change"}, {"publish"}, {"add", "change"}, {"change", "publish"}]
CODENAMES = ["add_page", "change_page", "publish_page", "lock_page", "bulk_delete_page"]


@pytest.fixture
def user(db: None) -> User:
    """An editor, who owns some stories."""
    return UserFactory()


@pytest.fixture
def pages(user: User) -> list[Page]:
    """A small tree."""
    for _ in range(3):
        category = CategoryIndexPageFactory()
        for owner in (None, user):
            NewsPageFactory(parent=category, live=False, owner=owner)
    return list(Page.objects.all())


def allow(user: User, codename: str, *pages: Page) -> None:
    """Give the right by a group of its own."""
    group = Group.objects.create(name=f"组{Group.objects.count()}")
    user.groups.add(group)
    permission = Permission.objects.get(
        codename=codename, content_type__app_label="wagtailcore"
    )
    GroupPagePermission.objects.bulk_create(
        GroupPagePermission(group=group, page=page, permission=permission)
        for page in pages
    )


def again(user: User) -> User:
    """Return the account without what was remembered of its rights."""
    return User.objects.get(pk=user.pk)


def test_newsroom_uses_it() -> None:
    assert isinstance(policy_registry.get_by_type(NewsPage), BranchPermissionPolicy)
    assert isinstance(policy_registry.get_by_type(Page), BranchPermissionPolicy)


@pytest.mark.parametrize("seed", range(12))
def test_answers_as_wagtail_does(user: User, pages: list[Page], seed: int) -> None:
    random = Random(seed)  # noqa: S311
    for _ in range(random.randint(0, 4)):
        allow(
            user, random.choice(CODENAMES), *random.sample(pages, random.randint(1, 3))
        )
    ours, stock = BranchPermissionPolicy(), PagePermissionPolicy()

    for actions in ACTIONS:
        expected = stock.instances_user_has_any_permission_for(again(user), actions)
        found = ours.instances_user_has_any_permission_for(again(user), actions)
        assert {*found} == {*expected}
    if user.groups.exists():
        explorable = stock.explorable_instances(again(user))
        assert {*ours.explorable_instances(again(user))} == {*explorable}


def test_who_has_no_right_sees_nothing(user: User, pages: list[Page]) -> None:
    assert not BranchPermissionPolicy().explorable_instances(user).exists()


def test_superuser_sees_all(user: User, pages: list[Page]) -> None:
    user.is_superuser = True

    assert {*BranchPermissionPolicy().explorable_instances(user)} == {*pages}


def test_who_has_left_sees_nothing(user: User, pages: list[Page]) -> None:
    allow(user, "change_page", *pages)
    user.is_active = False

    assert not BranchPermissionPolicy().explorable_instances(user).exists()


def test_statement_has_no_condition_for_each_right(
    user: User, pages: list[Page]
) -> None:
    leaves = [page for page in pages if page.depth == 4]
    allow(user, "change_page", leaves[0])
    one = str(BranchPermissionPolicy().explorable_instances(again(user)).query)
    allow(user, "change_page", *leaves)

    many = str(BranchPermissionPolicy().explorable_instances(again(user)).query)

    assert many.count(" OR ") == one.count(" OR ")


def test_rights_cost_one_query(
    user: User,
    pages: list[Page],
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    allow(user, "change_page", *pages)
    reader = again(user)

    with django_assert_num_queries(1):
        rows = list(BranchPermissionPolicy().get_all_permissions_for_user(reader))
        assert {row.page.path for row in rows} == {page.path for page in pages}
        assert {row.permission.codename for row in rows} == {"change_page"}
