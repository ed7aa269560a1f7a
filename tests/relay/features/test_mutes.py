"""Mutes: who may not write, and who decides that."""

from relay.protocol.mutes import ChatMuted, ChatUnmuted, MuteChat, Mutes, UnmuteChat
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
    unmute = UnmuteChat(ref=new_ref(), session=SESSION)
    lesson.ask(lesson.teacher, unmute)
    lesson.ask(tom, say("thanks"))
    assert refused(lesson, ana, say("hello")) == "muted", "as she was alone"
    again_unmute = UnmuteChat(ref=new_ref(), session=SESSION)
    assert refused(lesson, lesson.teacher, again_unmute) == "not_muted"
    lesson.ask(lesson.teacher, UnmuteChat(ref=new_ref(), session=SESSION, account=ana.account))
    lesson.ask(ana, say("thanks"))


def test_older_programs_too_know_who_stays_muted(lesson: Lesson) -> None:
    """To them a word to everybody means those muted alone as well, so that is told again."""
    for account, private in ((tom.account, True), (ana.account, False), (None, True)):
        lesson.ask(lesson.teacher, MuteChat(ref=new_ref(), session=SESSION, account=account, private=private))
    first, *still = lesson.ask(lesson.teacher, UnmuteChat(ref=new_ref(), session=SESSION))
    assert isinstance(first, ChatUnmuted)
    assert {(e.account, e.private) for e in still if isinstance(e, ChatMuted)} == {
        (ana.account, False),
        (tom.account, True),
    }
    assert all(e.still for e in still if isinstance(e, ChatMuted)), "nobody muted them again"
    mutes = lesson.room[Mutes]
    assert (mutes.everybody, mutes.private, mutes.people, mutes.private_people) == (
        False,
        False,
        {ana.account, tom.account},
        {tom.account},
    )
    assert lesson.seen_by(ana)[Mutes] == mutes
