#!/usr/bin/env python3
"""
Attack: single bits of a store, a model and a checkpoint are flipped, and the files are cut short, one at a time.
Asserts: runs list and report print what they printed before, or refuse with exit code 4 or 5 and one line; evaluate and --resume end with the
same results as before, or refuse with exit code 3 and one line; every flip that is refused is found by temper verify, too.
Takes: about 25 minutes for the usual 1,500 flips and 400 cuts on 2 cores.     Usage: tests/reliability/flips.py [FLIPS [CUTS]]
"""
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

from harness import Checks, command, run, scratch, small_data

FLIPS = int(sys.argv[1]) if len(sys.argv) > 1 else 1500
CUTS = int(sys.argv[2]) if len(sys.argv) > 2 else 400
checks, folder, rng = Checks(), scratch(), random.Random(11)
data = small_data(os.path.join(folder, "data"))
NET = ["--data", data, "--hidden", "8", "--lr", "0.01", "--batch-norm"]
store, net, resumed = (os.path.join(folder, name) for name in ("whole.db", "net", "stopped"))
study = run("compare", "baseline", "batchnorm", "--data", data, "--epochs", "1", "--seeds", "6", "--store", store, "--out", os.path.join(folder, "study"), "--json")
checks.expect("study", study.returncode == 0, study.stderr)
identity = re.search(r'"id": "(\w+)"', study.stdout).group(1)
trained = run("train", *NET, "--epochs", "2", "--out", net, "--store", store, "-q")
checks.expect("training", trained.returncode == 0, trained.stderr)

# A training that was stopped: its checkpoint is what is damaged.
long = subprocess.Popen(command("train", *NET, "--epochs", "300000", "--out", resumed), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
while "epoch" not in (line := long.stdout.readline().lower()) and line:
    pass
time.sleep(0.3)
long.send_signal(signal.SIGTERM)
long.stdout.read()
checks.expect("interrupted", long.wait() == 143, str(long.returncode))


def told(path, out):
    """What list and report say; None where they refuse, with one line and a documented code."""
    texts = []
    for words in (["runs", "list", "--limit", "0"], ["report", identity, "--markdown", "-q", "--out", out]):
        done = run(*words, "--store", path)
        if done.returncode != 0:
            checks.expect("one line", done.returncode in (4, 5) and done.stderr.count("\n") == 1, f"{words[0]} {done.returncode}: {done.stderr}")
            return None
        texts.append(done.stdout.replace(path, "STORE").replace(store, "STORE").replace(out, "OUT"))
    return texts


def damaged(source, target, number):
    """A copy with a bit flipped (numbers below FLIPS) or cut short."""
    content = bytearray(open(source, "rb").read())
    draw = random.Random(number)
    if number < FLIPS:
        bit = draw.randrange(8 * len(content))
        content[bit // 8] ^= 1 << bit % 8
    else:
        content = content[: draw.randrange(len(content))]
    open(target, "wb").write(content)


before = told(store, os.path.join(folder, "r"))
evaluated = run("evaluate", net, "--json", "--out", os.path.join(folder, "e"), "--data", data)
checks.expect("evaluation", before is not None and evaluated.returncode == 0, evaluated.stderr)
refused = {"store": 0, "model": 0, "checkpoint": 0}


def attack(number):
    own = os.path.join(folder, str(number))
    os.mkdir(own)
    try:
        kind = ("store", "store", "model", "checkpoint")[number % 4]
        if kind == "store":
            path = os.path.join(own, "x.db")
            damaged(store, path, number)
            if os.path.getsize(path) == 0:
                return
            now = told(path, os.path.join(own, "r"))
            refused[kind] += now is None
            checks.expect("store", now is None or now == before, f"number {number}: {[(a, b) for one, other in zip(now or [], before) for a, b in zip(one.splitlines(), other.splitlines()) if a != b][:3]}")
            if now is None:
                checks.expect("store verified", run("runs", "verify", "--store", path).returncode in (1, 4, 5), f"number {number}")
        elif kind == "model":
            path = os.path.join(own, "model.safetensors")
            damaged(os.path.join(net, "model.safetensors"), path, number)
            now = run("evaluate", path, "--json", "--out", os.path.join(own, "e"), "--data", data)
            refused[kind] += now.returncode == 3
            same = re.sub(r'"(model|seconds|finished|dataset\w*)": .*', "", now.stdout) == re.sub(r'"(model|seconds|finished|dataset\w*)": .*', "", evaluated.stdout)
            checks.expect("model", now.returncode == 0 and same or now.returncode == 3 and now.stderr.count("\n") == 1, f"number {number}: {now.returncode} {now.stderr}")
            if now.returncode == 3:
                checks.expect("model verified", run("verify", path).returncode == 1, f"number {number}")
        else:
            path = os.path.join(own, "run")
            os.mkdir(path)
            shutil.copy(os.path.join(resumed, "spec.json"), path)
            damaged(os.path.join(resumed, "checkpoint.safetensors"), os.path.join(path, "checkpoint.safetensors"), number)
            found = run("verify", os.path.join(path, "checkpoint.safetensors"))
            refused[kind] += found.returncode == 1
            checks.expect("checkpoint", found.returncode == 1, f"number {number}: {found.returncode} {found.stdout}{found.stderr}")
            if number % 40 == 3:
                now = run("train", "--resume", path, "--data", data)
                checks.expect("resume", now.returncode == 3 and now.stderr.count("\n") == 1, f"number {number}: {now.returncode} {now.stderr}")
    finally:
        shutil.rmtree(own, True)


with ThreadPoolExecutor(max_workers=os.cpu_count()) as workers:
    list(workers.map(attack, range(FLIPS + CUTS)))
print(f"refused: {refused}; the rest was read and said the same")
checks.end()
