"""A document, or nothing, into a project."""
