"""Polls as text that people write and paste: our own short way, and Aiken of Moodle.

    What is the capital of France?      a poll begins with its question
    - Lyon                              an answer to choose: also "A)", "1." or a bullet
    * Paris                             the same, and it is right: also "*B)" or "- *Paris"
    # It has been since 987.            why, told with what is right

An empty line parts polls. ``= 3.14 ± 0.01 m`` asks for a number (``= ?``: any), no answers at all for
words. ``ANSWER: B`` says what is right as Aiken does. ``@ several``, ``@ 90 s`` and ``@ yes_no`` set what has
no sign of its own. A line that begins with a backslash and a space goes on with what stands above, as it is.
"""

from desktop.poll_text.reading import Problem, Why, WrittenPoll, read_polls
from desktop.poll_text.writing import AikenText, write_aiken, write_polls

__all__ = ["AikenText", "Problem", "Why", "WrittenPoll", "read_polls", "write_aiken", "write_polls"]
