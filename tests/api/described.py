"""Answers held against the description of the API."""

import json
import re
from typing import Any

from django.http import HttpResponse
from django.test import Client
from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match

from site_core.openapi import build_description


def faults(schema: dict[str, Any], value: Any) -> str:
    """Return what is wrong with a value, or nothing."""
    described = {**schema, "components": build_description()["components"]}
    checker = Draft202012Validator.FORMAT_CHECKER
    validator = Draft202012Validator(described, format_checker=checker)
    error = best_match(validator.iter_errors(value))
    return f"{error.json_path}: {error.message[:300]}" if error else ""


def component_faults(name: str, value: Any) -> str:
    """Return what is wrong with a value that should be this component, or nothing."""
    return faults({"$ref": f"#/components/schemas/{name}"}, value)


def get(client: Client, address: str, status: int = 200, **headers: str) -> Any:
    """Return the data of an answer that has this status and is as described."""
    response = client.get(address, headers=headers)
    assert response.status_code == status, response.content[:300]
    assert answer_faults(address, response) == "", address
    media = response.get("Content-Type", "")
    text = response.content.decode()
    return json.loads(text) if "json" in media else text


def answer_faults(address: str, response: HttpResponse) -> str:
    """Return in what an answer differs from what is described for its address."""
    operation = operation_at(address.partition("?")[0])
    described = operation["responses"].get(str(response.status_code))
    if described is None:
        return f"{response.status_code} is not described"
    if "content" not in described:
        return ""
    media = response["Content-Type"].partition(";")[0]
    if media not in described["content"]:
        return f"{media} is not described"
    if "json" not in media:
        return ""
    schema = described["content"][media]["schema"]
    return faults(schema, json.loads(response.content))


def operation_at(path: str) -> dict[str, Any]:
    """Return what is described at a path: literal steps go before placeholders."""
    paths = build_description()["paths"]
    fitting = [each for each in paths if re.fullmatch(_pattern(each), path)]
    return paths[min(fitting, key=lambda each: each.count("{"))]["get"]


def parameters_at(path: str, *places: str) -> set[str]:
    """Return the names of the parameters described at a path, of the query."""
    parameters = operation_at(path)["parameters"]
    return {each["name"] for each in parameters if each["in"] in (places or ("query",))}


def _pattern(path: str) -> str:
    return re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(path))
