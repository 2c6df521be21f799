"""The project: settings, routes, database, health and operators' commands."""
