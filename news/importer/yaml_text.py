"""YAML front matter as text: no types, no anchors, no aliases, no object tags."""

import re
from collections.abc import Iterator

import yaml

from news.importer.values import UnsafeFrontMatterError, Values

# libyaml is many times as fast, and takes tabs and block texts more lightly.
_FastLoader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_READ_LIGHTLY = re.compile(r"[\t|>!]")


def read_yaml(head: str) -> Values:
    """Return the values of each key of a YAML mapping, in their order.

    Raises UnsafeFrontMatterError for anchors, aliases and tags, yaml.YAMLError for
    what is no mapping of keys to texts and lists of texts. Nothing is built of the
    events, so depth costs nothing.
    """
    loader = yaml.BaseLoader if _READ_LIGHTLY.search(head) else _FastLoader
    events = []
    for event in yaml.parse(head, Loader=loader):
        if getattr(event, "anchor", None) or getattr(event, "tag", None):
            raise UnsafeFrontMatterError
        events.append(event)
    # Each document is between a start and an end, all of them are in a stream.
    documents = [event for event in events if type(event) is yaml.DocumentStartEvent]
    if len(documents) > 1:
        raise yaml.YAMLError("there is more than one document")
    return _read_document(iter(events[2:])) if documents else {}


def _read_document(events: Iterator[yaml.Event]) -> Values:
    root = next(events)
    if isinstance(root, yaml.MappingStartEvent):
        return _read_mapping(events)
    if isinstance(root, yaml.ScalarEvent) and not root.value:
        return {}
    raise yaml.YAMLError("the front matter is not a list of keys and values")


def _read_mapping(events: Iterator[yaml.Event]) -> Values:
    values: Values = {}
    for event in events:
        if isinstance(event, yaml.MappingEndEvent):
            break
        if not isinstance(event, yaml.ScalarEvent):
            raise yaml.YAMLError("a key of the front matter is no text")
        values[event.value] = _read_value(events)
    return values


def _read_value(events: Iterator[yaml.Event]) -> list[str]:
    texts: list[str] = []
    depth = 0
    for event in events:
        if isinstance(event, yaml.ScalarEvent):
            texts.append(event.value)
        elif isinstance(event, yaml.SequenceStartEvent):
            depth += 1
        elif isinstance(event, yaml.SequenceEndEvent):
            depth -= 1
        else:
            # `title: 张掖: 会议` in a list or a nested block: no key of ours is a mapping.
            raise yaml.YAMLError("a value of the front matter is a mapping")
        if depth == 0:
            break
    return texts
