"""What each code of the doctor means: how bad it is, what was found, and what can be done about it.

Both programs say the same, so that a report sent by one person reads like another's.
"""

from typing import Literal

Outcome = Literal["good", "doubtful", "bad", "unknown"]
"""``unknown``: it could not be told."""


def tr(text: str) -> str:
    """Marks a text for translators, by the name that their tool knows; it is translated where it is shown."""
    return text


CONTEXT = ""
"""Under which translators find them."""

# fmt: off
TITLES = {
    "addresses": tr("This computer's addresses"), "relay": tr("The server"),
    "outside": tr("Reached from other computers"), "firewall": tr("Firewall"),
    "neighbours": tr("Other devices on the network"), "multicast": tr("Discovery on the network"),
    "clock": tr("Clock"), "disk": tr("Disk space"), "join": tr("Forty students at once"),
    "reach": tr("Reaching the server"), "key": tr("The server's key"), "answer": tr("The server's answer"),
    "delay": tr("Time an answer takes"),
}
OUTCOME_WORDS: dict[Outcome, str] = {
    "good": tr("good"), "doubtful": tr("doubtful"), "bad": tr("bad"), "unknown": tr("not known"),
}

JOIN_NETWORK = tr("Join the Wi-Fi or plug in the cable of the network that the students use, and "
                  "check again.")
ALLOW_PORT = tr("Allow TCP port {port} in this computer's firewall for the network that the students use.")
GIVE_ADDRESS = tr("Students may not find the class by themselves. Give them the address or the link: that "
                  "works too.")
START_AGAIN = tr("Start the server again; if that does not help, look at what it says in its log.")
ASK_NETWORK = tr("Ask whoever runs the network to let computers talk to each other (client or AP isolation "
                 "off), or use another network, for instance a small router or a phone's hotspot.")
SET_CLOCK = tr("Set date, time and time zone in the system's settings, or let the system set them by itself.")
LOOK_LATER = tr("Check again when a student's computer is on the network. If that one can't reach this one, "
                "ask whoever runs the network about client isolation, or use another network.")
CLOSE_OTHERS = tr("Close other programs on this computer, and plug in its power supply.")
GO_NEARER = tr("Go nearer to the Wi-Fi, or use a cable.")

