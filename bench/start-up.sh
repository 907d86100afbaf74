#!/usr/bin/env bash
# How long temper takes to say something, how long until the first training step is done, and how much memory a
# training takes at most. Prints a Markdown table. Linux; needs a Release build and Fashion-MNIST (TEMPER_DATA or the
# user's cache), and for the first step "script" (util-linux), because the progress line is shown only on a terminal.
#
#   bench/start-up.sh [RUNS]         default 20; memory is taken from a fifth of them
set -euo pipefail
cd "$(dirname "$0")/.."
runs=${1:-20}
temper=$PWD/src/Temper.Cli/bin/Release/net10.0/Temper.Cli
[ -x "$temper" ] || { echo "start-up.sh: $temper is missing; run: dotnet build -c Release" >&2; exit 1; }
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"
export LC_ALL=C.UTF-8 TERM=xterm

# A standard input that never ends: at its end "script" would look for more without a pause.
mkfifo quiet
exec 3<> quiet

now() { local t=$EPOCHREALTIME; echo $((${t%.*} * 1000000 + 10#${t#*.})); }

# Milliseconds until the process has ended.
whole() {
    local from
    from=$(now)
    "$temper" "$@" > /dev/null 2>&1
    echo $((($(now) - from) / 1000))
}

# Milliseconds until the progress line shows a loss for the first time.
first_step() {
    local from
    from=$(now)
    script -qefc "'$temper' $* --out run" /dev/null <&3 | {
        while IFS= read -r -d % part; do
            if [[ $part == *loss* ]]; then
                echo $((($(now) - from) / 1000))
                break
            fi
        done
        cat > /dev/null
    }
    rm -rf run
}

# Megabytes of memory at most, as the kernel counts them.
peak() {
    local key value rest most=0
    "$temper" "$@" --out run > /dev/null 2>&1 &
    while kill -0 $! 2> /dev/null; do
        while read -r key value rest; do
            if [ "$key" = VmHWM: ]; then most=$value; fi
        done 2> /dev/null < "/proc/$!/status" || true
        sleep 0.02
    done
    rm -rf run
    echo $((most / 1000))
}

# A row: what, unit, number of runs, and how to measure once.
row() {
    local what=$1 unit=$2 times=$3 i
    shift 3
    "$@" > /dev/null
    for ((i = 0; i < times; i++)); do "$@"; done | sort -n > sorted
    echo "| $what | $(sed -n "$(((times + 1) / 2))p" sorted) $unit | $(head -n 1 sorted) | $(tail -n 1 sorted) |"
}

few=$(((runs + 4) / 5))
net="--hidden 200,200,200 --dropout .1 --batch-norm --weight-decay 1e-4 --optimizer Adam --lr .01 --epochs 1"
echo "| | median of $runs | least | most |"
echo "|---|---|---|---|"
row "temper --help" ms "$runs" whole --help
row "temper --version" ms "$runs" whole --version
# shellcheck disable=SC2086 # words are wanted
row "first step of temper train" ms "$runs" first_step train $net
row "first step of temper chapter" ms "$few" first_step chapter --epochs 1 --experiment baseline --protocol chapter
# shellcheck disable=SC2086
row "memory of temper train (of $few)" MB "$few" peak train $net
row "memory of temper chapter (of $few)" MB "$few" peak chapter --epochs 1
row "memory of temper chapter --seeds 2 (of $few)" MB "$few" peak chapter --epochs 1 --seeds 2 --experiment altogether
