"""Reads what stands on the pages of a PDF that Qt wrote."""

import re
import zlib

OBJECT = re.compile(rb"(\d+) 0 obj\n(.*?)\nendobj", re.DOTALL)
STREAM = re.compile(rb"stream\n(.*?)\nendstream", re.DOTALL)


def pages_of(pdf: bytes) -> list[str]:
    """The text of each page as it was written, a line wherever the letters or their font change."""
    objects = {int(number): body for number, body in OBJECT.findall(pdf)}
    pages = (body for body in objects.values() if b"/Type /Page\n" in body)
    return [_text(body, objects) for body in pages]


def text_of(pdf: bytes) -> str:
    """All that stands in a PDF, as one line without spaces, since lines are broken where the page ends."""
    return "".join("".join(pages_of(pdf)).split())


def _text(page: bytes, objects: dict[int, bytes]) -> str:
    resources = objects[_named(page, b"Resources")]
    fonts = {
        name: _letters(objects[int(ref)], objects)
        for name, ref in re.findall(rb"/(F\d+) (\d+) 0 R", resources)
    }
    lines, font = [], b""
    for block in re.findall(rb"BT\n(.*?)ET\n", _stream(objects[_named(page, b"Contents")]), re.DOTALL):
        line = ""
        for name, glyphs in re.findall(rb"/(F\d+) \S+ Tf|<([0-9A-F]+)> Tj", block):
            font = name or font
            line += "".join(fonts[font][glyphs[at : at + 4]] for at in range(0, len(glyphs), 4))
        lines.append(line)
    return "\n".join(lines).replace("\t", " ")  # one glyph is both


def _letters(font: bytes, objects: dict[int, bytes]) -> dict[bytes, str]:
    found: dict[bytes, str] = {}
    table = _stream(objects[_named(font, b"ToUnicode")])
    for first, last, given in re.findall(rb"<(\w{4})> <(\w{4})> (<\w+>|\[.*?\])", table):
        codes = range(int(first, 16), int(last, 16) + 1)
        letters = re.findall(rb"<(\w+)>", given)
        if given.startswith(b"<"):  # each code the letter after that of the code before
            letters = [b"%04X" % (int(letters[0], 16) + number) for number in range(len(codes))]
        for code, letter in zip(codes, letters, strict=False):
            found[b"%04X" % code] = bytes.fromhex(letter.decode()).decode("utf-16-be", "replace")
    return found


def _named(body: bytes, name: bytes) -> int:
    found = re.search(rb"/%s (\d+) 0 R" % name, body)
    assert found is not None, name
    return int(found[1])


def _stream(body: bytes) -> bytes:
    found = STREAM.search(body)
    assert found is not None
    return zlib.decompress(found[1]) if b"FlateDecode" in body else found[1]
