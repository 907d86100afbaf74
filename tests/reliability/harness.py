"""What the scripts of this folder share: the built program, scratch folders, data sets made on the spot, and checks that count."""
import gzip
import os
import random
import shutil
import struct
import subprocess
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PROGRAM = os.path.join(ROOT, "src", "Temper.Cli", "bin", "Release", "net10.0", "Temper.Cli.dll")


def command(*words):
    """The command line of temper with these words."""
    return ["dotnet", "exec", PROGRAM, *[str(word) for word in words]]


def run(*words, cwd=None, timeout=600, env=None):
    """Runs temper to its end."""
    return subprocess.run(command(*words), cwd=cwd, timeout=timeout, env=env, stdin=subprocess.DEVNULL, capture_output=True, text=True)


def scratch():
    """A folder that is deleted when the script ends."""
    if not os.path.exists(PROGRAM):
        sys.exit("build first: dotnet build -c Release")
    folder = tempfile.mkdtemp(prefix="temper-reliability-")
    import atexit
    atexit.register(shutil.rmtree, folder, True)
    return folder


def small_data(folder, train=400, test=60, side=8, classes=3, seed=1):
    """A data set of small pictures whose classes can be told apart, as an IDX quartet."""
    rng = random.Random(seed)
    os.makedirs(folder, exist_ok=True)
    for name, count in (("train", train), ("t10k", test)):
        labels = bytes(i % classes for i in range(count))
        pixels = bytearray()
        for label in labels:
            pixels += bytes(min(255, rng.randrange(120) + (110 if (x // 2) % classes == label else 0)) for x in range(side * side))
        with open(os.path.join(folder, f"{name}-images-idx3-ubyte"), "wb") as file:
            file.write(struct.pack(">IIII", 2051, count, side, side) + pixels)
        with open(os.path.join(folder, f"{name}-labels-idx1-ubyte"), "wb") as file:
            file.write(struct.pack(">II", 2049, count) + labels)
    return folder


class Checks:
    """Counts what was tried and what did not hold; the script's exit code."""

    def __init__(self):
        self.tried, self.failed, self.started = {}, [], time.time()

    def expect(self, kind, holds, what=""):
        self.tried[kind] = self.tried.get(kind, 0) + 1
        if not holds:
            self.failed.append(f"{kind}: {what}")
            print(f"FAILED {kind}: {what}"[:2000], flush=True)

    def end(self):
        for kind, count in sorted(self.tried.items()):
            wrong = sum(1 for one in self.failed if one.startswith(kind + ":"))
            print(f"{kind}: {count} tried, {wrong} did not hold")
        print(f"{'FAILED' if self.failed else 'passed'} in {time.time() - self.started:.0f} s")
        sys.exit(1 if self.failed else 0)
