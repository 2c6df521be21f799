"""How an estimate from a sample is told: with no more figures than are known."""

# So many in a sample tell two figures of a number.
_TWO_FIGURES = 50


def rounded(found: int, weight: int) -> int:
    """Return how many there are about, where each of `found` stands for `weight`."""
    if weight == 1:
        return found
    number = found * weight
    figures = 2 if found >= _TWO_FIGURES else 1
    return round(number, figures - len(str(number)))
