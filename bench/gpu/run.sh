#!/usr/bin/env bash
# run.sh [--publish FOLDER | --here] [--rounds N] [--replicas "64 256 1024"] [--data FOLDER] [--out FOLDER] and others below
#
# Temper and its peers on one GPU: correctness first, then times, then results.json and results.md. With --publish it makes the
# folder that is copied to a machine with a GPU; there it runs from that folder, and needs no .NET. README.md beside it says more.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
rounds=5
many_rounds=2
repeats=2
replicas="64 256 1024"
precisions="off on"
programs="temper eager graph vmap vmap-written-out jax"
epochs=5
images=
limit=240
device=gpu
temper=$root/temper
data=${TEMPER_DATA:-}
out=$root/runs/gpu
resume=false
checked=false
within=

usage() {
    cat <<'USAGE'
--publish FOLDER      make the folder for the machine with a GPU, and end
--here                measure on this machine (the default)
--data FOLDER         holds fashion-mnist/ (default: TEMPER_DATA)
--out FOLDER          where results go (default: runs/gpu)
--replicas "N N"      how many nets at once (default: 64 256 1024); "" for one net only
--tf32 "off on"       whether products may round to TF32, for all alike
--rounds N            timed trainings of one net, in each run of a program (default 5)
--many-rounds N       the same of many nets (default 2)
--repeats N           how often the whole sequence is run (default 2)
--programs "..."      of temper eager graph vmap vmap-written-out jax
--epochs N            default 5
--limit SECONDS       most time for one run of a program (default 240)
--within SECONDS      most time for all, counted from this script's start; runs that do not fit are left out, and --resume makes up for them
--resume              keep the runs that are already in --out
--checked             temper's checks are in --out already, and have passed
--temper FILE         the program to measure (default: temper in this folder)
--device cpu          try this script without a GPU; with --images N of the 60,000 images for the peers
USAGE
}
fail() {
    echo "run: $1" >&2
    exit 2
}

# limited SECONDS COMMAND...: ends it then; 0 for no limit. In the background, because a signal waits for what runs in front. timeout leads a
# process group of its own, which is ended whole: nothing stays on the GPU.
child=
limited() {
    local code=0
    timeout -k 3 "$@" &
    child=$!
    wait "$child" || code=$?
    kill -KILL -- "-$child" 2>/dev/null || true
    child=
    return "$code"
}
stop() {
    # More signals are ignored: timeout, where it calls this script, sends its own twice.
    trap '' TERM INT HUP
    if [ -n "$child" ]; then
        kill -TERM "$child" 2>/dev/null || true
        wait "$child" || true
        kill -KILL -- "-$child" 2>/dev/null || true
    fi
    echo "run: stopped by a signal; --resume goes on" >&2
    exit 143
}
trap stop TERM INT HUP

while [ $# -gt 0 ]; do
    case $1 in
        --here) shift; continue ;;
        --resume) resume=true; shift; continue ;;
        --checked) checked=true; shift; continue ;;
        -h | --help) usage; exit 0 ;;
    esac
    [ $# -ge 2 ] || fail "$1 expects a value, or is not known; --help lists the options"
    case $1 in
        --publish) exec "$here/publish.sh" "$2" ;;
        --rounds) rounds=$2 ;;
        --many-rounds) many_rounds=$2 ;;
        --repeats) repeats=$2 ;;
        --replicas) replicas=$2 ;;
        --tf32) precisions=$2 ;;
        --programs) programs=$2 ;;
        --epochs) epochs=$2 ;;
        --images) images=$2 ;;
        --limit) limit=$2 ;;
        --within) within=$2 ;;
        --device) device=$2 ;;
        --temper) temper=$2 ;;
        --data) data=$2 ;;
        --out) out=$2 ;;
        *) fail "there is no option $1; --help lists them" ;;
    esac
    shift 2
done
for number in $rounds $many_rounds $repeats $epochs $limit $replicas ${images:-1} ${within:-1}; do
    [[ $number =~ ^[1-9][0-9]*$ ]] || fail "expected whole numbers of at least 1, received $number"
