#!/usr/bin/env bash
# How large samples/Predict is as a native program, and how long it takes from its start to the first guess, beside the same
# program run by dotnet. Prints a Markdown table. Linux; needs clang or gcc, a model and the test images of Fashion-MNIST (TEMPER_DATA).
#
#   bench/native.sh MODEL [RUNS]     default 30; medians
set -euo pipefail
cd "$(dirname "$0")/.."
[ $# -ge 1 ] || { echo "native.sh: expected MODEL [RUNS]" >&2; exit 2; }
model=$(realpath "$1")
runs=${2:-30}
images=${TEMPER_DATA:?native.sh: expected TEMPER_DATA to name a folder that holds fashion-mnist/}/fashion-mnist/t10k-images-idx3-ubyte.gz
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

dotnet publish -c Release -v quiet -p:PublishAot=true samples/Predict -o "$scratch/native" >&2
dotnet build -c Release -v quiet samples/Predict >&2
native=$scratch/native/Predict
managed=samples/Predict/bin/Release/net10.0/Predict

# One image: 00 00 08 03, 1, 28, 28, and its pixels.
{ printf '\0\0\10\3\0\0\0\1\0\0\0\34\0\0\0\34'; gzip -dc "$images" | tail -c +17 | head -c 784; } > "$scratch/one" || true

now() { local t=$EPOCHREALTIME; echo $((${t%.*} * 1000000 + 10#${t#*.})); }
median() { sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }
milliseconds() {
    local i from
    for ((i = 0; i < runs; i++)); do
        from=$(now)
        "$1" "$model" "$scratch/one" > /dev/null
        echo $((($(now) - from) / 100))
    done | median | sed 's/.$/.&/'
}
memory() {
    "$1" "$model" "$scratch/one" > /dev/null
    "$1" "$model" "$images" > "$scratch/out" &
    local pid=$! peak=0 line
    while line=$(grep VmHWM "/proc/$pid/status" 2> /dev/null); do
        line=${line//[!0-9]/}
        [ "${line:-0}" -le "$peak" ] || peak=$line
    done
    wait "$pid"
    echo $((peak / 1024))
}

echo "| | native | run by dotnet |"
echo "|---|---|---|"
echo "| program | $(($(stat -c %s "$native") / 1000)) kB, nothing else | $(($(cat "$(dirname "$managed")"/{Predict,Temper}.dll | wc -c) / 1000)) kB and .NET |"
echo "| from start to a guess, model read | $(milliseconds "$native") ms | $(milliseconds "$managed") ms |"
echo "| most memory, 10,000 images | $(memory "$native") MB | $(memory "$managed") MB |"
