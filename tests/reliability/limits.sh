#!/usr/bin/env bash
# Asks the command line for more than there is: nets, studies and data larger than memory, gzip bombs, endless and huge spec files, mirrors that
# are slow or lead nowhere. Asserts of each call: the exit code, what its one line says, at most so many seconds, at most so much memory.
# Takes about 3 minutes, of which two are spent waiting for mirrors that send a byte a second; needs bash, python3 and a Release build. Traffic stays on
# the loopback interface: the mirrors' requests go through a proxy that is this script's. Usage: tests/reliability/limits.sh
set -euo pipefail
here=$(cd "$(dirname "$0")/../.." && pwd)
cli="$here/src/Temper.Cli/bin/Release/net10.0/Temper.Cli.dll"
[ -f "$cli" ] || { echo "build it first: dotnet build -c Release" >&2; exit 2; }
work=$(mktemp -d)
group=/sys/fs/cgroup/memory/temper-limits-$$
server=
finish() {
    if [ -n "$server" ]; then kill "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true; fi
    if [ -d "$group" ]; then rmdir "$group" 2>/dev/null || true; fi
    rm -rf "$work"
}
trap finish EXIT
cd "$work"
export HOME="$work" XDG_CACHE_HOME="$work/cache"
unset TEMPER_DATA || true

cat > call.py <<'PY'
"""call.py NAME EXIT SECONDS MEGABYTES TEXT ARGUMENTS...: calls temper and asserts."""
import os, resource, subprocess, sys, time
name, code, seconds, megabytes, text = sys.argv[1], int(sys.argv[2]), float(sys.argv[3]), float(sys.argv[4]), sys.argv[5]
group = os.environ.get("MEMORY_GROUP")
def enter():
    if group:
        with open(group + "/cgroup.procs", "w") as procs:
            procs.write(str(os.getpid()))
began = time.monotonic()
child = subprocess.Popen(["dotnet", "exec", os.environ["TEMPER_CLI"], *sys.argv[6:]], stdout=subprocess.PIPE, stderr=subprocess.PIPE, preexec_fn=enter)
try:
    out, err = child.communicate(timeout=seconds)
    late = ""
except subprocess.TimeoutExpired:
    child.kill()
    out, err = child.communicate()
    late = " (stopped: too long)"
took = time.monotonic() - began
peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
lines = [line for line in err.decode(errors="replace").splitlines() if line.startswith("temper: ")]
good = child.returncode == code and not late and peak <= megabytes and (text in err.decode(errors="replace")) and (code == 0 or len(lines) == 1)
print(f"{'ok  ' if good else 'FAIL'} {name}: exit {child.returncode}, {took:.1f} s, {peak:.0f} MB{late}", flush=True)
if not good:
    print(f"     expected exit {code}, at most {seconds:g} s and {megabytes:g} MB, and: {text}\n{out.decode(errors='replace')[-500:]}{err.decode(errors='replace')[-1500:]}", flush=True)
    sys.exit(1)
PY
export TEMPER_CLI="$cli"
failed=0
call() { python3 call.py "$@" || failed=1; }

python3 - <<'PY'
import gzip, json, os, struct
def packed(folder, images, members=1):
    os.makedirs(folder, exist_ok=True)
    zeros = bytes(1 << 20)
    for name, head, size in [("train-images-idx3-ubyte", struct.pack(">IIII", 2051, images, 28, 28), images * 784), ("train-labels-idx1-ubyte", struct.pack(">II", 2049, images), images),
                             ("t10k-images-idx3-ubyte", struct.pack(">IIII", 2051, images, 28, 28), images * 784), ("t10k-labels-idx1-ubyte", struct.pack(">II", 2049, images), images)]:
        with open(f"{folder}/{name}.gz", "wb") as file:
            file.write(gzip.compress(head))
            for part in range(members):
                with gzip.GzipFile(fileobj=file, mode="wb", mtime=0) as member:
                    left = size // members + (size % members if part == members - 1 else 0)
                    while left > 0:
                        member.write(zeros[:min(left, 1 << 20)])
                        left -= 1 << 20
            file.write(bytes(5000))