FINDINGS: dict[str, tuple[Outcome, str] | tuple[Outcome, str, str]] = {
    # addresses
    "has_address": ("good", tr("Students reach this computer at {address}.")),
    "has_addresses": ("doubtful", tr("This computer is in several networks: {addresses}."),
        tr("Give students the address of the network they are in; the others will not work for them.")),
    "no_address": ("bad", tr("This computer is in no network."), JOIN_NETWORK),
    "only_own_address": ("bad",
        tr("The network gave this computer no address; it made up {address}, which seldom works."),
        tr("Check that the router is on, leave the network and join it again, then check again.")),
    "only_virtual": ("bad", tr("The only addresses are of a VPN or of virtual machines: {addresses}. "
        "Students can't use them."), JOIN_NETWORK),
    "only_ipv6": ("doubtful", tr("This computer has only IPv6 addresses here: {addresses}."),
        tr("It may work, but long addresses are hard to type: give students the link instead.")),
    # relay
    "relay_runs": ("good", tr("The server runs on port {port} and answers.")),
    "relay_disk_low": ("bad", tr("The server runs on port {port}, but takes nothing new: the disk is full."),
        tr("Delete files that nobody needs until the server says that all is well.")),
    "no_relay": ("good", tr("No server runs here now; port {port} is free for one.")),
    "port_taken": ("bad", tr("Another program uses port {port}, where the server would listen."),
        tr("End that program, or run the server on another port.")),
    "port_not_allowed": ("bad", tr("The system does not allow listening on port {port}."),
        tr("Run the server on a port above 1023, such as 8443.")),
    "relay_silent": ("bad", tr("A server holds the data folder, but does not answer on port {port}."),
        START_AGAIN),
    # outside
    "seen_from_outside": ("good",
        tr("Other computers are connected to the server right now: {count} of them.")),
    "answers_on_address": ("unknown", tr("The server answers at {address} from here. Nobody else is "
           "connected now, so whether others get through can't be told from this computer alone."),
        tr("To be sure, open Schoolbell on a second computer, choose Check the network, and type "
           "{address}.")),
    "only_loopback": ("bad", tr("The server listens for this computer alone; nobody else can reach it."),
        tr("Start the server without --host, so that it listens on every interface.")),
    "address_closed": ("bad",
        tr("The server runs, but does not answer at this computer's address {address}."), ALLOW_PORT),
    "outside_needs_relay": ("unknown", tr("It can be tried once a server runs here."),
        tr("Host the class, then check again from here, and once from a student's computer.")),
    "outside_needs_address": ("unknown", tr("Without an address in a network nobody else can reach it.")),
    # firewall
    "firewall_open": ("good", tr("{firewall} lets TCP port {port} in.")),
    "firewall_none": ("good", tr("No firewall is in the way on this computer.")),
    "firewall_drops": ("bad", tr("{firewall} on this computer keeps others from TCP port {port}."),
        ALLOW_PORT),
    "firewall_perhaps": ("doubtful", tr("{firewall} is on; whether it lets others in to TCP port {port} "
        "depends on who they are."), ALLOW_PORT),
    "firewall_on": ("unknown",
        tr("{firewall} is on. Whether it lets others in to TCP port {port} was not read."), ALLOW_PORT),
    "firewall_public": ("bad",
        tr("Windows takes this network for a public one, and {firewall} lets nobody in there."),
        tr("Set the network to Private in Windows' settings, or allow Schoolbell on public networks.")),
    "firewall_unknown": ("unknown", tr("Whether a firewall is in the way could not be found out.")),
    # neighbours
    "neighbours_seen": ("good", tr("Other devices on the same network can be seen: {count} of them.")),
    "neighbours_none": ("unknown", tr("No other device can be seen. Either nobody is here yet, or the "
           "network keeps its devices apart."), LOOK_LATER),
    "neighbours_router_only": ("unknown",
        tr("Only one other device can be seen, perhaps the router. Either nobody else is here yet, or the "
           "network keeps its devices apart (client isolation), as guest networks often do."), LOOK_LATER),
    "neighbours_unreadable": ("unknown",
        tr("Which other devices are on the network could not be found out.")),
    # multicast
    "multicast_heard": ("good", tr("Other devices answer when called on the network: {count} of them.")),
    "multicast_silent": ("unknown", tr("Nobody answered a call to all devices. Either none is here that "
           "answers, or the network blocks such calls (multicast)."), GIVE_ADDRESS),
    "multicast_relay_heard": ("good", tr("The server announces itself, and is heard.")),
    "multicast_relay_unheard": ("doubtful", tr("The server is not heard announcing itself: the network "
           "blocks such calls (multicast), or it does not announce itself."), GIVE_ADDRESS),
    # clock, of this computer alone
    "clock_plausible": ("good", tr("Nothing here says that the clock is wrong; it reads {now}.")),
    "clock_went_back": ("bad",
        tr("The clock reads {now}, but the data folder holds files of {minutes} minutes later."),
        SET_CLOCK),
    # disk
    "disk_roomy": ("good", tr("{free} are free where the school is kept.")),
    "disk_little": ("doubtful",
        tr("Only {free} are free where the school is kept; below {limit} MB nothing new is taken."),
        tr("Delete files that nobody needs, before the lesson.")),
    "disk_read_only": ("bad", tr("The data folder {folder} can't be written to."),
        tr("Run the server as the owner of that folder, or choose another folder.")),
    # join
    "welcomed": ("good", tr("{students} made-up students connected to the running server; all were greeted "
        "in {seconds} s."), CLOSE_OTHERS),
    "not_all_welcomed": ("bad",
        tr("Of {students} made-up students who connected at once, only {came} were greeted."),
        tr("Check again in a minute: if many were signing in just now, that is why. Else see the log.")),
    "joined": ("good", tr("{students} made-up students signed in and were in a lesson in {seconds} s, on a "
           "server made for it."), CLOSE_OTHERS),
    "not_all_joined": ("bad", tr("Of {students} made-up students only {came} came into the lesson."),
        START_AGAIN),
    "trial_failed": ("bad", tr("No server could be started to try it: {why}"),
        tr("Run “python -m relay run” in a terminal, and read what it says.")),
    # reach
    "reached": ("good", tr("{address} answers within {delay} ms.")),
    "no_such_name": ("bad", tr("There is no computer named {host} on this network."),
        tr("Check the spelling, or type the address in numbers instead.")),
    "not_listening": ("bad", tr("{address} refuses: no server listens there, or its firewall says no."),
        tr("Compare address and port with the teacher's screen, and see that the class is open.")),
    "silent_but_there": ("bad", tr("The computer at {host} is there, but port {port} gives no answer."),
        tr("A firewall on the teacher's computer is most likely in the way: allow TCP port {port} there.")),
    "not_there": ("bad",
        tr("No computer at {host} can be reached, though it would be on this very network."), ASK_NETWORK),
    "other_network": ("bad", tr("{host} is not on this computer's network, and gives no answer."),
        tr("Join the network that the teacher's computer is in (not the guests'), and check the address.")),
    "silent": ("bad", tr("{address} gives no answer."),
        tr("Compare the address with the teacher's screen; see that both computers are on one network, "
           "that the teacher's firewall allows TCP port {port}, and that the network does not keep its "
           "devices apart (client isolation), as guest networks do.")),
    # key, answer, delay
    "key_right": ("good", tr("It is the server that this computer knows.")),
    "key_other": ("bad", tr("It shows another key than the server known here; its six words: {words}."),
        tr("Don't sign in there. Ask the teacher whether the server was made anew, and compare the words.")),
    "key_to_compare": ("unknown", tr("Its six words are: {words}."),
        tr("Compare the six words with those on the teacher's screen.")),
    "not_a_relay": ("bad", tr("What answers at {address} is not a Schoolbell server."),
        tr("Compare the address with the teacher's screen. If it is right, a sign-in page of the network "
           "may be in the way: open a web browser and see.")),
    "relay_answers": ("good", tr("The server lets this computer in and greets it.")),
    "relay_full": ("bad", tr("The server is there, but takes no more connections now."),
        tr("Try again in a minute.")),
    "relay_mute": ("bad", tr("The server is there, but does not greet this computer."),
        tr("Something between may cut connections: turn off VPN or proxy here, and check again.")),
    "answers_timed": ("good", tr("Answers take {middle} ms, the longest of {of} took {longest} ms."),
        GO_NEARER),
    "answers_lost": ("doubtful", tr("Of {of} questions {lost} had no answer; the others took {middle} ms."),
        GO_NEARER),
    "no_answers": ("bad", tr("The connection stands, but no answer came."), GO_NEARER),
    # clock, beside the relay's
    "clocks_agree": ("good", tr("This computer's clock and the server's agree within {seconds} s.")),
    "clock_ahead": ("doubtful", tr("This computer's clock is {seconds} s ahead of the server's."), SET_CLOCK),
    "clock_behind": ("doubtful", tr("This computer's clock is {seconds} s behind the server's."), SET_CLOCK),
    "clock_ahead_far": ("bad", tr("This computer's clock is about {minutes} minutes ahead of the server's."),
        SET_CLOCK),
    "clock_behind_far": ("bad", tr("This computer's clock is about {minutes} minutes behind the server's."),
        SET_CLOCK),
    # any check
    "took_too_long": ("unknown", tr("It took too long to find out.")),
    "check_failed": ("unknown", tr("It could not be looked at: {why}")),
    "not_needed": ("unknown", tr("Not looked at, because an earlier step did not work.")),
    # what all come to
    "verdict_here_good": ("good", tr("Students should be able to join. Nothing is in the way.")),
    "verdict_here_fair": ("good",
        tr("As far as can be told from this computer, students can join. Not all could be found out.")),
    "verdict_there_fair": ("good", tr("This computer can join, as far as can be told from here.")),
    "verdict_here_doubtful": ("doubtful",
        tr("Students can probably join, but look at what is in doubt first.")),
    "verdict_here_bad": ("bad", tr("Students can't join as it is, or not all of them.")),
    "verdict_there_good": ("good", tr("This computer can join. Nothing is in the way.")),
    "verdict_there_doubtful": ("doubtful", tr("This computer can probably join, but something is in doubt.")),
    "verdict_there_bad": ("bad", tr("This computer can't join as it is.")),
    "verdict_unknown": ("unknown", tr("Too little could be found out to tell.")),
}
