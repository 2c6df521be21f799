"""What every form of front matter is read into."""

# For each key its values as text, in their order.
Values = dict[str, list[str]]


class UnsafeFrontMatterError(Exception):
    """The front matter uses anchors, aliases or object tags."""
