"""The protocol as an AsyncAPI 3 document, made from the words themselves: ``python -m relay.asyncapi``."""

import json
import sys
from collections.abc import Sequence
from typing import Any

import msgspec

from relay.protocol.base import Command, Event, Greeting, Moment, Notice, Reply, Word
from relay.protocol.catalog import words

_SCHEMAS = "#/components/schemas/{name}"


def document(version: str) -> dict[str, Any]:
    """An AsyncAPI 3.0 document of every word: what clients send, what the relay sends, what pages carry."""
    sent, received = (*words(Greeting), *words(Command)), (*words(Reply), *words(Notice))
    told = words(Event)
    every = (*sent, *received, *words(Moment), *told)
    _, schemas = msgspec.json.schema_components(every, ref_template=_SCHEMAS)
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Schoolbell relay",
            "version": version,
            "description": "See PROTOCOL.md, which is the contract.",
        },
        "defaultContentType": "application/json",
        "servers": {
            "school": {
                "host": "{host}",
                "protocol": "wss",
                "variables": {"host": {"default": "localhost:8443"}},
            }
        },
        "channels": {
            "relay": {
                "address": "/v1",
                "messages": {_name(w): _ref("components/messages", w) for w in (*sent, *received)},
            },
            "log": {
                "address": None,
                "description": "Events, inside the pages and log pages of the other channel.",
                "messages": {_name(w): _ref("components/messages", w) for w in told},
            },
        },
        "operations": _operations("relay", "receive", sent)
        | _operations("relay", "send", received)
        | _operations("log", "send", told),
        "components": {
            "messages": {
                _name(w): {
                    "name": _name(w),
                    "title": w.__name__,
                    "summary": (w.__doc__ or "").partition("\n")[0],
                    "payload": {"$ref": _SCHEMAS.format(name=w.__name__)},
                }
                for w in every
            },
            "schemas": schemas,
        },
    }


def _name(word: type[Word]) -> str:
    return str(word.__struct_config__.tag)


def _ref(place: str, word: type[Word]) -> dict[str, str]:
    return {"$ref": f"#/{place}/{_name(word)}"}


def _operations(channel: str, action: str, kinds: Sequence[type[Word]]) -> dict[str, Any]:
    return {
        f"{action}_{_name(w)}": {
            "action": action,
            "channel": {"$ref": f"#/channels/{channel}"},
            "messages": [_ref(f"channels/{channel}/messages", w)],
        }
        for w in kinds
    }


if __name__ == "__main__":
    from relay.shared.version import version

    json.dump(document(version()), sys.stdout, indent=1, ensure_ascii=False)
