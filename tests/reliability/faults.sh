#!/bin/bash
# Attacks: the disk. strace makes single calls of the system fail (EIO, ENOSPC) or kills the process before them (SIGKILL): every k-th fsync,
# fdatasync, write, rename, ftruncate and open of a file in the working folder, in a training with its folder, in one that is interrupted and
# leaves a checkpoint, in one that goes on from it, in a study with a store that has runs already, and in an export.
#
# Asserts, after every single fault: the exit code is a documented one, and not 0 for a failed fsync or rename of a file of Temper's own; a failure
# is one line on standard error; no *.tmp is left (after a kill they may be); what the store had before it has still, and SQLite finds it sound;
# and the same command, without the fault, ends with the same weights and the same stored runs as without any fault.
#
# Takes 10 minutes, or as long as --minutes says; --quick takes 1. Cases are drawn in an order that depends on --seed alone; --all does all of them,
# which takes an hour. Needs Linux, strace, python3 and the Release build (dotnet build -c Release). Sends nothing anywhere.
#
# Usage: tests/reliability/faults.sh [--quick] [--all] [--minutes M] [--seed S] [--only SCENARIO]
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
cli="$root/src/Temper.Cli/bin/Release/net10.0/Temper.Cli.dll"
[ -f "$cli" ] || { echo "faults: expected $cli; run dotnet build -c Release first" >&2; exit 2; }
for tool in strace python3 dotnet; do
    command -v "$tool" > /dev/null || { echo "faults: expected $tool in the path" >&2; exit 2; }
done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 - "$cli" "$work" "$@" <<'PYTHON'
import argparse, contextlib, json, os, random, re, shutil, signal, sqlite3, struct, subprocess, sys, time

cli, work = sys.argv[1:3]
options = argparse.ArgumentParser(prog="faults.sh")
options.add_argument("--quick", action="store_true")
options.add_argument("--all", action="store_true")
options.add_argument("--minutes", type=float)
options.add_argument("--seed", type=int, default=1)
options.add_argument("--only")
options = options.parse_args(sys.argv[3:])
minutes = 1e9 if options.all else options.minutes or (1 if options.quick else 10)

CALLS = ["fsync", "fdatasync", "write", "pwrite64", "rename", "renameat2", "ftruncate", "openat"]
FAULTS = ["error=EIO", "error=ENOSPC", "signal=SIGKILL"]
DOCUMENTED = {0, 3, 4, 5, 130}
temper = ["dotnet", "exec", cli]
environment = {**os.environ, "DOTNET_TieredCompilation": "1", "DOTNET_EnableDiagnostics": "0"}


def images(folder):
    os.makedirs(folder)
    draw = random.Random(1)
    for name, count in (("train", 300), ("t10k", 60)):
        with open(f"{folder}/{name}-images-idx3-ubyte", "wb") as pictures, open(f"{folder}/{name}-labels-idx1-ubyte", "wb") as labels:
            pictures.write(struct.pack(">IIII", 2051, count, 6, 6))
            labels.write(struct.pack(">II", 2049, count))
            for i in range(count):
                labels.write(bytes([i % 4]))
                pictures.write(bytes(draw.randrange(120) + (100 if p % 4 == i % 4 else 0) for p in range(36)))


