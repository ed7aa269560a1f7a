"""The frame around a part of a picture never leaves it, and never gets too small to be held."""

from hypothesis import given, settings, strategies as st

from desktop.features.slides.screen.crop import LEAST, Crop
from tests.examples import many

SIDES = st.integers(1, 4_000)
WAYS = st.integers(-5_000, 5_000)
SIDE = st.tuples(st.integers(-1, 1), st.integers(-1, 1))
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("moved"), WAYS, WAYS),
        st.tuples(st.just("sized"), SIDE, WAYS, WAYS),
        st.tuples(st.just("spanned"), st.tuples(WAYS, WAYS), st.tuples(WAYS, WAYS)),
    ),
    max_size=8,
)


@settings(max_examples=many(200))
@given(SIDES, SIDES, STEPS)
def test_it_stays_in_the_picture(wide: int, high: int, steps: list[tuple[object, ...]]) -> None:
    crop = Crop.whole(wide, high)
    for what, *given_to in steps:
        size = crop.width, crop.height
        crop = getattr(crop, str(what))(*given_to)
        assert 0 <= crop.left < crop.right <= wide
        assert 0 <= crop.top < crop.bottom <= high
        assert crop.width >= min(LEAST, wide)
        assert crop.height >= min(LEAST, high)
        assert what != "moved" or (crop.width, crop.height) == size


def test_a_corner_that_is_drawn_leaves_the_other_where_it_is() -> None:
    crop = Crop.whole(1_000, 800).sized((-1, 1), 100, -300)
    assert (crop.left, crop.top, crop.right, crop.bottom) == (100, 0, 1_000, 500)


def test_it_is_drawn_from_any_corner() -> None:
    crop = Crop.whole(1_000, 800)
    drawn = crop.spanned((100, 200), (500, 600))
    assert (drawn.left, drawn.top, drawn.right, drawn.bottom) == (100, 200, 500, 600)
    assert crop.spanned((500, 600), (100, 200)) == drawn


def test_a_click_at_the_edge_makes_the_least_there_is() -> None:
    crop = Crop.whole(1_000, 800).spanned((999, 799), (999, 799))
    assert (crop.left, crop.top, crop.right, crop.bottom) == (968, 768, 1_000, 800)


def test_sides_corners_and_the_inside_are_told_apart() -> None:
    crop = Crop(1_000, 800, 100, 100, 500, 500)
    assert crop.side_at(300, 300, 10) == (0, 0)
    assert crop.side_at(95, 300, 10) == (-1, 0)
    assert crop.side_at(505, 495, 10) == (1, 1)
    assert crop.side_at(300, 105, 10) == (0, -1)
    assert crop.side_at(700, 300, 10) is None
