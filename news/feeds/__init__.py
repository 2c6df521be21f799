"""What machines read beside the API: feeds, sitemaps, Markdown, descriptions."""
