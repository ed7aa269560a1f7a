"""The short form of ``make faults``: eight kills and eight cuts."""

from pathlib import Path

from tests.faults.lesson import LessonUnderFaults
from tests.faults.plan import KILLS, LINES, draw
from tests.faults.process import RelayUnderTest
from tests.faults.run import DESKTOPS, PEOPLE, SETTINGS
from tests.faults.school import furnish

SEED = 20


async def test_nothing_is_lost_through_eight_kills_and_eight_cuts(tmp_path: Path) -> None:
    relay = RelayUnderTest(tmp_path / "relay", SETTINGS)
    assert await relay.start()
    try:
        secret = relay.ready["first_teacher"]
        school = await furnish(relay.port, relay.certificate, secret, PEOPLE - 1)
        plan = draw(SEED, 0, kills=8, cuts=8)
        outcome = await LessonUnderFaults(plan, relay, school, tmp_path / "lesson", desktops=DESKTOPS).run()
    finally:
        await relay.kill()
    assert outcome.findings == []
    assert sum(outcome.counts[name] for name in KILLS) >= 8
    assert sum(outcome.counts[name] for name in LINES) == 8
    assert outcome.counts["note acknowledged"] > 50


def test_a_seed_draws_the_same_plan_again_and_another_seed_another() -> None:
    assert draw(7, 3, 20, 20) == draw(7, 3, 20, 20)
    assert draw(7, 3, 20, 20) != draw(8, 3, 20, 20)
    assert draw(7, 3, 20, 20) != draw(7, 4, 20, 20)
    assert draw(7, 3, 20, 20).count(*KILLS) == 20
    assert draw(7, 3, 20, 20).count(*LINES) == 20
