"""The evaluation of search; see `__main__`."""
