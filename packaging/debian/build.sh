#!/usr/bin/env bash
# Makes the two Debian packages from what packaging/frozen/freeze.sh froze: packaging/debian/build.sh OUT [VERSION]
#
#   schoolbell        the desktop, which can host a relay: menu, links, icons
#   schoolbell-relay  the relay alone, as a service
set -euo pipefail
cd "$(dirname "$0")/../.."
out=$1 version=${2:-$(sed -n 's/^version = "\(.*\)"/\1/p' pyproject.toml)}
here=packaging/debian frozen=${FROZEN:-build/frozen} architecture=$(dpkg --print-architecture)
# Stand-ins: there is no such address and no such page yet, and nothing of packaging/ names others.
maintainer=${MAINTAINER:-Schoolbell contributors <schoolbell@example.org>}
homepage=${HOMEPAGE:-https://example.org/schoolbell}
export SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct)}
mkdir -p "$out"
work=$(mktemp -d "$PWD/build/deb.XXXXXX")
trap 'rm -rf "$work"' EXIT

# What the system's libraries are called, as dpkg finds it in the programs themselves.
needs() {  # needs NAME
    mkdir -p "$work/needs/debian"
    printf 'Source: schoolbell\n\nPackage: %s\nArchitecture: any\n' "$1" >"$work/needs/debian/control"
    (
        cd "$work/needs"
        folder=$work/$1/opt/$1
        mapfile -t folders < <(find "$folder" -name '*.so*' -printf '-l%h\n' | sort -u)
        mapfile -t programs < <(find "$folder" -type f \( -name '*.so*' -o -perm /100 \) -size +0 | sort)
        dpkg-shlibdeps --ignore-missing-info --warnings=0 -O "${folders[@]}" "${programs[@]}" | sed -n 's/^shlibs:Depends=//p'
    )
}

common() {  # common NAME: what both have
    local tree=$work/$1
    mkdir -p "$tree/opt" "$tree/usr/bin" "$tree/DEBIAN"
    cp -a "$frozen/$1" "$tree/opt/$1"
    find "$tree/opt" -name '*.so*' -type f -exec chmod -x {} +
    install -Dm644 "$frozen/$1.copyright" "$tree/usr/share/doc/$1/copyright"
    install -Dm644 "$frozen/$1.sbom.json" "$tree/usr/share/doc/$1/$1.cdx.json"
    printf '%s (%s) unstable; urgency=medium\n\n  * CHANGELOG.md has what is new.\n\n -- %s  %s\n' \
        "$1" "$version" "$maintainer" "$(date -uRd "@$SOURCE_DATE_EPOCH")" | gzip -9n >"$tree/usr/share/doc/$1/changelog.gz"
    install -Dm644 "$here/lintian-overrides" "$tree/usr/share/lintian/overrides/$1"
    sed -i "s/^PACKAGE/$1/" "$tree/usr/share/lintian/overrides/$1"
}

manual() {  # manual NAME SECTION
    install -d "$work/$1/usr/share/man/man$2"
    gzip -9nc "$here/$1.$2" >"$work/$1/usr/share/man/man$2/$1.$2.gz"
}

pack() {  # pack NAME
    local tree=$work/$1 needs
    needs=$(needs "$1")
    sed -e "s/@VERSION@/$version/" -e "s/@ARCHITECTURE@/$architecture/" -e "s/@MAINTAINER@/$maintainer/" \
        -e "s#@HOMEPAGE@#$homepage#" -e "s/@NEEDS@/$needs/" -e "s/@SIZE@/$(du -sk --exclude DEBIAN "$tree" | cut -f1)/" \
        "$here/$1.control" >"$tree/DEBIAN/control"
    find "$tree" -type d -exec chmod 755 {} +
    find "$tree" -type f -perm /111 -exec chmod 755 {} + -o -type f -exec chmod 644 {} +
    find "$tree" -exec touch -hd "@$SOURCE_DATE_EPOCH" {} +
    (cd "$tree" && find . -path ./DEBIAN -prune -o -type f -printf '%P\0' | sort -z | xargs -0 md5sum >DEBIAN/md5sums)
    rm -f "$out/$1"_*.deb  # of another version
    dpkg-deb --build --root-owner-group ${COMPRESS:--Zxz} "$tree" "$out/$1_${version}_$architecture.deb" >/dev/null
    printf '%s: %.1f MB, installed %.0f MB\n' "$1" "$(stat -c %s "$out/$1_${version}_$architecture.deb")e-6" \
        "$(du -s --apparent-size -B1 --exclude DEBIAN "$tree" | cut -f1)e-6"
}

name=schoolbell tree=$work/schoolbell
common $name
manual $name 1
ln -s /opt/schoolbell/schoolbell "$tree/usr/bin/schoolbell"
install -Dm644 packaging/linux/schoolbell.desktop "$tree/usr/share/applications/schoolbell.desktop"
install -d "$tree/usr/share/metainfo"
sed "s#@HOMEPAGE@#$homepage#" "$here/org.schoolbell.Schoolbell.metainfo.xml" \
    >"$tree/usr/share/metainfo/org.schoolbell.Schoolbell.metainfo.xml"
PYTHONPATH=packaging/linux build/frozen-environment/bin/python -c "
from pathlib import Path
from shortcut import Places, put_icons
put_icons(Places(Path('$tree/usr/share'), Path()))"
pack $name

name=schoolbell-relay tree=$work/schoolbell-relay
common $name
manual $name 8
install -Dm755 "$here/schoolbell-relay" "$tree/usr/bin/schoolbell-relay"
install -Dm644 "$here/schoolbell-relay.service" "$tree/lib/systemd/system/schoolbell-relay.service"
install -Dm644 "$here/schoolbell-relay.ufw" "$tree/etc/ufw/applications.d/schoolbell-relay"
echo /etc/ufw/applications.d/schoolbell-relay >"$tree/DEBIAN/conffiles"
install -m755 "$here"/{postinst,prerm,postrm} "$tree/DEBIAN/"
pack $name
