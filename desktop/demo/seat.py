"""``python -m desktop.demo.seat NAME PORT FOLDER``: one person's program, for a demo that runs elsewhere.

The demo waits for them at that port of this computer (``SEATS=1``). Their profile and pictures go to FOLDER.
"""

import asyncio
import base64
import inspect
import json
import sys
import traceback
from pathlib import Path

from PySide6.QtWidgets import QApplication

from desktop.demo.far import LEAVE, OF_THEIRS
from desktop.demo.show import OFFSCREEN, Wrong, in_loop, program
from desktop.demo.user import DemoUser, NothingHappened
from desktop.theme import Theme
from relay.shared.system import have_streams

LONGEST = 16 * 2**20
"""Bytes of a request: files are in them."""


async def sit(qt: QApplication, wrong: Wrong, name: str, port: int, folder: Path) -> int:
    """Does what the demo asks for, until it has ended."""
    asks, answers = await asyncio.open_connection("127.0.0.1", port, limit=LONGEST)
    async with program(name, folder, Theme(qt), folder) as user:
        if qt.platformName() == "offscreen":
            user.app.window.resize(*OFFSCREEN[0])
        else:
            user.app.window.showMaximized()
        await obey(user, asks, answers)
    said = [*(one if isinstance(one, str) else "".join(traceback.format_exception(one)) for one in wrong)]
    answers.write(json.dumps({"said": said}).encode() + b"\n")
    answers.close()
    return 1 if wrong else 0


async def obey(user: DemoUser, asks: asyncio.StreamReader, answers: asyncio.StreamWriter) -> None:
    """Says who sits here, and has them do what is asked, until they are to leave."""
    answers.write(f"{user.name}\n".encode())
    while (asked := await asks.readline()) and json.loads(asked)[0] != LEAVE:
        answers.write(await _answer(user, *json.loads(asked)))
        await answers.drain()


async def _answer(user: DemoUser, method: str, words: list[object], named: dict[str, object]) -> bytes:
    try:
        if method not in OF_THEIRS:
            raise NothingHappened(f"{user.name}: cannot “{method}”")
        if method == "open_file":
            data = base64.b64decode(str(words[1]))
            words[1] = lambda file: file.write_bytes(data)
        said = getattr(user, method)(*words, **named)
        if inspect.isawaitable(said):
            said = await said
        if inspect.isgenerator(said):
            said = list(said)
        answer = {"said": said}
    except NothingHappened as nothing:
        answer = {"failed": str(nothing)}
    except Exception:  # the other computer tells of it
        answer = {"failed": f"{user.name}: {traceback.format_exc()}"}
    return json.dumps(answer, default=str).encode() + b"\n"


def main() -> int:
    """0 when nothing went wrong unseen."""
    have_streams()
    name, port, folder = sys.argv[1], int(sys.argv[2]), Path(sys.argv[3])
    folder.mkdir(parents=True, exist_ok=True)
    try:
        return in_loop(lambda qt, wrong: sit(qt, wrong, name, port, folder))
    except BaseException:
        (folder / f"{name} failed.txt").write_text(traceback.format_exc(), "utf-8")
        raise


if __name__ == "__main__":
    sys.exit(main())
