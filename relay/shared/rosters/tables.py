"""Bytes to rows: encoding, separator, quotes, and the limits of a table, however it was made."""

import codecs
import csv
import itertools
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator

from relay.shared.cells import unharmed
from relay.shared.rosters.problems import NotARoster, RemarkKind, Why

LARGEST = 4 << 20
"""Bytes of a CSV file that stands alone."""
LONGEST_CELL = 4_000
MOST_COLUMNS = 200
MOST_ROWS = 200_000
SEPARATORS = "\t;|,；،，、"
"""Those of other scripts as well; the first is taken where two stand equally often."""
SAMPLED = 30
ENCODINGS = (
    "utf-8", "windows-1252", "windows-1250", "windows-1251", "windows-1253", "windows-1254", "windows-1255",
    "windows-1256", "windows-1257", "iso-8859-2", "iso-8859-15", "mac-roman", "utf-16-le", "shift-jis",
    "gb18030", "big5", "euc-kr",
)  # fmt: skip
"""Encodings that a person may choose where a file does not tell its own."""

Row = tuple[int, list[str]]
"""The number of the line on which it begins, from 1, and its cells."""

_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f]")
SEEN = 4096
"""So many letters tell whether it is text at all."""
_NOTED = re.compile(r"sep=([^\w\s\"]|\t) *(?:\r\n?|\n)", re.IGNORECASE)
_LINE = re.compile(r"[^\r\n]*(?:\r\n?|\n)|[^\r\n]+")
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def decode(content: bytes, encoding: str = "", about: str = "") -> str:
    """The text of a file: by its byte order mark, as ``encoding``, or as UTF-8; raises NotARoster.

    An encoding is never guessed: a wrong guess would write wrong names over right ones.
    """
    marked = next((name for mark, name in _MARKS if content.startswith(mark)), "")
    if not marked and not encoding:
        marked = _wide(content[:4096])
    try:
        text = content.decode(marked or encoding or "utf-8")
        if len(_CONTROLS.findall(text[:SEEN])) > len(text[:SEEN]) / 5:
            raise NotARoster("wrong_encoding", 1, about)
        return text
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        why: Why = "not_text" if b"\0" in content[:4096] else "wrong_encoding"
        raise NotARoster(why, line, about) from None
    except LookupError:
        raise NotARoster("wrong_encoding", 0, encoding) from None


def rows_of(text: str, separator: str = "", *, most: int = MOST_ROWS, about: str = "") -> Iterator[Row]:
    """The rows that are not empty; raises NotARoster. Cells come without space around them."""
    yield from _checked(*_begun(text, separator), most, about, None)


def table_of(text: str, remark: Callable[[RemarkKind, int], None], *, most: int) -> tuple[list[Row], str]:
    """The rows that can be read, and the separator; ``remark`` is told of each that can't. Raises NotARoster.

    Where quotes do not close, each line is read by itself, so that one such line is the only one left out.
    """
    lines, separator, skipped = _begun(text, "")
    lines = list(lines)
    try:
        return list(_checked(lines, separator, skipped, most, "", remark)), separator
    except NotARoster as problem:
        if problem.why != "quotes":
            raise
    rows: list[Row] = []
    for number, line in enumerate(lines, skipped):
        try:
            rows += _checked([line], separator, number, most, "", remark)
        except NotARoster:
            remark("bad_quotes", number + 1)
    if len(rows) > most:
        raise NotARoster("too_many_lines", rows[most][0], str(most))
    return rows, separator


def _begun(text: str, separator: str) -> tuple[Iterable[str], str, int]:
    """The lines, the separator, and how many lines were passed over."""
    noted = _NOTED.match(text)  # a note that Excel understands
    if noted:
        separator, text = separator or noted[1], text[noted.end() :]
    lines = (match.group() for match in _LINE.finditer(text))  # a copy of each, and never of the whole
    return lines, separator or _separator(text), 1 if noted else 0


def _checked(
    lines: Iterable[str],
    separator: str,
    skipped: int,
    most: int,
    about: str,
    remark: Callable[[RemarkKind, int], None] | None,
) -> Iterator[Row]:
    reader = csv.reader(lines, delimiter=separator, strict=True)
    begun, found = 1 + skipped, 0
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            if remark and "field limit" in str(error):
                remark("bad_cell", begun)
                begun = reader.line_num + 1 + skipped
                continue
            why: Why = "long_cell" if "field limit" in str(error) else "quotes"
            raise NotARoster(why, begun, about) from None
        wide = len(cells) > MOST_COLUMNS
        cells = [unharmed(cell.strip(" \t\r\n\ufeff\xa0")) for cell in cells[:MOST_COLUMNS]]
        long = any(len(cell) > LONGEST_CELL for cell in cells)
        if remark and (wide or long):
            remark("bad_columns" if wide else "bad_cell", begun)
        elif wide:
            raise NotARoster("too_many_columns", begun, about or str(MOST_COLUMNS))
        elif long:
            raise NotARoster("long_cell", begun, about)
        elif any(cells):
            found += 1
            if found > most:
                raise NotARoster("too_many_lines", begun, about or str(most))
            yield begun, cells
        begun = reader.line_num + 1 + skipped


def _separator(text: str) -> str:
    """The separator that stands equally often in most of the first lines, counted outside of quotes."""
    bare = [
        "".join(match.group().split('"')[::2])
        for match in itertools.islice((m for m in _LINE.finditer(text) if m.group().strip()), SAMPLED)
    ]
    if not bare:
        return ","

    def agreed(separator: str) -> tuple[int, int]:
        counts = Counter(count for line in bare if (count := line.count(separator)))
        times, lines = max(((n, c) for c, n in counts.items()), default=(0, 0))
        return times, lines

    return max(SEPARATORS, key=agreed)


def _wide(begin: bytes) -> str:
    """UTF-16 without a mark: there are zeros, and read so it is lines or cells of what can be printed."""
    if b"\0" not in begin:
        return ""
    for name in ("utf-16-le", "utf-16-be"):
        text = begin[: len(begin) // 4 * 4].decode(name, "replace")
        parts = {"\n", "\r", "\t", ",", ";"} & set(text)
        if parts and all(c.isprintable() or c.isspace() for c in text[:-1]):
            return name
    return ""
