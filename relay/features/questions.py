"""What becomes of questions on the board, who wants to know the same, and asking without one's name."""

from relay.presence import Asker
from relay.protocol.chat import NO_SUCH_QUESTION, Chat, fit_message
from relay.protocol.chat_rules import ChatRules
from relay.protocol.hiding import (
    ALREADY_HIDDEN,
    TOO_LATE,
    WITHDRAWN_WITHIN_MS,
    Hiding,
    MessageWithdrawn,
    said_message,
)
from relay.protocol.lesson import TEACHER_AWAY, Lesson
from relay.protocol.log import TEACHERS as TO_TEACHERS, Audience, may_see
from relay.protocol.mutes import MUTED, Mutes
from relay.protocol.people import People
from relay.protocol.questions import (
    ALREADY_MARKED,
    BACK_SECONDS,
    GATHER_SECONDS,
    MOST_COUNTED,
    MOST_OPEN,
    OWN_QUESTION,
    QUESTION_CLOSED,
    QUESTION_NOT_HELD,
    TOO_MANY_QUESTIONS,
    UNNAMED_NOT_ALLOWED,
    ApproveQuestion,
    AskedQuestion,
    AskingShown,
    AskUnnamed,
    MarkQuestion,
    MeToo,
    MeTooCounted,
    MeTooSet,
    QuestionMarked,
    Questions,
    QuestionShown,
    QuestionsSet,
    QuestionTurnedDown,
    QuestionWithdrawn,
    SetMeToo,
    SetQuestions,
    TurnDownQuestion,
    UnnamedAsked,
    UnnamedQuestion,
    WithdrawQuestion,
)
from relay.protocol.refusals import Refusal
from relay.room import Room
from relay.rules import STUDENTS, TEACHERS, answers, watches


@answers(SetQuestions, TEACHERS, wakes_watches=False)
def set_questions(room: Room, asker: Asker, command: SetQuestions) -> None:
    """What was asked without a name already stays so."""
    room.publish(QuestionsSet(unnamed=command.unnamed))


@answers(AskUnnamed, STUDENTS)
def ask_unnamed(room: Room, asker: Asker, command: AskUnnamed) -> None:
    """Told to the asker and the teachers; to everybody it is shown by a watch, which nobody has caused."""
    questions = room[Questions]
    if not questions.unnamed:
        raise Refusal(UNNAMED_NOT_ALLOWED)
    if room[Mutes].silences(asker.account, private=False):
        raise Refusal(MUTED)
    if room[Lesson].paused:
        raise Refusal(TEACHER_AWAY)
    if questions.open_of(asker.account) >= MOST_OPEN:
        raise Refusal(TOO_MANY_QUESTIONS, detail=str(MOST_OPEN))
    room.publish(
        UnnamedAsked(
            text=fit_message(command.text),
            name=asker.name,
            said_at=min(command.said_at, room.now()),
            held=room[ChatRules].holds(guest=room.comes_as_guest(asker)),
        ),
        to=asker.account,
    )


@answers(WithdrawQuestion, STUDENTS)
def withdraw_question(room: Room, asker: Asker, command: WithdrawQuestion) -> None:
    """One's own, as a message is: soon after it was told. For everybody it is withdrawn by a watch."""
    asked = room[Questions].asked.get(command.asking)
    if asked is None or asked.author != asker.account or asked.state in ("turned_down", "withdrawn"):
        raise Refusal(NO_SUCH_QUESTION)
    if asked.question in room[Hiding].hidden:
        raise Refusal(ALREADY_HIDDEN)
    if room.now() - asked.at > WITHDRAWN_WITHIN_MS:
        raise Refusal(TOO_LATE)
    room.publish(QuestionWithdrawn(asking=command.asking), to=asker.account)


@answers(ApproveQuestion, TEACHERS, wakes_watches=False)
def approve_question(room: Room, asker: Asker, command: ApproveQuestion) -> None:
    """It takes its place in the chat and on the board now, and is nobody's."""
    _show(room, command.asking, _held(room, command.asking))


@answers(TurnDownQuestion, TEACHERS, vital=True, wakes_watches=False)
def turn_down_question(room: Room, asker: Asker, command: TurnDownQuestion) -> None:
    """Its author is told, and nobody else."""
    held = _held(room, command.asking)
    room.publish(QuestionTurnedDown(asking=command.asking, account=held.author), to=held.author)


