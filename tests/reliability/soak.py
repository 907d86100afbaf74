#!/usr/bin/env python3
"""
Soak: studies, trainings, reports, lists, garbage collections and kills side by side on one store, for half an hour.
Asserts: every command ends with 0, or with the code and the line of what another one is doing; the store is sound all the time; memory and open files of a long
study do not grow; a run's weights are the same each time it is trained.
Takes: the minutes given, 30 unless given.     Usage: tests/reliability/soak.py [MINUTES]
"""
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time

from harness import Checks, command, run, scratch, small_data

MINUTES = float(sys.argv[1]) if len(sys.argv) > 1 else 30
checks, folder, rng = Checks(), scratch(), random.Random(3)
data = small_data(os.path.join(folder, "data"), train=2000, test=200, side=12, classes=4)
store = os.path.join(folder, "temper.db")
end = time.time() + 60 * MINUTES
known, kills, lock = {}, [], threading.Lock()


def see(listed):
    """The same id has the same weights, also when its run was deleted and trained again."""
    with lock:
        for one in json.loads(listed):
            checks.expect("same id, same weights", known.setdefault(one["id"], one["weightsHash"]) == one["weightsHash"], one["id"])


def studies():
    number = 0
    while time.time() < end:
        number += 1
        arms = rng.sample(["dropout=0.2", "batchnorm", "dropout=0.5", "l2=0.001"], 2)
        out = os.path.join(folder, f"s{number % 5}-{threading.get_ident()}-{number}")
        done = run("compare", "baseline", *arms, "--data", data, "--epochs", "2", "--seeds", str(rng.randrange(6, 14)), "--store", store, "--out", out, "-q")
        # Others delete studies, also this one while it runs.
        checks.expect("study", done.returncode == 0 or done.returncode == 4 and ("deleted meanwhile" in done.stderr or "is gone; train it again" in done.stderr), f"{done.returncode} {done.stderr}")
        seen = run("report", "latest", "--store", store, "--out", out + "r", "-q")
        # The latest may not have opened its test set yet (3), be written to by another (5), or have been deleted with its runs and begun again (4).
        checks.expect("report", seen.returncode in (0, 3, 5) or seen.returncode == 4 and "is gone; train it again" in seen.stderr, f"{seen.returncode} {seen.stderr}")
        subprocess.run(["rm", "-rf", out, out + "r"], check=False)


def lookers():
    while time.time() < end:
        if os.path.exists(store):
            listed = run("runs", "list", "--limit", "0", "--json", "--store", store)
            checks.expect("list", listed.returncode == 0, listed.stderr)
            if listed.returncode == 0:
                see(listed.stdout)
            if rng.random() < 0.2:
                sound = run("runs", "verify", "--store", store)
                checks.expect("verify", sound.returncode == 0, sound.stdout + sound.stderr)
            if rng.random() < 0.1:
                ids = [one["id"] for one in json.loads(run("runs", "list", "--studies", "--json", "--store", store).stdout or "[]")]
                if ids:
                    gone = run("runs", "delete", rng.choice(ids), "--store", store)
                    checks.expect("delete", gone.returncode in (0, 4), gone.stderr)
                    checks.expect("gc", run("runs", "gc", "--store", store).returncode == 0)
        time.sleep(rng.uniform(0.2, 2))


def killer():
    while time.time() < end:
        victim = subprocess.Popen(
            command("compare", "baseline", "dropout=0.3", "--data", data, "--epochs", "2", "--seeds", "30", "--store", store, "--out", os.path.join(folder, "killed"), "-q"),
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(rng.uniform(0.5, 6))
        victim.send_signal(signal.SIGKILL)
        victim.wait()
        kills.append(victim.returncode)


def measured():
    """One long process: its memory and open files at a quarter of the time, and at the end."""
    process = subprocess.Popen(
        command("compare", "baseline", "batchnorm", "--data", data, "--epochs", "2", "--seeds", "20000", "--store", os.path.join(folder, "long.db"), "--out", os.path.join(folder, "long"), "--threads", "1", "-q"),
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    sizes, start = [], time.time()
    while time.time() < end and process.poll() is None:
        time.sleep(min(10, MINUTES * 4, max(0.1, end - time.time())))
        if process.poll() is None:
            status = open(f"/proc/{process.pid}/status", encoding="ascii").read()
            sizes.append((int(status.split("VmRSS:")[1].split()[0]) // 1024, len(os.listdir(f"/proc/{process.pid}/fd"))))
    checks.expect("long study still runs", process.poll() is None, process.stderr.read() if process.poll() is not None else "")
    process.send_signal(signal.SIGTERM)
    checks.expect("long study stops when asked", process.wait(60) == 143, str(process.returncode))
    checks.expect("long study was measured", len(sizes) >= 4, f"{len(sizes)} times")
    if len(sizes) >= 4:
        quarter, last = sizes[len(sizes) // 4], sizes[-1]
        print(f"long study: {quarter[0]} MB and {quarter[1]} files open after a quarter, {last[0]} MB and {last[1]} at the end")
        checks.expect("memory does not grow", last[0] < 1.5 * quarter[0] + 50, f"{sizes}")
        checks.expect("open files do not grow", last[1] <= quarter[1] + 4, f"{sizes}")


threads = [threading.Thread(target=work) for work in (studies, studies, lookers, killer, measured)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
sound = run("runs", "verify", "--store", store)
checks.expect("sound at the end", sound.returncode == 0, sound.stdout + sound.stderr)
print(f"{len(known)} different runs seen, {kills.count(-signal.SIGKILL)} kills")
checks.end()
