"""Who may change what surrounds the stories, and what the forms refuse."""

import pytest
from django.http import HttpResponse
from django.test import Client
from wagtail.models import ReferenceIndex
from wagtail.test.utils.form_data import nested_form_data, streamfield

from news.models import HomePage, PublishedDocument, SiteSettings
from tests.factories import UserFactory, furnish, home_page, link

pytestmark = pytest.mark.django_db


@pytest.fixture
def address() -> str:
    """Where the settings of the site are edited."""
    return f"/admin/settings/news/sitesettings/{home_page().get_site().pk}/"


def form(**changes: object) -> dict[str, str]:
    """Return what the form of a new site sends, with these changes."""
    return nested_form_data(
        {
            "navigation": streamfield([]),
            "footer_links": streamfield([]),
            "copyright": "版权所有",
            "icp_number": "",
            "police_number": "",
            "licence_number": "",
            "report_phone": "",
            "report_email": "",
            "social": streamfield([]),
            **changes,
        }
    )


def item(**changes: object) -> tuple[str, dict]:
    """Return an entry of the navigation as the form sends it."""
    children = {"count": 0}
    return (
        "item",
        {"title": "", "page": "", "address": "", "children": children} | changes,
    )


def errors_of(response: HttpResponse, stream: str, field: str) -> list[str]:
    """Return what the form says about a field of the first block of a stream."""
    [error] = response.context["form"].errors.as_data()[stream]
    return error.block_errors[0].block_errors[field].messages


@pytest.mark.parametrize(
    ("group", "status"), [("主编", 200), ("编辑", 302), ("记者", 302)]
)
def test_chief_editors_alone_change_the_settings(
    client: Client, address: str, group: str, status: int
) -> None:
    client.force_login(UserFactory(groups=[group]))

    assert client.get(address).status_code == status


def test_saved_settings_reach_the_readers_at_once(client: Client, address: str) -> None:
    client.force_login(UserFactory(groups=["主编"]))

    client.post(address, form(icp_number="京ICP备1号"))

    assert "京ICP备1号" in client.get("/").content.decode()


def test_saved_settings_are_a_change_of_the_front_page(
    client: Client, address: str
) -> None:
    home_page().save_revision().publish()
    client.force_login(UserFactory(groups=["主编"]))
    before = PublishedDocument.objects.get(pk=home_page().pk).version

    client.post(address, form(icp_number="京ICP备1号"))

    assert PublishedDocument.objects.get(pk=home_page().pk).version > before


@pytest.mark.parametrize(
    ("entry", "field", "message"),
    [
        (item(title="无处"), "page", "请选择一个页面，或者填写网址。"),
        (item(address="https://example.cn/"), "title", "请填写名称。"),
    ],
)
def test_a_link_to_nowhere_or_without_a_name_is_refused(
    client: Client, address: str, entry: tuple[str, dict], field: str, message: str
) -> None:
    client.force_login(UserFactory(groups=["主编"]))

    response = client.post(address, form(navigation=streamfield([entry])))

    assert errors_of(response, "navigation", field) == [message]
    assert not SiteSettings.objects.get().navigation


def test_an_account_that_nobody_can_open_is_refused(
    client: Client, address: str
) -> None:
    client.force_login(UserFactory(groups=["主编"]))
    account = {"service": "wechat", "name": "临湖", "address": "", "picture": ""}

    response = client.post(address, form(social=streamfield([("account", account)])))

    expected = ["请填写网址，或者选择二维码图片。"]
    assert errors_of(response, "social", "address") == expected


def test_a_page_knows_that_the_settings_link_to_it() -> None:
    furnish(navigation=[{**link("首页", page=home_page()), "children": []}])

    [(user, references)] = ReferenceIndex.get_grouped_references_to(home_page())

    assert isinstance(user, SiteSettings)
    assert len(references) == 1


def test_the_front_page_keeps_its_draft_sections_to_itself(client: Client) -> None:
    page: HomePage = home_page()
    page.save_revision().publish()
    page.sections = [("latest", {"title": "快讯", "number": 3})]

    page.save_revision()

    assert PublishedDocument.objects.get(pk=page.pk).data["sections"] == []
