"""Comparing answers with the JSON files of tests/snapshots."""

import json
import os
from pathlib import Path
from typing import Any

SNAPSHOTS = Path(__file__).parent / "snapshots"


def assert_matches_snapshot(name: str, data: Any) -> None:
    """Compare `data` with snapshots/`name`.json; `make snapshots` writes it anew."""
    path = SNAPSHOTS / f"{name}.json"
    if os.environ.get("UPDATE_SNAPSHOTS"):
        path.write_text(json.dumps(data, ensure_ascii=False, indent=2) + "\n")
    assert data == json.loads(path.read_text())
