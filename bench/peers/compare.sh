#!/usr/bin/env bash
# compare.sh [--rounds N] [--epochs N] [--threads "1 2"] [--style fast|plain] [--out FOLDER]
#
# Temper and its peer in turn: the same experiments of the chapter, several rounds, ratios round by round.
# Needs Fashion-MNIST in the folder that TEMPER_DATA names. Writes each run's JSON, comparison.json and comparison.md.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
rounds=5
epochs=3
threads="1 2"
style=fast
out=$here/../../runs/peers

fail() {
    echo "compare: $1" >&2
    exit 2
}

while [ $# -gt 0 ]; do
    [ $# -ge 2 ] || fail "$1 expects a value"
    case $1 in
        --rounds) rounds=$2 ;;
        --epochs) epochs=$2 ;;
        --threads) threads=$2 ;;
        --style) style=$2 ;;
        --out) out=$2 ;;
        *) fail "expected --rounds, --epochs, --threads, --style or --out, received $1" ;;
    esac
    shift 2
done
[[ $rounds =~ ^[1-9][0-9]*$ ]] || fail "--rounds expects a whole number of at least 1, received $rounds"
[ -n "${TEMPER_DATA:-}" ] || fail "expected TEMPER_DATA to name a folder that holds fashion-mnist/, it is not set"

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
DOTNET_ROOT=${DOTNET_ROOT:-$(dirname "$(readlink -f "$(command -v dotnet)")")}
export DOTNET_ROOT
for project in Temper/TemperPeer TorchSharp/TorchSharpPeer Summary/Summary; do
    dotnet build -c Release -v quiet "$here/$project.csproj" >&2
done
built=bin/Release/net10.0
temper=$here/Temper/$built/TemperPeer
peer=$here/TorchSharp/$built/TorchSharpPeer

# TorchSharp's native library asks for this version of the C++ runtime.
installed=$(ldconfig -p 2>/dev/null | awk '/libstdc\+\+\.so\.6 .*x86-64/ && !found++ { print $NF }')
if [ -n "$installed" ] && ! grep -q GLIBCXX_3.4.32 "$installed"; then
    peer=$("$here/TorchSharp/newer-libstdcxx.sh" "$here/TorchSharp/bin/newer-libstdcxx" "$peer")
fi

mkdir -p "$out"
rm -f "$out"/{baseline,altogether}-*-{temper,peer}.{json,txt}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# Hundredths of a second of processor time: of everybody (with what a host took away), and of this script's programs.
everybody() { awk '$1 == "cpu" { print $2 + $3 + $4 + $7 + $8 + $9 }' /proc/stat 2>/dev/null || echo 0; }
ours() {
    times >"$scratch/times"
    awk 'NR == 2 { split($1, user, /[ms]/); split($2, kernel, /[ms]/)
        printf "%.0f\n", 100 * (60 * (user[1] + kernel[1]) + user[2] + kernel[2]) }' "$scratch/times"
}

# Runs a program and prints how much of a processor everybody else used meanwhile.
run() {
    local file=$1 all began=${EPOCHREALTIME/./}
    shift
    all=$(everybody)
    ours >"$scratch/before"
    "$@" --json "$file.json" >"$file.txt"
    ours >"$scratch/after"
    awk -v name="$(basename "$file")" -v all=$(($(everybody) - all)) -v took=$((${EPOCHREALTIME/./} - began)) \
        'FNR == 1 { own = $1 - own } END { others = 1e4 * (all - own) / took
            printf "%-28s others used %.2f processors\n", name, (others > 0 ? others : 0) }' "$scratch/before" "$scratch/after" | tee -a "$scratch/pair" >&2
}

# Temper, then its peer. Two threads that wait for each other suffer most from a third program, so a pair that others
# disturbed is measured again, up to three times; what is left is said at the end.
pair() {
    local file=$1 attempt
    shift
    for attempt in 1 2 3 4; do
        : >"$scratch/pair"
        run "$file-temper" "$temper" "$@"
        run "$file-peer" "$peer" "$@" --style "$style"
        awk '$4 > 0.1 { exit 1 }' "$scratch/pair" && break
        [ "$attempt" -eq 4 ] || echo "disturbed: measured again" >&2
    done
    cat "$scratch/pair" >>"$scratch/others"
}

for round in $(seq "$rounds"); do
    for experiment in baseline altogether; do
        for count in $threads; do
            pair "$out/$experiment-$count-$round" --experiment "$experiment" --epochs "$epochs" --threads "$count"
        done
    done
done
busiest=$(sort -k4 -n "$scratch/others" | awk 'END { print $4 }')
"$here/Summary/$built/Summary" "$out" "other programs used at most $busiest processors during a run"
