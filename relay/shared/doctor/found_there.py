"""What can be found out from another computer that wants to reach a relay: sentences, and what to do."""

from relay.shared.doctor.marking import QT_TRANSLATE_NOOP, SET_CLOCK

_LOOK_ADDRESS = QT_TRANSLATE_NOOP(
    "Doctor", "Join the Wi-Fi or plug in the cable of the network that the students use, and check again."
)
_ASK_NETWORK = QT_TRANSLATE_NOOP(
    "Doctor",
    "Ask whoever runs the network to let computers talk to each other (client or AP isolation off), or use "
    "another network, for instance a small router or a phone's hotspot.",
)

FOUND_THERE: dict[str, tuple[str, str]] = {
    # reach
    "reached": (QT_TRANSLATE_NOOP("Doctor", "{address} answers within {delay} ms."), ""),
    "answers": (QT_TRANSLATE_NOOP("Doctor", "Something answers at {address}."), ""),
    "no_such_name": (
        QT_TRANSLATE_NOOP("Doctor", "There is no computer named {host} on this network."),
        QT_TRANSLATE_NOOP("Doctor", "Check the spelling, or type the address in numbers instead."),
    ),
    "not_listening": (
        QT_TRANSLATE_NOOP("Doctor", "{address} refuses: no relay listens there, or its firewall says no."),
        QT_TRANSLATE_NOOP(
            "Doctor", "Compare address and port with the teacher's screen, and see that the class is open."
        ),
    ),
    "silent_but_there": (
        QT_TRANSLATE_NOOP("Doctor", "The computer at {host} is there, but port {port} gives no answer."),
        QT_TRANSLATE_NOOP(
            "Doctor",
            "A firewall on the teacher's computer is most likely in the way: allow TCP port {port} there.",
        ),
    ),
    "not_there": (
        QT_TRANSLATE_NOOP(
            "Doctor", "No computer at {host} can be reached, though it would be on this very network."
        ),
        _ASK_NETWORK,
    ),
    "other_network": (
        QT_TRANSLATE_NOOP("Doctor", "{host} is not on this computer's network, and gives no answer."),
        QT_TRANSLATE_NOOP(
            "Doctor",
            "Join the network that the teacher's computer is in (not the guests'), and check the address.",
        ),
    ),
    "unreachable": (
        QT_TRANSLATE_NOOP("Doctor", "{address} can't be reached from here."),
        QT_TRANSLATE_NOOP(
            "Doctor", "Compare the address with the teacher's screen, and see that both are on one network."
        ),
    ),
    "silent": (
        QT_TRANSLATE_NOOP("Doctor", "{address} gives no answer."),
        QT_TRANSLATE_NOOP(
            "Doctor",
            "Compare the address with the teacher's screen; see that both computers are on one network, that "
            "the teacher's firewall allows TCP port {port}, and that the network does not keep its devices "
            "apart (client isolation), as guest networks do.",
        ),
    ),
    "no_network": (QT_TRANSLATE_NOOP("Doctor", "This computer is in no network."), _LOOK_ADDRESS),
    # key, answer, delay
    "key_right": (QT_TRANSLATE_NOOP("Doctor", "It is the relay that this computer knows."), ""),
    "key_other": (
        QT_TRANSLATE_NOOP(
            "Doctor", "It shows another key than the relay known here; its six words: {words}."
        ),
        QT_TRANSLATE_NOOP(
            "Doctor",
            "Don't sign in there. Ask the teacher whether the relay was made anew, and compare the words.",
        ),
    ),
    "key_to_compare": (
        QT_TRANSLATE_NOOP("Doctor", "Its six words are: {words}."),
        QT_TRANSLATE_NOOP("Doctor", "Compare the six words with those on the teacher's screen."),
    ),
    "not_a_relay": (
        QT_TRANSLATE_NOOP("Doctor", "What answers at {address} is not a Schoolbell relay."),
        QT_TRANSLATE_NOOP(
            "Doctor",
            "Compare the address with the teacher's screen. If it is right, a sign-in page of the network "
            "may be in the way: open a web browser and see.",
        ),
    ),
    "relay_answers": (QT_TRANSLATE_NOOP("Doctor", "The relay lets this computer in and greets it."), ""),
    "relay_full": (
        QT_TRANSLATE_NOOP("Doctor", "The relay is there, but takes no more connections now."),
        QT_TRANSLATE_NOOP("Doctor", "Try again in a minute."),
    ),
    "relay_mute": (
        QT_TRANSLATE_NOOP("Doctor", "The relay is there, but does not greet this computer."),
        QT_TRANSLATE_NOOP(
            "Doctor", "Something between may cut connections: turn off VPN or proxy here, and check again."
        ),
    ),
    "answers_quick": (
        QT_TRANSLATE_NOOP("Doctor", "Answers take {middle} ms, the longest of {of} took {longest} ms."),
        "",
    ),
    "answers_slow": (
        QT_TRANSLATE_NOOP("Doctor", "Answers are slow: {middle} ms, the longest of {of} took {longest} ms."),
        QT_TRANSLATE_NOOP("Doctor", "Go nearer to the Wi-Fi, or use a cable."),
    ),
    "answers_lost": (
        QT_TRANSLATE_NOOP("Doctor", "Of {of} questions {lost} had no answer; the others took {middle} ms."),
        QT_TRANSLATE_NOOP("Doctor", "Go nearer to the Wi-Fi, or use a cable."),
    ),
    "no_answers": (
        QT_TRANSLATE_NOOP("Doctor", "The connection stands, but no answer came."),
        QT_TRANSLATE_NOOP("Doctor", "Go nearer to the Wi-Fi, or use a cable."),
    ),
    # clock
    "clocks_agree": (
        QT_TRANSLATE_NOOP("Doctor", "This computer's clock and the relay's agree within {seconds} s."),
        "",
    ),
    "clock_ahead": (
        QT_TRANSLATE_NOOP("Doctor", "This computer's clock is {seconds} s ahead of the relay's."),
        SET_CLOCK,
    ),
    "clock_behind": (
        QT_TRANSLATE_NOOP("Doctor", "This computer's clock is {seconds} s behind the relay's."),
        SET_CLOCK,
    ),
    "clock_ahead_far": (
        QT_TRANSLATE_NOOP("Doctor", "This computer's clock is about {minutes} minutes ahead of the relay's."),
        SET_CLOCK,
    ),
    "clock_behind_far": (
        QT_TRANSLATE_NOOP("Doctor", "This computer's clock is about {minutes} minutes behind the relay's."),
        SET_CLOCK,
    ),
}
