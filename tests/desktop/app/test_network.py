"""Another network is noticed, and the line tried at once."""

import pytest

from desktop.app.network import Network, addresses


def test_other_addresses_are_told_once_and_none_at_all_is_no_network() -> None:
    now = frozenset({"127.0.0.1", "192.168.0.4"})
    told: list[frozenset[str]] = []
    network = Network(lambda: now)
    network.changed.connect(lambda: told.append(now))
    network.look()
    network.look()
    assert not told
    now = frozenset({"127.0.0.1", "10.0.0.7"})
    network.look()
    network.look()
    assert told == [now]
    now = frozenset()
    network.look()
    assert len(told) == 1


@pytest.mark.parametrize(
    ("now", "alone"),
    [
        ({"127.0.0.1", "::1", "fe80::1%eth0"}, True),
        ({"127.0.0.1", "192.168.0.4"}, False),
        ({"2001::1"}, False),
    ],
)
def test_a_computer_without_an_address_for_others_is_alone(now: set[str], alone: bool) -> None:
    network = Network(lambda: frozenset(now))
    assert not network.alone, "nobody has looked yet"
    network.look()
    assert network.alone is alone


def test_this_computer_has_addresses() -> None:
    assert "127.0.0.1" in addresses()
