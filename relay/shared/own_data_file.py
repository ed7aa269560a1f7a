"""A person's own data as one file that people and programs can read: JSON, with times as ISO 8601 in UTC."""

import datetime
import json
from typing import Any

import msgspec

from relay.protocol.own_data import OwnData

FORM = 1
TIMES = frozenset(("at", "said_at", "created_at", "last_used_at", "joined_at", "last_seen_at"))
"""Fields with milliseconds since 1970; 0 stands for none."""


class OwnDataFile:
    """Put together from its parts, in the order in which they come."""

    def __init__(self) -> None:
        self._head: dict[str, Any] = {}
        self._lessons: dict[str, dict[str, Any]] = {}
        self.sayings = 0
        """How many are in it so far."""

    def add(self, part: OwnData) -> None:
        """The next part; the first has all but the sayings."""
        if not self._head:
            self._head = {
                "account": msgspec.to_builtins(part.account),
                "classes": list(part.classes),
                "devices": _dated(msgspec.to_builtins(part.devices)),
                "attendance": _dated(msgspec.to_builtins(part.attendance)),
            }
        for kept in part.rows:
            rows = self._head.setdefault("kept", {}).setdefault(kept.table, [])
            rows.append(_dated(msgspec.json.decode(kept.row)))
        for saying in part.sayings:
            lesson = self._lessons.setdefault(
                saying.session, {"session": saying.session, "title": saying.title, "events": []}
            )
            lesson["events"].append(_dated(msgspec.json.decode(saying.event)))
            self.sayings += 1

    def content(self, school: str, now: int) -> bytes:
        """All of it; ``now`` is ms UTC."""
        head = {"form": FORM, "school": school, "made_at": _iso(now)}
        whole = head | self._head | {"written": list(self._lessons.values())}
        return json.dumps(whole, ensure_ascii=False, indent=2).encode("utf-8", "replace") + b"\n"


def _dated(value: Any) -> Any:
    if isinstance(value, list):
        return [_dated(item) for item in value]
    if isinstance(value, dict):
        return {key: _iso(one) if key in TIMES and one else _dated(one) for key, one in value.items()}
    return value


def _iso(ms: int) -> str:
    return datetime.datetime.fromtimestamp(ms / 1000, datetime.UTC).isoformat(timespec="seconds")
