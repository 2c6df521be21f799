"""字数: how long stories are, in the editor, in lists, in the API and by the month."""
