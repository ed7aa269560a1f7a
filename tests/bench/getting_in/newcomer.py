"""A program at which somebody sits down: ``python -m tests.bench.getting_in.newcomer PROFILE [LINK]``.

Starts the program as the desktop entry does, on this profile, and has it used from within through what can be
seen of it. What is to be done comes line by line on the standard input, as the JSON of an Errand; each is
answered by the JSON of what it took. The first answer comes unasked: the moments (``time.monotonic``) of the
first painting of the window and of its page. The end of the input ends the program.
"""

import asyncio
import sys
from pathlib import Path
from typing import Any


def main() -> int:
    """The program's exit code."""
    from PySide6.QtWidgets import QApplication  # noqa: PLC0415  # what a start takes is measured

    from desktop.__main__ import main as program  # noqa: PLC0415
    from desktop.app import start  # noqa: PLC0415
    from desktop.single_instance import OnlyOne  # noqa: PLC0415
    from tests.bench.getting_in.painted import Painted  # noqa: PLC0415

    run = start._run

    async def used(qt: QApplication, profile: Path, only: OnlyOne, link: str, **more: Any) -> None:
        running = asyncio.ensure_future(run(qt, profile, only, link, **more))
        moments = await Painted(qt).first_page()
        from tests.bench.getting_in.sitting import obey  # noqa: PLC0415  # the program starts without it

        obeying = asyncio.ensure_future(obey(moments))
        try:
            await running
        finally:
            obeying.cancel()
            await asyncio.gather(obeying, return_exceptions=True)

    start._run = used
    return program(["--profile", *sys.argv[1:]])


if __name__ == "__main__":
    sys.exit(main())
