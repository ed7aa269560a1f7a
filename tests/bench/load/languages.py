"""The languages by name, and how the trivial server is told what to do with the words of each."""

import base64

import msgspec
from msgspec import Struct

from tests.bench.load.job import STAMP, TEXT_BYTES
from tests.bench.load.links import Link
from tests.bench.load.mqtt import MqttLink, MqttLink1
from tests.bench.load.websocket import PlainLink, RelayLink
from tests.bench.load.xmpp import XmppLink

LANGUAGES: dict[str, type[Link]] = {
    "relay": RelayLink,
    "websocket": PlainLink,
    "mqtt 0": MqttLink,
    "mqtt 1": MqttLink1,
    "xmpp": XmppLink,
}


class Hello(Struct):
    """To the trivial server: all messages have this length, and what they come to.

    ``before`` + the text (``size`` bytes from ``take``) + ``after`` is what each becomes; with ``pages`` they
    are joined to pages as the relay makes them and framed, otherwise written as they are.
    """

    room: int
    length: int
    take: int
    size: int
    before: str
    after: str
    pages: bool = False


def hello(link: Link) -> bytes:
    """The line that a person sends to the trivial server."""
    text = STAMP % 0 + b"x" * (TEXT_BYTES - len(STAMP % 0))
    said = link.say(text)
    take = said.index(text)
    before, after, pages = said[:take], said[take + TEXT_BYTES :], False
    if isinstance(link, RelayLink):
        pages = True
        before = (
            b'{"t":"message_posted","seq":1000000,"at":1700000000000,"by":"01ARZ3NDEKTSV4RRFFQ69G5FAV",'
            b'"ref":"01ARZ3NDEKTSV4RRFFQ69G5FAV","text":"'
        )
        after = b'","name":"Student 12"}'
    elif isinstance(link, PlainLink):
        before, after = bytes((0x81, TEXT_BYTES)), b""
    word = Hello(
        link.room,
        len(said),
        take,
        TEXT_BYTES,
        base64.b64encode(before).decode(),
        base64.b64encode(after).decode(),
        pages,
    )
    return msgspec.json.encode(word) + b"\n"
