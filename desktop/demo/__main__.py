"""``python -m desktop.demo``: a real lesson in real windows, within thirty seconds, on temporary folders.

In the environment: ``TOUR=1`` plays all acts of the tour in it, ``TOUR=wall,hiding`` these; ``PICTURES`` is
the folder for its pictures; ``STAY=1`` leaves the windows open until they are closed. With ``SEATS=1`` the
three people sit at other computers (desktop/demo/seat.py); ``PATIENCE=150`` gives slow ones so many seconds.
"""

import importlib.metadata
import os
import sys
import tempfile
from pathlib import Path

from desktop.guard import refuse_broken_pyside

DISPLAYS = ("DISPLAY", "WAYLAND_DISPLAY")


def has_display() -> bool:
    return sys.platform in ("win32", "darwin") or any(os.environ.get(name) for name in DISPLAYS)


def main() -> int:
    """Plays the lesson; 0 when every step happened."""
    why = refuse_broken_pyside(sys.version_info[:2], importlib.metadata.version("PySide6-Essentials"))
    if why is not None:
        sys.stderr.write(why + "\n")
        return 2
    if not has_display():
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
        sys.stdout.write("There is no display here, so the windows are painted offscreen.\n")
    from desktop.demo.acts import wanted_acts  # noqa: PLC0415  # Qt comes in here, after the guard
    from desktop.demo.show import show  # noqa: PLC0415

    acts = wanted_acts(os.environ.get("TOUR", ""))
    pictures = Path(os.environ.get("PICTURES") or tempfile.mkdtemp(prefix="schoolbell-demo-"))
    pictures.mkdir(parents=True, exist_ok=True)
    stay, far = (os.environ.get(name, "") not in ("", "0") for name in ("STAY", "SEATS"))
    return show(pictures, stay=stay, acts=acts, far=far)


if __name__ == "__main__":
    sys.exit(main())
