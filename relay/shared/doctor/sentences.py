"""What each code of the doctor means, in plain words: what was found, and what can be done about it.

Both programs say the same, so that a report sent by one person reads like another's.
"""

from collections.abc import Callable

from relay.shared.doctor.findings import Finding, Outcome

CONTEXT = "Doctor"
Say = Callable[[str], str]
"""Turns an English sentence into one of the reader's language."""


def translate(context: str, text: str) -> str:
    """Marks a text for translators, by the name that their tool knows; it is translated where it is shown."""
    return text


TITLES = {
    "addresses": translate("Doctor", "This computer's addresses"),
    "relay": translate("Doctor", "The relay"),
    "outside": translate("Doctor", "Reached from other computers"),
    "firewall": translate("Doctor", "Firewall"),
    "neighbours": translate("Doctor", "Other devices on the network"),
    "multicast": translate("Doctor", "Discovery on the network"),
    "clock": translate("Doctor", "Clock"),
    "disk": translate("Doctor", "Disk space"),
    "join": translate("Doctor", "Forty students at once"),
    "reach": translate("Doctor", "Reaching the relay"),
    "key": translate("Doctor", "The relay's key"),
    "answer": translate("Doctor", "The relay's answer"),
    "delay": translate("Doctor", "Time an answer takes"),
}
"""Each check by its name."""

OUTCOME_WORDS: dict[Outcome, str] = {
    "good": translate("Doctor", "good"),
    "doubtful": translate("Doctor", "doubtful"),
    "bad": translate("Doctor", "bad"),
    "unknown": translate("Doctor", "not known"),
}

_LOOK_ADDRESS = translate(
    "Doctor", "Join the Wi-Fi or plug in the cable of the network that the students use, and check again."
)
_ALLOW_PORT = translate(
    "Doctor", "Allow TCP port {port} in this computer's firewall for the network that the students use."
)
_BY_CODE = translate(
    "Doctor",
    "Students may not find the class by themselves. Give them the address or the link: that works too.",
)
_START_AGAIN = translate(
    "Doctor", "Start the relay again; if that does not help, look at what it says in its log."
)
_ASK_NETWORK = translate(
    "Doctor",
    "Ask whoever runs the network to let computers talk to each other (client or AP isolation off), or use "
    "another network, for instance a small router or a phone's hotspot.",
)
_SET_CLOCK = translate(
    "Doctor", "Set date, time and time zone in the system's settings, or let the system set them by itself."
)

