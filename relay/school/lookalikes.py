"""Names that can be taken for one another: by case, accents, or letters of other alphabets.

The table holds, of Unicode's confusables (UTS #39, confusables.txt), the letters and digits of Latin, Greek,
Cyrillic and Armenian that look like a basic Latin letter in lower case or in capitals; people's names are
written with those. Some look alike in one case only, and names are compared without case: so i, l and 1 are
one, and so are o and 0. What is found here asks a teacher to look, and is no verdict.
"""

import unicodedata

from relay.store.folding import fold

_LOOK = {
    "a": "аαⱥ@",
    "b": "вβьƅ8",
    "c": "сς",
    "d": "ԁ",
    "e": "еєε3",
    "f": "ƒϝ",
    "g": "ɡցɢ9",
    "h": "һнηհ",
    "j": "јϳյ",
    "k": "кκ",
    "l": "iıіι1|!ӏɩ",
    "m": "м",
    "n": "пոռ",
    "o": "оο0օσө",
    "p": "рρ",
    "q": "ԛգ",
    "r": "гɼ",
    "s": "ѕ5$տ",
    "t": "тτ7",
    "u": "υսцμ",
    "v": "ѵν",
    "w": "ԝωшա",
    "x": "хχ×",
    "y": "уγү",
    "z": "ζ2",
}
_TABLE = str.maketrans({look: letter for letter, looks in _LOOK.items() for look in looks})
_PAIRS = (("rn", "m"), ("vv", "w"))


def skeleton(name: str) -> str:
    """What two names that can be taken for one another have in common; for comparing only."""
    plain = fold(unicodedata.normalize("NFKC", name)).translate(_TABLE)
    for pair, letter in _PAIRS:
        plain = plain.replace(pair, letter)
    return "".join(c for c in plain if c.isalnum())
