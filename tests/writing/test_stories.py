"""A story's life through the writing API, and the documents and changes it leaves."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import call_command

from news.models import (
    CategoryIndexPage,
    Change,
    HomePage,
    NewsPage,
    Person,
    PublishedDocument,
    TrashItem,
)
from tests.factories import (
    CategoryIndexPageFactory,
    NewsImageFactory,
    NewsPageFactory,
    PersonFactory,
    SourceFactory,
    home_page,
)
from tests.writing.conftest import Machine

BODY = [
    {"type": "paragraph", "value": "<p>首班列车<b>驶出</b>望湖站。</p>"},
    {"type": "heading", "value": {"text": "两站可以换乘"}},
    {"type": "quote", "value": {"text": "走近了，心里自然就亮。"}},
    {
        "type": "table",
        "value": {
            "data": [["站名", "首班"], ["望湖", "06:30"]],
            "table_header_choice": "row",
        },
    },
]


def story_in(category: CategoryIndexPage, **members: Any) -> dict[str, Any]:
    """Return what a machine sends to make a story."""
    action = members.pop("action", None)
    return {
        "meta": {
            "type": "news.NewsPage",
            "parent_id": category.pk,
            **({"action": action} if action else {}),
        },
        "title": "轨道六号线开通",
        **members,
    }


def documents() -> list[PublishedDocument]:
    """Return the documents of stories."""
    return list(PublishedDocument.objects.stories())


def last_change() -> tuple[str, int | None]:
    """Return what the log says last."""
    change = Change.objects.latest("pk")
    return change.kind, change.page_id


def test_a_draft_is_made_with_all_its_parts(
    machine: Machine, category: CategoryIndexPage
) -> None:
    picture = NewsImageFactory()
    PersonFactory(name="苏云溪")
    SourceFactory(name="临湖日报")

    response = machine(
        "POST",
        "pages/",
        story_in(
            category,
            kicker="今天起",
            lead_image=picture.pk,
            source="临湖日报",
            bylines=[
                {"person": "苏云溪"},
                {"person": "林静", "role": "photographer"},
            ],
            tags=["轨道", "出行"],
            published_at="2024-04-09T08:30:15+08:00",
            body=BODY,
        ),
    )

    assert response.status_code == 201, response.content.decode()
    story = NewsPage.objects.get()
    assert (story.live, story.slug) == (False, "guidao-liuhao-xian-kaitong")
    assert story.owner == machine.user
    assert story.byline_names == "苏云溪、林静"
    assert story.source.name == "临湖日报"
    assert story.lead_image == picture
    assert story.published_at.isoformat() == "2024-04-09T00:30:15+00:00"
    assert sorted(tag.name for tag in story.tags.all()) == ["出行", "轨道"]
    assert [block.block_type for block in story.body] == [
        "paragraph",
        "heading",
        "quote",
        "table",
    ]
    assert story.body[1].value["level"] == "2"
    assert documents() == []


def test_a_story_is_made_and_published_at_once(
    machine: Machine, category: CategoryIndexPage
) -> None:
    response = machine(
        "POST", "pages/", story_in(category, body=BODY, action="publish")
    )

    assert response.status_code == 201, response.content.decode()
    [document] = documents()
    assert document.data["title"] == "轨道六号线开通"
    assert document.path == "/linhuribao/guidao-liuhao-xian-kaitong/"
    assert last_change() == ("published", document.page_id)
    call_command("rebuild_published", "--check")


def test_document_and_log_follow_a_story_through_its_life(
    machine: Machine, category: CategoryIndexPage
) -> None:
    other = CategoryIndexPageFactory(title="核心农村报", slug="nongcun")
    number = machine("POST", "pages/", story_in(category, body=BODY)).json()["id"]
    seen = []

    for method, path, data in [
        ("POST", f"pages/{number}/actions/publish/", None),
        (
            "PATCH",
            f"pages/{number}/",
            {"title": "六号线通车", "meta": {"action": "publish"}},
        ),
        (
            "POST",
            f"pages/{number}/actions/move/",
            {"destination_id": other.pk, "position": "last-child"},
        ),
        ("POST", f"pages/{number}/actions/unpublish/", None),
        ("POST", f"pages/{number}/actions/publish/", None),
        ("DELETE", f"pages/{number}/", None),
    ]:
        response = machine(method, path, data)
        assert response.status_code in {200, 204}, response.content.decode()
        seen.append((*last_change(), [(one.title, one.path) for one in documents()]))

    slug = "guidao-liuhao-xian-kaitong"
    assert seen == [
        ("published", number, [("轨道六号线开通", f"/linhuribao/{slug}/")]),
        ("updated", number, [("六号线通车", f"/linhuribao/{slug}/")]),
        ("moved", number, [("六号线通车", f"/nongcun/{slug}/")]),
        ("withdrawn", number, []),
        ("published", number, [("六号线通车", f"/nongcun/{slug}/")]),
        ("withdrawn", number, []),
    ]
    assert TrashItem.objects.get().page_id == number


def test_members_left_out_of_a_change_stay(
    machine: Machine, category: CategoryIndexPage
) -> None:
    story = NewsPageFactory(parent=category, byline=["苏云溪"], kicker="今天起")
    blocks = len(story.body)

    response = machine("PATCH", f"pages/{story.pk}/", {"summary": "明早首班。"})

    assert response.status_code == 200, response.content.decode()
    draft = NewsPage.objects.get().get_latest_revision_as_object()
    assert (draft.summary, draft.kicker) == ("明早首班。", "今天起")
    assert (draft.byline_names, len(draft.body)) == ("苏云溪", blocks)
    assert documents()[0].data["summary"] == ""


@pytest.mark.parametrize(
    ("members", "words"),
    [
        ({"title": "", "action": "publish"}, "title"),
        ({"title": "无标题", "action": "publish"}, "Write a title."),
        ({"titel": "轨道"}, "titel"),
        ({"body": "全文"}, "body"),
        ({"body": [{"type": "paragraph"}]}, "value"),
        ({"body": [{"type": "video", "value": "x"}]}, "video"),
        ({"body": [{"type": "heading", "value": "x"}]}, "heading"),
        ({"body": [{"type": "heading", "value": {"txet": "x"}}]}, "txet"),
        (
            {"body": [{"type": "image", "value": {"image": 4711}}]},
            "no newsimage has the id 4711",
        ),
        ({"body": [{"type": "table", "value": {"data": "x"}}]}, "data"),
        ({"lead_image": 4711}, "lead_image"),
        ({"source": "没有的报纸"}, "没有的报纸"),
        ({"bylines": [{"person": "苏云溪", "role": "king"}]}, "role"),
        ({"slug": "地址"}, "Only letters, digits"),
    ],
)
def test_a_wrong_story_is_refused_in_english_and_leaves_nothing(
    machine_of: Callable[..., Machine],
    category: CategoryIndexPage,
    members: dict[str, Any],
    words: str,
) -> None:
    machine = machine_of("主编")
    machine.user.groups.get().permissions.filter(codename="add_source").delete()

    response = machine("POST", "pages/", story_in(category, **members))

    assert response.status_code == 422, response.content.decode()
    assert response["Content-Type"] == "application/problem+json"
    assert words in response.content.decode()
    assert not NewsPage.objects.exists()
    assert not Person.objects.exists()


def test_what_is_half_written_is_taken_back(
    machine: Machine, category: CategoryIndexPage
) -> None:
    """The person is made before the form finds that the title is missing."""
    response = machine(
        "POST",
        "pages/",
        story_in(
            category, title="无标题", bylines=[{"person": "新人"}], action="publish"
        ),
    )

    assert response.status_code == 422
    assert not Person.objects.exists()


def test_an_empty_draft_cannot_be_published(
    machine: Machine, category: CategoryIndexPage
) -> None:
    story = NewsPageFactory(parent=category, live=False, title="无标题")

    response = machine("POST", f"pages/{story.pk}/actions/publish/")

    assert response.status_code == 422
    assert "Write a title." in response.content.decode()
    assert documents() == []


def test_an_address_of_the_site_itself_is_refused(machine: Machine) -> None:
    response = machine(
        "POST",
        "pages/",
        {
            "meta": {"type": "news.CategoryIndexPage", "parent_id": home_page().pk},
            "title": "搜索",
            "slug": "search",
        },
    )

    assert response.status_code == 422
    assert "'search' is an address of the site itself" in response.content.decode()


def test_a_second_story_of_a_title_gets_another_slug(
    machine: Machine, category: CategoryIndexPage
) -> None:
    for _ in range(2):
        machine("POST", "pages/", story_in(category))

    assert sorted(NewsPage.objects.values_list("slug", flat=True)) == [
        "guidao-liuhao-xian-kaitong",
        "guidao-liuhao-xian-kaitong-2",
    ]


def test_a_reporters_machine_writes_but_does_not_publish(
    machine_of: Callable[..., Machine], category: CategoryIndexPage
) -> None:
    reporter = machine_of("记者")

    refused = reporter("POST", "pages/", story_in(category, action="publish"))
    made = reporter("POST", "pages/", story_in(category))
    published = reporter("POST", f"pages/{made.json()['id']}/actions/publish/")

    assert (refused.status_code, made.status_code, published.status_code) == (
        403,
        201,
        403,
    )
    assert NewsPage.objects.count() == 1
    assert documents() == []


@pytest.mark.parametrize(("group", "status"), [("记者", 403), ("主编", 201)])
def test_only_publishers_make_categories(
    machine_of: Callable[..., Machine], group: str, status: int
) -> None:
    response = machine_of(group)(
        "POST",
        "pages/",
        {
            "meta": {"type": "news.CategoryIndexPage", "parent_id": home_page().pk},
            "title": "副刊",
            "introduction": "<p>每周六出版。</p>",
        },
    )

    assert response.status_code == status, response.content.decode()
    assert CategoryIndexPage.objects.count() == (status == 201)


def test_nobody_makes_a_copy_of_a_category_by_the_back_door(
    machine_of: Callable[..., Machine], category: CategoryIndexPage
) -> None:
    response = machine_of("记者")(
        "POST", f"pages/{category.pk}/actions/copy/", {"keep_live": False}
    )

    assert response.status_code == 403
    assert CategoryIndexPage.objects.count() == 1


def test_a_copy_is_a_story_of_its_own(
    machine: Machine, category: CategoryIndexPage
) -> None:
    story = NewsPageFactory(parent=category, original_code="NW1")

    response = machine("POST", f"pages/{story.pk}/actions/copy/")

    assert response.status_code == 201, response.content.decode()
    assert NewsPage.objects.filter(original_code="NW1").count() == 1
    # It has passed no gate yet (news.review.publishing).
    assert not NewsPage.objects.get(original_code="").live
    assert len(documents()) == 1


def test_there_are_no_aliases(machine: Machine, category: CategoryIndexPage) -> None:
    story = NewsPageFactory(parent=category)

    response = machine("POST", f"pages/{story.pk}/actions/create_alias/")

    assert response.status_code == 403
    assert NewsPage.objects.count() == 1


def test_a_story_stands_in_a_category(machine: Machine, category: Any) -> None:
    root = HomePage.objects.get()

    response = machine("POST", "pages/", story_in(root))

    assert response.status_code == 403
