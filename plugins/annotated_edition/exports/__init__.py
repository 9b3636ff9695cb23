"""The edition as files to carry away: one module a format."""
