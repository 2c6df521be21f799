"""Front matter: the YAML head of a post, every value as text."""

import re
from dataclasses import dataclass, field

import yaml

from news.importer.characters import clean_characters
from news.importer.data_heads import read_json, read_toml
from news.importer.values import UnsafeFrontMatterError, Values
from news.importer.yaml_text import read_yaml

_OPENING = re.compile(r"\s*---[ \t]*\n")
_CLOSING = re.compile(r"^(?:---|\.\.\.)[ \t]*$", re.MULTILINE)
_TOML_OPENING = re.compile(r"\s*\+\+\+[ \t]*\n")
_TOML_CLOSING = re.compile(r"^\+\+\+[ \t]*$", re.MULTILINE)
_TOML_PAIR = re.compile(r"^([A-Za-z_][\w-]*)[ \t]*=[ \t]*(.*)$")
_PAIR = re.compile(r"^([A-Za-z_][\w-]*)[ \t]*[:：][ \t]*(.*)$")
_ITEM = re.compile(r"^[ \t]*-[ \t]+(.*)$")
# A list in one line: [a, b]
_FLOW_LIST = re.compile(r"^\[(.*)\]$")


@dataclass(frozen=True)
class FrontMatter:
    """The head of a post: for each key its values as text, in their order."""

    values: Values = field(default_factory=dict)

    def first(self, *keys: str) -> str:
        """Return the first value that one of the keys has, or ''."""
        return next(iter(self.all(*keys)), "")

    def all(self, *keys: str) -> list[str]:
        """Return the values of the first key that has any."""
        for key in keys:
            values = [value for value in self.values.get(key, []) if value]
            if values:
                return values
        return []


def split_front_matter(text: str, problems: set[str]) -> tuple[FrontMatter, str]:
    """Return the head and the body of a post.

    The head is YAML between lines of `---` (Hexo leaves the first one out), or as Hugo
    has it TOML between lines of `+++` or a JSON object.
    """
    if opening := _OPENING.match(text):
        head, body = _split_yaml(text, opening.end(), problems)
        values = _read_head(head, problems)
    elif (found := _split_data(text, problems)) or (
        found := _split_without_opening(text, problems)
    ):
        values, body = found
    else:
        problems.add("missing_front_matter")
        return FrontMatter(), text
    return FrontMatter(_clean_values(values, problems)), body


def _split_yaml(text: str, start: int, problems: set[str]) -> tuple[str, str]:
    closing = _CLOSING.search(text, start)
    if closing is None:
        problems.add("front_matter_repaired")
        return _split_without_closing(text[start:])
    return text[start : closing.start()], text[closing.end() :]


def _split_data(text: str, problems: set[str]) -> tuple[Values, str] | None:
    """Return the head and the body of a post whose head is TOML or JSON."""
    if opening := _TOML_OPENING.match(text):
        closing = _TOML_CLOSING.search(text, opening.end())
        if closing is None:
            return None
        head, body = text[opening.end() : closing.start()], text[closing.end() :]
        return _read_toml_head(head, problems), body
    if not text.lstrip().startswith("{"):
        return None
    try:
        values, end = read_json(text)
    except ValueError:
        return None
    return values, text[end:]


def _read_toml_head(head: str, problems: set[str]) -> Values:
    try:
        return read_toml(head)
    except (ValueError, RecursionError):
        problems.add("front_matter_repaired")
        lines = [_TOML_PAIR.sub(r"\1: \2", line) for line in head.split("\n")]
        return _read_lines("\n".join(lines))


def _split_without_opening(text: str, problems: set[str]) -> tuple[Values, str] | None:
    """Return the head and the body of a post that begins with keys and values."""
    closing = _CLOSING.search(text)
    if closing is None:
        return None
    head = text[: closing.start()].lstrip("\n")
    lines = [line for line in head.split("\n") if line.strip()]
    if not lines or not _PAIR.match(lines[0]) or not all(map(_is_head_line, lines)):
        return None
    if not any(line.startswith(("title:", "date:")) for line in lines):
        return None
    return _read_head(head, problems), text[closing.end() :]


def _is_head_line(line: str) -> bool:
    return bool(_PAIR.match(line) or _ITEM.match(line) or line[:1] in " \t#")


def _read_head(head: str, problems: set[str]) -> Values:
    try:
        return read_yaml(head)
    except UnsafeFrontMatterError:
        problems.add("front_matter_unsafe")
        return _read_lines(head)
    except (yaml.YAMLError, RecursionError):
        problems.add("front_matter_repaired")
        return _read_lines(head)


def _read_lines(head: str) -> Values:
    values: Values = {}
    key = ""
    for line in head.split("\n"):
        if pair := _PAIR.match(line):
            key = pair[1]
            values[key] = _line_values(key, pair[2].strip())
        elif key and (item := _ITEM.match(line)):
            values[key].append(_unquote(item[1].strip()))
        elif key and line[:1].isspace() and line.strip() and len(values[key]) == 1:
            values[key][0] = _unquote(f"{values[key][0]} {line.strip()}".strip())
    return values


def _line_values(key: str, value: str) -> list[str]:
    if value.startswith(("!!", "!<")):
        return []
    # A title like "[图集]春天[组图]" is no list.
    if key != "title" and (flow := _FLOW_LIST.match(value)):
        return [_unquote(part.strip()) for part in re.split(r"[,，]", flow[1])]
    return [_unquote(value)] if value else []


def _unquote(value: str) -> str:
    for quote in ('"', "'"):
        if len(value) > 1 and value[0] == quote == value[-1]:
            inner = value[1:-1]
            return (
                inner.replace("''", "'") if quote == "'" else inner.replace('\\"', '"')
            )
        # A quote that was opened and never closed, or the other way round.
        if value.count(quote) == 1 and quote in (value[:1], value[-1:]):
            return value.strip(quote).strip()
    return value


def _split_without_closing(text: str) -> tuple[str, str]:
    lines = text.split("\n")
    for number, line in enumerate(lines):
        if not (_PAIR.match(line) or _ITEM.match(line)):
            return "\n".join(lines[:number]), "\n".join(lines[number:])
    return text, ""


def _clean_values(values: Values, problems: set[str]) -> Values:
    # A double-quoted YAML text can bring any character back as \x00.
    return {
        key: [clean_characters(value, problems).strip() for value in texts]
        for key, texts in values.items()
    }
