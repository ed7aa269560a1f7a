#!/bin/bash
# What packaging/debian/test.sh does in a bare chroot: each line ends it all if it is not so.
set -Eeuo pipefail
say() { printf '   %s\n' "$*"; }
quietly() { "$@" >/tmp/log 2>&1 || { tail -n 30 /tmp/log >&2; return 1; }; }
is() { [ "$1" = "$2" ] || { echo "schoolbell: it is $1 and should be $2" >&2; exit 1; }; }
trap 'echo "schoolbell: line $LINENO: $BASH_COMMAND" >&2' ERR
data=/var/lib/schoolbell

serve() {  # as the unit does, but on a port of its own
    : >/tmp/said
    schoolbell-relay run --port 0 --announce off >/tmp/said 2>&1 &
    relay=$!
    local tries=0
    until grep -q 'the relay serves' /tmp/said; do
        if ! kill -0 $relay || [ $((tries += 1)) -gt 600 ]; then cat /tmp/said >&2; return 1; fi
        sleep 0.2
    done
    words=$(sed -n 's/^Its six words: //p' /tmp/said)
    port=$(sed -n 's/.*the relay serves.* port=\([0-9]*\).*/\1/p' /tmp/said)
}
stop() {
    kill -TERM "$(cut -d' ' -f1 $data/lock)"
    wait $relay
}

outside() {  # outside WORDS...: what packaging/debian/visitor.py does, out there
    echo "$*" >/ask
    local answer
    read -r -t 300 answer </answer
    is "$answer" fine
}

quietly apt-get update -q
say "installs the version before"
quietly apt-get install -y -q --no-install-recommends /before/*.deb
dpkg-query -W -f '   ${Package} ${Version} ${db:Status-Status}\n' 'schoolbell*'
is "$(stat -c '%U %a' $data)" "schoolbell 700"
is "$(getent passwd schoolbell | cut -d: -f6)" $data
say "its relay serves the folder of a school"
cp -r /kept/. $data/
chown -R schoolbell: $data
serve
before=$words
stop

say "upgrades, and the relay serves the same school"
quietly apt-get install -y -q --no-install-recommends /packages/*.deb
dpkg-query -W -f '   ${Package} ${Version} ${db:Status-Status}\n' 'schoolbell*'
serve
is "$words" "$before"
outside old "$port"
quietly schoolbell-relay check
quietly schoolbell-relay health --port "$port"
stop
is "$(find $data ! -user schoolbell)" ""

say "has all libraries"
find /opt -type f \( -name '*.so*' -o -perm /100 \) -exec ldd {} + 2>/dev/null | grep 'not found' | sort | uniq -c >/tmp/missing || true
[ ! -s /tmp/missing ] || { cat /tmp/missing >&2; exit 1; }

say "on an empty folder its secret is in a file of the account alone, and not in what it says"
find $data -mindepth 1 -delete
serve
is "$(stat -c '%U %a' $data/first-teacher.txt)" "schoolbell 600"
secret=$(sed -n 's/.*secret=\([^& ]*\).*/\1/p' $data/first-teacher.txt)
pin=$(sed -n 's/.*pin=\([^& ]*\).*/\1/p' $data/first-teacher.txt)
[ -n "$secret" ] && [ -n "$pin" ]
if grep -qF -- "$secret" /tmp/said; then echo "schoolbell: the secret was said" >&2; exit 1; fi
outside lesson "$port" "$secret"
quietly schoolbell-relay add-teacher "Ms Lee"
quietly schoolbell-relay add-class "Physics 10b" --teacher ms.lee
schoolbell-relay audit | grep -q "Ms Lee"
quietly schoolbell-relay backup
quietly schoolbell-relay check-backup $data/backups/*
useradd --create-home pupil
code=0; runuser -u pupil -- schoolbell-relay audit 2>/dev/null || code=$?
is $code 77

say "starts with what is set for everybody: the school's relay, its pin, the language; a bad file is told"
preset=/etc/xdg/schoolbell/schoolbell.toml
mkdir -p /etc/xdg/schoolbell
cat >$preset <<END
shared_computer = true
address = "localhost:$port"
pin = "$pin"
school = "Westfield"
language = "en"
END
schoolbell -P -m desktop.preset $preset
runuser -u pupil -- env HOME=/home/pupil QT_QPA_PLATFORM=offscreen schoolbell --profile /home/pupil/profile >/tmp/log 2>&1 &
program=$!
seconds=0
until [ -S /home/pupil/profile/show.sock ] && grep -qs "$pin" /home/pupil/profile/settings.json; do [ $((seconds += 1)) -lt 120 ]; sleep 1; done
grep -q Westfield /home/pupil/profile/settings.json
kill -TERM $program
wait $program || true
sed 's/^language.*/language = "xx"/' $preset >/tmp/bad.toml
code=0; schoolbell -P -m desktop.preset /tmp/bad.toml >/tmp/log 2>&1 || code=$?
is $code 2
rm $preset
stop

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

say "ufw knows it by its name"
quietly apt-get install -y -q --no-install-recommends ufw
quietly ufw app info "Schoolbell relay"
grep -q 8443/tcp /tmp/log

say "removes, and keeps what the relay kept"
quietly apt-get remove -y -q schoolbell schoolbell-relay
[ ! -e /opt/schoolbell ] && [ ! -e /opt/schoolbell-relay ] && [ ! -e /usr/bin/schoolbell ] && [ ! -e /usr/bin/schoolbell-relay ]
[ -e /etc/ufw/applications.d/schoolbell-relay ]
[ -s $data/first-teacher.txt ] || [ -d $data/backups ]
say "purges, and says how to delete it"
quietly dpkg --purge schoolbell schoolbell-relay
grep -q "rm -r $data" /tmp/log
[ ! -e /etc/ufw/applications.d/schoolbell-relay ] && [ -d $data/backups ]
quietly apt-get install -y -q --no-install-recommends systemd-sysv iproute2 sudo  # for what comes next (booted.sh)
