#!/usr/bin/env bash
# Attacks samples/WebApi while good requests go on.
#
# Trains a small net for one epoch on the built-in garments, starts the service on loopback and sends 2,000 good requests, 16 at a time, beside clients
# that send a byte a second, clients that leave, JPEG files of many scans (one that is refused, one that is just accepted), a PNG file of 39.7 megapixels
# in 309 kB, a bomb, bodies cut off, wrong types and headers of 100 kB.
#
# Asserts: every good request is answered as it was before the attack, after a 503 with Retry-After when it is sent again; nothing else is answered
# with 5xx, and no connection of a good client breaks; the health check answers within 2.5 s and is healthy; the service's memory stays below 1 GB; half
# a second after the attack a picture is classified at once; nothing is logged as a failure.
# Prints the latencies of good requests and of the health check. Takes about a minute, at most 5.
#
# Usage: tests/reliability/web-api.sh [GOOD REQUESTS]     (after dotnet build -c Release; needs python3, standard library only)
set -euo pipefail
cd "$(dirname "$0")/../.."
count=${1:-2000}
cli=src/Temper.Cli/bin/Release/net10.0/Temper.Cli.dll
service=samples/WebApi/bin/Release/net10.0/WebApi.dll
for file in "$cli" "$service"; do
  [ -f "$file" ] || { echo "$file is missing: dotnet build -c Release" >&2; exit 2; }
done

work=$(mktemp -d)
pid=
cleanup() {
  [ -z "$pid" ] || kill "$pid" 2>/dev/null || true
  rm -rf "$work"
}
trap cleanup EXIT

dotnet exec "$cli" train --data garments --epochs 1 --hidden 32 --out "$work/run" >"$work/train.log" 2>&1 || { cat "$work/train.log" >&2; exit 1; }
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
dotnet exec "$service" --model "$work/run/model.safetensors" --urls "http://127.0.0.1:$port" >"$work/service.log" 2>&1 &
pid=$!
timeout 300 python3 tests/reliability/web-api.py "$port" "$pid" "$count" "$work/service.log"
