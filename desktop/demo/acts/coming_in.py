"""Coming in by the lesson's code: a guest waits at Tom's computer, is let in, and goes; and Tom is back."""

from desktop.demo.cast import PASSWORD, TITLE, TOM, Cast
from desktop.demo.timeline import Timeline
from desktop.demo.user import DemoUser

order = 93
GUEST = "Kim Lund"
CODE = "Code: "


async def play(cast: Cast, timeline: Timeline) -> None:
    lee, ana, tom = cast.everybody
    await lee.pick("More", "Who may come in…")
    await lee.sees("Let guests in under a name of their own")
    lee.picture("coming in 1 who may")
    code = read_code(lee)
    await lee.click("Back")
    await tom.click("Leave")
    await tom.pick(f"Menu of {tom.name}", "Sign out")
    await tom.sees("Forgotten your password?")
    await tom.click("Back")
    await tom.fill("Code, link or address", code)
    await tom.click("Come in")
    await tom.click("I am a guest")
    await tom.fill("Your name", GUEST)
    tom.picture("coming in 2 a name")
    await tom.click("Join")
    await tom.sees("Wait until your teacher lets you in")
    tom.picture("coming in 3 waits")
    timeline.reached("a guest", "types the lesson's code at Tom's computer, and waits to be let in")
    await lee.look_up(f"{GUEST} waits to come in")
    await lee.click("Waiting")
    await lee.sees("Waiting to come in")
    lee.picture("coming in 4 somebody waits")
    await lee.click(f"Let {GUEST} in")
    await tom.sees("Good morning, Ms Lee")
    await ana.sees(GUEST)
    lee.picture("coming in 5 a guest")
    timeline.reached(lee.name, "lets the guest in")
    await tom.click("Leave")
    await tom.sees("You left")
    await tom.click("Close")
    await tom.fill("Code, link or address", f"127.0.0.1:{lee.relay()[0]}")
    await tom.click("Come in")
    await tom.fill("Password", PASSWORD)
    await tom.click("Sign in")
    await tom.click(f"Join: {TITLE}")
    await lee.sees(f"{TOM}, here")
    timeline.reached(tom.name, "signs in again, and is back in the lesson")


def read_code(lee: DemoUser) -> str:
    """As it stands before this teacher's eyes."""
    return next(words.removeprefix(CODE) for words in lee.words() if words.startswith(CODE))
