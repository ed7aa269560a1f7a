"""Tasks of a page, which end with it."""

import asyncio

import shiboken6
from PySide6.QtCore import QObject, Signal

from desktop.parts.tasks import PageTasks
from tests.patience import until


class Asking(QObject):
    """Says when it begins and ends to ask, as pages do that show it."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.tasks = PageTasks(self)

    async def ask(self, of: asyncio.Future[None]) -> None:
        self.changed.emit()
        try:
            await of
        finally:
            self.changed.emit()


async def test_who_is_deleted_while_asking_breaks_nothing() -> None:
    """That what went wrong is told to the loop fails every test here."""
    asking = Asking()
    begun = []
    asking.changed.connect(lambda: begun.append(True))
    asking.tasks.spawn(asking.ask(asyncio.get_running_loop().create_future()))
    await until(lambda: begun)
    shiboken6.delete(asking)
    await until(lambda: not asking.tasks)


async def test_what_fails_while_its_page_is_there_is_told() -> None:
    loop = asyncio.get_running_loop()
    told: list[object] = []
    before = loop.get_exception_handler()
    loop.set_exception_handler(lambda _, context: told.append(context["exception"]))
    asking, answer = Asking(), loop.create_future()
    asking.tasks.spawn(asking.ask(answer))
    answer.set_exception(RuntimeError("a bug"))
    await until(lambda: told)
    loop.set_exception_handler(before)
    assert [str(error) for error in told] == ["a bug"]
