"""HTML is written again as well-formed XML."""

from __future__ import annotations

from xml.etree import ElementTree as etree

import pytest

from annotated_edition.exports.xhtml import to_xhtml


@pytest.mark.parametrize(
    ("html", "xml"),
    [
        ("a<br>b", "a<br />b"),
        ("<p>a<b>c</p>d", "<p>a<b>c</b></p>d"),
        ("&nbsp;&amp;&lt;", "\u00a0&amp;&lt;"),
        ("<input disabled value=a>", '<input disabled="disabled" value="a" />'),
        ("<p onclick=x()>a</p><script>x()</script>b", "<p>a</p>b"),
        ("</i>a<i>", "a<i></i>"),
        ('<a title="&quot;&amp;">x</a>', '<a title="&quot;&amp;">x</a>'),
    ],
)
def test_html_is_mended(html: str, xml: str) -> None:
    assert to_xhtml(html) == xml
    etree.fromstring(f"<r>{to_xhtml(html)}</r>")
