"""The source rule: what reprints must carry, and whom the paper may reprint."""
