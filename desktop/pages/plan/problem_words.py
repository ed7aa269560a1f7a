"""Why a pasted poll can't be read, by its line, in words for people."""

from PySide6.QtCore import QLocale

from desktop.poll_text import Problem, Why
from desktop.translating import translate


def problem_words(problem: Problem) -> str:
    """What is wrong in which line, and what helps."""
    said: dict[Why, str] = {
        "no_question": translate("PollText", "There is no question above this answer. Write one first."),
        "question_too_long": translate("PollText", "The question has more than {about} letters. Shorten it."),
        "option_too_long": translate("PollText", "This answer has more than {about} letters. Shorten it."),
        "explanation_too_long": translate(
            "PollText", "What stands behind # has more than {about} letters. Shorten it."
        ),
        "empty_option": translate("PollText", "This answer is empty. Write it, or delete it."),
        "one_option": translate("PollText", "There is one answer only. Add another, or take it out."),
        "too_many_options": translate("PollText", "A poll has {about} answers at most. Take some out."),
        "same_option_twice": translate("PollText", "This answer stands there twice. Change one of them."),
        "unknown_answer": translate("PollText", "There is no answer “{about}”. Write its letter or number."),
        "bad_number": translate("PollText", "“{about}” is not a number as it is meant here: = 3.5 ± 0.1 m"),
        "mixed": translate("PollText", "A poll asks for answers to choose, or for a number: not for both."),
        "unknown_setting": translate("PollText", "“{about}” means nothing behind @. Take it out."),
        "unfit": translate("PollText", "This poll can't be asked so. Look at what is marked as right."),
    }
    words = said[problem.why].format(about=problem.about[:40])
    line = translate("PollText", "Line {line}: {problem}")
    return line.format(line=QLocale().toString(problem.line), problem=words)