SENTENCES = {
    # addresses
    "has_address": translate("Doctor", "Students reach this computer at {address}."),
    "has_addresses": translate("Doctor", "This computer is in several networks: {addresses}."),
    "no_address": translate("Doctor", "This computer is in no network."),
    "only_own_address": translate(
        "Doctor", "The network gave this computer no address; it made up {address}, which seldom works."
    ),
    "only_virtual": translate(
        "Doctor",
        "The only addresses are of a VPN or of virtual machines: {addresses}. Students can't use them.",
    ),
    "only_ipv6": translate("Doctor", "This computer has only IPv6 addresses here: {addresses}."),
    # relay
    "relay_runs": translate("Doctor", "The relay runs on port {port} and answers."),
    "relay_disk_low": translate(
        "Doctor", "The relay runs on port {port}, but takes nothing new: the disk is full."
    ),
    "no_relay": translate("Doctor", "No relay runs here now; port {port} is free for one."),
    "port_taken": translate("Doctor", "Another program uses port {port}, where the relay would listen."),
    "port_not_allowed": translate("Doctor", "The system does not allow listening on port {port}."),
    "relay_silent": translate("Doctor", "A relay holds the data folder, but does not answer on port {port}."),
    # outside
    "seen_from_outside": translate(
        "Doctor", "Other computers are connected to the relay right now: {count} of them."
    ),
    "answers_on_address": translate(
        "Doctor",
        "The relay answers at {address} from here. Nobody else is connected now, so whether others get "
        "through can't be told from this computer alone.",
    ),
    "only_loopback": translate(
        "Doctor", "The relay listens for this computer alone; nobody else can reach it."
    ),
    "address_closed": translate(
        "Doctor", "The relay runs, but does not answer at this computer's address {address}."
    ),
    "outside_needs_relay": translate("Doctor", "It can be tried once a relay runs here."),
    "outside_needs_address": translate("Doctor", "Without an address in a network nobody else can reach it."),
    # firewall
    "firewall_open": translate("Doctor", "{firewall} lets TCP port {port} in."),
    "firewall_none": translate("Doctor", "No firewall is in the way on this computer."),
    "firewall_drops": translate("Doctor", "{firewall} on this computer keeps others from TCP port {port}."),
    "firewall_perhaps": translate(
        "Doctor", "{firewall} is on; whether it lets others in to TCP port {port} depends on who they are."
    ),
    "firewall_on": translate(
        "Doctor", "{firewall} is on. Whether it lets others in to TCP port {port} was not read."
    ),
    "firewall_public": translate(
        "Doctor", "Windows takes this network for a public one, and {firewall} lets nobody in there."
    ),
    "firewall_unknown": translate("Doctor", "Whether a firewall is in the way could not be found out."),
    # neighbours
    "neighbours_seen": translate("Doctor", "Other devices on the same network can be seen: {count} of them."),
    "neighbours_none": translate(
        "Doctor",
        "No other device can be seen. Either nobody is here yet, or the network keeps its devices apart.",
    ),
    "neighbours_router_only": translate(
        "Doctor",
        "Only the router can be seen. Either nobody else is here yet, or the network keeps its devices apart"
        " (client isolation), as guest networks often do.",
    ),
    "neighbours_unreadable": translate(
        "Doctor", "Which other devices are on the network could not be found out."
    ),
    # multicast
    "multicast_heard": translate(
        "Doctor", "Other devices answer when called on the network: {count} of them."
    ),
    "multicast_silent": translate(
        "Doctor",
        "Nobody answered a call to all devices. Either none is here that answers, or the network blocks such"
        " calls (multicast).",
    ),
    "multicast_refused": translate(
        "Doctor", "This computer does not let calls to all devices (multicast) out."
    ),
    "multicast_relay_heard": translate("Doctor", "The relay announces itself, and is heard."),
    "multicast_relay_unheard": translate(
        "Doctor",
        "The relay is not heard announcing itself: the network blocks such calls (multicast), or it does not"
        " announce itself.",
    ),
    # clock
    "clock_plausible": translate("Doctor", "Nothing here says that the clock is wrong; it reads {now}."),
    "clock_kept": translate("Doctor", "The system keeps the clock right by itself."),
    "clock_before_key": translate(
        "Doctor", "The clock reads {now}, which is before the relay's key was made."
    ),
    "clock_went_back": translate(
        "Doctor", "The clock reads {now}, but the data folder holds files of {minutes} minutes later."
    ),
    # disk
    "disk_roomy": translate("Doctor", "{free} are free where the school is kept."),
    "disk_little": translate(
        "Doctor", "Only {free} are free where the school is kept; below {limit} MB nothing new is taken."
    ),
    "disk_full": translate(
        "Doctor", "Only {free} are free where the school is kept: below {limit} MB nothing new is taken."
    ),
    "disk_read_only": translate("Doctor", "The data folder {folder} can't be written to."),
    # join
    "welcomed": translate(
        "Doctor",
        "{students} made-up students connected to the running relay; all were greeted in {seconds} s.",
    ),
    "welcomed_slowly": translate(
        "Doctor", "{students} made-up students connected to the running relay, which took {seconds} s."
    ),
    "not_all_welcomed": translate(
        "Doctor", "Of {students} made-up students who connected at once, only {came} were greeted."
    ),
    "joined": translate(
        "Doctor",
        "{students} made-up students signed in and were in a lesson in {seconds} s, on a relay made for it.",
    ),
    "joined_slowly": translate(
        "Doctor",
        "{students} made-up students needed {seconds} s to sign in and come into a lesson, on a relay made "
        "for it.",
    ),
    "not_all_joined": translate("Doctor", "Of {students} made-up students only {came} came into the lesson."),
    "trial_failed": translate("Doctor", "No relay could be started to try it: {why}"),
    # reach
    "reached": translate("Doctor", "{address} answers within {delay} ms."),
    "no_such_name": translate("Doctor", "There is no computer named {host} on this network."),
    "not_listening": translate(
        "Doctor", "{address} refuses: no relay listens there, or its firewall says no."
    ),
    "silent_but_there": translate(
        "Doctor", "The computer at {host} is there, but port {port} gives no answer."
    ),
    "not_there": translate(
        "Doctor", "No computer at {host} can be reached, though it would be on this very network."
    ),
    "other_network": translate("Doctor", "{host} is not on this computer's network, and gives no answer."),
    "silent": translate("Doctor", "{address} gives no answer."),
    "no_network": translate("Doctor", "This computer is in no network."),
    # key, answer, delay
    "key_right": translate("Doctor", "It is the relay that this computer knows."),
    "key_other": translate(
        "Doctor", "It shows another key than the relay known here; its six words: {words}."
    ),
    "key_to_compare": translate("Doctor", "Its six words are: {words}."),
    "not_a_relay": translate("Doctor", "What answers at {address} is not a Schoolbell relay."),
    "relay_answers": translate("Doctor", "The relay lets this computer in and greets it."),
    "relay_full": translate("Doctor", "The relay is there, but takes no more connections now."),
    "relay_mute": translate("Doctor", "The relay is there, but does not greet this computer."),
    "answers_quick": translate("Doctor", "Answers take {middle} ms, the longest of {of} took {longest} ms."),
    "answers_slow": translate(
        "Doctor", "Answers are slow: {middle} ms, the longest of {of} took {longest} ms."
    ),
    "answers_lost": translate(
        "Doctor", "Of {of} questions {lost} had no answer; the others took {middle} ms."
    ),
    "no_answers": translate("Doctor", "The connection stands, but no answer came."),
    # clock
    "clocks_agree": translate("Doctor", "This computer's clock and the relay's agree within {seconds} s."),
    "clock_ahead": translate("Doctor", "This computer's clock is {seconds} s ahead of the relay's."),
    "clock_behind": translate("Doctor", "This computer's clock is {seconds} s behind the relay's."),
    "clock_ahead_far": translate(
        "Doctor", "This computer's clock is about {minutes} minutes ahead of the relay's."
    ),
    "clock_behind_far": translate(
        "Doctor", "This computer's clock is about {minutes} minutes behind the relay's."
    ),
    # any check
    "took_too_long": translate("Doctor", "It took too long to find out."),
    "check_failed": translate("Doctor", "It could not be looked at: {why}"),
    "not_needed": translate("Doctor", "Not looked at, because an earlier step did not work."),
    # verdicts
    "verdict_here_good": translate("Doctor", "Students should be able to join. Nothing is in the way."),
    "verdict_here_fair": translate(
        "Doctor", "As far as can be told from this computer, students can join. Not all could be found out."
    ),
    "verdict_there_fair": translate("Doctor", "This computer can join, as far as can be told from here."),
    "verdict_here_doubtful": translate(
        "Doctor", "Students can probably join, but look at what is in doubt first."
    ),
    "verdict_here_bad": translate("Doctor", "Students can't join as it is, or not all of them."),
    "verdict_there_good": translate("Doctor", "This computer can join. Nothing is in the way."),
    "verdict_there_doubtful": translate(
        "Doctor", "This computer can probably join, but something is in doubt."
    ),
    "verdict_there_bad": translate("Doctor", "This computer can't join as it is."),
    "verdict_unknown": translate("Doctor", "Too little could be found out to tell."),
}
"""What was found, by code."""