@answers(SetMeToo, STUDENTS)
def set_me_too(room: Room, asker: Asker, command: SetMeToo) -> None:
    """Told to who wants to know and the teachers; how many do is told to all, gathered."""
    question = _question(room, command.question, asker)
    if question.author == asker.account:
        raise Refusal(OWN_QUESTION)
    if not room[Questions].waits(command.question):
        raise Refusal(QUESTION_CLOSED)
    if command.pressed is (asker.account in room[Questions].pressed.get(command.question, ())):
        raise Refusal(ALREADY_MARKED)
    room.publish(MeTooSet(question=command.question, pressed=command.pressed), to=asker.account)


@answers(MarkQuestion, TEACHERS, wakes_watches=False)
def mark_question(room: Room, asker: Asker, command: MarkQuestion) -> None:
    """Told to all who can see it, also that it was dismissed: nobody need go on to want it."""
    _question(room, command.question, asker)
    if room[Questions].standing(command.question) == command.standing:
        raise Refusal(ALREADY_MARKED)
    marked = QuestionMarked(question=command.question, standing=command.standing)
    room.publish(marked, to=_audience(room, command.question))


@watches
def questions_at_start(room: Room) -> float | None:
    """Before anybody comes it is known whether one may ask without a name, as the school says."""
    last = room.handed(QuestionsSet)
    if last and last.unnamed != room[Questions].unnamed and not room[People].everybody:
        room.publish(QuestionsSet(unnamed=last.unnamed))
    return None


@watches
def unnamed_questions(room: Room) -> float | None:
    """What was asked without a name is shown, and withdrawn, by the relay: one in a step."""
    waits: list[float] = []
    for number, asked in room[Questions].asked.items():
        if asked.state == "due":
            if not (wait := _came_back(room, asked.author)):
                _show(room, number, asked)
                return None
            waits.append(wait)
        elif asked.state == "withdrawn" and asked.question and asked.question not in room[Hiding].hidden:
            _withdraw(room, asked.question)
            return None
    return min(waits, default=None)


@watches
def me_too(room: Room) -> float | None:
    """How many want to know is told at most once a second, and not beside somebody's coming back."""
    questions, counted, waits = room[Questions], list[MeToo](), list[float]()
    for number, accounts in questions.uncounted.items():
        if number not in questions.questions:
            continue
        if wait := max(_came_back(room, account) for account in accounts):
            waits.append(wait)
        else:
            counted.append(MeToo(number, len(questions.pressed[number])))
    if counted:
        if wait := room.gather("me_too", GATHER_SECONDS):
            waits.append(wait)
        else:
            room.publish(MeTooCounted(changed=counted[:MOST_COUNTED]))
    return min(waits, default=None)


def _show(room: Room, number: int, asked: UnnamedQuestion) -> None:
    """Whose it is is told first, so that it is nobody's for a moment to nobody who may know."""
    room.publish(AskingShown(asking=number, question=room.head + 2), to=asked.author, by="")
    room.publish(QuestionShown(text=asked.text), by="")


def _came_back(room: Room, account: str) -> float:
    """Seconds until classmates have had something else to see than that this person came back."""
    person = room[People].everybody.get(account)
    if person is None or person.since == person.joined_at:
        return 0
    return max(0.0, BACK_SECONDS - (room.now() - person.since) / 1000)


def _withdraw(room: Room, number: int) -> None:
    """As any message is; of whom it was nothing is said."""
    line = room[Chat].line(number)
    said = said_message(line) if line else None
    if said is None:
        return
    withdrawn, kept = room[Hiding].events_of(number, said, MessageWithdrawn)
    room.publish(withdrawn, to=_audience(room, number))
    room.publish(kept, to=TO_TEACHERS)


def _held(room: Room, number: int) -> UnnamedQuestion:
    asked = room[Questions].asked.get(number)
    if asked is None or asked.state != "held":
        raise Refusal(QUESTION_NOT_HELD)
    return asked


def _question(room: Room, number: int, asker: Asker) -> AskedQuestion:
    """One that this person can see. Of others nobody learns that they are there."""
    question = room[Questions].questions.get(number)
    if question is None or not may_see(_audience(room, number), asker.account, asker.role == "teacher"):
        raise Refusal(NO_SUCH_QUESTION)
    return question


def _audience(room: Room, number: int) -> Audience:
    """To whom a question is told: by the event that has shown it again last, if it was hidden."""
    return room.audience_at(room[Hiding].copies.get(number, [number])[-1])
