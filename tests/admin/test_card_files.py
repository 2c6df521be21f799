"""The forms of what is no page: people, sources, words of the house."""

from typing import Any

import pytest
from django.contrib.admin.utils import quote
from django.test import Client
from wagtail.snippets.models import get_snippet_models

from tests.factories import UserFactory

CREATED: dict[str, dict[str, Any]] = {
    "person": {"name": "纪明川"},
    "source": {"name": "临湖晚报"},
    "proofingterm": {"word": "布署", "replacement": "部署"},
}


@pytest.mark.parametrize("name", CREATED)
def test_form_of_a_card_opens(db: None, name: str) -> None:
    model = next(one for one in get_snippet_models() if one._meta.model_name == name)
    card = model.objects.create(**CREATED[name])
    viewset = model.snippet_viewset
    client = Client()
    client.force_login(UserFactory(groups=["主编"]))

    form = client.get(f"/admin/{viewset.url_prefix}/edit/{quote(card.pk)}/")

    assert form.status_code == 200
    assert next(iter(CREATED[name].values())) in form.content.decode()
