#!/usr/bin/env bash
# newer-libstdcxx.sh FOLDER APPHOST
#
# TorchSharp 0.107's native library was built with GCC 13; Debian 12 has the C++ runtime of GCC 12, and loading fails.
# This downloads Debian 13's C and C++ runtime into FOLDER (nothing is installed) and writes a copy of APPHOST, a .NET
# program, that starts with it. Prints the copy's path. Only that copy sees the newer runtime.
set -euo pipefail

fail() {
    echo "newer-libstdcxx: $1" >&2
    exit 1
}

[ $# -eq 2 ] || fail "expected a folder and a program, received $# arguments; call it as newer-libstdcxx.sh FOLDER APPHOST"
[ -f "$2" ] || fail "expected a built program, there is no file $2; build it first"
command -v apt-get >/dev/null && command -v dpkg >/dev/null || fail "needs apt-get and dpkg; without them use a system with GCC 13's libstdc++ or newer"
[ "$(dpkg --print-architecture)" = amd64 ] || fail "the package has native code for linux-x64 only, this is $(dpkg --print-architecture); use an x64 machine"

mkdir -p "$1"
folder=$(realpath "$1")
program=$(realpath "$2")
root=$folder/root
libraries=$root/usr/lib/x86_64-linux-gnu

if [ ! -e "$folder/complete" ]; then
    # The archive this machine already uses, with the next release's name; both formats of apt's source lists.
    archive=$(cat /etc/apt/sources.list.d/*.sources 2>/dev/null | sed -n 's/^URIs: *\([^ ]*\).*/\1/p' | head -n 1 || true)
    [ -n "$archive" ] || archive=$(cat /etc/apt/sources.list /etc/apt/sources.list.d/*.list 2>/dev/null | sed -n 's/^deb \(\[.*\] \)\?\([^ ]*\).*/\2/p' | head -n 1 || true)
    [ -n "$archive" ] || fail "apt has no source to download from; add Debian's to /etc/apt"
    rm -rf "$root" "$folder/lists" "$folder/packages"
    mkdir -p "$root" "$folder/lists/partial" "$folder/packages"
    echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $archive trixie main" >"$folder/sources.list"
    own=(-qq -oDir::Etc::sourcelist="$folder/sources.list" -oDir::Etc::sourceparts=/dev/null -oDir::State::Lists="$folder/lists"
        -oDir::Cache::pkgcache="" -oDir::Cache::srcpkgcache="" -oAPT::Sandbox::User=root)
    apt-get "${own[@]}" update >&2 || fail "the package lists of Debian 13 could not be fetched; see apt's message above"
    (cd "$folder/packages" && apt-get "${own[@]}" download libc6 libgcc-s1 libstdc++6 patchelf >&2) \
        || fail "Debian 13's runtime could not be downloaded; see apt's message above"
    for package in "$folder"/packages/*.deb; do
        dpkg -x "$package" "$root"
    done
    touch "$folder/complete"
fi

# The old form of the search path (RPATH) also holds for the libraries that the program's libraries load.
loader=$libraries/ld-linux-x86-64.so.2
[ -e "$loader" ] || fail "$loader is missing from the downloaded runtime; delete $folder and try again"
"$loader" --library-path "$libraries" "$root/usr/bin/patchelf" \
    --set-interpreter "$loader" --force-rpath --set-rpath "$libraries" --output "$program-newer" "$program"
echo "$program-newer"
