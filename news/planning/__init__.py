"""When stories go out: embargoes, and the calendar of what is planned."""
