"""What the tests' own loop does where a test has Qt handle events in the middle of its turn."""

import asyncio

from PySide6.QtWidgets import QApplication


async def test_a_task_that_is_due_meanwhile_is_woken_afterwards() -> None:
    answer = asyncio.get_running_loop().create_future()
    waiting = asyncio.create_task(asyncio.wait_for(answer, None))
    await asyncio.sleep(0)
    answer.set_result("here")
    for _ in range(3):
        QApplication.processEvents()
    assert not waiting.done()
    assert await waiting == "here"
