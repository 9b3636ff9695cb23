"""What keeps an export from being made."""

from __future__ import annotations


class MissingPart(Exception):
    """Something that a format needs is not there; `code` and `values` say what, as the wording needs it."""

    def __init__(self, code: str, **values: str) -> None:
        super().__init__(code)
        self.code, self.values = code, values
