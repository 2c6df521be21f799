"""Front matter: the YAML head of a post, every value as text."""

import re
from dataclasses import dataclass, field

import yaml

from news.importer.characters import clean_characters

_OPENING = re.compile(r"\s*---[ \t]*\n")
_CLOSING = re.compile(r"^(?:---|\.\.\.)[ \t]*$", re.MULTILINE)
_PAIR = re.compile(r"^([A-Za-z_][\w-]*)[ \t]*[:：][ \t]*(.*)$")
_ITEM = re.compile(r"^[ \t]*-[ \t]+(.*)$")
# A list in one line: [a, b]
_FLOW_LIST = re.compile(r"^\[(.*)\]$")


class UnsafeFrontMatterError(Exception):
    """The front matter uses anchors, aliases or object tags."""


@dataclass(frozen=True)
class FrontMatter:
    """The head of a post: for each key its values as text, in their order."""

    values: dict[str, list[str]] = field(default_factory=dict)

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
    """Return the head and the body of a post."""
    opening = _OPENING.match(text)
    if opening is None:
        problems.add("missing_front_matter")
        return FrontMatter(), text
    closing = _CLOSING.search(text, opening.end())
    if closing is None:
        problems.add("front_matter_repaired")
        head, body = _split_without_closing(text[opening.end() :])
    else:
        head, body = text[opening.end() : closing.start()], text[closing.end() :]
    return FrontMatter(_clean_values(_read_head(head, problems), problems)), body


def _read_head(head: str, problems: set[str]) -> dict[str, list[str]]:
    try:
        return _read_yaml(head)
    except UnsafeFrontMatterError:
        problems.add("front_matter_unsafe")
        return _read_lines(head)
    except (yaml.YAMLError, RecursionError):
        problems.add("front_matter_repaired")
        return _read_lines(head)


def _read_yaml(head: str) -> dict[str, list[str]]:
    if any(map(_is_unsafe, yaml.parse(head, Loader=yaml.BaseLoader))):
        raise UnsafeFrontMatterError
    # BaseLoader resolves nothing: no dates, no booleans, no numbers, no objects.
    loaded = yaml.load(head, Loader=yaml.BaseLoader)  # noqa: S506
    if loaded in (None, ""):
        return {}
    if not isinstance(loaded, dict):
        raise yaml.YAMLError("the front matter is not a list of keys and values")
    return {str(key): _as_texts(value) for key, value in loaded.items()}


def _is_unsafe(event: yaml.Event) -> bool:
    return bool(getattr(event, "anchor", None) or getattr(event, "tag", None))


def _as_texts(value: object) -> list[str]:
    if isinstance(value, list):
        return [text for item in value for text in _as_texts(item)]
    if isinstance(value, dict):
        # `title: 张掖: 会议` in a list or a nested block: no key of ours is a mapping.
        raise yaml.YAMLError("a value of the front matter is a mapping")
    return [str(value)]


def _read_lines(head: str) -> dict[str, list[str]]:
    values: dict[str, list[str]] = {}
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
    return value


def _split_without_closing(text: str) -> tuple[str, str]:
    lines = text.split("\n")
    for number, line in enumerate(lines):
        if not (_PAIR.match(line) or _ITEM.match(line)):
            return "\n".join(lines[:number]), "\n".join(lines[number:])
    return text, ""


def _clean_values(
    values: dict[str, list[str]], problems: set[str]
) -> dict[str, list[str]]:
    # A double-quoted YAML text can bring any character back as \x00.
    return {
        key: [clean_characters(value, problems).strip() for value in texts]
        for key, texts in values.items()
    }
