#!/bin/sh
# Check for the system libraries that Qt, OpenGL and the tests need.
# Debian and Ubuntu: missing ones are installed when run as root, else named with the command.
# Other systems: nothing to do (macOS has all of it).
# Usage: scripts/system_packages.sh [--tests]
set -eu

command -v apt-get >/dev/null 2>&1 || exit 0

# shared library -> package that brings it (names changed between releases, sonames did not)
libraries="
libGL.so.1             libgl1
libEGL.so.1            libegl1
libOpenGL.so.0         libopengl0
libxkbcommon.so.0      libxkbcommon0
libxkbcommon-x11.so.0  libxkbcommon-x11-0
libxcb-cursor.so.0     libxcb-cursor0
libxcb-icccm.so.4      libxcb-icccm4
libxcb-image.so.0      libxcb-image0
libxcb-keysyms.so.1    libxcb-keysyms1
libxcb-randr.so.0      libxcb-randr0
libxcb-render-util.so.0 libxcb-render-util0
libxcb-shape.so.0      libxcb-shape0
libxcb-xinerama.so.0   libxcb-xinerama0
libxcb-xkb.so.1        libxcb-xkb1
libX11-xcb.so.1        libx11-xcb1
libXrender.so.1        libxrender1
libdbus-1.so.3         libdbus-1-3
libfontconfig.so.1     libfontconfig1
libglib-2.0.so.0       libglib2.0-0
"
commands="xvfb-run xvfb
xauth xauth"

missing=""
known=$(PATH="$PATH:/sbin:/usr/sbin" ldconfig -p)
while read -r library package; do
    [ -z "$library" ] && continue
    case "$known" in *"$library "*) ;; *) missing="$missing $package" ;; esac
done <<END
$libraries
END

if [ "${1:-}" = "--tests" ]; then
    while read -r command package; do
        command -v "$command" >/dev/null 2>&1 || missing="$missing $package"
    done <<END
$commands
END
fi

# Qt ships no fonts.
find /usr/share/fonts /usr/local/share/fonts "${HOME:-/root}/.fonts" -name '*.[ot]tf' 2>/dev/null |
    grep -q . || missing="$missing fonts-dejavu-core"

[ -z "$missing" ] && exit 0

if [ "$(id -u)" = 0 ]; then
    echo "Installing system packages:$missing"
    export DEBIAN_FRONTEND=noninteractive
    # shellcheck disable=SC2086
    apt-get install -y -q --no-install-recommends $missing ||
        { apt-get update -q && apt-get install -y -q --no-install-recommends $missing; }
else
    echo "Some system packages are missing. Install them, then run make again:" >&2
    echo "    sudo apt-get install$missing" >&2
    exit 1
fi
