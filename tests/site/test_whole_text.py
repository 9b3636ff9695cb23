"""The whole text on one page."""

from __future__ import annotations

from pathlib import Path

from annotated_edition.hosts.mkdocs_plugin import WHOLE
from annotated_edition.site.pages import generated_files
from support.editions import make, open_at

OPENING = """# Opening

One[^1] and [two](../guide.md#x), [here](#later), [there](https://example.org/).[^own]

## Later {#later}

```
# no heading
```

[^own]: Own.
"""


def test_sections_follow_each_other_with_ids_and_links_of_their_own(tmp_path: Path) -> None:
    text = generated_files(open_at(make(tmp_path, **{"docs/text/opening.md": OPENING})))[WHOLE]
    for part in (
        "## Opening {#section-1}",
        "One[^1] and [two](guide.md#x), [here](text/opening.md#later), [there](https://example.org/).[^section-1-own]",
        "### Later {#section-1-later}",
        "\n# no heading\n",
        "[^section-1-own]: Own.",
        "{#section-2}",
    ):
        assert part in text
