"""What lets a build start sooner; the plugin imports it before all else of the package."""

from __future__ import annotations

import gc
import importlib
import sys
from collections.abc import Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType
from typing import Any

# A build makes many objects and lets few of them go; looking for garbage as often as Python does takes a tenth of it.
gc.set_threshold(100_000, 20, 20)

#: A client for the network, which takes longer to import than all else of mkdocs-bibtex, and the module of that which
#: imports it: for files that lie at an address. The file that it gets from us lies in a folder.
CLIENT, ITS_USER = "requests", "mkdocs_bibtex.utils"


class _Later(ModuleType):
    """Stands for a module, and imports it as soon as something of it is asked for."""

    def __getattr__(self, name: str) -> Any:
        self.withdraw()
        return getattr(importlib.import_module(self.__name__), name)

    def withdraw(self) -> None:
        """Leaves the place to the module itself."""
        if sys.modules.get(self.__name__) is self:
            del sys.modules[self.__name__]


class _Sparing(MetaPathFinder, Loader):
    """Finds that one module, and lets it have what imports the client later; no other module gets to see it."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname != ITS_USER or CLIENT in sys.modules or not (spec := PathFinder.find_spec(fullname, path)):
            return None
        self.loader, spec.loader = spec.loader, self
        return spec

    def exec_module(self, module: ModuleType) -> None:
        sys.modules[CLIENT] = later = _Later(CLIENT)
        try:
            if self.loader and module.__spec__:
                module.__spec__.loader = module.__loader__ = self.loader  # as if we had never been asked
                self.loader.exec_module(module)
        finally:
            later.withdraw()


sys.meta_path.insert(0, _Sparing())
