"""The edition as files to carry away: one module a format."""

from __future__ import annotations

#: Format of references → suffix of its file.
CITATION_FORMATS = {"bibtex": ".bib", "ris": ".ris", "csl-json": ".csl.json", "text": ".txt"}
#: Those that other programs read; the text is for people.
REFERENCES = tuple(name for name in CITATION_FORMATS if name != "text")
#: Format of an export → suffix of its file or folder; what makes them is in `delivery`.
FORMATS = {"folder": "", "zip": ".zip", "html": ".html", "epub": ".epub", "pdf": ".pdf", **CITATION_FORMATS}
