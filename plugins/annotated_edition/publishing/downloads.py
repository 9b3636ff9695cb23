"""Which exports a site offers to take away: those of this version that are as new as the edition."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ..citing.items import file_name
from ..model.edition import Edition
from ..reading.files import file_states

#: Where `edition export` puts files, below the edition's folder.
EXPORTED = "dist"
#: Formats that a reader is offered, as the names of their files end.
OFFERED = ("pdf", "epub", "html", "zip")


@dataclass(frozen=True, slots=True)
class Download:
    """A file that a reader may take away."""

    format: str
    """Its format."""
    file: Path
    """Where it lies."""
    size: int
    """Its size in bytes."""

    @property
    def path(self) -> str:
        """Its address from the site's root."""
        return f"downloads/{self.file.name}"


def find_downloads(edition: Edition, root: Path) -> list[Download]:
    """Return the exports in the folder of the edition at `root` that no change of its texts or data has made old."""
    files = [(form, root / EXPORTED / f"{file_name(edition)}.{form}") for form in OFFERED]
    layer = [edition.translation.folder] if edition.translation else []
    changed = max((state[2] for state in file_states(root, "data", "docs", *layer)), default=0)
    found = [(form, file, file.stat()) for form, file in files if file.is_file()]
    return [Download(form, file, stat.st_size) for form, file, stat in found if stat.st_mtime_ns >= changed]
