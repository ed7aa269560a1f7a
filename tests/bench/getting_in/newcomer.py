"""A program at which somebody sits down: ``python -m tests.bench.getting_in.newcomer PROFILE [LINK]``.

Starts the program as the desktop entry does, on this profile, and has it used from within through what can be
seen of it. What is to be done comes line by line on the standard input, as the JSON of an Errand; each is
answered by the JSON of what it took. The first answer comes unasked: the moments (``time.monotonic``) of the
first painting of the window and of its page. The end of the input ends the program.
"""

import asyncio
import sys
from typing import Any

from tests.bench import in_life


def main() -> int:
    """The program's exit code."""

    def watched(run: in_life.Run) -> in_life.Run:
        async def used(qt: Any, *words: Any, **more: Any) -> None:
            from tests.bench.getting_in.painted import Painted  # noqa: PLC0415  # what a start takes is measured

            running = asyncio.ensure_future(run(qt, *words, **more))
            moments = await Painted(qt).first_page()
            from tests.bench.getting_in.sitting import obey  # noqa: PLC0415  # the program starts without it

            obeying = asyncio.ensure_future(obey(moments))
            try:
                await running
            finally:
                obeying.cancel()
                await asyncio.gather(obeying, return_exceptions=True)

        return used

    return in_life.run(["--profile", *sys.argv[1:]], watched)


if __name__ == "__main__":
    sys.exit(main())
