#!/usr/bin/env bash
# Puts the system libraries of packaging/system-libraries.txt in place, on Debian and its like.
#
#   packaging/system.sh [--optional] [--python PYTHON] [GROUP...]
#
# --python PYTHON  also sees to it that this Python can make a virtual environment
# --optional       what cannot be installed is told, and is no failure
#
# Asks dpkg what is missing and does nothing where nothing is. Elsewhere than on Debian and its like it
# says what is needed and goes on.
set -euo pipefail
cd "$(dirname "$0")"

optional='' python='' groups=()
while [ $# -gt 0 ]; do
    case $1 in
        --optional) optional=yes ;;
        --python) python=$2; shift ;;
        *) groups+=("$1") ;;
    esac
    shift
done

say() { printf 'schoolbell: %s\n' "$*" >&2; }
give_up() { if [ -n "$optional" ]; then say "going on without."; exit 0; fi; exit 1; }
can_make_venvs() { "$python" -c 'import ensurepip, venv' 2>/dev/null; }

# The wanted packages, a line each, other names of the same package beside it; and what they are for.
wanted=() reasons=()
for group in ${groups[@]+"${groups[@]}"}; do
    header=$(grep -F "[$group]" system-libraries.txt) || { say "no group [$group] in system-libraries.txt"; exit 2; }
    reasons+=("${header#*] }")
    lines=$(awk -v group="[$group]" '/^#/ || !NF {next} /^\[/ {inside = ($1 == group); next} inside' system-libraries.txt)
    while read -r line; do wanted+=("$line"); done <<<"$lines"
done
if [ -n "$python" ] && ! can_make_venvs; then
    version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    wanted+=("python$version-venv")
    reasons+=("virtual environments for $python")
fi
[ ${#wanted[@]} -gt 0 ] || exit 0

if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
    say "this is not Debian or one of its like, so please see to these yourself (Debian's names):"
    for line in "${wanted[@]}"; do printf '  %s\n' "${line%% *}" >&2; done
    exit 0
fi

installed=$(dpkg-query -W -f '${db:Status-Status} ${Package}\n' | sed -n 's/^installed //p')
has() { grep -qxF -- "$1" <<<"$installed"; }
missing=()
for line in "${wanted[@]}"; do
    found=''
    for name in $line; do has "$name" && found=yes; done
    [ -n "$found" ] || missing+=("$line")
done
[ ${#missing[@]} -gt 0 ] || exit 0

# Who may install: root, or sudo when it needs no password or there is somebody to type one.
as_root=()
if [ "$(id -u)" != 0 ]; then
    if command -v sudo >/dev/null && { sudo -n true 2>/dev/null || [ -t 0 ]; }; then as_root=(sudo); else as_root=(false); fi
fi
say "missing: $(printf '%s, ' "${missing[@]%% *}" | sed 's/, $//')"
say "needed for: $(printf '%s; ' "${reasons[@]}" | sed 's/; $//')"
if [ "${as_root[*]-}" != false ]; then
    ${as_root[@]+"${as_root[@]}"} apt-get update -qq || say "the package lists could not be renewed; trying with those at hand."
fi

# Of a renamed package, the first name that this release knows.
names=() unknown=()
for line in "${missing[@]}"; do
    known=''
    for name in $line; do
        policy=$(apt-cache policy "$name" 2>/dev/null)
        if grep -q '^  Candidate: [^(]' <<<"$policy"; then known=$name; break; fi
    done
    if [ -n "$known" ]; then names+=("$known"); else unknown+=("${line%% *}"); fi
done
[ ${#unknown[@]} -eq 0 ] || say "not known to this release, left out: ${unknown[*]}"
if [ ${#names[@]} -gt 0 ]; then
    install="apt-get install -y --no-install-recommends ${names[*]}"
    if [ "${as_root[*]-}" = false ]; then
        say "installing needs root. Please run:"
        printf '  sudo %s\n' "$install" >&2
        give_up
    fi
    say "installing: ${names[*]}"
    # shellcheck disable=SC2086  # a list of package names
    if ! ${as_root[@]+"${as_root[@]}"} env DEBIAN_FRONTEND=noninteractive $install -qq >/dev/null; then
        say "that failed. The line was:"
        printf '  %s%s\n' "${as_root[*]:+${as_root[*]} }" "$install" >&2
        give_up
    fi
fi
if [ -n "$python" ] && ! can_make_venvs; then
    say "$python still cannot make a virtual environment (its ensurepip is missing)."
    exit 1
fi
