"""The parts of a story's body, one module a family; `story` puts them together."""
