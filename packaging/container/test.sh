#!/usr/bin/env bash
# Runs the relay's image and has a lesson with it: packaging/container/test.sh IMAGE. For root; by podman, or, where that
# can't run here, unpacked and in a chroot.
set -Eeuo pipefail
cd "$(dirname "$0")/../.."
image=$(realpath "$1")
say() { printf '== %s\n' "$*"; }
[ "$(id -u)" = 0 ] || { echo "schoolbell: a container of its own kind wants root. Please run: sudo make container-test" >&2; exit 1; }
is() { [ "$1" = "$2" ] || { echo "schoolbell: it is $1 and should be $2" >&2; exit 1; }; }
trap 'echo "schoolbell: line $LINENO: $BASH_COMMAND" >&2' ERR

work=$(mktemp -d "$PWD/build/container-test.XXXXXX")
name=schoolbell-test-$$ port=$("$PYTHON" -c 'import socket; s = socket.socket(); s.bind(("", 0)); print(s.getsockname()[1])')
podman() { command podman --root "$work/store" --runroot "$work/run" --storage-driver vfs --cgroup-manager cgroupfs "$@"; }
end() {
    if [ -d "$work/store" ]; then podman rm --force --time 1 $name >/dev/null 2>&1 || true; fi
    if [ -n "${relay:-}" ]; then kill -KILL "$relay" 2>/dev/null || true; fi
    rm -rf --one-file-system "$work"
}
trap end EXIT
data=$work/data
mkdir "$data"
chown 10001:10001 "$data"

until_it_serves() {  # until_it_serves COMMAND...: which asks it
    local tries=0
    until "$@" >/dev/null 2>&1; do
        if [ $((tries += 1)) -gt 200 ]; then "$@"; return 1; fi
        sleep 0.3
    done
}
lesson() {
    secret=$(sed -n 's/.*secret=\([^& ]*\).*/\1/p' "$data/first-teacher.txt")
    [ -n "$secret" ]
    PYTHONPATH=$PWD PYTHONSAFEPATH=1 "$PYTHON" packaging/debian/visitor.py lesson "$port" "$data/relay-certificate.pem" "$secret"
}

program=/opt/schoolbell-relay/schoolbell-relay
start() {  # start WORDS...: of podman, before and behind `run`
    podman rm --force --ignore $name >/dev/null 2>&1
    podman "${runtime[@]}" run --detach --name $name --network host --read-only --volume "$data:/data" "$@" \
        --env SCHOOLBELL_PORT="$port" --health-cmd "[\"$program\", \"health\"]" "$loaded" >>"$work/said" 2>&1
}
with_podman() {
    local loaded runtime=()
    command -v podman >/dev/null || { echo "there is no podman" >"$work/said"; return 1; }
    podman load --quiet --input "$image" >"$work/said" 2>&1 || return 1
    loaded=$(sed -n 's/^Loaded image: //p' "$work/said")
    start && return
    # where nobody may have more than there is, and cgroups are of two kinds
    runtime=(--runtime runc)
    start --ulimit nofile=1024 --ulimit nproc=1000
}
if with_podman; then
    say "podman runs it, as its own user"
    until_it_serves podman exec $name schoolbell-relay health
    is "$(podman top $name huser | tail -n 1)" 10001
    say "a teacher and a student have a lesson"
    lesson
    podman healthcheck run $name
    say "SIGTERM ends it in good order"
    podman stop --time 20 $name >>"$work/said" 2>&1
    is "$(podman inspect --format '{{.State.ExitCode}}' $name)" 0
    say "started again, it has what it had"
    podman start $name >>"$work/said" 2>&1
    until_it_serves podman exec $name schoolbell-relay health
    podman exec $name schoolbell-relay audit | grep -q "Ms Lee"
    podman logs $name 2>&1 | grep -qF -- "$secret" && { echo "schoolbell: the secret was said" >&2; exit 1; }
else
    say "podman can't run it here, so it is unpacked, and run in a chroot: $(tail -n 1 "$work/said")"
    mkdir "$work/root"
    layer=$(tar -xOf "$image" manifest.json | sed 's/.*"Layers": \["\([^"]*\)".*/\1/')
    tar -xOf "$image" "$layer" | tar -xzp -C "$work/root"
    mount --bind "$data" "$work/root/data"
    run() { env -i PATH=/usr/sbin:/usr/bin SCHOOLBELL_DATA=/data HOME=/data SCHOOLBELL_ANNOUNCE=off \
        SCHOOLBELL_PORT="$port" chroot --userspec 10001:10001 "$work/root" $program "$@"; }
    trap 'umount "$work/root/data"; end' EXIT
    run run >"$work/said" 2>&1 &
    relay=$!
    until_it_serves run health
    say "a teacher and a student have a lesson"
    lesson
    say "SIGTERM ends it in good order"
    kill -TERM "$(cut -d' ' -f1 "$data/lock")"
    wait $relay
    relay=''
fi
is "$(find "$data" ! -user 10001)" ""
