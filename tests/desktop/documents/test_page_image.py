"""A page's image that came from somebody else is read, or refused, and keeps nobody waiting."""

import asyncio
import struct

import pytest

from desktop.documents.lines import LARGEST_IMAGE
from desktop.documents.page_image import UnreadableImage, decoded, read_page
from tests.desktop.documents.files import noise, plain, saved


async def test_it_is_read_while_others_have_their_turn() -> None:
    turns = 0

    async def others() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    beside = asyncio.ensure_future(others())
    image = await read_page(saved(noise(1600, 1200), "webp"))
    beside.cancel()
    assert (image.width(), image.height()) == (1600, 1200)
    assert turns > 1


@pytest.mark.parametrize("kind", ["png", "jpeg", "bmp", "xpm"])
def test_only_webp_is_read(kind: str) -> None:
    with pytest.raises(UnreadableImage):
        decoded(saved(plain(30, 20, "red"), kind))


@pytest.mark.parametrize(
    "damage", [lambda d: d[: len(d) // 2], lambda d: b"", lambda d: d[:40], lambda d: d[1:]]
)
def test_what_is_damaged_is_refused(damage: object) -> None:
    with pytest.raises(UnreadableImage):
        decoded(damage(saved(noise(300, 200), "webp")))  # type: ignore[operator]


def test_its_size_is_looked_at_before_it_is_read() -> None:
    """A head without loss that says 16,383 times 16,383, which would be 1 GB, and nothing behind it."""
    bits = 16_382 | 16_382 << 14
    head = b"VP8L" + struct.pack("<IBI", 1_000, 0x2F, bits) + bytes(995)
    with pytest.raises(UnreadableImage, match="size"):
        decoded(b"RIFF" + struct.pack("<I", len(head) + 4) + b"WEBP" + head)


def test_more_bytes_than_a_page_has_are_not_looked_at() -> None:
    with pytest.raises(UnreadableImage, match="bytes"):
        decoded(bytes(LARGEST_IMAGE + 1))
