"""Stories that belong together: packages (专题) and related stories."""
