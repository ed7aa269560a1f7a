"""Memories are fed what their ``match`` names: none misses an event, none is asked about all for nothing."""

import ast
import inspect
import textwrap

import pytest
from msgspec import field

from relay.protocol.base import Event
from relay.protocol.catalog import new_memories
from relay.protocol.chat import MessagePosted
from relay.protocol.hands import HandLowered
from relay.protocol.memory import Memories, Memory, named_alone

KINDS = [type(memory) for memory in new_memories()]


def patterns(kind: type[Memory]) -> list[ast.pattern] | None:
    """What an ``apply`` that is one ``match`` of its event looks for; None: it does more."""
    (function,) = ast.parse(textwrap.dedent(inspect.getsource(kind.apply))).body
    assert isinstance(function, ast.FunctionDef)
    body = function.body[1:] if ast.get_docstring(function) else function.body
    if len(body) != 1 or not isinstance(body[0], ast.Match) or ast.unparse(body[0].subject) != "event":
        return None
    return [case.pattern for case in body[0].cases]


@pytest.mark.parametrize("kind", KINDS)
def test_each_memory_that_is_one_match_is_fed_what_that_names_and_no_other(kind: type[Memory]) -> None:
    found = patterns(kind)
    named = getattr(kind.apply, "named", None)
    assert (found is None) == (named is None), "one match of events, and marked so, or neither"
    for pattern in found or ():
        for one in pattern.patterns if isinstance(pattern, ast.MatchOr) else [pattern]:
            assert isinstance(one, ast.MatchClass), f"{ast.unparse(one)} would take what it is not fed"
            assert isinstance(one.cls, ast.Name), f"{ast.unparse(one.cls)} is not found by its name"
            assert named is not None
            assert one.cls.id in {word.__name__ for word in named}


class Watched(Memory):
    """Notes whatever it is fed."""

    fed: list[str] = field(default_factory=list)

    @named_alone
    def apply(self, event: Event) -> None:
        self.fed.append(type(event).__name__)
        match event:
            case MessagePosted():
                pass


def test_others_are_passed_over() -> None:
    memories = Memories([Watched])
    for _ in range(2):
        memories.apply(MessagePosted(seq=1, at=1, by="ana", ref="r", text="Hello"))
        memories.apply(HandLowered(seq=2, at=1, by="ana", ref="s", account="ana"))
    assert memories[Watched].fed == ["MessagePosted", "MessagePosted"]
