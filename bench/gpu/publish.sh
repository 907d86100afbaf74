#!/usr/bin/env bash
# publish.sh [FOLDER]
#
# What a machine with a GPU needs to run the comparison: temper as one self-contained, compressed program for linux-x64, and beside
# it the peers, the scripts and their notes. Also packed as FOLDER.tar.gz. Default: runs/gpu-publish.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
case ${1:-} in -*) echo "publish: expected a folder, received $1" >&2; exit 2 ;; esac
folder=$(realpath -m "${1:-$root/runs/gpu-publish}")
case $root/ in "$folder"/*) echo "publish: $folder holds the sources; name another folder" >&2; exit 2 ;; esac
if [ -e "$folder" ] && [ ! -e "$folder/bench/gpu/run.sh" ] && [ -n "$(ls -A "$folder")" ]; then
    echo "publish: $folder holds something else; name an empty or a new folder" >&2
    exit 2
fi

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

# Built in a folder of its own: a publish for one platform would change what an ordinary build finds restored.
# SQLite's library goes into the file too, and is unpacked when the program starts.
dotnet publish "$root/src/Temper.Cli" -c Release -r linux-x64 --self-contained -m:1 -v quiet --artifacts-path "$scratch/built" -o "$scratch/out" \
    -p:PublishSingleFile=true -p:EnableCompressionInSingleFile=true -p:IncludeNativeLibrariesForSelfExtract=true -p:DebugType=none >&2

rm -rf "$folder"
mkdir -p "$folder/bench/gpu" "$folder/bench/peers"
mv "$scratch/out/Temper.Cli" "$folder/temper"
if [ -n "$(ls -A "$scratch/out")" ]; then
    echo "publish: expected one file, the build also left: $(ls "$scratch/out")" >&2
    exit 1
fi
cp "$root"/LICENSE "$folder"
cp "$root"/bench/gpu/{run.sh,summary.py,README.md} "$folder/bench/gpu"
for part in Python PyTorch JAX; do
    (cd "$root/bench/peers" && find "$part" -name '*.py' -exec cp --parents {} "$folder/bench/peers" \;)
done
tar -C "$(dirname "$folder")" -czf "$folder.tar.gz" "$(basename "$folder")"
echo "$folder: temper $(($(stat -c %s "$folder/temper") / 1000000)) MB, all $(($(du -sb "$folder" | cut -f1) / 1000000)) MB"
echo "$folder.tar.gz: $(($(stat -c %s "$folder.tar.gz") / 1000000)) MB"
