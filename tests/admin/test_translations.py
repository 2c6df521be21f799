"""The admin speaks Chinese: our catalogue is sound, and Wagtail has no word over."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import polib
import pytest
from django.apps import apps
from django.conf import settings
from django.forms import Form
from django.test import Client
from django.urls import reverse
from django.utils.translation import gettext, npgettext, override, pgettext

from site_core.forms import LABELS

LOCALE = Path(settings.BASE_DIR) / "site_core" / "locale" / "zh_Hans" / "LC_MESSAGES"
DOMAINS = ["django", "djangojs"]
# %(name)s and %s of both kinds of formatting, {name}, and the tags of HTML.
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[a-z]|\{\w*\}|</?[a-z]+[^>]*>")
# What is written in Chinese texts as it is in English ones.
SAME_IN_CHINESE = {
    "%(range_start)s - %(range_end)s",
    "ID",
    "Wagtail API v2",
    "Wagtail API v3",
}
EDITOR_WORDS = {
    "live": "已发布",
    "live + draft": "已发布 + 草稿",
    "scheduled": "定时发布",
    "in moderation": "审稿中",
    "Unpublish": "撤下",
    "Workflow": "审稿流程",
    "Submit for moderation": "提交审稿",
    "Collection": "文件夹",
    "Snippets": "资料",
    "Privacy": "访问权限",
    "Search all pages…": "搜索所有页面…",
}


def our_entries(domain: str) -> polib.POFile:
    """Return our catalogue of `domain`, as its source has it."""
    return polib.pofile(LOCALE / f"{domain}.po")


def placeholders(text: str) -> list[str]:
    """Return what must stand in a text and in its translation alike."""
    return sorted(PLACEHOLDER.findall(text))


def wagtail_entries(domain: str) -> Iterator[tuple[str, polib.POEntry]]:
    """Yield what the installed Wagtail says in English, with the app that says it."""
    for app in apps.get_app_configs():
        source = Path(app.path) / "locale" / "en" / "LC_MESSAGES" / f"{domain}.po"
        if app.name.split(".")[0] == "wagtail" and source.exists():
            for entry in polib.pofile(source):
                if not entry.obsolete:
                    yield app.name, entry


def in_chinese(entry: polib.POEntry) -> str:
    """Return what Django says for `entry` in the language of the admin."""
    with override("zh-hans"):
        if entry.msgid_plural:
            return npgettext(entry.msgctxt or "", entry.msgid, entry.msgid_plural, 5)
        if entry.msgctxt:
            return pgettext(entry.msgctxt, entry.msgid)
        return gettext(entry.msgid)


@pytest.mark.parametrize("domain", DOMAINS)
def test_compiled_catalogue_agrees_with_its_source(domain: str) -> None:
    """Nobody has changed the .po and left the .mo."""
    source = our_entries(domain)
    assert source.to_binary() == (LOCALE / f"{domain}.mo").read_bytes(), (
        f"{domain}.mo is not made from {domain}.po: "
        f"polib.pofile('{domain}.po').save_as_mofile('{domain}.mo') makes it anew"
    )


@pytest.mark.parametrize("domain", DOMAINS)
def test_every_entry_is_translated_once(domain: str) -> None:
    """No entry is empty, fuzzy or repeated, and Chinese has one plural form."""
    entries = our_entries(domain)
    keys = [(entry.msgctxt, entry.msgid) for entry in entries]
    assert len(keys) == len(set(keys))
    assert [entry.msgid for entry in entries if not entry.translated()] == []
    assert entries.metadata["Plural-Forms"] == "nplurals=1; plural=0;"
    assert {0} >= {form for entry in entries for form in entry.msgstr_plural}


@pytest.mark.parametrize("domain", DOMAINS)
def test_placeholders_are_kept(domain: str) -> None:
    """A translation is filled with the same values, and has the same tags."""
    wrong = []
    for entry in our_entries(domain):
        english = {
            tuple(placeholders(text))
            for text in (entry.msgid, entry.msgid_plural)
            if text
        }
        chinese = entry.msgstr_plural[0] if entry.msgid_plural else entry.msgstr
        if tuple(placeholders(chinese)) not in english:
            wrong.append((entry.msgid, chinese))
    assert wrong == []


def test_wagtail_is_translated_throughout() -> None:
    """An upgrade of Wagtail that brings new texts names them here.

    Put them into site_core/locale/zh_Hans/LC_MESSAGES/django.po.
    """
    left = [
        (app, entry.msgid)
        for app, entry in wagtail_entries("django")
        if entry.msgid not in SAME_IN_CHINESE
        and in_chinese(entry) in {entry.msgid, entry.msgid_plural}
    ]
    assert left == []


@pytest.mark.django_db
def test_scripts_of_the_admin_are_translated_throughout(client: Client) -> None:
    """The same for djangojs.po and what the admin's pages load."""
    response = client.get(reverse("wagtailadmin_javascript_catalog"))
    script = response.content.decode()
    found = re.search(r"const newcatalog = (\{.*?\});\n", script, re.DOTALL)
    assert found, "Django writes its JavaScript catalogue in another way"
    catalogue = json.loads(found[1])
    ours = {entry.msgid: entry for entry in our_entries("djangojs")}
    left = [
        entry.msgid
        for _, entry in wagtail_entries("djangojs")
        if not catalogue.get(entry.msgid)
    ]
    assert left == []
    assert catalogue["Dashboard"] == ours["Dashboard"].msgstr


@pytest.mark.parametrize(("english", "chinese"), EDITOR_WORDS.items())
def test_our_words_go_before_those_of_wagtail(english: str, chinese: str) -> None:
    """Apps that stand first win: this project stands before Wagtail."""
    with override("zh-hans"):
        assert gettext(english) == chinese


@pytest.mark.parametrize(
    ("form", "field"),
    [(form, field) for form, labels in LABELS.items() for field in labels],
)
def test_fields_that_wagtail_leaves_nameless(form: type[Form], field: str) -> None:
    """They would have their English names from the code as labels."""
    with override("zh-hans"):
        assert re.search(r"[\u4e00-\u9fff]", str(form.base_fields[field].label))


@pytest.mark.django_db
def test_login_greets_in_chinese(client: Client) -> None:
    """The first page that anybody sees has our name, mark and language."""
    page = client.get(reverse("wagtailadmin_login")).content.decode()
    assert 'lang="zh-hans"' in page
    assert "<title>登录 - 报馆</title>" in page
    assert "您好，请登录报馆" in page
    assert "news/seal.svg" in page
    words = re.sub(r"<[^>]*>", "", page)
    assert "Wagtail" not in words
    assert "Password" not in words
