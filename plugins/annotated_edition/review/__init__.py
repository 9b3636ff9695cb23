"""The editor's desk: the open questions of an edition, settled in the browser."""
