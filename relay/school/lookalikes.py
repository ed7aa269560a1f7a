"""Names that can be taken for one another: by case, accents, or letters of other alphabets.

The table holds, of Unicode's confusables (UTS #39, confusables.txt), the letters and digits of Latin, Greek,
Cyrillic and Armenian that look like a basic Latin letter in lower case or in capitals; people's names are
written with those. Besides there are small capitals, and the capitals of Lisu and Cherokee, for whoever wants
to be taken for somebody. Some look alike in one case only, and names are compared without case: so i, l and 1
are one, and so are o and 0. What is found here asks a teacher to look, and is no verdict.
"""

from relay.protocol.text import clean_name, normal
from relay.store.folding import fold

_LOOK = {
    "a": "аαⱥ@ɑꓮᎪᴀ",
    "b": "вβьƅ8ꓐᏴᏏʙ",
    "c": "сςꓚᏟᴄ",
    "d": "ԁꓓᎠᴅđð",
    "e": "еєε3ꓰᎬᴇ",
    "f": "ƒϝꓝꜰ",
    "g": "ɡցɢ9ꓖᏀ",
    "h": "һнηհꓧᎻʜħ",
    "j": "јϳյꓙᎫᴊ",
    "k": "кκꓗᏦᴋ",
    "l": "iıіι1|!ӏɩꓡᏞꓲʟɪᎥł",
    "m": "мꓟᎷᴍ",
    "n": "пոռꓠɴ",
    "o": "оο0օσөꓳᴏø",
    "p": "рρꓑᏢᴘ",
    "q": "ԛգ",
    "r": "гɼꓣᎡᏒʀ",
    "s": "ѕ5$տꓢᏚꜱ",
    "t": "тτ7ꓔᎢᴛŧ",
    "u": "υսцμꓴᴜ",
    "v": "ѵνꓦᏙᴠ",
    "w": "ԝωшաꓪᎳᏔᴡ",
    "x": "хχ×ꓫ",
    "y": "уγүꓬᎽᎩʏ",
    "z": "ζ2ꓜᏃᴢ",
}
_TABLE = str.maketrans({look: letter for letter, looks in _LOOK.items() for look in looks})
_PAIRS = (("rn", "m"), ("vv", "w"))


def skeleton(name: str) -> str:
    """What two names that can be taken for one another have in common; for comparing only."""
    plain = fold(clean_name(normal("NFKC", name))).translate(_TABLE)
    for pair, letter in _PAIRS:
        plain = plain.replace(pair, letter)
    return "".join(c for c in plain if c.isalnum())
