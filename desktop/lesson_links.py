"""Finds the lesson's link in whatever was pasted: a sentence, a mail, Markdown, HTML. Knows no Qt."""

import re
import unicodedata
from itertools import accumulate
from urllib.parse import parse_qsl, unquote, urlsplit

from relay.protocol.joincode import CODE_LENGTH, CODE_SYMBOLS

LONGEST_TEXT = 20_000
"""A link is looked for in so many letters of what was pasted."""
MOST_PIECES = 40
"""Into so many pieces a mail may have broken a link."""

_OVERRIDES = frozenset("\u202a\u202b\u202c\u202d\u202e")
_ENTITY = re.compile(r"&(?:amp|quot|lt|gt|nbsp|zwnj|[lr]lm|#\d{1,6}|#[xX][0-9a-fA-F]{1,6});")
_WORD_BREAK = re.compile(r"</?wbr\s*/?>", re.IGNORECASE)
_ENCODED = re.compile(r"schoolbell%(?:25)*3a", re.IGNORECASE)
_OWN = re.compile(
    r"\s*".join("schoolbell:") + r"\s*(?:/\s*/|/(?=[\w\[])|(?=[\w.\-:\[\]%]{1,200}/?[#?]))", re.IGNORECASE
)
"""The program's own scheme, also where a mail has broken the line within it, or a slash was lost."""
_ESCAPED = re.compile(r"\\(?=[/#&_=%:.~\[\]-])")
"""As JSON, Markdown and LaTeX write signs that mean something to them."""
_VALUE = re.compile(r"[?#&](pin|lesson|code|pass|secret|also)=([^\s&#?]*)")
_WIDE = {0xFF01 + place: 0x21 + place for place in range(94)}
"""As keyboards for Chinese and Japanese write signs and figures."""
_OTHER = re.compile(r"(?<![A-Za-z])(?:wss?|https?)://", re.IGNORECASE)
_BODY = re.compile(r"[\w.\-:\[\]@%\s]*(?:[/?#][A-Za-z0-9._~%+&=#/:\[\]@?\s-]*)?")
"""What may stand in a link, and the white space of mails that break one."""
_QUOTING = re.compile(r"(?<=\n)[ \t]*[>|][>| \t]*")
_SHAPES = {
    "pin": re.compile(r"[A-Z2-7]{52}", re.IGNORECASE),
    "lesson": re.compile(r"[0-9A-HJKMNP-TV-Z]{26}", re.IGNORECASE),
    "code": re.compile(f"[{CODE_SYMBOLS}]{{{CODE_LENGTH}}}", re.IGNORECASE),
    "pass": re.compile(r"[\w-]{27}", re.ASCII),
    "secret": re.compile(f"(?:[{CODE_SYMBOLS}]{{4}}-?){{4}}"),
    "also": re.compile(r"(?:\[[0-9A-Fa-f:.%]+\]|[\w.-]+):\d{1,5}"),
}
_AROUND = "<>(){}\"'`*“”„‘’«»‹›「」『』（）【】《》"
_BEHIND = _AROUND + ".,;!?…。，、؛،؟！？；"
_STRONG = re.compile(
    r"(?:\d{1,3}(?:\.\d{1,3}){3}|\[[0-9A-Fa-f:.%]+\])(?::\d{1,5})?|[\w.-]*[^\W\d_][\w.-]*:\d{1,5}"
)
"""What can hardly be anything but an address, also in a sentence."""
_NAMED = re.compile(r"[\w-]+(?:\.[\w-]+)*\.[^\W\d_]{2,}")


def found_link(text: str) -> str:
    """The first link to a relay in a text, and nothing of what stands around it; empty if there is none."""
    text = _bared(text[:LONGEST_TEXT])
    for scheme in (_OWN, _OTHER):
        for found in scheme.finditer(text):
            body = _BODY.match(text, found.end())
            begun = "schoolbell://" if scheme is _OWN else found.group()
            rest = _ended(body.group() if body else "", scheme)
            if link := _whole(begun, rest, text[: found.start()], text[found.end() + len(rest) :]):
                return link
    return ""


