"""A TypeScript client made from the description reads the running server."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from pytest_django.live_server_helper import LiveServer

from news.models import NewsPage
from site_core.default_site import name_default_site
from site_core.demo import POSTS

pytestmark = [
    pytest.mark.node,
    # What migrations made is put back after the tables were emptied.
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]

FOLDER = Path(__file__).parent
MODULES = FOLDER / "node_modules"
# Written by npm when all is installed.
INSTALLED = MODULES / ".package-lock.json"
LOCK = FOLDER / "package-lock.json"
SECONDS = 300


def run(*command: str) -> str:
    """Run a command in the client's folder; fail with what it says."""
    result = subprocess.run(  # noqa: S603
        command,
        cwd=FOLDER,
        capture_output=True,
        text=True,
        check=False,
        timeout=SECONDS,
    )
    assert result.returncode == 0, f"{command[0]}: {result.stdout}{result.stderr}"
    return result.stdout


def node(program: str, *arguments: str) -> str:
    """Run a program of the installed modules."""
    return run(str(MODULES / ".bin" / program), *arguments)


@pytest.fixture(scope="session")
def modules() -> None:
    """What package-lock.json names, installed."""
    if not INSTALLED.exists() or INSTALLED.stat().st_mtime < LOCK.stat().st_mtime:
        run("npm", "ci", "--ignore-scripts")


@pytest.fixture
def paper(live_server: LiveServer) -> LiveServer:
    """A running server with the sample stories."""
    name_default_site("localhost", live_server.thread.port)
    call_command("import_posts", POSTS, verbosity=0)
    return live_server


@pytest.fixture
def schema(modules: None, paper: LiveServer) -> str:
    """The types of the running server's API; where it is."""
    address = f"{paper.url}/api/v2/schema/"
    node("openapi-typescript", address, "--output", "schema.d.ts")
    return paper.url


def test_the_client_compiles_strictly_and_reads_the_paper(schema: str) -> None:
    node("tsc", "--noEmit")
    node("tsc")
    said: dict[str, Any] = json.loads(
        run("node", "node_modules/.built/reader.js", schema)
    )

    newest = NewsPage.objects.order_by("-published_at", "-pk")
    assert said["titles"] == [story.title for story in newest]
    assert said["pages"] == 3
    assert said["story"] in said["titles"]
    assert said["kinds"] == ["paragraph", "table"]
    assert said["problem"] == {
        "status": 404,
        "message": "No Page matches the given query.",
    }


def test_a_block_that_the_client_does_not_know_does_not_compile(schema: str) -> None:
    types = FOLDER / "schema.d.ts"
    text = types.read_text(encoding="utf-8")
    union = 'Block: components["schemas"]["ParagraphBlock"]'
    more = 'Block: { type: "poll"; value: string; id: string } | '
    assert text.count(union) == 1
    types.write_text(text.replace(union, more + union[len("Block: ") :]))

    with pytest.raises(AssertionError, match="not assignable to parameter of type"):
        node("tsc", "--noEmit")
