"""The editor's script counts what the server counts, in Node."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter

from news.blocks.text import PARAGRAPH_FEATURES
from news.counting.body import count_body
from news.counting.panels import RULE
from tests.counting.bodies import BODY
from tests.counting.test_rule import CASES

pytestmark = pytest.mark.node

SCRIPT = Path(settings.BASE_DIR) / "news" / "static" / "news" / "counting.mjs"
SECONDS = 60
COUNT_TEXTS = """
const { rule, cases } = input;
say(cases.map(script.counter(rule.pattern)));
"""
COUNT_BLOCKS = """
const { rule, blocks } = input;
const count = script.counter(rule.pattern);
say(blocks.map(([kind, fields]) => {
  const texts = script.blockTexts(kind, (end) => fields[end], rule.parts);
  return texts.reduce((sum, text) => sum + count(text), 0);
}));
"""
COUNT_MINUTES = "say(input.map((count) => script.readingMinutes(count, 400)));"


def run(program: str, given: Any) -> Any:
    """Run a program that has the script, and return what it says."""
    source = (
        f"import * as script from {json.dumps(SCRIPT.as_uri())};"
        "import { readFileSync } from 'node:fs';"
        "const input = JSON.parse(readFileSync(0, 'utf8'));"
        f"const say = (it) => console.log(JSON.stringify(it));{program}"
    )
    result = subprocess.run(  # noqa: S603
        ["node", "--input-type=module", "-e", source],  # noqa: S607
        input=json.dumps(given),
        capture_output=True,
        text=True,
        check=False,
        timeout=SECONDS,
    )
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout)


def form_fields(block: dict[str, Any]) -> dict[str, str]:
    """Return the fields of a block in the editor's form, by the end of their names."""
    value = block["value"]
    if block["type"] == "paragraph":
        converter = ContentstateConverter(features=PARAGRAPH_FEATURES)
        return {"": converter.from_database_format(value)}
    if block["type"] == "table":
        return {"": json.dumps(value)}
    if not isinstance(value, dict):
        return {"": str(value)}
    return {f"-{name}": "" if part is None else part for name, part in value.items()}


def test_texts_count_as_on_the_server() -> None:
    counts = run(COUNT_TEXTS, {"rule": RULE, "cases": list(CASES)})

    assert dict(zip(CASES, counts, strict=True)) == CASES


def test_every_kind_of_block_counts_as_on_the_server() -> None:
    blocks = [[block["type"], form_fields(block)] for block in BODY]

    counts = run(COUNT_BLOCKS, {"rule": RULE, "blocks": blocks})

    assert counts == [count_body([block]) for block in BODY]


def test_a_block_that_is_just_being_made_counts_nothing() -> None:
    blocks = [["paragraph", {}], ["table", {"": ""}], ["quote", {}], ["heading", {}]]

    assert run(COUNT_BLOCKS, {"rule": RULE, "blocks": blocks}) == [0, 0, 0, 0]


def test_reading_takes_as_long_as_on_the_server() -> None:
    assert run(COUNT_MINUTES, [0, 1, 400, 401]) == [0, 1, 1, 2]