def typed_address(text: str) -> str:
    """An address that was typed or pasted without a scheme, perhaps in a sentence."""
    text = "".join(c for c in text[:LONGEST_TEXT] if c in _OVERRIDES or not _is_unseen(c))
    pieces = text.split()
    if len(pieces) < 2:
        return _bare("".join(pieces))
    bare = [_bare(piece) for piece in pieces]
    for shape in (_STRONG, _NAMED):
        if found := next((piece for piece in bare if shape.fullmatch(piece)), ""):
            return found
    broken = "".join(pieces).strip(_AROUND)
    return broken if all(c in "0123456789.:" for c in broken) else " ".join(pieces)


def _bare(piece: str) -> str:
    """Without what stands around it; brackets belong to IPv6 addresses."""
    piece = piece.lstrip(_AROUND).rstrip(_BEHIND)
    return piece[1:-1] if piece[:1] == "[" and piece[-1:] == "]" and ":" not in piece else piece


def _bared(text: str) -> str:
    """The text as it was before HTML, an address line or a messenger wrote it in another way."""
    text = _ESCAPED.sub("", _QUOTING.sub("", _WORD_BREAK.sub("", text)))
    if _is_quoted_printable(text):
        text = re.sub(r"=([0-9A-F]{2})", lambda found: chr(int(found[1], 16)), re.sub(r"=\r?\n", "", text))
    if "：" in text:
        text = text.translate(_WIDE)
    for _ in range(3):
        if not _ENTITY.search(text):
            break
        from html import unescape  # noqa: PLC0415  # its table of 2,000 names is for the few who paste HTML

        text = unescape(text)
    for _ in range(3):
        if not _ENCODED.search(text):
            break
        text = unquote(text)
    return "".join(c for c in text if not _is_unseen(c))


def _is_quoted_printable(text: str) -> bool:
    """Whether this is the source of a mail, where `=3D` stands for `=`; a pin or a pass may begin so too."""
    values = _VALUE.findall(text)
    return bool(values) and all(
        value.startswith("3D") and not ((shape := _SHAPES.get(name)) and shape.fullmatch(value))
        for name, value in values
    )


def _is_unseen(c: str) -> bool:
    return unicodedata.category(c) == "Cf" or "\ufe00" <= c <= "\ufe0f"


def _ended(rest: str, scheme: re.Pattern[str]) -> str:
    """What belongs to this link at most: not another one that follows."""
    other = scheme.search(rest)
    return rest[: other.start()] if other else rest


def _whole(begun: str, rest: str, before: str, behind: str) -> str:
    """The link of these pieces: as many as together are one in which every part is as it has to be."""
    pieces = rest.split()[:MOST_PIECES]
    if not pieces:
        return ""
    if before.endswith("<") and behind.startswith(">"):
        return begun + _decoded("".join(pieces))
    joined = [_decoded(_trimmed(one, before)) for one in accumulate(pieces)]
    whole = (one for one in reversed(joined) if _is_whole(one))
    alone = "" if rest[:1].isspace() else joined[0]
    link = next(whole, alone)
    return begun + link if link else ""


def _trimmed(link: str, before: str) -> str:
    """Without what ends the sentence, and without the other half of what stands before it."""
    link = link.rstrip(".:?")
    if before.endswith("_"):
        link = link.removesuffix("_")
    while link.endswith("]") and link.count("]") > link.count("["):
        link = link[:-1].rstrip(".:")
    return _without_rest(link)


def _without_rest(link: str) -> str:
    """Without signs behind its last value that can't be part of it."""
    begin, mark, value = link.rpartition("=")
    shape = _SHAPES.get(re.split(r"[#?&]", begin)[-1]) if mark else None
    fits = shape.match(value) if shape else None
    if fits is None or value[fits.end() : fits.end() + 1].isalnum():
        return link
    return f"{begin}={fits.group()}"


def _decoded(link: str) -> str:
    """With its `#` and `&`, where whoever passed it on has encoded them."""
    if "#" in link or "%23" not in link:
        return link
    place, _, said = link.partition("%23")
    return f"{place}#{said if '=' in said else unquote(said)}"


def _is_whole(link: str) -> bool:
    """Whether everything that it says is as long and of such letters as it has to be."""
    place, _, said = link.partition("#")
    try:
        urlsplit(f"//{place}").port  # noqa: B018
    except ValueError:
        return False
    pairs = parse_qsl(said, keep_blank_values=True)
    known = [shape.fullmatch(value) for name, value in pairs if (shape := _SHAPES.get(name))]
    return bool(known) and all(known) and len(known) == len(pairs)
