"""What may be named in an event, whatever its subject: the core asks before anything is numbered."""

from typing import Any

import msgspec
import pytest

import relay.features
from relay.handed.files import FilesKept
from relay.presence import Asker
from relay.protocol.base import Event
from relay.protocol.catalog import words
from relay.protocol.files import NamedFile
from relay.protocol.log import TEACHERS
from relay.rules import Rulebook
from relay.shared.ids import new_ref
from tests.relay import sheets
from tests.relay.handing_in import named
from tests.relay.lists import SESSION, Lesson, ana, refused, tom
from tests.relay.sheets import HandOutSheets, SheetsHandedOut

FILE, OTHER = named(b"a worksheet", "pdf"), named(b"another")


@pytest.fixture
def lesson() -> Lesson:
    """Ana has handed in a file."""
    lesson = Lesson()
    lesson.rulebook = Rulebook([*relay.features.find(), sheets])
    lesson.enter(lesson.teacher, ana, tom)
    lesson.pass_time(2)
    lesson.room.hand(FilesKept(ana.account, {FILE.hash: FILE}))
    return lesson


def hand_out(*files: NamedFile) -> HandOutSheets:
    return HandOutSheets(ref=new_ref(), session=SESSION, sheets=list(files), to=TEACHERS)


def test_who_has_handed_it_in_may_name_it(lesson: Lesson) -> None:
    told = lesson.ask(ana, hand_out(FILE))
    assert isinstance(told[0], SheetsHandedOut)
    assert told[0].sheets == [FILE]


def test_what_is_kept_later_is_added(lesson: Lesson) -> None:
    assert refused(lesson, ana, hand_out(FILE, OTHER)) == "no_such_file"
    lesson.room.hand(FilesKept(ana.account, {OTHER.hash: OTHER}))
    assert lesson.ask(ana, hand_out(FILE, OTHER))


@pytest.mark.parametrize("who", [tom, None])
def test_nobody_else_may_not_even_a_teacher(lesson: Lesson, who: Asker | None) -> None:
    head = lesson.room.head
    assert refused(lesson, who or lesson.teacher, hand_out(FILE)) == "no_such_file"
    assert lesson.room.head == head, "nothing has happened"


@pytest.mark.parametrize("wrong", [{"size": 1}, {"kind": ""}, {"hash": OTHER.hash}])
def test_it_is_as_the_event_says(lesson: Lesson, wrong: dict[str, Any]) -> None:
    assert refused(lesson, ana, hand_out(msgspec.structs.replace(FILE, **wrong))) == "no_such_file"


def holds_files(kind: Any) -> bool:
    """Whether a value of this type may hold a file."""
    match kind:
        case msgspec.inspect.StructType():
            return kind.cls is NamedFile or any(holds_files(field.type) for field in kind.fields)
        case msgspec.inspect.UnionType():
            return any(map(holds_files, kind.types))
        case msgspec.inspect.ListType() | msgspec.inspect.VarTupleType():
            return holds_files(kind.item_type)
        case msgspec.inspect.DictType():
            return holds_files(kind.value_type)
        case msgspec.inspect.Metadata():
            return holds_files(kind.type)
    return False


@pytest.mark.parametrize("word", [*words(Event), SheetsHandedOut], ids=lambda word: word.__name__)
def test_an_event_that_holds_files_says_so(word: type[Event]) -> None:
    """Else nobody could read them, and they would be thrown away."""
    assert holds_files(msgspec.inspect.type_info(word)) is (word.files is not Event.files)
