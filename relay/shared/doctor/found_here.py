"""What can be found out on the relay's own computer: each code's sentence, and what to do about it."""

from relay.shared.doctor.marking import QT_TRANSLATE_NOOP, SET_CLOCK

_LOOK_ADDRESS = QT_TRANSLATE_NOOP(
    "Doctor", "Join the Wi-Fi or plug in the cable of the network that the students use, and check again."
)
_ALLOW_PORT = QT_TRANSLATE_NOOP(
    "Doctor", "Allow TCP port {port} in this computer's firewall for the network that the students use."
)
_BY_CODE = QT_TRANSLATE_NOOP(
    "Doctor",
    "Students may not find the class by themselves. Give them the address or the link: that works too.",
)
_START_AGAIN = QT_TRANSLATE_NOOP(
    "Doctor", "Start the relay again; if that does not help, look at what it says in its log."
)

FOUND_HERE: dict[str, tuple[str, str]] = {
    # addresses
    "has_address": (QT_TRANSLATE_NOOP("Doctor", "Students reach this computer at {address}."), ""),
    "has_addresses": (
        QT_TRANSLATE_NOOP("Doctor", "This computer is in several networks: {addresses}."),
        QT_TRANSLATE_NOOP(
            "Doctor",
            "Give students the address of the network they are in; the others will not work for them.",
        ),
    ),
    "no_address": (QT_TRANSLATE_NOOP("Doctor", "This computer is in no network."), _LOOK_ADDRESS),
    "only_own_address": (
        QT_TRANSLATE_NOOP(
            "Doctor", "The network gave this computer no address; it made up {address}, which seldom works."
        ),
        QT_TRANSLATE_NOOP(
            "Doctor", "Check that the router is on, leave the network and join it again, then check again."
        ),
    ),
    "only_virtual": (
        QT_TRANSLATE_NOOP(
            "Doctor",
            "The only addresses are of a VPN or of virtual machines: {addresses}. Students can't use them.",
        ),
        _LOOK_ADDRESS,
    ),
    "only_ipv6": (
        QT_TRANSLATE_NOOP("Doctor", "This computer has only IPv6 addresses here: {addresses}."),
        QT_TRANSLATE_NOOP(
            "Doctor", "It may work, but long addresses are hard to type: give students the link instead."
        ),
    ),
    # relay
    "relay_runs": (QT_TRANSLATE_NOOP("Doctor", "The relay runs on port {port} and answers."), ""),
    "relay_disk_low": (
        QT_TRANSLATE_NOOP(
            "Doctor", "The relay runs on port {port}, but takes nothing new: the disk is full."
        ),
        QT_TRANSLATE_NOOP("Doctor", "Delete files that nobody needs until the relay says that all is well."),
    ),
    "no_relay": (
        QT_TRANSLATE_NOOP("Doctor", "No relay runs here now; port {port} is free for one."),
        "",
    ),
    "port_taken": (
        QT_TRANSLATE_NOOP("Doctor", "Another program uses port {port}, where the relay would listen."),
        QT_TRANSLATE_NOOP("Doctor", "End that program, or run the relay on another port."),
    ),
    "port_not_allowed": (
        QT_TRANSLATE_NOOP("Doctor", "The system does not allow listening on port {port}."),
        QT_TRANSLATE_NOOP("Doctor", "Run the relay on a port above 1023, such as 8443."),
    ),
    "relay_silent": (
        QT_TRANSLATE_NOOP("Doctor", "A relay holds the data folder, but does not answer on port {port}."),
        _START_AGAIN,
    ),
    # outside
    "seen_from_outside": (
        QT_TRANSLATE_NOOP("Doctor", "Other computers are connected to the relay right now: {count} of them."),
        "",
    ),
    "answers_on_address": (
        QT_TRANSLATE_NOOP(
            "Doctor",
            "The relay answers at {address} from here. Nobody else is connected now, so whether others get "
            "through can't be told from this computer alone.",
        ),
        QT_TRANSLATE_NOOP(
            "Doctor",
            "To be sure, open Schoolbell on a second computer, choose Check the network, and type {address}.",
        ),
    ),
    "only_loopback": (
        QT_TRANSLATE_NOOP("Doctor", "The relay listens for this computer alone; nobody else can reach it."),
        QT_TRANSLATE_NOOP("Doctor", "Start the relay without --host, so that it listens on every interface."),
    ),
    "address_closed": (
        QT_TRANSLATE_NOOP(
            "Doctor", "The relay runs, but does not answer at this computer's address {address}."
        ),
        _ALLOW_PORT,
    ),
    "outside_needs_relay": (
        QT_TRANSLATE_NOOP("Doctor", "It can be tried once a relay runs here."),
        QT_TRANSLATE_NOOP(
            "Doctor", "Host the class, then check again from here, and once from a student's computer."
        ),
    ),
    "outside_needs_address": (
        QT_TRANSLATE_NOOP("Doctor", "Without an address in a network nobody else can reach it."),
        "",
    ),
    # firewall
    "firewall_open": (QT_TRANSLATE_NOOP("Doctor", "{firewall} lets TCP port {port} in."), ""),
    "firewall_none": (QT_TRANSLATE_NOOP("Doctor", "No firewall is in the way on this computer."), ""),
    "firewall_drops": (
        QT_TRANSLATE_NOOP("Doctor", "{firewall} on this computer keeps others from TCP port {port}."),
        _ALLOW_PORT,
    ),
    "firewall_perhaps": (
        QT_TRANSLATE_NOOP(
            "Doctor",
            "{firewall} is on; whether it lets others in to TCP port {port} depends on who they are.",
        ),
        _ALLOW_PORT,
    ),
    "firewall_on": (
        QT_TRANSLATE_NOOP("Doctor", "{firewall} is on, and only an administrator may read its rules."),
        _ALLOW_PORT,
    ),
    "firewall_public": (
        QT_TRANSLATE_NOOP(
            "Doctor", "Windows takes this network for a public one, and {firewall} lets nobody in there."
        ),
        QT_TRANSLATE_NOOP(
            "Doctor",
            "Set the network to Private in Windows' settings, or allow Schoolbell on public networks.",
        ),
    ),
    "firewall_unknown": (
        QT_TRANSLATE_NOOP("Doctor", "Whether a firewall is in the way could not be found out."),
        "",
    ),
    # neighbours
    "neighbours_seen": (
        QT_TRANSLATE_NOOP("Doctor", "Other devices on the same network can be seen: {count} of them."),
        "",
    ),
    "neighbours_none": (
        QT_TRANSLATE_NOOP(
            "Doctor",
            "No other device can be seen. Either nobody is here yet, or the network keeps its devices apart.",
        ),
        QT_TRANSLATE_NOOP(
            "Doctor",
            "Check again when a student's computer is on the network. If that one can't reach this one, ask "
            "whoever runs the network about client isolation, or use another network.",
        ),
    ),
    "neighbours_router_only": (
        QT_TRANSLATE_NOOP(
            "Doctor",
            "Only the router can be seen. Either nobody else is here yet, or the network keeps its devices "
            "apart (client isolation), as guest networks often do.",
        ),
        QT_TRANSLATE_NOOP(
            "Doctor",
            "Check again when a student's computer is on the network. If that one can't reach this one, ask "
            "whoever runs the network about client isolation, or use another network.",
        ),
    ),
    "neighbours_unreadable": (
        QT_TRANSLATE_NOOP("Doctor", "Which other devices are on the network could not be found out."),
        "",
    ),
    # multicast
    "multicast_heard": (
        QT_TRANSLATE_NOOP("Doctor", "Other devices answer when called on the network: {count} of them."),
        "",
    ),
    "multicast_silent": (
        QT_TRANSLATE_NOOP(
            "Doctor",
            "Nobody answered a call to all devices. Either none is here that answers, or the network blocks "
            "such calls (multicast).",
        ),
        _BY_CODE,
    ),
    "multicast_refused": (
        QT_TRANSLATE_NOOP("Doctor", "This computer does not let calls to all devices (multicast) out."),
        _BY_CODE,
    ),
    "multicast_relay_heard": (QT_TRANSLATE_NOOP("Doctor", "The relay announces itself, and is heard."), ""),
    "multicast_relay_unheard": (
        QT_TRANSLATE_NOOP(
            "Doctor",
            "The relay is not heard announcing itself: the network blocks such calls (multicast), or it "
            "does not announce itself.",
        ),
        _BY_CODE,
    ),
    # clock
    "clock_plausible": (
        QT_TRANSLATE_NOOP("Doctor", "Nothing here says that the clock is wrong; it reads {now}."),
        "",
    ),
    "clock_kept": (QT_TRANSLATE_NOOP("Doctor", "The system keeps the clock right by itself."), ""),
    "clock_before_key": (
        QT_TRANSLATE_NOOP("Doctor", "The clock reads {now}, which is before the relay's key was made."),
        SET_CLOCK,
    ),
    "clock_went_back": (
        QT_TRANSLATE_NOOP(
            "Doctor", "The clock reads {now}, but the data folder holds files of {minutes} minutes later."
        ),
        SET_CLOCK,
    ),
    # disk
    "disk_roomy": (QT_TRANSLATE_NOOP("Doctor", "{free} are free where the school is kept."), ""),
    "disk_little": (
        QT_TRANSLATE_NOOP(
            "Doctor",
            "Only {free} are free where the school is kept; below {limit} MB nothing new is taken.",
        ),
        QT_TRANSLATE_NOOP("Doctor", "Delete files that nobody needs, soon."),
    ),
    "disk_full": (
        QT_TRANSLATE_NOOP(
            "Doctor",
            "Only {free} are free where the school is kept: below {limit} MB nothing new is taken.",
        ),
        QT_TRANSLATE_NOOP("Doctor", "Delete files that nobody needs, before the lesson."),
    ),
    "disk_read_only": (
        QT_TRANSLATE_NOOP("Doctor", "The data folder {folder} can't be written to."),
        QT_TRANSLATE_NOOP("Doctor", "Run the relay as the owner of that folder, or choose another folder."),
    ),
    # join
    "welcomed": (
        QT_TRANSLATE_NOOP(
            "Doctor",
            "{students} made-up students connected to the running relay; all were greeted in {seconds} s.",
        ),
        "",
    ),
    "welcomed_slowly": (
        QT_TRANSLATE_NOOP(
            "Doctor", "{students} made-up students connected to the running relay, which took {seconds} s."
        ),
        QT_TRANSLATE_NOOP("Doctor", "Close other programs on this computer, and plug in its power supply."),
    ),
    "not_all_welcomed": (
        QT_TRANSLATE_NOOP(
            "Doctor", "Of {students} made-up students who connected at once, only {came} were greeted."
        ),
        QT_TRANSLATE_NOOP(
            "Doctor",
            "Check again in a minute: if many were signing in just now, that is why. Else see the log.",
        ),
    ),
    "joined": (
        QT_TRANSLATE_NOOP(
            "Doctor",
            "{students} made-up students signed in and were in a lesson in {seconds} s, on a relay "
            "made for it.",
        ),
        "",
    ),
    "joined_slowly": (
        QT_TRANSLATE_NOOP(
            "Doctor",
            "{students} made-up students needed {seconds} s to sign in and come into a lesson, on a relay "
            "made for it.",
        ),
        QT_TRANSLATE_NOOP("Doctor", "Close other programs on this computer, and plug in its power supply."),
    ),
    "not_all_joined": (
        QT_TRANSLATE_NOOP("Doctor", "Of {students} made-up students only {came} came into the lesson."),
        _START_AGAIN,
    ),
    "trial_failed": (
        QT_TRANSLATE_NOOP("Doctor", "No relay could be started to try it: {why}"),
        QT_TRANSLATE_NOOP("Doctor", "Run “python -m relay run” in a terminal, and read what it says."),
    ),
}
