"""The machine check: what is wrong with a story, and what may stay all the same."""
