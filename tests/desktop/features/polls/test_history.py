"""A poll is a line of the chat: in the reader's words where it has none of its own, and in what is saved."""

from desktop.features.chat.asked import Asked
from desktop.features.chat.lines import line_of
from desktop.parts.chat_export import ChatRecord
from desktop.parts.chat_export.table import table_file
from desktop.parts.chat_export.text import text_file
from desktop.shown_people import ShownPeople
from relay.protocol.catalog import new_memories
from relay.protocol.chat import Chat
from relay.protocol.memory import Memories
from relay.protocol.poll_drafts import PollDraft
from relay.protocol.polls import DiscardPoll, OpenPoll
from relay.shared.ids import new_ref
from tests.relay.lists import SESSION, Lesson, ana


def lesson(*drafts: PollDraft, discards: bool = False) -> Memories:
    """What a student knows of a lesson in which these were asked; the last was perhaps a mistake."""
    played = Lesson()
    played.enter(played.teacher, ana)
    played.pass_time(5)
    last = 0
    for draft in drafts:
        ask = OpenPoll(ref=new_ref(), session=SESSION, draft=draft, instead_of=last)
        played.ask(played.teacher, ask)
        last = next(entry.seq for entry in reversed(played.told) if entry.event.ref == ask.ref)
    if discards:
        played.ask(played.teacher, DiscardPoll(ref=new_ref(), session=SESSION, prompt=last))
    memories = new_memories()
    for entry in played.told:
        memories.apply(entry.event)
    return memories


def saved(memories: Memories) -> str:
    record = ChatRecord(memories, ana.account, ShownPeople(), now=0, reader="Ana")
    assert not record.has_private, "everybody in the lesson may read it"
    return b"".join([*text_file(record), *table_file(record)]).decode()


def test_a_preset_reads_as_the_readers_words_and_its_own_question_goes_before() -> None:
    memories = lesson(PollDraft(preset="understood"), PollDraft(preset="yes_no", question="Ready?"))
    lines = [one for one in memories[Chat].messages if one.kind == "poll"]
    shown = [line_of(one, None, Asked(), ana.account, ShownPeople()) for one in lines]
    assert [(one.text, one.name, one.teacher) for one in shown] == [
        ("Understood?", "Ms Lee", True),
        ("Ready?", "Ms Lee", True),
    ]


def test_it_is_in_the_chat_that_is_saved() -> None:
    text = saved(lesson(PollDraft(preset="understood"), PollDraft(question="Why?", kind="text")))
    assert text.count("Ms Lee, teacher, Poll: Understood?") == 1
    assert text.count("Ms Lee, teacher, Poll: Why?") == 1
    assert ",Ms Lee,Teacher,Poll," in text


def test_of_one_that_was_taken_back_the_question_is_gone() -> None:
    text = saved(lesson(PollDraft(question="A mistake?", kind="text"), discards=True))
    assert "A mistake?" not in text
    assert "A poll was discarded." in text
