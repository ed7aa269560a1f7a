"""A pace that is kept: a burst, and then so many a second."""

import pytest

from relay.shared.token_bucket import TokenBucket


def test_a_burst_goes_through_and_then_so_many_a_second() -> None:
    bucket = TokenBucket(rate=2.0, most=3)
    assert [bucket.take(100.0) for _ in range(4)] == [True, True, True, False]
    assert bucket.wait(100.0) == 0.5
    assert not bucket.take(100.4)
    assert bucket.wait(100.4) == pytest.approx(0.1)
    assert bucket.take(100.5)
    assert bucket.wait(100.5) == 0.5
    assert bucket.wait(1000.0) == 0.0


def test_amounts_are_counted_and_a_clock_that_goes_back_takes_nothing_away() -> None:
    bucket = TokenBucket(rate=10.0, most=100)
    assert bucket.take(50.0, 80)
    assert not bucket.take(49.0, 30)
    assert bucket.take(51.0, 30)


def test_without_a_rate_there_is_no_limit() -> None:
    bucket = TokenBucket(rate=0, most=1)
    assert all(bucket.take(0.0, 1000) for _ in range(5))
    assert bucket.wait(0.0) == 0.0
