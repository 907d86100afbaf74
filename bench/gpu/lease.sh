#!/usr/bin/env bash
# lease.sh [--out FOLDER] [--data FOLDER] [--program FOLDER] [--most MB] [--dry-run]
#
# Prepares a visit of at most 10 minutes to a machine that has a GPU, its driver, Python, PyTorch and JAX, but no .NET and no network: a folder
# with temper and the data, packed, and the two scripts to run there. docs/gpu.md has the lines that use it.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
out=$root/runs/lease
data=${TEMPER_DATA:-}
program=
most=62
dry=false

usage() {
    cat <<'USAGE'
--out FOLDER       what is to be carried there (default: runs/lease)
--data FOLDER      holds fashion-mnist/ (default: TEMPER_DATA)
--program FOLDER   temper as published before, instead of publishing it now
--most MB          most that the folder and the repository's own files may weigh together (default 62)
--dry-run          only check the scripts and print what they would do, step by step
USAGE
}
fail() {
    echo "lease: $1" >&2
    exit "${2:-2}"
}
while [ $# -gt 0 ]; do
    case $1 in
        --dry-run) dry=true; shift; continue ;;
        -h | --help) usage; exit 0 ;;
    esac
    [ $# -ge 2 ] || fail "$1 expects a value, or is not known; --help lists the options"
    case $1 in
        --out) out=$2 ;;
        --data) data=$2 ;;
        --program) program=$2 ;;
        --most) most=$2 ;;
        *) fail "there is no option $1; --help lists them" ;;
    esac
    shift 2
done
[[ $most =~ ^[1-9][0-9]*$ ]] || fail "--most expects a whole number of megabytes, received $most"

if $dry; then
    for script in "$here/lease.sh" "$here/run.sh" "$here"/lease/*.sh; do bash -n "$script" || fail "$script is no bash" 1; done
    for script in check compare; do "$here/lease/$script.sh" --plan; done
    exit 0
fi
if [ -z "$data" ] || [ ! -d "$data/fashion-mnist" ]; then
    fail "expected --data or TEMPER_DATA to name a folder that holds fashion-mnist/, received \"$data\"" 3
fi
command -v xz >/dev/null || fail "xz is missing"
out=$(realpath -m "$out")
case $root/ in "$out"/*) fail "$out holds the sources; name another folder" ;; esac
if [ -e "$out" ] && [ ! -e "$out/check.sh" ] && [ -n "$(ls -A "$out")" ]; then
    fail "$out holds something else; name an empty or a new folder"
fi

# What is packed must not lie in what is replaced.
for input in "$data" "$data/fashion-mnist" ${program:+"$program"}; do
    case $(realpath -m "$input")/ in "$out"/*) fail "$input lies in $out, which is made anew; name another folder" ;; esac
done

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
mkdir -p "$scratch/program/bench/gpu" "$scratch/program/bench/peers" "$scratch/data/fashion-mnist"

# Files as they are: xz makes them smaller than the compression of a single file does, and nothing is unpacked at each start.
if [ -n "$program" ]; then
    cp -r "$program" "$scratch/program/temper"
else
    export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
    dotnet publish "$root/src/Temper.Cli" -c Release -r linux-x64 --self-contained -m:1 -v quiet --artifacts-path "$scratch/built" \
        -o "$scratch/program/temper" -p:PublishSingleFile=false -p:DebugType=none >&2
fi
# What is only for debuggers and tracing, which nobody does there; the tracing library alone needs more than a usual system has.
rm -f "$scratch"/program/temper/{libcoreclrtraceptprovider.so,libmscordaccore.so,libmscordbi.so,createdump}
[ -x "$scratch/program/temper/Temper.Cli" ] || fail "there is no Temper.Cli in ${program:-what was published}" 1
cp "$root/LICENSE" "$scratch/program"
cp "$here"/{run.sh,summary.py} "$scratch/program/bench/gpu"
for part in Python PyTorch JAX; do
    (cd "$root/bench/peers" && find "$part" -name '*.py' -exec cp --parents {} "$scratch/program/bench/peers" \;)
done
for role in train-images-idx3 train-labels-idx1 t10k-images-idx3 t10k-labels-idx1; do
    file=$data/fashion-mnist/$role-ubyte
    if [ -f "$file" ]; then cp "$file" "$scratch/data/fashion-mnist"; else gzip -dc "$file.gz" >"$scratch/data/fashion-mnist/$role-ubyte"; fi
done
# The images hardly get smaller by trying harder; the program does.
tar -C "$scratch/program" -c . | xz -T0 -8 >"$scratch/program.tar.xz"
tar -C "$scratch/data" -c . | xz -T0 -6 >"$scratch/data.tar.xz"

# What this script or a visit makes anew goes. Results of a visit, and whatever else lies there, are kept beside it.
rm -rf "$out"/{program.tar.xz,data.tar.xz,check.sh,compare.sh,steps.sh} "$out/work"/{program,data,tmp}
if [ -e "$out" ] && [ -n "$(find "$out" ! -type d -print -quit)" ]; then
    number=1
    while [ -e "$out.results-$number" ]; do number=$((number + 1)); done
    mv "$out" "$out.results-$number"
    echo "results of an earlier visit are now in $out.results-$number" >&2
fi
rm -rf "$out"
mkdir -p "$out"
mv "$scratch"/{program,data}.tar.xz "$out"
cp "$here"/lease/*.sh "$out"

weigh() { du -cb "$@" | tail -n 1 | cut -f 1; }
mb() { awk "BEGIN { printf \"%.1f\", $1 / 1000000 }"; }
own=0
if git -C "$root" rev-parse --git-dir >/dev/null 2>&1; then
    # A tracked file may be deleted and not yet staged.
    own=$(cd "$root" && git ls-files -z | while IFS= read -r -d '' file; do
        if [ -e "$file" ] || [ -L "$file" ]; then printf '%s\0' "$file"; fi
    done | xargs -0 -r du -cb | awk '$2 == "total" { sum += $1 } END { print sum + 0 }')
fi
packed=$(weigh "$out")
echo "program $(mb "$(weigh "$out/program.tar.xz")") MB, data $(mb "$(weigh "$out/data.tar.xz")") MB, the repository's files $(mb "$own") MB: $(mb $((packed + own))) MB in all"
[ $((packed + own)) -le $((most * 1000000)) ] || fail "that is more than $most MB" 1
echo "$out is ready: carry it there, then run check.sh and, after it, compare.sh"
