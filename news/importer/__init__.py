"""Post files into stories: read -> parse -> record (no database) -> write."""
