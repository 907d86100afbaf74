#!/usr/bin/env bash
# compare.sh [--device cpu] [--plan]
#
# Second script of a visit, 300 s at most, in precisions whose check has passed: temper beside PyTorch and JAX.
total=300
part=compare
. "$(dirname "$0")/steps.sh"

# Most promising first, should time run out: tf32, which tensor cores compute, then fp32.
order="on off"
common=(--here --repeats 1 --rounds 3 --many-rounds 1 --replicas 256 --limit 50 --programs "temper graph vmap jax")
if [ "$device" = cpu ]; then
    order=off
    common=(--here --device cpu --repeats 1 --rounds 1 --many-rounds 1 --replicas 2 --epochs 1 --images 4000 --limit 50 --programs "temper graph vmap jax")
fi
begin

# Of the seconds that are left, run.sh plans with all but `spare`, and is ended when `reserved` are left: the summary needs them.
spare=25 reserved=12
passed=0 failed=0
for tf32 in $order; do
    case $tf32 in on) precision=tf32 ;; off) precision=fp32 ;; esac
    if ! $plan && [ ! -e "$results/check/passed-$precision" ]; then
        note "$precision: its check has not passed" - 0
        continue
    fi
    passed=$((passed + 1))
    # The check's own files stand for checks that are not done again.
    if ! $plan; then
        mkdir -p "$results/compare/runs" "$results/compare/checks"
        cp "$results/check/check-$precision.json" "$results/compare/checks/temper-$precision.json"
    fi
    within=LEFT limit=$((total - reserved))
    if ! $plan; then
        within=$(($(left) - spare)) limit=$(($(left) - reserved))
        if [ "$within" -lt 10 ]; then
            note "run-$precision: no time left" - 0
            failed=$((failed + 1))
            continue
        fi
    fi
    step "run-$precision" "$limit" bash "$program/bench/gpu/run.sh" "${common[@]}" --tf32 "$tf32" --within "$within" --checked \
        --temper "$temper" --data "$work/data" --out "$results/compare" --resume || failed=$((failed + 1))
done
if $plan; then
    echo "  $total s at most for all of them together"
    exit 0
fi
[ "$passed" -gt 0 ] || { echo "compare: no check has passed; run check.sh first" >&2; exit 1; }
step summary 300 python3 "$program/bench/gpu/summary.py" "$results/compare" || failed=$((failed + 1))
echo "results: $archive_folder/lease-results.tar.gz" >&2
[ "$failed" -eq 0 ]
