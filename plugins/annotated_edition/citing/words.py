"""How the commentary and the edition are cited in words."""

from __future__ import annotations

import re

from ..model.edition import Edition, Section
from ..model.wording import format_date, join_title, primary_language, wording


def cite_work(edition: Edition, page: str = "") -> str:
    """Return how the commentary is cited; `page` is what stands in the place of the page."""
    work, words = edition.work, wording(edition.language)
    series = words["cite-series"].format(series=work.series, number=work.number) if work.series else ""
    date = format_date(work.date, edition.language) if work.date else ""
    rest = words["comma"].join(part for part in (series, work.publisher, date, page, work.url) if part)
    authors = words["cite-authors"].format(authors=_authors(edition)) if work.authors else ""
    form = "cite-translated-work" if work.original_title else "cite-work"
    return words[form if rest else "cite-bare-work"].format(authors=authors, title=_shown_title(edition), rest=rest)


def full_title(edition: Edition) -> str:
    """Return the title of the commentary with its subtitle, in a translation of the edition as printed."""
    work = edition.work
    return work.original_title or join_title(work.title, work.subtitle, edition.language)


def _shown_title(edition: Edition) -> str:
    """Return the title of the commentary; in a translation as printed, with what it means and its language."""
    work, words = edition.work, wording(edition.language)
    if not work.original_title:
        return full_title(edition)
    translated = join_title(work.title, work.subtitle, edition.language)
    name = words.get(f"language-{primary_language(work.language)}", work.language)
    title = words["title-translated"].format(title=work.original_title, translated=translated)
    return title + words["in-language"].format(language=name)


def cite_edition(edition: Edition, address: str | None, section: Section | None = None) -> str:
    """Return how the edition, or a section of it, is cited: with its version, and with whose work it annotates."""
    imprint, words = edition.imprint, wording(edition.language)
    return words["cite-section" if section else "cite-edition"].format(
        section=section.title if section else "",
        title=imprint.title,
        version=imprint.version,
        date=format_date(imprint.date, edition.language),
        original=name_original(edition),
        url=f"{words['comma']}{address}" if address else "",
    )


def name_original(edition: Edition) -> str:
    """Return whose work the edition annotates: authors, series and number."""
    work, words = edition.work, wording(edition.language)
    number = words["cite-number"].format(series=work.series, number=work.number) if work.series else work.title
    parts = [words["cite-original"].format(original=words["comma"].join(filter(None, (_authors(edition), number))))]
    if edition.translation and edition.translation.translators:
        parts.append(words["translated-by"].format(names=words["comma"].join(edition.translation.translators)))
    return words["comma"].join(parts)


def _authors(edition: Edition) -> str:
    return wording(edition.language)["comma"].join(join_name(author.name) for author in edition.work.authors)


def join_name(name: str) -> str:
    """Return a name as it stands in a citation: 渡部 恒雄 as 渡部恒雄, names in other scripts as they are."""
    return re.sub(r"(?<=[\u3040-\u9fff])[ \u3000](?=[\u3040-\u9fff])", "", name)
