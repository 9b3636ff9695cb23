"""Which addresses are public, and how a connection is made to them."""

from __future__ import annotations

from contextlib import closing
from typing import Any
from urllib.parse import urlsplit

import pytest

from annotated_edition.publishing.connection import (
    Deadline,
    PrivateAddress,
    find_addresses_of,
    is_public,
    open_connection,
)
from support.answering import answering


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.216.34", True), ("2606:2800:220:1:248:1893:25c8:1946", True), ("64:ff9b::5db8:d822", True),
        ("::ffff:93.184.216.34", True), ("127.0.0.1", False), ("10.1.2.3", False), ("169.254.169.254", False),
        ("100.64.0.1", False), ("0.0.0.0", False), ("224.0.0.1", False), ("::1", False), ("fe80::1%eth0", False),
        ("fc00::1", False), ("::ffff:127.0.0.1", False), ("64:ff9b::7f00:1", False), ("2002:7f00:1::", False),
    ],
)  # fmt: skip
def test_public_addresses(address: str, public: bool) -> None:
    assert is_public(address) == public


def test_a_host_without_a_public_address_is_refused() -> None:
    assert find_addresses_of("127.1", 80, private=True) == ["127.0.0.1"]
    with pytest.raises(PrivateAddress):
        find_addresses_of("127.1", 80, private=False)


@pytest.mark.parametrize("asked", ["http://example.org/ok?a=1", "http://user@example.org:8080/ok"])
def test_a_proxy_is_asked_for_the_whole_address(monkeypatch: pytest.MonkeyPatch, asked: str) -> None:
    with answering() as started:
        server: Any = started
        monkeypatch.setenv("http_proxy", server.url.replace("://", "://me:secret@"))
        monkeypatch.delenv("no_proxy", raising=False)
        with Deadline(10) as deadline:
            connection, path = open_connection(urlsplit(asked), 5, True, deadline)
            connection.request("HEAD", path)
            with closing(connection), connection.getresponse() as response:
                assert response.status == 200
        assert server.asked[0][1].startswith("http://example.org:80")
