"""Mutes: who may not write, and who decides that."""

from relay.protocol.mutes import MuteChat, UnmuteChat
from relay.shared.ids import new_ref
from tests.relay.lists import SESSION, Lesson, ana, refused, say, tom


def test_muted(lesson: Lesson) -> None:
    mute = MuteChat(ref=new_ref(), session=SESSION, account=ana.account)
    assert refused(lesson, tom, mute) == "not_allowed"
    lesson.ask(lesson.teacher, mute)
    assert refused(lesson, ana, say("hello")) == "muted"
    lesson.ask(tom, say("hello"))
    again = MuteChat(ref=new_ref(), session=SESSION, account=ana.account)
    assert refused(lesson, lesson.teacher, again) == "already_muted"
    lesson.ask(lesson.teacher, MuteChat(ref=new_ref(), session=SESSION))
    assert refused(lesson, tom, say("hello")) == "muted"
    lesson.ask(lesson.teacher, say("quiet please"))
    lesson.ask(lesson.teacher, UnmuteChat(ref=new_ref(), session=SESSION))
    lesson.ask(ana, say("thanks"))
    unmute = UnmuteChat(ref=new_ref(), session=SESSION)
    assert refused(lesson, lesson.teacher, unmute) == "not_muted"
