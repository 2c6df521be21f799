"""The rules of the machine check, in the order in which they are asked.

A rule is a function that reads a draft and yields findings; `@rule` adds it to the list
when its module is imported (`NewsConfig.ready` imports those of the house).
"""

from collections.abc import Callable, Iterator

from news.proofing.draft import Draft
from news.proofing.findings import Finding

Rule = Callable[[Draft], Iterator[Finding]]

RULES: list[Rule] = []


def rule(function: Rule) -> Rule:
    """Add a rule; a decorator."""
    if function not in RULES:
        RULES.append(function)
    return function
