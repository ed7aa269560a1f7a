#!/usr/bin/env bash
# Installs, upgrades, removes and purges the Debian packages in bare chroots, and plays a lesson from them:
# packaging/debian/test.sh PACKAGES [SUITE...]. For root; MIRROR=URL; TOUR and PICTURES as for make demo.
set -Eeuo pipefail
cd "$(dirname "$0")/../.."
here=packaging/debian packages=$(realpath "$1")
shift
began=$SECONDS
say() { printf '== %s\n' "$*"; }
[ "$(id -u)" = 0 ] || { echo "schoolbell: a chroot wants root. Please run: sudo make deb-test" >&2; exit 1; }

work=$(mktemp -d "$PWD/build/deb-test.XXXXXX")
display=''
end() {
    jobs -p | xargs -r kill 2>/dev/null || true
    rm -rf --one-file-system "$work"
}
trap end EXIT

say "what can be seen without installing"
for package in "$packages"/*.deb; do dpkg-deb -x "$package" "$work/seen"; done
unit=$work/seen/lib/systemd/system/schoolbell-relay.service
sed -i "s#^ExecStart=/opt#ExecStart=$work/seen/opt#" "$unit"
desktop-file-validate "$work"/seen/usr/share/applications/*.desktop
appstreamcli validate --no-net "$work"/seen/usr/share/metainfo/*.xml
systemd-analyze verify --man=no "$unit"
systemd-analyze security --no-pager --offline=yes --threshold=15 "$unit" | tail -n 1
# GPL-3, and not of the program
! find "$work/seen/opt" -name '*readline*' | grep .

say "lintian, meanwhile"
lintian --fail-on error --allow-root "$packages"/*.deb >"$work/lintian" 2>&1 &
lintian=$!

say "the version before"
$here/before.sh "$work/before"
visitor() { PYTHONPATH=$PWD PYTHONSAFEPATH=1 "${PYTHON:-.venv/bin/python}" $here/visitor.py "$@"; }
visitor lay "$work/kept"

# Real windows where there is a screen to be had; its socket has no file, so that it is in every chroot.
if command -v Xvfb >/dev/null; then
    exec 3<>"$work/display"
    Xvfb -displayfd 3 -screen 0 1920x1080x24 -ac -nolisten tcp 2>/dev/null &
    screen=$!
    until read -r display <"$work/display" && [ -n "$display" ]; do kill -0 $screen; sleep 0.1; done
    display=:$display
fi

# The same system, started with its systemd, which a chroot has not.
system() {  # system WORDS...: runs it by systemd-nspawn, whose own folder must be one that it may empty
    unshare --mount bash -c '
        mkdir -p /run/systemd/nspawn && mount -t tmpfs tmpfs /run/systemd/nspawn
        exec timeout 600 systemd-nspawn --quiet --register=no --keep-unit --private-network "$@"
    ' -- --directory "$root" "$@" </dev/null
}
booted() {
    if ! system true 2>"$work/boot"; then
        say "nothing is started here, so how the service runs is not looked at: $(tail -n 1 "$work/boot")"
        return
    fi
    say "$suite, started with its systemd"
    printf '[Service]\nExecStart=/bin/bash /booted.sh\n' >"$root/etc/systemd/system/booted.service"
    mkdir -p "$root/etc/systemd/system/multi-user.target.wants"
    ln -s ../booted.service "$root/etc/systemd/system/multi-user.target.wants/"
    system --boot >"$work/boot" 2>&1 || true
    cat "$root/said" || tail -n 20 "$work/boot"
    grep -qx "done" "$root/said"
}

for suite in "${@:-bookworm trixie}"; do
    for suite in $suite; do
        say "$suite, bare"
        root=$work/$suite
        debootstrap --variant=minbase "$suite" "$root" ${MIRROR:+"$MIRROR"} >"$work/debootstrap.log" 2>&1 \
            || { tail -n 5 "$work/debootstrap.log" >&2; exit 1; }
        cp -r "$packages" "$root/packages"
        cp -r "$work/before" "$root/before"
        cp -r "$work/kept" "$root/kept"
        cp $here/inside.sh $here/booted.sh "$root/"
        mkdir "$root/readme"  # what README has people type: a teacher 1, a lab's admin 2, a server's keeper 3
        awk -v to="$root/readme/" '/^## / {on = /Installing/} /^### / {on = 0}
            on && /^```/ {inside = !inside; n += inside; next} on && inside {print >(to n)}' README.md
        mkfifo "$root/ask" "$root/answer"
        while read -r words <"$root/ask"; do
            # shellcheck disable=SC2086  # words
            set -- $words
            what=$1 port=$2
            shift 2
            visitor "$what" "$port" "$root/var/lib/schoolbell/relay-certificate.pem" "$@" >&2 && said=fine || said=wrong
            echo "$said" >"$root/answer"
        done &
        visiting=$!
        # what is mounted and started there ends with this
        DISPLAY=$display TOUR=${TOUR-1} unshare --mount --pid --ipc --uts --fork --kill-child bash -ec '
            root=$1
            mount -t proc proc "$root/proc"
            mount -t tmpfs tmpfs "$root/dev/shm"
            exec chroot "$root" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8 HOME=/root \
                DISPLAY="$DISPLAY" TOUR="$TOUR" DEBIAN_FRONTEND=noninteractive bash /inside.sh
        ' -- "$root"
        kill "$visiting"
        booted
        if [ -n "${PICTURES:-}" ]; then mkdir -p "$PICTURES/$suite" && cp "$root"/home/pupil/pictures/* "$PICTURES/$suite/"; fi
        rm -rf --one-file-system "$root"
    done
done
wait $lintian || { cat "$work/lintian" >&2; exit 1; }
say "all of it took $((SECONDS - began)) s"
