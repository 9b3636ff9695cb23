"""How much is read: many times what anybody writes, no more than a slow machine reads in seconds."""

from __future__ import annotations

import re

#: Bytes of a file.
FILE = 2_000_000
#: Bytes of a file that is copied, such as a picture.
ASSET = 100_000_000
#: Depth to which brackets, braces, lists and quotations nest.
DEPTH = 50
#: Depth to which the elements of a citation style nest: the deepest of the CSL project have 20.
STYLE_DEPTH = 100
#: Characters of a field of a data file or of sources.bib.
FIELD = 20_000
#: Keys, texts, lists and mappings of a YAML file, signs of markup in them, and problems: more of them say no more.
YAML_VALUES, YAML_MARKS, YAML_PROBLEMS = 150_000, 40_000, 1_000
#: Entries of sources.bib, and characters that its values come to: macros can double them again and again.
BIB_ENTRIES, BIB_EXPANDED = 5_000, 20_000_000
#: Characters and lines of a page, characters of one line, signs of markup on the page and in one paragraph.
PAGE, PAGE_LINES, PAGE_LINE, PAGE_MARKS, PARAGRAPH_MARKS = 200_000, 10_000, 50_000, 10_000, 2_500
#: Bars of one line, and signs or spaces of one kind one after the other.
PAGE_BARS, PAGE_RUN = 500, 1_000
#: Characters of a tag of HTML, of a list of attributes.
TAG, ATTRIBUTES = 4_000, 1_000
#: Signs of markup.
MARKS = re.compile(r"[\[\]<>*_`~{\\]")
RUNS = re.compile(r"[ \t]{9,}+|([^\w\s])\1{8,}+")
