"""No state of the room has more controls or words than docs/calm.md says."""

from collections.abc import Callable
from pathlib import Path

import pytest

from desktop.features.register import ClassWall
from desktop.pages.room import RoomPage
from tests.desktop.classroom import until
from tests.desktop.features.stand import part
from tests.desktop.pages.room.states import STATES, controls_in_sight, lesson, words_in_sight
from tests.desktop.pages.room.test_shape import LAB_PC
from tests.desktop.pages.room.test_still import settled

pytestmark = pytest.mark.qt_log_ignore("grabbing the keyboard")

Open = Callable[..., RoomPage]
TABLE = Path(__file__).parents[4] / "docs" / "calm.md"
SIZES = (LAB_PC, (400, 720))


def counts_of(state: str, role: str) -> list[tuple[int, int]]:
    """Controls and words that the table allows, in each size."""
    (row,) = [line for line in TABLE.read_text("utf-8").splitlines() if line.startswith(f"| {state} |")]
    cells = row.strip("| ").split(" | ")[1:]
    mine = cells[:2] if role == "teacher" else cells[2:]
    return [(int(controls), int(words)) for controls, words in (cell.split(" · ") for cell in mine)]


@pytest.mark.parametrize("role", ["teacher", "student"])
@pytest.mark.parametrize("state", list(STATES))
async def test_it_has_no_more_than_the_table_says(
    state: str, role: str, open_room: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    stand = await lesson(role)
    page = open_room(stand.room, *LAB_PC)
    if role == "teacher":
        await until(lambda: part(page, ClassWall).tiles.model().rowCount() > 0)
    await STATES[state](stand, page)
    for size, (most_controls, most_words) in zip(SIZES, counts_of(state, role), strict=True):
        page.resize(*size)
        await settled(page)
        await until(lambda most=most_controls: len(controls_in_sight(page)) <= most)  # type: ignore[misc]
        await until(lambda most=most_words: len(words_in_sight(page)) <= most)  # type: ignore[misc]
