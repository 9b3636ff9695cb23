"""What keeps an export from being made, or from being made as it should be."""

from __future__ import annotations


class MissingPart(Exception):
    """Something that a format needs is not there; the wording of `code` says what, with `values`."""

    def __init__(self, code: str, **values: str) -> None:
        super().__init__(code)
        self.code, self.values = code, values
