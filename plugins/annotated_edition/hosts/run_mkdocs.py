"""A build by MkDocs or ProperDocs in a process of its own, which tells what it found as JSON.

    python -m annotated_edition.hosts.run_mkdocs mkdocs.yml FOLDER [--host NAME] [--files]

It prints one list of problems, as `publishing.build` reads it. Exit status 0 where the site was built, whatever was
found; 1 where it was not; a traceback on standard error and 2 for what is no fault of the input's.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import re
import sys
import traceback
from dataclasses import asdict
from importlib import import_module
from pathlib import Path

from click import ClickException, exceptions

from ..model.problems import Place, Problem, problem

LINK = re.compile(r"Doc file '(?P<page>[^']+)' contains an? .*?link '(?P<link>[^']+)'")


class _Collector(logging.Handler):
    """Keeps what is logged: our problems as they are, what else warns as AE706 at the link that it names."""

    def __init__(self, root: Path) -> None:
        super().__init__(logging.INFO)
        self.root = root
        self.problems: list[Problem] = []

    def emit(self, record: logging.LogRecord) -> None:
        found = getattr(record, "problem", None)
        if found is None and record.levelno >= logging.WARNING:
            found = self.of_host(record.getMessage())
        if found is not None and found not in self.problems:
            self.problems.append(found)

    def of_host(self, message: str) -> Problem:
        """Return what MkDocs says, at the line of the link that it names where it names one."""
        place = Place("mkdocs.yml")
        if found := LINK.search(message):
            file = self.root / "docs" / found["page"]
            text = file.read_text(encoding="utf-8", errors="replace") if file.is_file() else ""
            at = max(text.find(f"({found['link']}"), 0)
            place = Place(f"docs/{found['page']}", text.count("\n", 0, at) + 1)
        return problem("AE706", place, message=message)


def main() -> int:
    """Build, and tell what was found."""
    options = argparse.ArgumentParser()
    options.add_argument("config", type=Path)
    options.add_argument("folder")
    options.add_argument("--host", default="mkdocs")
    options.add_argument("--files", action="store_true", help="address pages as page.html, from no place online")
    asked = options.parse_args()
    collector = _Collector(asked.config.parent)
    for name in {"mkdocs", asked.host}:
        logger = logging.getLogger(name)
        logger.addHandler(collector)
        logger.setLevel(logging.INFO)
        logger.propagate = False
    status = 0
    try:
        settings = {"use_directory_urls": False, "site_url": ""} if asked.files else {}
        load_config = import_module(f"{asked.host}.config").load_config
        config = load_config(str(asked.config), site_dir=asked.folder, strict=False, **settings)
        config.plugins.on_startup(command="build", dirty=False)
        try:
            import_module(f"{asked.host}.commands.build").build(config)
        finally:
            config.plugins.on_shutdown()
    except (ClickException, exceptions.Abort) as error:  # MkDocs's own are click's; as a rule it has logged why
        if not collector.problems and isinstance(error, ClickException):
            collector.problems.append(collector.of_host(error.format_message()))
        status = 1
    except Exception as error:
        if isinstance(error, OSError) and error.errno:  # a template that is not found has none
            values = {"folder": "site", "message": os.strerror(error.errno)}
            collector.problems.append(problem("AE704", Place("site"), **values))
            status = 1
        else:
            traceback.print_exc()
            status = 2
    json.dump([_as_json(each) for each in collector.problems], sys.stdout)
    return status


def _as_json(found: Problem) -> dict[str, object]:
    return {"code": found.code, "place": asdict(found.place), "values": dict(found.values)}


if __name__ == "__main__":
    sys.exit(main())
