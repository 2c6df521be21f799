"""The read side: one document a live page, one change each time a document moves."""
