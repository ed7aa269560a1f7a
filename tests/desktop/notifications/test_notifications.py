"""Notices: told once, changed in place, carried out from anywhere, withdrawn with their reason."""

from desktop.notifications import Action, Notification, Notifications


class Recorder:
    """A notifier that remembers what it was given."""

    available, why = True, ""

    def __init__(self) -> None:
        self.shown: dict[str, Notification] = {}
        self.times = 0

    def show(self, notice: Notification) -> None:
        self.shown[notice.key] = notice
        self.times += 1

    def withdraw(self, key: str) -> None:
        self.shown.pop(key, None)

    async def probe(self) -> bool:
        return True

    async def close(self) -> None:
        self.shown.clear()


def test_the_same_key_changes_what_was_told() -> None:
    outside = Recorder()
    notices = Notifications(outside)
    notices.tell("hands/1", "Ana raised a hand")
    notices.tell("hands/1", "Ana and Tom raised a hand")
    assert [notice.title for notice in notices.held] == ["Ana and Tom raised a hand"]
    assert notices.count == 1
    assert outside.shown["hands/1"].title == "Ana and Tom raised a hand"


def test_saying_the_same_again_disturbs_nobody() -> None:
    outside = Recorder()
    notices = Notifications(outside)
    notices.tell("a", "Physics has started", actions=[Action("join", "Join", lambda: None)])
    notices.tell("a", "Physics has started", actions=[Action("join", "Join", lambda: None)])
    assert outside.times == 1


def test_an_action_from_outside_is_carried_out_once_and_takes_the_notice_back() -> None:
    outside, done = Recorder(), []
    notices = Notifications(outside)
    notices.tell(
        "a", "Ana raised a hand", actions=[Action("call_on", "Call on", lambda: done.append("call"))]
    )
    pressed = outside.shown["a"].actions[0].callback
    pressed()
    pressed()
    assert done == ["call"]
    assert not notices.held
    assert not outside.shown


def test_a_late_press_finds_the_action_as_it_is_now() -> None:
    outside, done = Recorder(), []
    notices = Notifications(outside)
    notices.tell("a", "1", actions=[Action("call_on", "Call on", lambda: done.append("Ana"))])
    before = outside.shown["a"].actions[0].callback
    notices.tell("a", "2", actions=[Action("call_on", "Call on", lambda: done.append("Tom"))])
    before()
    assert done == ["Tom"]


def test_while_quiet_nothing_leaves_the_program_but_it_is_shown_inside() -> None:
    outside, quiet = Recorder(), True
    notices = Notifications(outside, lambda: quiet)
    notices.tell("a", "Ana raised a hand")
    assert notices.count == 1
    assert not outside.shown
    quiet = False
    notices.tell("a", "Ana and Tom raised a hand")
    assert outside.shown["a"].title == "Ana and Tom raised a hand"


def test_what_is_told_inside_only_stays_inside() -> None:
    outside = Recorder()
    notices = Notifications(outside)
    notices.tell("a", "The server said no", outside=False)
    assert notices.count == 1
    assert not outside.shown


def test_a_click_beside_the_buttons_opens_what_it_is_about() -> None:
    outside, opened = Recorder(), []
    notices = Notifications(outside)
    notices.opened.connect(lambda: opened.append("window"))
    notices.tell("a", "Ana raised a hand", open=lambda: opened.append("room"))
    click = outside.shown["a"].open
    assert click is not None
    click()
    assert opened == ["window", "room"]
    assert not notices.held


def test_the_badge_follows_every_change() -> None:
    counts: list[int] = []
    notices = Notifications(Recorder())
    notices.changed.connect(lambda: counts.append(notices.count))
    notices.tell("a", "1")
    notices.tell("b", "2")
    notices.withdraw("a")
    notices.withdraw("a")
    notices.withdraw("b")
    assert counts == [1, 2, 1, 0]
