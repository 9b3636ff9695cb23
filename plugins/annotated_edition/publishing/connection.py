"""How a host is connected to: at public addresses alone, over the system's proxy if it has one, within a time."""

from __future__ import annotations

import ipaddress
import socket
import ssl
import threading
from base64 import b64encode
from contextlib import suppress
from http.client import HTTPConnection, HTTPSConnection
from urllib.parse import SplitResult, unquote, urlsplit
from urllib.request import getproxies, proxy_bypass

#: IPv6 addresses that a network translates to the IPv4 address in their last 32 bits.
TRANSLATED = ipaddress.ip_network("64:ff9b::/96")


class PrivateAddress(ValueError):
    """A host that stands at no public address."""


class Deadline:
    """Ends what waits for a host when the time is over, however slowly the host goes on sending."""

    def __init__(self, seconds: float) -> None:
        self.over = False
        self._timer = threading.Timer(seconds, self.end)
        self._timer.daemon = True
        self._socket: socket.socket | None = None

    def __enter__(self) -> Deadline:
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()

    def watch(self, connected: socket.socket) -> None:
        """Take the socket that is waited for."""
        self._socket = connected
        if self.over:
            self.end()

    def end(self) -> None:
        """End it now."""
        self.over = True
        if self._socket:
            with suppress(OSError):
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)  # of TLS as well, without its farewell


def is_public(address: str) -> bool:
    """Return whether an IP address belongs to the public internet, also where one of IPv6 stands for one of IPv4."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if ip in TRANSLATED:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner:
            return is_public(str(inner))
    return ip.is_global and not ip.is_multicast


def find_addresses_of(host: str, port: int, private: bool) -> list[str]:
    """Return the addresses that a host may be connected to at; raise PrivateAddress without one, OSError for no host.

    The system reads all spellings of an address (127.1, 0x7f.1), so that none is judged by its look.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = dict.fromkeys(str(address[0]) for *_, address in found)
    allowed = [address for address in addresses if private or is_public(address)]
    if not allowed:
        raise PrivateAddress(host)
    return allowed


def open_connection(url: SplitResult, timeout: float, private: bool, deadline: Deadline) -> tuple[HTTPConnection, str]:
    """Return a connection to the host of an address, and what is asked for over it.

    It leads to an address that was judged: the name is not resolved again. Raise PrivateAddress, OSError, ValueError.
    """
    host = unquote(url.hostname or "").encode("idna").decode()
    port = url.port or (443 if url.scheme == "https" else 80)
    path = f"{url.path or '/'}{'?' if url.query else ''}{url.query}"
    proxy = getproxies().get(url.scheme)
    if proxy and not proxy_bypass(host):
        with suppress(socket.gaierror):  # a host that only the proxy knows
            find_addresses_of(host, port, private)
        return _connect_to_proxy(url._replace(netloc=f"{host}:{port}", fragment=""), proxy, timeout, deadline)
    kind = HTTPSConnection if url.scheme == "https" else HTTPConnection
    connection = kind(host, port, timeout=timeout)
    connection.sock = _connect(find_addresses_of(host, port, private), port, timeout, deadline)
    if url.scheme == "https":
        secured = ssl.create_default_context().wrap_socket(
            connection.sock, server_hostname=host, do_handshake_on_connect=False
        )
        connection.sock = secured
        deadline.watch(secured)
        secured.do_handshake()
    return connection, path


def _connect(addresses: list[str], port: int, timeout: float, deadline: Deadline) -> socket.socket:
    """Return a socket that is connected to the first of several addresses that answers; raise OSError for none."""
    for address in addresses:
        try:
            connected = socket.create_connection((address, port), timeout)
        except OSError:
            if address == addresses[-1] or deadline.over:
                raise
        else:
            deadline.watch(connected)
            return connected
    raise TimeoutError


def _connect_to_proxy(url: SplitResult, proxy: str, timeout: float, deadline: Deadline) -> tuple[HTTPConnection, str]:
    """Return a connection to a host over a proxy, which was chosen by the user and may stand anywhere."""
    at = urlsplit(proxy if "://" in proxy else f"http://{proxy}")
    login = f"{unquote(at.username)}:{unquote(at.password or '')}" if at.username else ""
    headers = {"Proxy-Authorization": f"Basic {b64encode(login.encode()).decode()}"} if login else {}
    kind = HTTPSConnection if url.scheme == "https" else HTTPConnection
    connection = kind(at.hostname or "", at.port or 80, timeout=timeout)
    path = url._replace(scheme="", netloc="").geturl() or "/"
    if url.scheme == "https":
        connection.set_tunnel(url.hostname or "", url.port, headers)
    connection.connect()
    deadline.watch(connection.sock)
    return connection, path if url.scheme == "https" else url.geturl()
