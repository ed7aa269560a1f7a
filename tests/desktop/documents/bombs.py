"""Files that nobody should send, and what becomes of each: made here, small, and none of them found.

python -m tests.desktop.documents.bombs FOLDER writes them all.
"""

import base64
import io
import struct
import sys
import zipfile
import zlib
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from desktop.documents.failures import DocumentCode

PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 %d %d]/Contents 4 0 R/Resources<</XObject<</X 5 0 R>>>>>>"
CATALOG = b"<</Type/Catalog/Pages 2 0 R>>"


def pdf_of(objects: Sequence[bytes], trailer: bytes = b"") -> bytes:
    """A PDF of these objects, the first of which is the catalog."""
    made, places = bytearray(b"%PDF-1.7\n"), []
    for number, body in enumerate(objects, 1):
        places.append(len(made))
        made += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    head = b"xref\n0 %d\n0000000000 65535 f \n" % size
    end = b"trailer<</Size %d/Root 1 0 R%b>>\nstartxref\n%d\n%%%%EOF" % (size, trailer, len(made))
    return bytes(made) + head + table + end


def stream(words: bytes, data: bytes) -> bytes:
    return b"<<%b/Length %d>>stream\n" % (words, len(data)) + data + b"\nendstream"


def _one_page(width: int, height: int, contents: bytes, *more: bytes) -> bytes:
    pages = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
    return pdf_of([CATALOG, pages, PAGE % (width, height), stream(b"", contents), *more])


def _nested(first: int, depth: int = 9) -> list[bytes]:
    """Forms within forms, each drawn ten times by the one around it: a thousand million lines."""
    form = b"/Type/XObject/Subtype/Form/BBox[0 0 600 600]"
    inner = b"/Resources<</XObject<</F %d 0 R>>>>"
    outer = [stream(form + inner % (first + 1 + n), b"/F Do " * 10) for n in range(depth)]
    return [*outer, stream(form, b"0 0 m 600 600 l S " * 10)]


def nested_forms() -> bytes:
    return _one_page(600, 600, b"/X Do", *_nested(5))


def one_bad_page_of(count: int, bad: Iterable[int]) -> bytes:
    """Pages with a line each, and these of them with forms within forms."""
    bad = set(bad)
    kids = b" ".join(b"%d 0 R" % (6 + n) for n in range(count))
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 600]/Contents %d 0 R"
    page += b"/Resources<</XObject<</X %d 0 R>>>>>>"
    pages = [page % (4 if n in bad else 3, 6 + count) for n in range(count)]
    return pdf_of(
        [
            CATALOG,
            b"<</Type/Pages/Kids[%b]/Count %d>>" % (kids, count),
            stream(b"", b"0 0 m 600 600 l S"),
            stream(b"", b"/X Do"),
            b"null",
            *pages,
            *_nested(6 + count),
        ]
    )


def a_million_pages() -> bytes:
    pages = b"<</Type/Pages/Kids[3 0 R]/Count 1000000>>"
    return pdf_of([CATALOG, pages, PAGE % (300, 300), stream(b"", b"0 0 m 9 9 l S"), b"null"])


def slow_page(layers: int = 20_000) -> bytes:
    """One thing after another over the whole page, each to be seen through: little memory, and much work."""
    look = b"/ExtGState<</G<</ca .01>>>>"
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 600]/Contents 4 0 R/Resources<<%b>>>>" % look
    shape = b"0 0 m 300 700 600 -100 600 600 c h f " * layers
    contents = stream(b"/Filter/FlateDecode", zlib.compress(b"/G gs " + shape, 9))
    return pdf_of([CATALOG, b"<</Type/Pages/Kids[3 0 R]/Count 1>>", page, contents])


def a_long_page() -> bytes:
    return _one_page(2_000_000, 3, b"0 0 m 9 9 l S", b"null")


def a_large_image_in_a_pdf(side: int = 30_000) -> bytes:
    """900 MB of black, in less than one."""
    words = b"/Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/DeviceGray" % (side, side)
    words += b"/BitsPerComponent 8/Filter/FlateDecode"
    return _one_page(600, 600, b"600 0 0 600 0 0 cm /X Do", stream(words, _nothing(side * side)))


def head_of_a_large_png() -> bytes:
    """It says that it is large, and has nothing else: nobody looks further."""
    return _png(30_000, b"")


def a_large_png(side: int = 30_000) -> bytes:
    return _png(side, _nothing(side * (side + 1)))


def _png(side: int, rows: bytes) -> bytes:
    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def _nothing(size: int) -> bytes:
    packer, block = zlib.compressobj(9), bytes(1 << 20)
    packed = [packer.compress(block) for _ in range(size >> 20)]
    return b"".join([*packed, packer.compress(bytes(size & (1 << 20) - 1)), packer.flush()])


def locked() -> bytes:
    """With a password for whoever opens it: its key can't be made without."""
    words = b"<</Filter/Standard/V 1/R 2/Length 40/P -4/O<%b>/U<%b>>>" % (b"ab" * 32, b"cd" * 32)
    body = [CATALOG, b"<</Type/Pages/Kids[3 0 R]/Count 1>>", PAGE % (300, 300), stream(b"", b"x"), words]
    return pdf_of(body, b"/Encrypt 5 0 R/ID[<%b><%b>]" % (b"01" * 16, b"01" * 16))


def locked_slides() -> bytes:
    """The head of what Microsoft's programs wrap slides in that have a password."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


def cut_short() -> bytes:
    return one_bad_page_of(2, ())[:400]


def rubbish() -> bytes:
    noise = b"".join(zlib.crc32(b"%d" % n).to_bytes(4, "big") for n in range(5_000))
    return b"%PDF-1.7\n" + noise


def a_script() -> bytes:
    return b"#!/bin/sh\nrm -rf ~\n"


def cut_picture() -> bytes:
    whole = base64.b64decode(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg=="
    )
    return whole[:20]


def a_zip() -> bytes:
    """It says that it is slides."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("hello.txt", "no slides here")
    return made.getvalue()


class Bomb(NamedTuple):
    """How a file is made, and the code with which it ends."""

    code: DocumentCode
    make: Callable[[], bytes]


SMALL = {
    "a million pages.pdf": Bomb("too_many_pages", a_million_pages),
    "a long page.pdf": Bomb("unreadable", a_long_page),
    "a large picture.png": Bomb("too_big", head_of_a_large_png),
    "locked.pdf": Bomb("locked", locked),
    "locked.pptx": Bomb("locked", locked_slides),
    "cut short.pdf": Bomb("unreadable", cut_short),
    "cut short.png": Bomb("unreadable", cut_picture),
    "rubbish.pdf": Bomb("unreadable", rubbish),
    "empty.pdf": Bomb("unreadable", bytes),
    "a script.pdf": Bomb("unreadable", a_script),
    "a script.sh": Bomb("wrong_kind", a_script),
    "a zip.pptx": Bomb("unreadable", a_zip),
}
"""Those that are told in no time."""
DEAR = {
    "nested forms.pdf": Bomb("too_big", nested_forms),
    "a slow page.pdf": Bomb("too_slow", slow_page),
    "a whole large picture.png": Bomb("too_big", a_large_png),
}
"""Those that are ended by a limit, or take long to make."""


def main() -> None:
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for name, bomb in (SMALL | DEAR).items():
        (folder / name).write_bytes(bomb.make())


if __name__ == "__main__":
    main()
