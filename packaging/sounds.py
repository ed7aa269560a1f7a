"""Makes Schoolbell's own sounds anew, into resources/sounds: `python packaging/sounds.py [FOLDER]`.

Each is a few strokes of a bell, which is a handful of tones that die away, the high ones first. Nothing is
taken from anybody, so that there is no licence to keep.
"""

import math
import sys
import wave
from array import array
from pathlib import Path

RATE = 22_050
"""Samples in a second: enough for a bell, and played by every system."""
PARTIALS = ((1.0, 1.0, 3.0), (2.0, 0.55, 5.0), (3.01, 0.3, 8.0), (4.2, 0.14, 12.0))
"""Of a stroke's tone: times its pitch, how loud, and how fast it dies away."""
ATTACK = 0.006
"""Seconds; without it a stroke begins with a click."""
LOUDEST = 0.72

SOUNDS = {
    "called": (1.1, ((0.0, 659.26, 1.0), (0.16, 987.77, 1.0), (0.32, 1318.51, 0.9))),
    "bell": (0.9, ((0.0, 783.99, 1.0), (0.22, 587.33, 0.8))),
    "timer": (1.2, ((0.0, 880.0, 1.0), (0.2, 880.0, 0.9), (0.4, 880.0, 0.8))),
}
"""Each by its name: seconds, and its strokes by when, at which pitch, and how loud."""


def samples(name: str) -> list[int]:
    """The sound of this name, as loud as it may be."""
    seconds, strokes = SOUNDS[name]
    whole = [0.0] * round(seconds * RATE)
    for begins, pitch, loud in strokes:
        first = round(begins * RATE)
        for place in range(first, len(whole)):
            at = (place - first) / RATE
            tone = sum(
                part * math.exp(-fall * at) * math.sin(2 * math.pi * pitch * times * at)
                for times, part, fall in PARTIALS
            )
            whole[place] += loud * min(1.0, at / ATTACK) * tone
    fade = round(0.12 * RATE)
    for back in range(fade):
        whole[-1 - back] *= back / fade
    most = max(abs(one) for one in whole)
    return [round(one / most * LOUDEST * 32_767) for one in whole]


def write(folder: Path) -> None:
    """Puts each of them into the folder."""
    for name in SOUNDS:
        data = array("h", samples(name))
        if sys.byteorder == "big":
            data.byteswap()
        with wave.open(str(folder / f"{name}.wav"), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(RATE)
            file.writeframes(data.tobytes())


if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parents[1] / "resources" / "sounds")
