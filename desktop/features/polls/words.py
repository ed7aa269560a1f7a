"""How a poll reads: what it is called, its options, and what somebody answered."""

import unicodedata
from collections.abc import Sequence

from PySide6.QtCore import QLocale

from desktop.translating import translate
from relay.protocol.base import RoomCommand
from relay.protocol.memory import Memories
from relay.protocol.poll_drafts import MOST_NUMBER, OPTIONS_OF, Kind, Preset
from relay.protocol.polls import Answer, AnswerPoll, Poll, Polls, Tally

HIDDEN = "poll_bars_hidden"
"""By this name the page keeps that the bars are hidden: the screen is on the wall."""
LETTERS = "ABCDEFGHIJ"
"""The keys of options beside the digits; ten of them are the most there are."""
SPACES = " \u00a0\u2009\u202f'’"
"""That stand between digits, as people write large numbers."""


def preset_names() -> dict[Preset, str]:
    """What one asks with each of them, in the order in which they are offered."""
    return {
        "yes_no": translate("Polls", "Yes / No"),
        "a_d": translate("Polls", "A – D"),
        "scale": translate("Polls", "1 – 5"),
        "understood": translate("Polls", "Understood?"),
    }


def question_of(question: str, preset: Preset) -> str:
    """What the class is asked, also where the preset says it all."""
    asked = {
        "yes_no": translate("Polls", "Yes or no?"),
        "a_d": translate("Polls", "A, B, C or D?"),
        "scale": translate("Polls", "1 to 5?"),
        "understood": translate("Polls", "Understood?"),
    }
    return question or asked.get(preset, translate("Polls", "Poll"))


def options_of(preset: Preset, options: Sequence[str] = ()) -> list[str]:
    """What there is to choose from, in the reader's words."""
    if preset == "yes_no":
        return [translate("Polls", "Yes"), translate("Polls", "No")]
    if preset == "understood":
        return [translate("Polls", "Yes"), translate("Polls", "Partly"), translate("Polls", "No")]
    if preset == "a_d":
        return list(LETTERS[: OPTIONS_OF[preset]])
    if preset == "scale":
        return [QLocale().toString(number + 1) for number in range(OPTIONS_OF[preset])]
    return list(options)


def prompt_names(memories: Memories, number: int) -> str:
    """What a poll is called where another subject speaks of it; empty if it is none."""
    poll = memories[Polls].polls.get(number)
    return name_of(poll) if poll is not None else ""


def name_of(poll: Poll) -> str:
    return question_of(" ".join(poll.question.split()), poll.preset)


def poll_options(poll: Poll) -> list[str]:
    return options_of(poll.preset, poll.options)


def answer_words(poll: Poll, answer: Answer) -> str:
    """What somebody answered."""
    if poll.kind == "text":
        return answer.text
    if poll.kind == "number":
        return number_words(answer.number, poll.unit) if answer.number is not None else ""
    return listed(poll_options(poll), answer.choices)


def answer_in(command: AnswerPoll) -> Answer:
    return Answer(list(command.choices), command.text, command.number)


def unsent_words(command: RoomCommand) -> str:
    """An answer that was not sent, where its poll is not at hand: of options the keys that choose them."""
    if not isinstance(command, AnswerPoll):
        return ""
    if command.choices:
        keys = translate("Panel", ", ").join(map(key_of, command.choices))
        return translate("Polls", "Your answer to a poll, by its key: {keys}").format(keys=keys)
    number = number_words(command.number) if command.number is not None else ""
    return translate("Polls", "Your answer to a poll: {answer}").format(answer=command.text or number)


def unsent_text(command: RoomCommand) -> str:
    """What one wrote."""
    return command.text if isinstance(command, AnswerPoll) else ""


def listed(options: Sequence[str], choices: Sequence[int]) -> str:
    """Some of the options, one after the other."""
    return translate("Panel", ", ").join(options[choice] for choice in choices if choice < len(options))


def tally_words(tally: Tally, unit: str) -> str:
    """An answer that was counted: words, a number, or from which to which."""
    if tally.text:
        return tally.text
    if tally.low == tally.high:
        return number_words(tally.low, unit)
    words = translate("Polls", "{low} to {high}")
    return words.format(low=number_words(tally.low), high=number_words(tally.high, unit))


def solution_words(poll: Poll) -> str:
    """What is right, as far as one may know it; empty where nobody has said so."""
    solution = poll.results.solution if poll.results else poll.solution
    if solution is None:
        return ""
    if solution.number is None:
        return listed(poll_options(poll), solution.choices)
    words = number_words(solution.number, poll.unit)
    if not solution.tolerance:
        return words
    more = translate("Polls", "{number} (± {tolerance})")
    return more.format(number=words, tolerance=number_words(solution.tolerance))


def number_words(number: float, unit: str = "") -> str:
    """A number as people here write it, with its unit."""
    locale = QLocale()
    locale.setNumberOptions(QLocale.NumberOption.OmitGroupSeparator)
    shortest = QLocale.FloatingPointPrecisionOption.FloatingPointShortest.value
    words = locale.toString(number, "f", shortest)
    return f"{words} {unit}" if unit else words


def read_number(text: str) -> float | None:
    """The number that somebody wrote, with decimal comma or point; None if it is none, or too large."""
    plain = "".join(_plain(letter) for letter in text if letter not in SPACES)
    last = max(plain.rfind(","), plain.rfind("."))
    if last >= 0:
        sign = plain[last]
        if plain.count(sign) > 1:  # they stand between thousands
            plain = plain.replace(sign, "")
        else:
            plain = plain[:last].replace(",", "").replace(".", "") + "." + plain[last + 1 :]
    digits = plain.removeprefix("-").removeprefix("+").replace(".", "", 1)
    if not (digits.isascii() and digits.isdigit()):
        return None
    number = float(plain)
    return number if abs(number) <= MOST_NUMBER else None


def _plain(letter: str) -> str:
    """Digits of every script, and the signs that are written for a minus, comma or point."""
    digit = unicodedata.decimal(letter, None)
    if digit is not None:
        return str(digit)
    return {"−": "-", "–": "-", "٫": ".", "،": ","}.get(letter, letter)


def key_of(place: int) -> str:
    """What stands before an option: the key that chooses it."""
    return QLocale().toString(place + 1) if place < 9 else LETTERS[place]


def kind_names() -> dict[Kind, str]:
    """How one answers, as it is chosen in a form."""
    return {
        "one": translate("Polls", "One of several answers"),
        "many": translate("Polls", "Several answers"),
        "text": translate("Polls", "In words"),
        "number": translate("Polls", "A number"),
    }
