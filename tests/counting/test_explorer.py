"""How long stories are, in the list of a category."""

from django.test import Client

from news.models import CategoryIndexPage
from tests.factories import NewsPageFactory, UserFactory


def test_the_explorer_shows_length_and_reading_time(
    client: Client, category: CategoryIndexPage
) -> None:
    NewsPageFactory(parent=category, body=[("paragraph", f"<p>{'湖' * 801}</p>")])
    client.force_login(UserFactory(groups=["主编"]))

    listing = client.get(f"/admin/pages/{category.pk}/")
    table = listing.context["table"]
    cells = {
        column.name: column.get_value(row)
        for row in table.data
        for column in table.columns.values()
        if column.name in ("character_count", "reading_minutes")
    }

    assert cells == {"character_count": 801, "reading_minutes": 3}
    assert "阅读（分）" in listing.content.decode()
