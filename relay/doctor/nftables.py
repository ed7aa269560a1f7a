"""Reads Linux' firewall rules, and follows what becomes of a newcomer's first packet to a port.

What depends on who comes, or is not understood, counts as both: it may match or not.
"""

from collections.abc import Sequence
from enum import Enum
from typing import Any, Final

Fate = Enum("Fate", ["LET_IN", "KEPT_OUT", "DEPENDS"])
"""What becomes of the packet."""

_FAMILIES: Final = ("ip", "inet")
_HOOKS: Final = ("prerouting", "input")
_DEEPEST: Final = 16
_YES, _NO, _PERHAPS = True, False, None
_ENDS: Final = ("accept", "drop", "reject")


class _Walk:
    """One packet's way through the rules. ``ways``: what may have become of it by now."""

    def __init__(self, chains: dict[tuple[str, str, str], list[Any]], port: int) -> None:
        self._chains, self._port = chains, port

    def base(self, key: tuple[str, str, str], policy: str) -> set[str]:
        """Every end that the packet may find in a base chain."""
        ways, goes_on = self._chain(key, 0)
        return ways | {policy} if goes_on else ways

    def _chain(self, key: tuple[str, str, str], depth: int) -> tuple[set[str], bool]:
        """Ends found in a chain, and whether the packet may also leave it at its end."""
        ways: set[str] = set()
        may_leave = False
        for rule in self._chains.get(key, ()) if depth < _DEEPEST else ():
            ends, goes_on = self._rule(key, rule, depth)
            may_leave = may_leave or "return" in ends
            ways |= ends - {"return"}
            if not goes_on:
                return ways, may_leave
        return ways, True

    def _rule(self, key: tuple[str, str, str], rule: Any, depth: int) -> tuple[set[str], bool]:
        """Ends that the rule may bring, and whether the packet may come to the next rule."""
        sure = True
        for part in rule:
            if not isinstance(part, dict) or not part:
                sure = False
                continue
            name, value = next(iter(part.items()))
            if name == "match":
                fits = self._fits(value)
                if fits is _NO:
                    return set(), True
                sure = sure and fits is _YES
            elif name in _ENDS or name == "return":
                return {"drop" if name == "reject" else name}, not sure
            elif name in ("jump", "goto"):
                ways, returns = self._chain((*key[:2], str(value.get("target"))), depth + 1)
                if name == "goto" and returns:
                    return ways | {"return"}, not sure
                return ways, returns or not sure
            elif name == "vmap":
                return self._map(key, value, depth, sure)
            elif name not in ("counter", "log", "comment"):
                sure = False
        return set(), True

    def _map(self, key: tuple[str, str, str], value: Any, depth: int, sure: bool) -> tuple[set[str], bool]:
        ways: set[str] = set()
        pairs = value.get("data", {})
        pairs = pairs.get("set", []) if isinstance(pairs, dict) else []
        for wanted, end in pairs if isinstance(pairs, list) else ():
            fits = self._fits({"op": "==", "left": value.get("key"), "right": wanted})
            if fits is _NO:
                continue
            ends, goes_on = self._rule(key, [end], depth)
            ways |= ends
            if fits is _YES and sure:
                return ways, goes_on
        return ways, True

    def _fits(self, match: dict[str, Any]) -> bool | None:
        """Whether the packet is one that this asks for."""
        left, right, op = match.get("left"), match.get("right"), match.get("op")
        known = self._known(left)
        if known is None:
            return _PERHAPS
        fits = _is_one_of(known, right)
        if fits is None or op not in ("==", "!=", "in"):
            return _PERHAPS
        return not fits if op == "!=" else fits

    def _known(self, left: Any) -> set[str | int] | None:
        """What is known of the packet there; None when it depends on who comes."""
        if not isinstance(left, dict):
            return None
        payload, meta = left.get("payload"), left.get("meta")
        if isinstance(payload, dict):
            protocol, field = payload.get("protocol"), payload.get("field")
            if (protocol, field) in (("tcp", "dport"), ("th", "dport")):
                return {self._port}
            if protocol in ("udp", "icmp", "icmpv6", "ip6", "sctp", "dccp"):
                return set()
            return {"tcp", 6} if (protocol, field) == ("ip", "protocol") else None
        if isinstance(meta, dict):
            key = meta.get("key")
            known: dict[Any, set[str | int]] = {
                "l4proto": {"tcp", 6},
                "nfproto": {"ipv4", 2},
                "protocol": {"ip"},
                "pkttype": {"host", "unicast"},
            }
            return known.get(key) or (_NOT_LO if key in ("iif", "iifname") else None)
        if isinstance(left.get("ct"), dict) and left["ct"].get("key") == "state":
            return {"new"}
        return None


_NOT_LO: set[str | int] = {"\0an interface that is not lo"}


def _is_one_of(known: set[str | int], right: Any) -> bool | None:
    """Whether what is known is the value, or among the values; None if that depends."""
    if isinstance(right, dict):
        if "set" in right:
            right = right["set"]
        elif "range" in right:
            low, high = right["range"]
            return any(isinstance(each, int) and low <= each <= high for each in known)
        else:
            return None
    values = right if isinstance(right, list) else [right]
    if any(isinstance(value, str) and value.startswith("@") for value in values):  # a set by its name
        return None
    if known is _NOT_LO:  # any other interface may be the one that the packet comes by
        return False if all(value == "lo" for value in values) else None
    fits = [_is_one_of(known, value) if isinstance(value, dict) else value in known for value in values]
    if True in fits:
        return True
    return None if None in fits else False


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def fate_of_newcomer(listed: Sequence[Any], port: int) -> "Fate | None":
    """What a first packet to this TCP port, from elsewhere, may find; None when no rule is asked at all."""
    chains: dict[tuple[str, str, str], list[Any]] = {}
    bases: list[tuple[tuple[str, str, str], str]] = []
    for each in listed:
        if not isinstance(each, dict):
            continue
        chain, rule = each.get("chain"), each.get("rule")
        if isinstance(chain, dict) and chain.get("family") in _FAMILIES:
            key = (str(chain["family"]), str(chain.get("table")), str(chain.get("name")))
            if chain.get("hook") in _HOOKS and chain.get("type") == "filter":
                bases.append((key, str(chain.get("policy", "accept"))))
        elif isinstance(rule, dict) and rule.get("family") in _FAMILIES:
            key = (str(rule["family"]), str(rule.get("table")), str(rule.get("chain")))
            chains.setdefault(key, []).append(_list(rule.get("expr")))
    asked = [(key, policy) for key, policy in bases if policy != "accept" or chains.get(key)]
    if not asked:
        return None
    walk = _Walk(chains, port)
    ways = [walk.base(key, policy) for key, policy in asked]
    if any(way == {"drop"} for way in ways):
        return Fate.KEPT_OUT
    return Fate.DEPENDS if any("drop" in way for way in ways) else Fate.LET_IN
