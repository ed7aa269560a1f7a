"""The plan of ``make faults``."""

from tests.faults.plan import KILLS, LINES, draw


def test_a_seed_draws_the_same_plan_again_and_another_seed_another() -> None:
    assert draw(7, 3, 20, 20) == draw(7, 3, 20, 20)
    assert draw(7, 3, 20, 20) != draw(8, 3, 20, 20)
    assert draw(7, 3, 20, 20) != draw(7, 4, 20, 20)
    assert draw(7, 3, 20, 20).count(*KILLS) == 20
    assert draw(7, 3, 20, 20).count(*LINES) == 20
