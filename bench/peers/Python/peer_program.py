"""What the peers share: options, rounds and the clock, the JSON they write, exit codes (0 done, 1 failed, 2 usage, 3 no data)."""
import argparse
import json
import math
import os
import statistics
import subprocess
import sys
import time
import traceback
from types import SimpleNamespace

from chapter_data import DataMissing, load

# The chapter's "altogether" net in its sound form.
NET = SimpleNamespace(
    hidden=200, batch=128, dropout=0.1, rate=0.01, decay=1e-4, beta1=0.9, beta2=0.999, epsilon=1e-8,
    norm_momentum=0.1, norm_epsilon=1e-5)

DONE, FAILED, USAGE, NO_DATA = 0, 1, 2, 3

# The second starts from what the first one left, which for some compilers is another kind of argument.
WARM_UP_EPOCHS = 2

# Largest array that a validation pass over many nets may make; more rows at once were no faster.
VALIDATION_BYTES = 512 << 20


class PeerFailure(Exception):
    """Something the program cannot do on this machine; its message goes into the JSON."""


def parser(description):
    options = argparse.ArgumentParser(description=description)
    options.add_argument("--nets", type=whole, default=1, metavar="R", help="nets trained, each with its own random numbers")
    options.add_argument("--epochs", type=whole, default=5)
    options.add_argument("--rounds", type=whole, default=5, help="timed trainings")
    options.add_argument("--tf32", choices=["on", "off"], default="off", help="whether matrix products may round to TF32")
    options.add_argument("--device", choices=["cuda", "cpu"], default="cuda")
    options.add_argument("--data", default=os.environ.get("TEMPER_DATA"), help="folder that holds fashion-mnist/ (default TEMPER_DATA)")
    options.add_argument("--images", type=whole, help="take only so many of the 60,000 images: to try the program")
    options.add_argument("--seed", type=whole, default=1)
    options.add_argument("--out", metavar="FILE", help="where the JSON goes; without it to standard output")
    return options


def whole(text):
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"expected a whole number of at least 1, received {text}")
    return number


def run(program, options, prepare):
    """
    Times trainings. `prepare(options, data)` returns one with .facts (device, versions and the like), .restart(seed) (new
    nets, not timed), .run(epochs) (list of each epoch's metrics, read once an epoch), .wait() and .memory().
    """
    report = {
        "program": program, "nets": options.nets, "epochs": options.epochs, "warmUpEpochs": WARM_UP_EPOCHS, "tf32": options.tf32 == "on",
        "driver": driver() if options.device == "cuda" else None, "python": sys.version.split()[0],
    }
    try:
        if not options.data:
            raise DataMissing("expected --data or TEMPER_DATA to name a folder that holds fashion-mnist/")
        data = load(options.data, options.images)
    except (DataMissing, OSError) as problem:
        print(f"{program}: {problem}", file=sys.stderr)
        return NO_DATA
    try:
        measure(report, options, prepare, data)
    except Exception as problem:  # every failure is a result that the summary shows beside the others
        report["failed"] = "out of memory" if is_out_of_memory(problem) else f"{type(problem).__name__}: {problem}"
        if not is_out_of_memory(problem) and not isinstance(problem, PeerFailure):
            traceback.print_exc()
    publish(report, options.out)
    return FAILED if "failed" in report else DONE


def measure(report, options, prepare, data):
    started = time.perf_counter()
    training = prepare(options, data)
    report.update(training.facts)
    # Epochs that do not count: compilers compile, libraries choose and allocate.
    training.restart(options.seed)
    training.run(WARM_UP_EPOCHS)
    training.wait()
    report["warmUpSeconds"] = time.perf_counter() - started
    rounds, last = [], None
    for number in range(options.rounds):
        training.restart(options.seed + 1 + number)
        training.wait()
        started = time.perf_counter()
        last = training.run(options.epochs)
        training.wait()
        seconds = time.perf_counter() - started
        check(last)
        rounds.append({"seconds": seconds, "validScore": last[-1]["validScore"]})
    median = statistics.median(entry["seconds"] for entry in rounds)
    report.update(
        rounds=rounds, median=median, netsPerSecond=options.nets / median,
        validScore=statistics.fmean(entry["validScore"] for entry in rounds), lastRound=last, memoryBytes=training.memory())


def check(metrics):
    for epoch in metrics:
        if not math.isfinite(epoch["loss"]):
            raise PeerFailure("the training diverged: a mean loss is not finite")


def metrics(losses, correct, valid_losses, valid_correct, nets, rows, valid_rows):
    """One epoch of all nets, means over them: sums over rows turned into mean losses and percentages."""
    return {
        "loss": losses / (nets * rows), "accuracy": 100 * correct / (nets * rows),
        "validLoss": valid_losses / (nets * valid_rows), "validScore": 100 * valid_correct / (nets * valid_rows)}


def validation_parts(nets, rows):
    """Into how many equal parts the validation rows are cut, so that what a hidden layer puts out stays below a limit."""
    most = max(1, VALIDATION_BYTES // (nets * NET.hidden * 4))
    return next(parts for parts in range(1, rows + 1) if rows % parts == 0 and rows // parts <= most)


def is_out_of_memory(problem):
    text = f"{type(problem).__name__} {problem}".lower()
    return any(words in text for words in ("out of memory", "outofmemory", "resource_exhausted", "alloc_failed"))


def driver():
    """Version of the GPU's driver, or None where nobody can say."""
    try:
        asked = subprocess.run(
            ["nvidia-smi", "--query-gpu=driver_version", "--format=csv,noheader"], capture_output=True, text=True, timeout=30, check=True)
        return asked.stdout.split("\n")[0].strip() or None
    except (OSError, subprocess.SubprocessError):
        return None


def publish(report, file):
    text = json.dumps(report, indent=2) + "\n"
    if file:
        with open(file, "w", encoding="utf-8") as stream:
            stream.write(text)
        if "failed" in report:
            print(f"{report['program']}, {report['nets']} nets: {report['failed']}", file=sys.stderr)
        else:
            print(
                f"{report['program']}, {report['nets']} nets, TF32 {'on' if report['tf32'] else 'off'}: {report['median']:.3f} s, "
                f"{report['netsPerSecond']:.1f} nets a second, validation accuracy {report['validScore']:.2f}%", file=sys.stderr)
    else:
        sys.stdout.write(text)