packed("bomb", 1_337_469)
packed("members", 1_337_469, members=100)
packed("large", 2_600_000)
layer = '{"type":"ReLU"},'
open("layers.json", "w").write('{"layers":[' + layer * 100_000 + '{"type":"Linear","outFeatures":10}]}')
open("longest.json", "w").write('{"layers":[' + layer * 1_000_000 + '{"type":"Linear","outFeatures":10}]}')
open("deep.json", "w").write("[" * 8_000_000)
PY

echo "larger than memory"
call "a net of 10^12 weights" 2 10 200 "the most is 2147483647" train --data garments --hidden 1000000,1000000
call "a net of 2 x 10^9 weights, three states" 3 10 300 " of memory, but this " train --data garments --hidden 46000,46000 --optimizer Adam --opt amsgrad=true
DOTNET_GCHeapHardLimit=0x20000000 call "a runtime that may have 512 MB" 3 10 300 "of the .NET heap, which may have 537 MB here" train --data garments --hidden 20000,20000
if mkdir "$group" 2>/dev/null && echo 2000000000 > "$group/memory.limit_in_bytes" 2>/dev/null; then
    export MEMORY_GROUP="$group"
    call "20,000 x 20,000 in a container of 2 GB" 3 10 200 "but this container has 2.0 GB" train --data garments --hidden 20000,20000
    call "10,000 x 10,000 in a container of 2 GB, known when the data are" 3 20 400 "but this container has 2.0 GB" train --data garments --hidden 10000,10000
    call "what fits is trained there" 0 60 1500 "" train --data garments --hidden 64 --epochs 1 --out fits -q
    echo 600000000 > "$group/memory.limit_in_bytes"
    call "data in a container of 0.6 GB" 3 20 400 "but this container has 600 MB" data info bomb --max-bytes 9000000000
    call "results in a container of 0.6 GB" 3 10 200 "but this container has 600 MB" compare baseline batchnorm --data garments --seeds 400000 --store s.db
    unset MEMORY_GROUP
else
    echo "     (no memory group of its own can be made here: containers are left out)"
fi

echo "lists"
call "a million seeds" 2 10 200 "the most is 1000000" compare baseline batchnorm --data garments --seeds 1000000 --store s.db
call "2^31 - 1 seeds" 2 10 200 "seeds" compare baseline batchnorm --data garments --seeds 2147483647 --store s.db
call "2^64 - 1 seeds" 2 10 200 "--seeds" compare baseline batchnorm --data garments --seeds 18446744073709551615 --store s.db
call "a chapter of a million seeds" 2 10 200 "the most is 1000000" chapter --data garments --seeds 1000000
call "5,000 arms" 2 10 200 "at most 1000 arms" compare $(seq -f 'lr=0.%05g' 1 5000) --data garments --store s.db
call "20,000 hidden layers" 2 10 200 "at most 1000 layers" train --data garments --hidden "$(seq -s, 2 20001)"
call "2^31 - 1 epochs" 2 10 200 "at most 1000000 epochs" train --data garments --epochs 2147483647
call "2^31 - 1 hidden units" 2 10 200 "the most is 2147483647" train --data garments --hidden 2147483647

echo "specs"
call "/dev/zero" 3 10 250 "more than 16777216 bytes" train --data garments --spec /dev/zero
call "100,000 layers" 3 20 400 "at most 1000 layers (activations and dropout count too), received 100001" train --data garments --spec layers.json
call "a million layers" 3 30 900 "layers" train --data garments --spec longest.json
call "8 million brackets" 3 20 400 "deep.json" train --data garments --spec deep.json

echo "data"
call "a bomb of 2 MB: 2.1 GB" 3 20 400 "the headers of its files promise more than the 1073741824 bytes" data info bomb
call "the same in 100 members" 3 20 400 "the headers of its files promise more than the 1073741824 bytes" data info members
call "a file of 2 GB by itself" 3 20 400 "= 2038400000 bytes, and a data set may have at most 1073741824" data info large
call "/dev/zero as data" 3 20 200 "" data info /dev/zero
mkdir zeros && for name in train-images-idx3 train-labels-idx1 t10k-images-idx3 t10k-labels-idx1; do ln -s /dev/zero zeros/$name-ubyte; done
call "four links to /dev/zero" 3 20 300 "wrong element type 0x00" data info zeros

