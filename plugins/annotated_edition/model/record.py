"""How the shapes of the model are published as records, JSON objects with the fields of the dataclass.

A field stands in the record under its own name, unless the metadata of its type says otherwise:
`Annotated[str, RecordName("source")]` gives it another name, `UNRECORDED` leaves it out, `INLINED` puts its own fields
in its place. `recorded_as` puts a property into the record as well. `views.records` reads these marks.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

#: The attribute of a property's getter that holds its name in the record.
MARK = "record_name"
Getter = TypeVar("Getter", bound=Callable[[Any], Any])


class RecordName(str):
    """The name of a field in the record, where it is another one."""


#: The mark of a field that is not published.
UNRECORDED = RecordName("")
#: The mark of a field whose own fields are published in its place.
INLINED = RecordName("*")


def recorded_as(name: str) -> Callable[[Getter], Getter]:
    """Publish a property under a name; the decorator stands below `@property`."""

    def mark(getter: Getter) -> Getter:
        setattr(getter, MARK, name)
        return getter

    return mark