class Scenario:
    """A command, the folder that it begins with, and when Ctrl-C comes, in seconds."""

    def __init__(self, name, args, begin=None, interrupt=None, rest=None):
        self.name, self.args, self.begin, self.interrupt, self.rest = name, args, begin, interrupt, rest

    def place(self):
        place = f"{work}/at"
        shutil.rmtree(place, ignore_errors=True)
        if self.begin:
            shutil.copytree(self.begin, place, symlinks=True)
        else:
            os.makedirs(place)
        return place

    def run(self, place, before=(), args=None):
        process = subprocess.Popen(
            [*before, *temper, *(args or self.args)], cwd=place, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        if self.interrupt and args is None:
            press(process, self.interrupt, f"{place}/out/spec.json", bool(before))
        try:
            out, error = process.communicate(timeout=120)
        except subprocess.TimeoutExpired:
            process.kill()
            return 999, "", "it did not end"
        return process.returncode, out, error


def press(process, seconds, begun, is_traced):
    """Ctrl-C for the process itself, not for strace, so many seconds after the training has begun."""
    while not os.path.exists(begun) and process.poll() is None:
        time.sleep(0.02)
    time.sleep(seconds)
    try:
        child = process.pid
        if is_traced:
            child = int(open(f"/proc/{child}/task/{child}/children").read().split()[0])
        os.kill(child, signal.SIGINT)
    except (OSError, IndexError):
        pass


def stored(path):
    """The store's runs, after SQLite has looked at all of it."""
    if not os.path.exists(path) or os.path.getsize(path) == 0:
        return {}
    copy = f"{work}/look.db"
    for ending in ("", "-wal", "-journal", "-shm"):
        if os.path.exists(copy + ending):
            os.remove(copy + ending)
        if ending != "-shm" and os.path.exists(path + ending):
            shutil.copy(path + ending, copy + ending)
    with contextlib.closing(sqlite3.connect(copy)) as store:
        sound = store.execute("PRAGMA integrity_check").fetchall()
        if sound != [("ok",)]:
            raise AssertionError(f"the store is damaged: {sound[0][0]}")
        if not store.execute("SELECT 1 FROM sqlite_schema WHERE name = 'runs'").fetchall():
            return {}
        return dict(store.execute("SELECT id, weights_hash FROM runs"))


def result(place):
    """What has to be the same in the end: weights, stored runs, exported bytes."""
    found = {}
    record = f"{place}/out/record.json"
    if os.path.exists(record):
        found["weights"] = json.load(open(record)).get("weightsHash")
    for name in ("net.onnx", "net.safetensors"):
        if os.path.exists(f"{place}/{name}"):
            found[name] = hash(open(f"{place}/{name}", "rb").read())
    found["runs"] = stored(f"{place}/store/store.db")
    return found


def left(place):
    return [name for folder, _, names in os.walk(place) for name in names if name.endswith(".tmp")]


def calls(scenario):
    """For each call of the system, which ones of a thread (from 1) concern the working folder."""
    place, trace = scenario.place(), f"{work}/trace"
    code, out, error = scenario.run(place, ["strace", "-f", "-y", "-o", trace, "-e", "trace=" + ",".join(CALLS)])
    expected = 130 if scenario.interrupt else 0
    assert code == expected, f"{scenario.name}: exit code {code} without a fault\n{out}{error}"
    counts, found = {}, {}
    for line in open(trace):
        match = re.match(r"(\d+) +(\w+)\((.*)", line)
        if not match:
            continue
        thread, call, rest = match.groups()
        count = counts[thread, call] = counts.get((thread, call), 0) + 1
        first = rest.split(",")[0] if call != "openat" else rest.split('"')[1] if '"' in rest else ""
        if re.search(r"/store>\)? ", rest):
            # SQLite brings its folder to the disk, and does not mind when that fails.
            continue
        if call == "openat":
            concerns = first.startswith(place) or not first.startswith("/")
        else:
            concerns = place in (rest if call.startswith("rename") else first)
        if concerns:
            found.setdefault(call, set()).add(count)
    return found


def finish(scenario, place):
    """Does it again, or goes on, without a fault."""
    for attempt in scenario.rest or [scenario.args]:
        code, _, error = scenario.run(place, args=attempt)
        if code == 0 or "is finished" in error:
            return
        assert code == 3 and "nothing to resume" in error, f"without the fault: exit code {code}: {error.strip()}"
    raise AssertionError("it cannot be done again")


def check(scenario, call, which, fault, reference):
    place = scenario.place()
    before = stored(f"{place}/store/store.db")
    trace = f"{work}/trace"
    code, out, error = scenario.run(place, ["strace", "-f", "-y", "-o", trace, "-e", f"trace={call}", "-e", f"inject={call}:{fault}:when={which}"])
    hits = [line for line in open(trace) if "INJECTED" in line or "SIGKILL" in line]
    if "error=" in fault and not any(place in line for line in hits):
        # Threads take turns: the call was the runtime's own, or there were fewer this time.
        return None
    is_killed = "KILL" in fault
    lines = error.strip("\n").split("\n") if error.strip() else []
    if not is_killed:
        assert code in DOCUMENTED, f"exit code {code}"
        told = [line for line in lines if line.startswith("temper: ")]
        assert code in (0, 130) or (len(told) == 1 and len(lines) <= 2), f"exit code {code} and not one line of error: {lines}"
        assert not left(place), f"left: {left(place)}"
        own = [line for line in hits if ".temper-" in line or call == "fsync" and "/store" not in line.split("=")[0]]
        if code == 0 and own and call in ("fsync", "rename", "renameat2", "write", "pwrite64", "ftruncate") and place in own[0]:
            raise AssertionError(f"exit code 0 although a call failed: {own[0].strip()}")
    now = stored(f"{place}/store/store.db")
    assert before.items() <= now.items(), f"runs of before are gone or others: {len(before)} before, {len(now)} now"
    finish(scenario, place)
    after = result(place)
    assert after == reference, f"another result: {after}, expected {reference}"
    return code, len(left(place))


images(f"{work}/small")
data = ["--data", f"{work}/small", "-q"]
train = ["train", *data, "--hidden", "8", "--epochs", "2", "--batch-size", "32", "--out", "out", "--store", "store/store.db"]
endless = ["train", *data, "--hidden", "64,64", "--epochs", "1000", "--batch-size", "8", "--out", "out", "--store", "store/store.db"]
resume = ["train", "--resume", "out", "--data", f"{work}/small", "-q", "--store", "store/store.db"]
compare = ["compare", "baseline", "batchnorm", *data, "--seeds", "6", "--epochs", "1", "--out", "out", "--store", "store/store.db"]

# Folders to begin with.
first = Scenario("first", train)
shutil.copytree((first.run(place := first.place()), place)[1], f"{work}/trained")
some = Scenario("some", ["compare", "baseline", "dropout=.1", *compare[3:]])
some.run(place := some.place())
shutil.rmtree(f"{place}/out")
shutil.copytree(place, f"{work}/some")
broken = Scenario("broken", endless, interrupt=0.3)
assert broken.run(place := broken.place())[0] == 130
shutil.copytree(place, f"{work}/broken")

scenarios = [
    Scenario("train", train),
    Scenario("interrupt", endless, interrupt=0.3, rest=[resume, endless]),
    Scenario("resume", resume, begin=f"{work}/broken", rest=[resume, endless]),
    Scenario("compare", compare, begin=f"{work}/some"),
    Scenario("export", ["export", "out", "--onnx", "net.onnx", "--safetensors", "net.safetensors", "--force", "-q"], begin=f"{work}/trained"),
]
cases, references = [], {}
for scenario in scenarios:
    if options.only not in (None, scenario.name):
        continue
    found = calls(scenario)
    place = scenario.place()
    finish(scenario, place)
    references[scenario.name] = result(place)
    mine = [(scenario, call, which, fault) for call, places in found.items() for which in sorted(places) for fault in FAULTS]
    print(f"{scenario.name}: {len(mine)} cases, " + ", ".join(f"{len(places)} {call}" for call, places in sorted(found.items())), flush=True)
    cases.append(mine)

# A share of each scenario, whatever the time.
draw = random.Random(options.seed)
for mine in cases:
    draw.shuffle(mine)
turns = [case for turn in range(max(map(len, cases))) for mine in cases for case in mine[turn:turn + 1]]
started, done, failures, table, temporary = time.time(), 0, 0, {}, 0
for scenario, call, which, fault in turns:
    if time.time() - started > 60 * minutes:
        break
    name = f"{scenario.name} {call} {which} {fault}"
    try:
        told = check(scenario, call, which, fault, references[scenario.name])
        key = (fault.split("=")[1], told[0] if told else "not reached")
        table[key] = table.get(key, 0) + 1
        temporary += told[1] if told else 0
    except (AssertionError, sqlite3.Error) as error:
        failures += 1
        print(f"FAILED {name}: {error}", flush=True)
    done += 1
print(f"{done} of {len(turns)} cases in {time.time() - started:.0f} s, {failures} failures, {temporary} temporary files left after kills and the command after them")
for (fault, code), count in sorted(table.items(), key=str):
    print(f"  {fault}: {code if isinstance(code, str) else f'exit code {code}'}, {count} times")
sys.exit(1 if failures else 0)
PYTHON
