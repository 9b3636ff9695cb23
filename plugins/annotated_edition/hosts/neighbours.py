"""Settings, plugins and scripts of a site that do not go with an edition, each said with its line."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig

from ..model.problems import Place, Problem, find_place, problem
from ..publishing.policy import find_remote
from ..reading.files import is_inside

#: Features of Material without which notes open in place.
INSTANT = "navigation.instant"
#: Plugins that an edition cannot mend, and what is wrong with them.
UNFIT = {"print-site": "print-site", "i18n": "i18n"}
#: Part of an address → the setting of the theme that asks for it without naming it.
SETTINGS = {"fonts.googleapis.com": "theme:", "googletagmanager.com": "analytics:"}


class Settings:
    """The configuration file of a site, and what of it does not go with an edition."""

    def __init__(self, config: MkDocsConfig, root: Path) -> None:
        self.config, self.root = config, root
        self.file = Path(config.config_file_path)
        self.said: set[str] = set()

    def find(self, written: str, *files: Path) -> Place:
        """Return where something is written: in the configuration, in files, in the site's own templates."""
        own = sorted(Path(self.config.theme.custom_dir).rglob("*.html")) if self.config.theme.custom_dir else []
        for file in (self.file, self.root / self.file.name, *files, *own):
            text = file.read_text(encoding="utf-8", errors="replace") if file.is_file() else ""
            if written in text and is_inside(file, self.root):
                return find_place(text, text.index(written), file.relative_to(self.root).as_posix())
        return Place(self.file.relative_to(self.root).as_posix() if is_inside(self.file, self.root) else self.file.name)

    def check(self) -> Iterator[Problem]:
        """Yield what is left out of the settings (AE713), and the plugins that do not work (AE716); leave it out."""
        theme = self.config.theme
        if theme.name == "material":
            features = theme["features"]
            for feature in [each for each in features if each.startswith(INSTANT)]:
                features.remove(feature)
                yield problem("AE713", self.find(feature), name=feature, reason="instant")
            palettes = theme.get("palette") or []
            for palette in [palettes] if isinstance(palettes, dict) else palettes:
                for name in ("primary", "accent"):
                    if palette.get(name, "custom") != "custom" and name not in self.said:
                        self.said.add(name)
                        yield problem("AE713", self.find(f"{name}:"), name=f"palette.{name}", reason="colours")
        if "highlightjs" in theme:  # which the themes of MkDocs ask another host for
            theme["highlightjs"] = False
        for name in self.config.plugins:
            if name in UNFIT:
                yield problem("AE716", self.find(f"- {name}"), name=name, reason=UNFIT[name])

    def check_icon(self, meta: dict[str, Any], source: Path) -> Iterator[Problem]:
        """Yield that the theme has no icon of the name that a page gives (AE713), and take it away."""
        icon = meta.get("icon")
        if icon and not any(Path(folder, ".icons", f"{icon}.svg").is_file() for folder in self.config.theme.dirs):
            del meta["icon"]
            text = source.read_text(encoding="utf-8") if source.is_file() else ""
            file = Path(os.path.relpath(os.path.realpath(source), self.root)).as_posix()
            place = find_place(text, max(0, text.find("icon:")), file)
            yield problem("AE713", place, name=f"icon: {icon}", reason="icon")

    def check_page(self, html: str, source: Path) -> Iterator[Problem]:
        """Yield what a page asks of other hosts, which its policy refuses (AE714), each once for a site."""
        for address in find_remote(html, self.config.site_url or ""):
            # The shim is of Material's plugin offline, for a search that is switched off here.
            if address not in self.said and "iframe-worker" not in address:
                self.said.add(address)
                setting = next((own for host, own in SETTINGS.items() if host in address), address)
                yield problem("AE714", self.find(setting, source), found=address)
