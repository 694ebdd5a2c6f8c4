"""How much one chat or one address may ask of us: a leaky bucket for each, the oldest forgotten first."""

from __future__ import annotations

from collections import OrderedDict
from ipaddress import ip_address, ip_network
from typing import Final

from aiohttp import web

KEYS: Final = 20_000
CHAT_BURST, CHAT_PER_MINUTE = 300, 120
"""Nobody types or presses that fast; a chat's backlog of a day still fits."""
MISSES_BURST, MISSES_PER_MINUTE = 30, 30
"""Wrong secrets and links that do not exist, by address."""


class Limiter:
    """`burst` at once, then `per_minute`. Instants are milliseconds and may jump; going back costs nobody anything."""

    def __init__(self, burst: int, per_minute: float) -> None:
        self._burst = burst
        self._per_ms = per_minute / 60_000
        self._levels: OrderedDict[str, tuple[float, int, int]] = OrderedDict()

    def over(self, key: str, at: int) -> int:
        """Counts one more; 0 when it is allowed, else how many in a row were not."""
        level, since, refused = self._levels.pop(key, (0.0, at, 0))
        level = max(0.0, level - max(0, at - since) * self._per_ms)
        refused = refused + 1 if level + 1 > self._burst else 0
        self._levels[key] = (level if refused else level + 1, max(at, since), refused)
        if len(self._levels) > KEYS:
            self._levels.popitem(last=False)
        return refused

    def is_full(self, key: str, at: int) -> bool:
        """Whether the next one would not be allowed; counts nothing."""
        level, since, _ = self._levels.get(key, (0.0, at, 0))
        return level - max(0, at - since) * self._per_ms + 1 > self._burst


class Proxies:
    """The servers in front of us whose word about the caller is taken. `networks`: addresses or networks, commas
    between; raises ValueError for anything else."""

    def __init__(self, networks: str) -> None:
        self._networks = [ip_network(each.strip(), strict=False) for each in networks.split(",") if each.strip()]

    def caller(self, remote: str, noted: str) -> str:
        """Who calls: the last address of the chain that is not one of ours. What stands before it was written by the
        caller."""
        for address in (remote, *(each.strip() for each in reversed(noted.split(",")))):
            if not self._is_ours(address):
                return address or remote
        return remote

    def _is_ours(self, address: str) -> bool:
        try:
            found = ip_address(address)
        except ValueError:
            return False
        found = getattr(found, "ipv4_mapped", None) or found
        return any(found in network for network in self._networks)


PROXIES: Final = web.AppKey("proxies", Proxies)


def address_of(request: web.Request) -> str:
    """Who calls, as far as our own proxies say."""
    return request.app[PROXIES].caller(request.remote or "", request.headers.get("X-Forwarded-For", ""))
