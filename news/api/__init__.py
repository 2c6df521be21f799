"""The page API: what front-ends see of pages, pictures and files."""