done
for precision in $precisions; do
    case $precision in off | on) ;; *) fail "--tf32 expects off, on or both, received $precision" ;; esac
done
for program in $programs; do
    case $program in
        temper | eager | graph | vmap | vmap-written-out | jax) ;;
        *) fail "--programs knows temper, eager, graph, vmap, vmap-written-out and jax, received $program" ;;
    esac
done
case $device in gpu) peer_device=cuda ;; cpu) peer_device=cpu; precisions=off ;; *) fail "--device expects gpu or cpu, received $device" ;; esac
if [ -z "$data" ] || [ ! -d "$data" ]; then
    echo "run: expected --data or TEMPER_DATA to name a folder that holds fashion-mnist/, received \"$data\"" >&2
    exit 3
fi
data=$(cd "$data" && pwd)
export TEMPER_DATA=$data PYTHONDONTWRITEBYTECODE=1
python=${PYTHON:-python3}
command -v "$python" >/dev/null || fail "Python is missing; PYTHON may name it"
case " $programs " in
    *" temper "*) [ -x "$temper" ] || fail "$temper is missing; make a folder with --publish and run this script from there, or give --temper" ;;
esac

if $checked && ! $resume; then fail "--checked needs --resume"; fi
$resume || rm -rf "$out/runs" "$out/checks"
mkdir -p "$out/runs" "$out/checks"
out=$(cd "$out" && pwd)
# SQLite's library is unpacked there.
export DOTNET_BUNDLE_EXTRACT_BASE_DIR=${DOTNET_BUNDLE_EXTRACT_BASE_DIR:-$out/unpacked}

if command -v nvidia-smi >/dev/null; then
    nvidia-smi --query-gpu=name,driver_version,memory.total,clocks.max.sm,clocks.max.memory,power.limit,compute_mode --format=csv \
        >"$out/machine.csv" || fail "nvidia-smi found no GPU"
    cat "$out/machine.csv" >&2
else
    [ "$device" = cpu ] || fail "nvidia-smi is missing: this needs an NVIDIA GPU and its driver (--device cpu tries the script without)"
    rm -f "$out/machine.csv"
fi

# What is missing is said in the results. With --resume, lines of calls before stay unless this call finds out anew.
$resume || : >"$out/missing.txt"
touch "$out/missing.txt"
forget() {
    grep -vxF -e "$1" "$out/missing.txt" >"$out/missing.part" || true
    mv "$out/missing.part" "$out/missing.txt"
}
missing() {
    forget "$1"
    echo "$1" | tee -a "$out/missing.txt" >&2
}

# Which peers this machine has.
wanted=
for program in $programs; do
    case $program in temper) module= ;; jax) module=jax ;; *) module=torch ;; esac
    if [ -z "$module" ] || "$python" -c "import $module" 2>/dev/null; then
        wanted="$wanted $program"
        forget "$program: this machine's Python has no $module"
    else
        missing "$program: this machine's Python has no $module"
    fi
done
has() { case " $wanted " in *" $1 "*) true ;; *) false ;; esac; }

precision_name() { case $1 in on) echo tf32 ;; off) echo fp32 ;; esac; }

# Temper's own check must pass before anything is timed.
if has temper; then
    "$temper" devices --json | tee "$out/checks/devices.json" >&2 || fail "temper devices failed"
    for precision in $precisions; do
        name=$(precision_name "$precision")
        if $checked; then
            [ -s "$out/checks/temper-$name.json" ] || fail "--checked, but $out/checks/temper-$name.json is missing"
            continue
        fi
        if ! limited 0 "$temper" devices --check --device "$device" --precision "$name" --json >"$out/checks/temper-$name.json"; then
            cat "$out/checks/temper-$name.json" >&2
            echo "run: temper's results on the device are off in $name; nothing was timed" >&2
            exit 1
        fi
        echo "temper's results in $name are right" >&2
    done
fi

