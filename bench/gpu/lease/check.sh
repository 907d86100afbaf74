#!/usr/bin/env bash
# check.sh [--device cpu] [--plan]
#
# First script of a visit, 240 s at most: what there is, whether temper's results are right, how fast it is alone, and what the GPU's counters say.
total=240
part=check
. "$(dirname "$0")/steps.sh"

facts() {
    set +e
    uname -sr
    grep -m 1 "model name" /proc/cpuinfo
    nproc
    grep MemTotal /proc/meminfo
    if command -v nvidia-smi; then
        nvidia-smi -L
        nvidia-smi
    else
        echo "nvidia-smi is missing"
    fi
    ls -l /dev/nvidia* 2>&1
    ldconfig -p 2>/dev/null | grep -E "libcuda|libnvidia-ptxjitcompiler" || echo "ldconfig knows no libcuda"
    for tool in python3 ncu nsys xz; do command -v "$tool" || echo "$tool is missing"; done
    python3 -c 'import sys, importlib.metadata as m
print("python", sys.version.split()[0])
for name in ("numpy", "torch", "jax", "jaxlib"):
    try: print(name, m.version(name))
    except m.PackageNotFoundError: print(name, "is missing")'
    echo "libraries that temper misses here, one a line:"
    find "$program/temper" -name '*.so' -o -name Temper.Cli | while read -r file; do
        ldd "$file" 2>&1 | grep "not found" | sed "s|^|$(basename "$file"):|"
    done
    return 0
}

bench() {
    local precision=$1 nets=$2 rounds=$3
    "$temper" bench --device "$device" --precision "$precision" --experiments altogether --replicas "$nets" --epochs "$epochs" --rounds "$rounds" --json
}

counters() {
    command -v ncu >/dev/null || { echo "ncu is missing"; return 127; }
    ncu --clock-control none --section SpeedOfLight --section LaunchStats -k "regex:Kernel_" -s 200 -c 22 \
        "$temper" bench --device "$device" --experiments altogether --replicas "$1" --epochs 1 --rounds 1 --json
}

# Functions run in a bash of their own, so that timeout can end them.
export -f facts bench counters
epochs=5
precisions="fp32 tf32"
many=64
steps=()
if [ "$device" = cpu ]; then
    # A rehearsal: all steps, but small.
    epochs=1 precisions=fp32 many=2 steps=(--steps 4)
fi
begin
export program temper device epochs

step facts 20 bash -c facts
step devices.json 20 "$temper" devices --json
for precision in $precisions; do
    rm -f "$results/$part/passed-$precision"
    if step "check-$precision.json" 70 "$temper" devices --check --device "$device" --precision "$precision" "${steps[@]}" --json; then
        $plan || : >"$results/$part/passed-$precision"
    fi
done
for precision in $precisions; do step "bench-$precision-1.json" 30 bash -c "bench $precision 1 3"; done
for precision in $precisions; do step "bench-$precision-$many.json" 40 bash -c "bench $precision $many 1"; done
if [ "$device" = gpu ]; then
    step counters-1 60 bash -c "counters 1"
    step counters-$many 60 bash -c "counters $many"
fi
if $plan; then
    echo "  $total s at most for all of them together"
    exit 0
fi
pack
echo "results: $archive_folder/lease-results.tar.gz" >&2
for precision in $precisions; do [ -e "$results/$part/passed-$precision" ] || exit 1; done
