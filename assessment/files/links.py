"""Whether an address on the web still opens, without being led into the ministry's own network.

A name is resolved once, every address it stands for must be a public one (or of a network that was allowed), and the
connection goes to exactly that address: a name that changes its mind in between leads nowhere. Redirections are new
addresses and pass the same gate.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import SplitResult, quote, urljoin, urlsplit

SECONDS = 10.0  # to connect, and for each answer
REDIRECTIONS = 4
NO_HEAD = frozenset({403, 405, 501})  # answers of servers that refuse HEAD but serve the page
GONE = frozenset({404, 410})

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Resolve = Callable[[str, int], Sequence[str]]


class LinkStatus(StrEnum):
    """What was found at an address."""

    OK = "ok"
    MISSING = "missing"
    FAILED = "failed"
    UNREACHABLE = "unreachable"
    PRIVATE = "private"


class _PrivateError(Exception):
    """The name stands for an address that must not be called."""


def resolve(host: str, port: int) -> Sequence[str]:
    """Every address a name stands for; OSError when there is none."""
    return [str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def networks(texts: Sequence[str]) -> tuple[Network, ...]:
    """Networks written as "10.1.0.0/16"; ValueError."""
    return tuple(ipaddress.ip_network(text) for text in texts)


@dataclass(frozen=True, slots=True)
class Checker:
    """Opens addresses; `allowed` are private networks that may be entered all the same."""

    allowed: tuple[Network, ...] = ()
    resolve: Resolve = resolve
    seconds: float = SECONDS

    def status(self, url: str) -> LinkStatus:
        """What is found at the address; nothing is raised and no page is read."""
        try:
            return self._follow(url)
        except _PrivateError:
            return LinkStatus.PRIVATE
        except (OSError, http.client.HTTPException, ValueError):  # TimeoutError and ssl.SSLError are OSErrors
            return LinkStatus.UNREACHABLE

    def _follow(self, url: str) -> LinkStatus:
        for _step in range(REDIRECTIONS + 1):
            code, onward = self._ask(url)
            if not onward:
                break
            url = urljoin(url, onward)
        if code in GONE:
            return LinkStatus.MISSING
        return LinkStatus.OK if code < 300 else LinkStatus.FAILED

    def _ask(self, url: str) -> tuple[int, str]:
        """The status code, and where a redirection leads."""
        parts = urlsplit(url)
        code, onward = self._request("HEAD", parts)
        return self._request("GET", parts) if code in NO_HEAD else (code, onward)

    def _request(self, method: str, parts: SplitResult) -> tuple[int, str]:
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError(parts.geturl())
        host = parts.hostname if ":" in parts.hostname else parts.hostname.encode("idna").decode()
        port = parts.port or (443 if parts.scheme == "https" else 80)
        connection = _Pinned(host, port, self._public(host, port), self.seconds, tls=parts.scheme == "https")
        target = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
        query = "?" + quote(parts.query, safe="/%:@!$&'()*+,;=~-._?") if parts.query else ""
        try:
            connection.request(method, target + query, headers={"User-Agent": "assessment-link-check"})
            answer = connection.getresponse()
            redirected = 300 <= answer.status < 400
            return answer.status, answer.getheader("Location", "") if redirected else ""
        finally:
            connection.close()

    def _public(self, host: str, port: int) -> str:
        """The first address of the name; _PrivateError when any of them must not be called."""
        found = [ipaddress.ip_address(text.partition("%")[0]) for text in self.resolve(host, port)]
        if not found:
            raise OSError(host)
        if not all(self._may_call(address) for address in found):
            raise _PrivateError(host)
        return str(found[0])

    def _may_call(self, address: Address) -> bool:
        plain = getattr(address, "ipv4_mapped", None) or address
        known = any(plain in network for network in self.allowed if network.version == plain.version)
        return known or (plain.is_global and not plain.is_multicast)


class _Pinned(http.client.HTTPConnection):
    """A connection to one given address, under the name of the host."""

    def __init__(self, host: str, port: int, address: str, seconds: float, *, tls: bool) -> None:
        super().__init__(host, port, timeout=seconds)
        self._address, self._tls = address, tls

    def connect(self) -> None:
        """Open the socket, with TLS verified for the host's name where asked."""
        self.sock = socket.create_connection((self._address, self.port), self.timeout)
        if self._tls:
            self.sock = ssl.create_default_context().wrap_socket(self.sock, server_hostname=self.host)
