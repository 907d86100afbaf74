#!/usr/bin/env python3
"""
Attack: processes that share one study are killed (SIGKILL) again and again, with 2, 4 and 6 of them at a time.
Asserts: a run that a list has shown is there in every later one; the store is sound (temper runs verify); the study, ended by one process in
peace, has the runs and weights of a study that nobody disturbed; no lease, lock file or temporary file is left.
Takes: about 5 minutes for the usual 130 kills on 2 cores.     Usage: tests/reliability/kills.py [KILLS]
"""
import json
import os
import random
import signal
import subprocess
import sys
import time

from harness import Checks, command, run, scratch, small_data

KILLS = int(sys.argv[1]) if len(sys.argv) > 1 else 130
checks, folder, rng = Checks(), scratch(), random.Random(5)
data = small_data(os.path.join(folder, "data"), train=4000, test=400, side=16, classes=4)
STUDY = ["compare", "baseline", "dropout", "batchnorm", "--data", data, "--epochs", "3", "--seeds", "40", "--threads", "1"]


def weights(store):
    """Id and weights of every run."""
    listed = run("runs", "list", "--limit", "0", "--json", "--store", store)
    checks.expect("list", listed.returncode == 0, listed.stderr)
    return {one["id"]: one["weightsHash"] for one in json.loads(listed.stdout)} if listed.returncode == 0 else {}


calm = os.path.join(folder, "calm.db")
first = run(*STUDY, "--store", calm, "--out", os.path.join(folder, "calm"), "-q")
checks.expect("calm study", first.returncode == 0, first.stderr)
expected = weights(calm)

kills = 0
for processes in (2, 4, 6):
    store, out = os.path.join(folder, f"{processes}.db"), os.path.join(folder, f"out{processes}")
    start = lambda: subprocess.Popen(command(*STUDY, "--store", store, "--out", out, "-q"), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    alive, share = [start() for _ in range(processes)], kills + KILLS // 3 if processes < 6 else KILLS
    known = {}
    while kills < share:
        time.sleep(rng.uniform(0.3, 1.5))
        victim = rng.randrange(len(alive))
        if alive[victim].poll() is None:
            alive[victim].send_signal(signal.SIGKILL)
            alive[victim].wait()
            kills += 1
            if kills % 10 == 0 and os.path.exists(store):
                now = weights(store)
                checks.expect("nothing stored is lost", known.items() <= now.items(), f"{len(known)} runs, now {len(now)}")
                known = now
        elif len(known) >= len(expected):
            os.rename(store, store + f".{kills}")
            known = {}
        alive[victim] = start()
    for process in alive:
        process.kill()
        process.wait()
    if os.path.exists(store):
        sound = run("runs", "verify", "--store", store)
        checks.expect("sound after kills", sound.returncode == 0, sound.stdout + sound.stderr)
    last = run(*STUDY, "--store", store, "--out", out, "-q")
    checks.expect("study ends in peace", last.returncode == 0, last.stderr)
    checks.expect("same weights", weights(store) == expected, f"{processes} processes")
    rest = [name for name in os.listdir(folder) + os.listdir(out) if name.endswith((".tmp", ".lock", "-workers", "-wal", "-shm")) and not name.startswith("calm")]
    garbage = run("runs", "gc", "--store", store)
    checks.expect("nothing is left", garbage.returncode == 0 and "0 leases and 0 lock files" in garbage.stdout and not [one for one in rest if one.endswith(".tmp")], f"{rest} {garbage.stdout}")
    print(f"{processes} processes: {kills} kills so far", flush=True)
checks.expect("kills", kills >= KILLS, str(kills))
checks.end()