echo "mirrors"
cat > mirror.py <<'PY'
"""Stands for every mirror: a proxy that answers as the file 'mode' says."""
import http.server, socketserver, time
class Mirror(http.server.BaseHTTPRequestHandler):
    def log_message(self, *_): pass
    def do_CONNECT(self): self.send_error(502, "no way through")
    def do_GET(self):
        mode = open("mode").read()
        if mode == "drip":
            self.send_response(200); self.end_headers()
            try:
                for _ in range(600):
                    self.wfile.write(b"\x1f"); self.wfile.flush(); time.sleep(1)
            except OSError: pass
        elif mode == "headers":
            self.wfile.write(b"HTTP/1.1 200 OK\r\n")
            try:
                for i in range(10_000_000): self.wfile.write(b"X-%d: %s\r\n" % (i, b"x" * 1000))
            except OSError: pass
        elif mode == "page":
            body = b"<html>Please log in</html>"
            self.send_response(200); self.send_header("Content-Type", "text/html"); self.send_header("Content-Length", str(len(body))); self.end_headers(); self.wfile.write(body)
        elif mode == "encoded":
            self.send_response(200); self.send_header("Content-Encoding", "br"); self.end_headers(); self.wfile.write(b"x" * 100)
        elif mode == "interim":
            try:
                for _ in range(1_000_000): self.wfile.write(b"HTTP/1.1 103 Early Hints\r\n\r\n"); time.sleep(0.001)
            except OSError: pass
        else:
            self.wfile.write(b"HTTP/1.1 302 Found\r\nLocation: " + mode.encode("utf-8") + b"\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
class Server(socketserver.ThreadingMixIn, http.server.HTTPServer):
    daemon_threads = True
server = Server(("127.0.0.1", 0), Mirror)
open("port", "w").write(str(server.server_port))
server.serve_forever()
PY
printf page > mode
python3 mirror.py 2> mirror.log & server=$!
for _ in $(seq 100); do if [ -s port ]; then break; fi; sleep 0.1; done
export http_proxy="http://127.0.0.1:$(cat port)" https_proxy="http://127.0.0.1:$(cat port)" no_proxy=
fetch() { printf '%s' "$2" > mode; call "$1" 3 "${4:-20}" 300 "$3" data fetch fashion-mnist; }
fetch "a login page" page "offers 26 bytes, expected 26421880"
fetch "an encoded body" encoded "broke off after 100 of 26421880 bytes"
fetch "endless headers" headers "amazonaws.com"
fetch "to file:" "file:///etc/passwd" "redirects to file:///etc/passwd, which is neither http nor https"
fetch "to data:" "data:,x" "which is neither http nor https"
fetch 'to \\server' '\\server\share' "redirects to "
fetch "to ftp:" "ftp://host/x" "which is neither http nor https"
fetch "to itself for ever" "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/x" "redirects more than 10 times"
fetch "to a path for ever" "/x" "redirects more than 10 times"
fetch "to garbage" "http://[[[" "which is no address"
fetch "to nothing" "" "which is no address"
fetch "to a user" "http://me:pw@host/x" "which names a user"
fetch "to letters of other scripts" "ünï/服" "redirects more than 10 times"
fetch "to 60,000 letters" "$(printf 'x%.0s' $(seq 60000))" "amazonaws.com"
fetch "hints for ever" interim "amazonaws.com" 60
fetch "a byte a second" drip "slower than 2000 bytes a second" 120
[ -z "$(ls cache/temper/datasets/fashion-mnist 2>/dev/null)" ] || { echo "FAIL something was left in the cache"; failed=1; }
if [ "$failed" = 0 ]; then echo "all as asserted"; else echo "SOMETHING FAILED" >&2; fi
exit "$failed"
