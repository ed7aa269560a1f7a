#!/bin/bash
# What packaging/debian/test.sh does in a bare chroot: each line ends it all if it is not so.
set -euo pipefail
say() { printf '   %s\n' "$*"; }
quietly() { "$@" >/tmp/log 2>&1 || { tail -n 30 /tmp/log >&2; return 1; }; }
is() { [ "$1" = "$2" ] || { echo "schoolbell: it is $1 and should be $2" >&2; exit 1; }; }
trap 'echo "schoolbell: line $LINENO: $BASH_COMMAND" >&2' ERR
data=/var/lib/schoolbell

serve() {  # as the unit does, but on a port of its own
    : >/tmp/said
    schoolbell-relay run --port 0 --announce off >/tmp/said 2>&1 &
    local tries=0
    until grep -q 'the relay serves' /tmp/said; do
        if ! kill -0 $! || [ $((tries += 1)) -gt 600 ]; then cat /tmp/said >&2; return 1; fi
        sleep 0.2
    done
    words=$(sed -n 's/^Its six words: //p' /tmp/said)
}
stop() {
    kill -TERM "$(cut -d' ' -f1 $data/lock)"
    wait $!
}

quietly apt-get update -q
say "installs the version before"
quietly apt-get install -y -q --no-install-recommends /before/*.deb
dpkg-query -W -f '   ${Package} ${Version} ${db:Status-Status}\n' 'schoolbell*'
is "$(stat -c '%U %a' $data)" "schoolbell 700"
is "$(getent passwd schoolbell | cut -d: -f6)" $data

say "has all libraries"
find /opt -type f \( -name '*.so*' -o -perm /100 \) -exec ldd {} + 2>/dev/null | grep 'not found' | sort | uniq -c >/tmp/missing || true
[ ! -s /tmp/missing ] || { cat /tmp/missing >&2; exit 1; }

say "the relay serves; its secret is in a file of the account alone, and not in what it says"
serve
is "$(stat -c '%U %a' $data/first-teacher.txt)" "schoolbell 600"
secret=$(sed -n 's/.*secret=\([^& ]*\).*/\1/p' $data/first-teacher.txt)
[ -n "$secret" ]
if grep -qF -- "$secret" /tmp/said; then echo "schoolbell: the secret was said" >&2; exit 1; fi
quietly schoolbell-relay add-teacher "Ms Lee"
quietly schoolbell-relay add-class "Physics 10b" --teacher ms.lee
quietly schoolbell-relay backup
quietly schoolbell-relay check-backup $data/backups/*
useradd --create-home pupil
code=0; runuser -u pupil -- schoolbell-relay audit 2>/dev/null || code=$?
is $code 77
before=$words
stop

say "upgrades"
quietly apt-get install -y -q --no-install-recommends /packages/*.deb
dpkg-query -W -f '   ${Package} ${Version} ${db:Status-Status}\n' 'schoolbell*'
serve
is "$words" "$before"
quietly schoolbell-relay check
schoolbell-relay audit | grep -q "Ms Lee"
stop
is "$(find $data ! -user schoolbell)" ""

play() {
    quietly runuser -u pupil -- env HOME=/home/pupil PICTURES=/home/pupil/pictures "$@" schoolbell -P -m desktop.demo
    tail -n 1 /tmp/log | sed 's/^/   /'
}
if [ -n "$DISPLAY" ]; then
    say "plays a lesson in windows on a screen"
    play DISPLAY="$DISPLAY" TOUR=
fi
say "plays a lesson${TOUR:+ with all that a room has (TOUR=$TOUR)}"
play QT_QPA_PLATFORM=offscreen TOUR="$TOUR"

say "starts, where this computer is said to be shared"
mkdir -p /etc/xdg/schoolbell
echo 'shared_computer = true' >/etc/xdg/schoolbell/schoolbell.toml
runuser -u pupil -- env HOME=/home/pupil QT_QPA_PLATFORM=offscreen schoolbell --profile /home/pupil/profile >/tmp/log 2>&1 &
seconds=0
until [ -S /home/pupil/profile/show.sock ]; do [ $((seconds += 1)) -lt 120 ]; sleep 1; done
kill -TERM $!
wait $! || true

say "removes, and keeps what the relay kept"
quietly apt-get remove -y -q schoolbell schoolbell-relay
[ ! -e /opt/schoolbell ] && [ ! -e /opt/schoolbell-relay ] && [ ! -e /usr/bin/schoolbell ] && [ ! -e /usr/bin/schoolbell-relay ]
[ -e /etc/ufw/applications.d/schoolbell-relay ]
[ -s $data/first-teacher.txt ] || [ -d $data/backups ]
say "purges, and says how to delete it"
quietly dpkg --purge schoolbell schoolbell-relay
grep -q "rm -r $data" /tmp/log
[ ! -e /etc/ufw/applications.d/schoolbell-relay ] && [ -d $data/backups ]