# What is left of the time for one run; below 10 s there is no use in beginning one.
seconds() {
    local rest=$((${within:-$limit} - SECONDS))
    if [ -z "$within" ] || [ "$rest" -gt "$limit" ]; then rest=$limit; fi
    echo "$rest"
}

# The peers' checks are said in the results and stop nothing.
peer_check() {
    local name=$1 code=0
    shift
    if $resume && grep -qx "exit code 0" "$out/checks/$name.txt" 2>/dev/null || [ "$(seconds)" -lt 10 ]; then return; fi
    limited "$(seconds)" "$python" "$@" >"$out/checks/$name.txt" 2>&1 || code=$?
    echo "exit code $code" >>"$out/checks/$name.txt"
    [ "$code" -eq 0 ] || echo "the check $name failed; see $out/checks/$name.txt" >&2
}
if has vmap || has vmap-written-out; then peer_check vmap "$here/../peers/PyTorch/check_stacked.py" "$peer_device"; fi
if has jax && "$python" -c "import torch" 2>/dev/null; then peer_check jax "$here/../peers/JAX/check_net.py"; fi

# One run of a program: its own process, with its warm-up and its rounds.
measure() {
    local program=$1 precision=$2 nets=$3 repeat=$4 code=0 file log count=$rounds most no_time
    [ "$nets" -eq 1 ] || count=$many_rounds
    file=$out/runs/$program-$precision-$nets-$repeat.json
    log=${file%.json}.txt
    no_time="$program, TF32 $precision, $nets nets: no time left"
    [ "$repeat" -gt 1 ] || forget "$no_time"
    if $resume && [ -s "$file" ]; then return; fi
    if [ "$repeat" -gt 1 ] && grep -q '"failed"' "$out/runs/$program-$precision-$nets-1.json" 2>/dev/null; then return; fi
    most=$(seconds)
    if [ "$most" -lt 10 ]; then
        missing "$no_time"
        return
    fi
    local peer=("--nets" "$nets" "--epochs" "$epochs" "--rounds" "$count" "--tf32" "$precision" "--device" "$peer_device" "--out" "$file")
    [ -z "$images" ] || peer+=("--images" "$images")
    local place=$here/../peers
    case $program in
        temper)
            limited "$most" "$temper" bench --device "$device" --precision "$(precision_name "$precision")" --replicas "$nets" \
                --experiments altogether --epochs "$epochs" --rounds "$count" --json >"$file" 2>"$log" || code=$?
            ;;
        eager) set -- "$place/PyTorch/eager.py" "${peer[@]}" ;;
        graph) set -- "$place/PyTorch/cuda_graph.py" "${peer[@]}" ;;
        vmap) set -- "$place/PyTorch/stacked.py" "${peer[@]}" ;;
        vmap-written-out) set -- "$place/PyTorch/stacked.py" --norm written-out "${peer[@]}" ;;
        jax) set -- "$place/JAX/scan.py" "${peer[@]}" ;;
    esac
    if [ "$program" != temper ]; then
        limited "$most" "$python" "$@" >"$log" 2>&1 || code=$?
    fi
    if [ "$code" -ne 0 ] && ! grep -q '"failed"' "$file" 2>/dev/null; then
        local why="exit code $code"
        case $code in 124 | 137) why="took longer than $most s" ;; esac
        printf '{ "failed": "%s" }\n' "$why" >"$file"
    fi
    if [ "$code" -ne 0 ]; then
        echo "$program, TF32 $precision, $nets nets: failed (exit code $code); see $log" >&2
    else
        echo "$program, TF32 $precision, $nets nets: done" >&2
    fi
}

# In turn: every program once, then all of them again.
for repeat in $(seq "$repeats"); do
    for precision in $precisions; do
        for program in temper graph jax eager; do
            if has "$program"; then measure "$program" "$precision" 1 "$repeat"; fi
        done
        for nets in $replicas; do
            for program in temper vmap vmap-written-out jax; do
                if has "$program"; then measure "$program" "$precision" "$nets" "$repeat"; fi
            done
        done
    done
done
"$python" "$here/summary.py" "$out"