ADVICE = {
    "has_addresses": translate(
        "Doctor", "Give students the address of the network they are in; the others will not work for them."
    ),
    "no_address": _LOOK_ADDRESS,
    "only_own_address": translate(
        "Doctor", "Check that the router is on, leave the network and join it again, then check again."
    ),
    "only_virtual": _LOOK_ADDRESS,
    "only_ipv6": translate(
        "Doctor", "It may work, but long addresses are hard to type: give students the link instead."
    ),
    "relay_disk_low": translate(
        "Doctor", "Delete files that nobody needs until the relay says that all is well."
    ),
    "port_taken": translate("Doctor", "End that program, or run the relay on another port."),
    "port_not_allowed": translate("Doctor", "Run the relay on a port above 1023, such as 8443."),
    "relay_silent": _START_AGAIN,
    "answers_on_address": translate(
        "Doctor",
        "To be sure, open Schoolbell on a second computer, choose Check the network, and type {address}.",
    ),
    "only_loopback": translate(
        "Doctor", "Start the relay without --host, so that it listens on every interface."
    ),
    "address_closed": _ALLOW_PORT,
    "outside_needs_relay": translate(
        "Doctor", "Host the class, then check again from here, and once from a student's computer."
    ),
    "firewall_drops": _ALLOW_PORT,
    "firewall_perhaps": _ALLOW_PORT,
    "firewall_on": _ALLOW_PORT,
    "firewall_public": translate(
        "Doctor", "Set the network to Private in Windows' settings, or allow Schoolbell on public networks."
    ),
    "neighbours_none": translate(
        "Doctor",
        "Check again when a student's computer is on the network. If that one can't reach this one, ask "
        "whoever runs the network about client isolation, or use another network.",
    ),
    "neighbours_router_only": translate(
        "Doctor",
        "Check again when a student's computer is on the network. If that one can't reach this one, ask "
        "whoever runs the network about client isolation, or use another network.",
    ),
    "multicast_silent": _BY_CODE,
    "multicast_refused": _BY_CODE,
    "multicast_relay_unheard": _BY_CODE,
    "clock_before_key": _SET_CLOCK,
    "clock_went_back": _SET_CLOCK,
    "disk_little": translate("Doctor", "Delete files that nobody needs, soon."),
    "disk_full": translate("Doctor", "Delete files that nobody needs, before the lesson."),
    "disk_read_only": translate(
        "Doctor", "Run the relay as the owner of that folder, or choose another folder."
    ),
    "welcomed_slowly": translate(
        "Doctor", "Close other programs on this computer, and plug in its power supply."
    ),
    "not_all_welcomed": translate(
        "Doctor", "Check again in a minute: if many were signing in just now, that is why. Else see the log."
    ),
    "joined_slowly": translate(
        "Doctor", "Close other programs on this computer, and plug in its power supply."
    ),
    "not_all_joined": _START_AGAIN,
    "trial_failed": translate("Doctor", "Run “python -m relay run” in a terminal, and read what it says."),
    "no_such_name": translate("Doctor", "Check the spelling, or type the address in numbers instead."),
    "not_listening": translate(
        "Doctor", "Compare address and port with the teacher's screen, and see that the class is open."
    ),
    "silent_but_there": translate(
        "Doctor",
        "A firewall on the teacher's computer is most likely in the way: allow TCP port {port} there.",
    ),
    "not_there": _ASK_NETWORK,
    "other_network": translate(
        "Doctor",
        "Join the network that the teacher's computer is in (not the guests'), and check the address.",
    ),
    "silent": translate(
        "Doctor",
        "Compare the address with the teacher's screen; see that both computers are on one network, that the"
        " teacher's firewall allows TCP port {port}, and that the network does not keep its devices apart "
        "(client isolation), as guest networks do.",
    ),
    "no_network": _LOOK_ADDRESS,
    "key_other": translate(
        "Doctor",
        "Don't sign in there. Ask the teacher whether the relay was made anew, and compare the words.",
    ),
    "key_to_compare": translate("Doctor", "Compare the six words with those on the teacher's screen."),
    "not_a_relay": translate(
        "Doctor",
        "Compare the address with the teacher's screen. If it is right, a sign-in page of the network may be"
        " in the way: open a web browser and see.",
    ),
    "relay_full": translate("Doctor", "Try again in a minute."),
    "relay_mute": translate(
        "Doctor", "Something between may cut connections: turn off VPN or proxy here, and check again."
    ),
    "answers_slow": translate("Doctor", "Go nearer to the Wi-Fi, or use a cable."),
    "answers_lost": translate("Doctor", "Go nearer to the Wi-Fi, or use a cable."),
    "no_answers": translate("Doctor", "Go nearer to the Wi-Fi, or use a cable."),
    "clock_ahead": _SET_CLOCK,
    "clock_behind": _SET_CLOCK,
    "clock_ahead_far": _SET_CLOCK,
    "clock_behind_far": _SET_CLOCK,
}
"""What to do about it, where there is anything to do."""


def title(check: str, say: Say = str) -> str:
    """A check's name."""
    return say(TITLES.get(check, check))


def sentence(finding: Finding, say: Say = str) -> str:
    """What was found. A code of a newer program is shown as it is."""
    return _filled(SENTENCES.get(finding.code, ""), finding, say) or finding.code


def advice(finding: Finding, say: Say = str) -> str:
    """What can be done about it; empty when there is nothing."""
    return _filled(ADVICE.get(finding.code, ""), finding, say)


def _filled(text: str, finding: Finding, say: Say) -> str:
    """A text with its figures. A translation, or a program of another version, may ask for others."""
    said = say(text) if text else ""
    try:
        return said.format(**finding.about)
    except (LookupError, ValueError):
        return said
