#!/bin/bash
# What packaging/debian/test.sh has a system do that was started with its systemd: the service, from install to purge.
# It says what it does in /said; there is a line "done" if all was as it should be.
exec >/said 2>&1
set -Eeuo pipefail
export DEBIAN_FRONTEND=noninteractive PATH=/usr/sbin:/usr/bin:/sbin:/bin
trap 'systemctl poweroff 2>/dev/null' EXIT
trap 'echo "schoolbell: line $LINENO: $BASH_COMMAND"; journalctl --no-pager -n 30 -u schoolbell-relay' ERR
unit=schoolbell-relay data=/var/lib/schoolbell
say() { printf '   %s\n' "$*"; }
its() { systemctl show --value --property "$1" $unit; }
serves() {  # serves [BEFORE]: and is another process than BEFORE
    local tries=0
    until [ "$(its ActiveState)" = active ] && [ "$(its MainPID)" != "${1:-0}" ] \
        && grep -q 'the relay serves' <<<"$(journalctl --no-pager -o cat _PID="$(its MainPID)")"; do
        [ $((tries += 1)) -lt 600 ]
        sleep 0.2
    done
}

ip link set lo up
find $data -mindepth 1 -delete
say "the version before runs as a service"
dpkg -i /before/schoolbell-relay_*.deb >/tmp/log 2>&1
serves
old=$(its MainPID)
schoolbell-relay add-teacher "Ms Lee" >/tmp/log
say "it is upgraded, and started again by that"
dpkg -i /packages/schoolbell-relay_*.deb >/tmp/log 2>&1
serves "$old"
schoolbell-relay health >/tmp/log
schoolbell-relay audit | grep -q "Ms Lee"
[ "$(systemctl is-enabled $unit)" = enabled ]
say "killed, it is started again"
old=$(its MainPID)
kill -KILL "$old"
serves "$old"
say "stopped, it ends in good order"
systemctl stop $unit
[ "$(its Result)" = success ] && [ "$(its ExecMainStatus)" = 0 ]
say "with an empty folder the journal has no secret"
find $data -mindepth 1 -delete
systemctl start $unit
serves
secret=$(sed -n 's/.*secret=\([^& ]*\).*/\1/p' $data/first-teacher.txt)
[ -n "$secret" ] && ! journalctl --no-pager | grep -qF -- "$secret"
systemd-analyze security --no-pager $unit | tail -n 1
say "removed and purged, nothing of it runs"
dpkg --purge schoolbell-relay >/tmp/log 2>&1
[ "$(systemctl is-active $unit)" != active ]
[ -d $data ]
say "what README has people type does what it says there"
echo 'APT::Install-Recommends "false";' >/etc/apt/apt.conf.d/bare  # there is no network in here
cd /packages
sed -i "s/^pin = .*/pin = \"$(printf 'A%.0s' {1..52})\"/" /readme/2
find $data -mindepth 1 -delete
sed -n '1p' /readme/3 >/readme/4
sed -i '1d' /readme/3  # nobody types so fast that the relay does not serve yet
for block in 1 2 4 3; do
    [ $block != 3 ] || serves
    bash -Eexuo pipefail /readme/$block </dev/null >/tmp/log 2>&1 || { cat /tmp/log; exit 1; }
done
grep -q 'Its six words' /tmp/log && grep -q 'secret=' /tmp/log
ufw show added | grep -q "Schoolbell relay"
echo "done"
