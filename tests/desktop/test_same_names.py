"""Equal names, and what is said beside them."""

from desktop.same_names import told_apart


def test_a_name_that_one_alone_bears_stays_as_it_is() -> None:
    assert told_apart({"a": "Ana", "b": "Ben"}, {"a": "x", "b": "y"}) == {"a": "Ana", "b": "Ben"}


def test_the_first_detail_that_differs_for_all_is_said() -> None:
    names = {"a": "Ana Silva", "b": "ana  silva", "c": "Ben"}
    same, half, other = {"a": "10b", "b": "10b"}, {"a": "x"}, {"a": "ana.silva", "b": "ana.silva2"}
    assert told_apart(names, same, half, other) == {
        "a": "Ana Silva (ana.silva)",
        "b": "ana  silva (ana.silva2)",
        "c": "Ben",
    }


def test_who_can_be_told_apart_by_nothing_is_numbered() -> None:
    assert told_apart({"b": "Ana", "a": "Ana"}, {}) == {"a": "Ana (1)", "b": "Ana (2)"}
