#!/usr/bin/env python3
"""
Turns the runs in a folder into results.json and results.md: medians over all rounds, ratios to the fastest peer, goals.

    summary.py FOLDER [FOLDER...]    several folders are taken together; results go into the first
    summary.py --self-test           on made-up runs
"""
import json
import re
import statistics
import sys
import tempfile
from pathlib import Path

# Names in the programs' JSON, Temper's and the peers' alike.
ROUNDS, SECONDS, ACCURACY, EPOCHS, FAILED = "rounds", "seconds", "validScore", "epochs", "failed"
GRAPH_NOTE = "graphNote"

# The goals, for an H200.
GOAL_DEVICE = "H200"
GOAL_SECONDS = 0.12
GOAL_NETS_PER_SECOND = 250
GOAL_RATIO = 2

# What 5 epochs of Fashion-MNIST give; a program outside trains something else, and its times do not count.
PLAUSIBLE_EPOCHS = 5
PLAUSIBLE = (84.5, 90.5)

TITLES = {
    "temper": "Temper", "eager": "PyTorch, eager", "graph": "PyTorch, fused AdamW and CUDA graphs",
    "vmap": "PyTorch, torch.func with vmap", "vmap-written-out": "PyTorch, vmap, BatchNorm written out", "jax": "JAX, scan and vmap"}
FILE = re.compile(r"(?P<program>[a-z-]+)-(?P<tf32>off|on)-(?P<nets>\d+)-(?P<repeat>\d+)\.json$")


def collect(folders):
    """One entry for each program, setting and number of nets, with the rounds of all its runs."""
    entries = {}
    for folder in folders:
        for file in sorted((folder / "runs").glob("*.json")):
            named = FILE.fullmatch(file.name)
            if named:
                key = named["program"], named["tf32"], int(named["nets"])
                entries.setdefault(key, []).append(read(file))
    return [entry(*key, runs) for key, runs in sorted(entries.items())]


def read(file):
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
        return content if isinstance(content, dict) else {FAILED: "its JSON is no object"}
    except ValueError:
        return {FAILED: "wrote no JSON"}


def entry(program, tf32, nets, runs):
    result = {"program": program, "tf32": tf32 == "on", "nets": nets, "runs": len(runs)}
    failures = [str(run[FAILED]) for run in runs if FAILED in run]
    seconds, accuracies, epochs = [], [], set()
    for run in runs:
        if FAILED not in run:
            try:
                seconds += [float(each[SECONDS]) for each in run[ROUNDS]]
                accuracies.append(percent(float(run[ACCURACY])))
                epochs.add(int(run[EPOCHS]))
            except (KeyError, TypeError, ValueError) as problem:
                failures.append(f"its JSON lacks {problem}")
    if failures:
        result["failed"] = "; ".join(sorted(set(failures)))
    notes = sorted({run[GRAPH_NOTE] for run in runs if run.get(GRAPH_NOTE)})
    if notes:
        result["note"] = f"without a CUDA graph: {'; '.join(notes)}"
    if seconds:
        median = statistics.median(seconds)
        accuracy = statistics.fmean(accuracies)
        result.update(
            seconds=seconds, median=median, least=min(seconds), most=max(seconds), netsPerSecond=nets / median,
            validScore=accuracy, epochs=sorted(epochs))
        if epochs == {PLAUSIBLE_EPOCHS} and not PLAUSIBLE[0] <= accuracy <= PLAUSIBLE[1]:
            result["leftOut"] = f"validation accuracy {accuracy:.2f}% is not between {PLAUSIBLE[0]} and {PLAUSIBLE[1]}%"
    return result


def percent(accuracy):
    return 100 * accuracy if accuracy <= 1 else accuracy


def counts(result):
    return "median" in result and "leftOut" not in result


def compare(entries):
    """Ratios for each setting and number of nets. One net at a time is a way to train many, so its peers count there too."""
    comparisons = []
    for tf32, nets in sorted({(each["tf32"], each["nets"]) for each in entries}):
        same = [each for each in entries if each["tf32"] == tf32]
        mine = next((each for each in same if each["program"] == "temper" and each["nets"] == nets and counts(each)), None)
        peers = [each for each in same if each["program"] != "temper" and each["nets"] in (1, nets) and counts(each)]
        fastest = max(peers, key=lambda each: each["netsPerSecond"], default=None)
        comparisons.append({
            "tf32": tf32, "nets": nets, "fastestPeer": fastest and fastest["program"], "fastestPeerNets": fastest and fastest["nets"],
            "ratio": mine["netsPerSecond"] / fastest["netsPerSecond"] if mine and fastest else None,
            "temperSeconds": mine and mine["median"], "temperNetsPerSecond": mine and mine["netsPerSecond"]})
    return comparisons


def goals(comparisons):
    found = []
    for each in comparisons:
        setting = f"TF32 {'on' if each['tf32'] else 'off'}"
        if each["nets"] == 1:
            add(found, f"one net in at most {GOAL_SECONDS} s, {setting}", each["temperSeconds"], lambda value: value <= GOAL_SECONDS, "s")
            add(found, f"one net in at most half the time of the fastest peer, {setting}", each["ratio"], lambda value: value >= GOAL_RATIO, "times as fast")
        else:
            what = f"{each['nets']} nets, {setting}"
            add(found, f"at least {GOAL_NETS_PER_SECOND} nets a second: {what}", each["temperNetsPerSecond"], lambda value: value >= GOAL_NETS_PER_SECOND, "nets a second")
            add(found, f"at least {GOAL_RATIO} times the fastest peer: {what}", each["ratio"], lambda value: value >= GOAL_RATIO, "times as fast")
    return found


def add(found, goal, value, is_met, unit):
    found.append({"goal": goal, "value": value, "unit": unit, "met": None if value is None else is_met(value)})


def facts(folders):
    """The machine, Temper's checks and the peers', what was missing."""
    first = folders[0]
    text = (first / "machine.csv").read_text(encoding="utf-8") if (first / "machine.csv").is_file() else ""
    lines = [[cell.strip() for cell in line.split(",")] for line in text.splitlines() if line.strip()]
    machine = [dict(zip(lines[0], line)) for line in lines[1:]] if lines else []
    versions = {}
    for folder in folders:
        for file in sorted((folder / "runs").glob("*.json")):
            run = read(file)
            versions.update(run.get("versions") or {})
            # Temper says "temper 0.1.0".
            name, _, version = str(run.get("program") or "").partition(" ")
            if name == "temper" and version:
                versions[name] = version
    checks = {}
    for folder in folders:
        for file in sorted((folder / "checks").glob("*")):
            checks[file.stem] = read(file) if file.suffix == ".json" else file.read_text(encoding="utf-8").strip().splitlines()
    missing = sorted({
        line for folder in folders if (folder / "missing.txt").is_file()
        for line in (folder / "missing.txt").read_text(encoding="utf-8").splitlines() if line})
    return {"machine": machine, "versions": versions, "checks": checks, "missing": missing}


def summarize(folders):
    entries = collect(folders)
    comparisons = compare(entries)
    results = {**facts(folders), "measurements": entries, "comparisons": comparisons, "goals": goals(comparisons)}
    (folders[0] / "results.json").write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")
    (folders[0] / "results.md").write_text(markdown(results), encoding="utf-8")
    return results


def markdown(results):
    names = sorted({card.get("name", "?") for card in results["machine"]})
    lines = ["# Temper and its peers on a GPU", ""]
    lines += [f"{card}, driver {', '.join(sorted({each.get('driver_version', '?') for each in results['machine']}))}." for card in names] or ["No GPU."]
    if results["versions"]:
        lines += [", ".join(f"{name} {version}" for name, version in sorted(results["versions"].items()) if version) + "."]
    lines += ["", "The altogether net, sound form, warm. Medians over all rounds of all runs, range in brackets."]
    for each in results["comparisons"]:
        here = [entry for entry in results["measurements"] if entry["tf32"] == each["tf32"] and entry["nets"] == each["nets"]]
        lines += ["", f"## {'One net' if each['nets'] == 1 else str(each['nets']) + ' nets'}, TF32 {'on' if each['tf32'] else 'off'}", ""]
        lines += ["| program | seconds | nets a second | beside Temper | validation accuracy |", "|---|---|---|---|---|"]
        lines += [row(entry, each) for entry in sorted(here, key=lambda entry: entry.get("median", float("inf")))]
        if each["ratio"]:
            by = TITLES.get(each["fastestPeer"], each["fastestPeer"])
            alone = ", one net after another" if each["fastestPeerNets"] == 1 and each["nets"] > 1 else ""
            lines += ["", f"Temper is **{each['ratio']:.2f}** times as fast as the fastest peer ({by}{alone})."]
    lines += ["", "## Goals", ""]
    if not any(GOAL_DEVICE in name for name in names):
        lines += [f"They were set for an {GOAL_DEVICE}; this is another machine.", ""]
    lines += ["| goal | measured | met |", "|---|---|---|"]
    for goal in results["goals"]:
        measured = "-" if goal["value"] is None else f"{goal['value']:.3g} {goal['unit']}"
        lines += [f"| {goal['goal']} | {measured} | {'not measured' if goal['met'] is None else 'yes' if goal['met'] else '**no**'} |"]
    notes = results["missing"] + [
        f"{TITLES.get(entry['program'], entry['program'])}, {entry['nets']} nets, TF32 {'on' if entry['tf32'] else 'off'}: {entry[kind]}"
        for entry in results["measurements"] for kind in ("failed", "leftOut", "note") if kind in entry]
    if notes:
        lines += ["", "## Notes", ""] + [f"- {note}" for note in notes]
    return "\n".join(lines) + "\n"


def row(entry, comparison):
    title = TITLES.get(entry["program"], entry["program"])
    if "median" not in entry:
        return f"| {title} | failed: {entry.get('failed', '?')} | | | |"
    mine = comparison["temperSeconds"]
    beside = f"{entry['median'] / mine:.2f} times its time" if mine and entry["program"] != "temper" else ""
    left_out = " (left out)" if "leftOut" in entry else ""
    return (
        f"| {title}{left_out} | {entry['median']:.3f} ({entry['least']:.3f} to {entry['most']:.3f}) | {entry['netsPerSecond']:.1f} | {beside} "
        f"| {entry['validScore']:.2f}% |")


def self_test():
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        (folder / "runs").mkdir()
        (folder / "checks").mkdir()
        (folder / "machine.csv").write_text("name, driver_version\nNVIDIA H200, 1.2.3\n")
        (folder / "missing.txt").write_text("jax: this machine's Python has no jax\n")
        (folder / "checks" / "temper-fp32.json").write_text("{}")

        def put(name, seconds, accuracy=87.5, **more):
            run = {"rounds": [{"seconds": each} for each in seconds], "validScore": accuracy, "epochs": 5, **more}
            (folder / "runs" / name).write_text(json.dumps(run))

        put("temper-off-1-1.json", [0.10, 0.30], program="temper 0.1.0", median=0.2, netsPerSecond=5)
        put("temper-off-1-2.json", [0.11], accuracy=0.875)
        put("eager-off-1-1.json", [1.0])
        put("graph-off-1-1.json", [0.2])
        put("temper-off-64-1.json", [0.2])
        put("vmap-off-64-1.json", [0.8], graphNote="capture failed")
        put("vmap-written-out-off-64-1.json", [0.01], accuracy=10)
        put("temper-off-256-1.json", [1.0])
        put("temper-on-1-1.json", [0.13])
        (folder / "runs" / "vmap-off-256-1.json").write_text('{ "failed": "out of memory" }')
        (folder / "runs" / "jax-off-256-1.json").write_text("Traceback")
        (folder / "runs" / "graph-on-1-1.json").write_text("{}")
        results = summarize([folder])
        by = {(each["tf32"], each["nets"]): each for each in results["comparisons"]}
        entries = {(each["program"], each["tf32"], each["nets"]): each for each in results["measurements"]}
        met = {each["goal"]: each["met"] for each in results["goals"]}
        text = (folder / "results.md").read_text()
        expected = [
            ("rounds of both runs", entries["temper", False, 1]["median"], 0.11),
            ("accuracy in percent", round(entries["temper", False, 1]["validScore"], 6), 87.5),
            ("one net's ratio", round(by[False, 1]["ratio"], 6), round(0.2 / 0.11, 6)),
            ("one net's fastest peer", by[False, 1]["fastestPeer"], "graph"),
            ("nonsense left out", "leftOut" in entries["vmap-written-out", False, 64], True),
            ("many nets' fastest peer", by[False, 64]["fastestPeer"], "vmap"),
            ("many nets' ratio", round(by[False, 64]["ratio"], 6), 4.0),
            ("one at a time counts where stacks fail", by[False, 256]["fastestPeer"], "graph"),
            ("no peer, no ratio", by[True, 1]["ratio"], None),
            ("a file without JSON", entries["jax", False, 256]["failed"], "wrote no JSON"),
            ("a file without fields", "lacks" in entries["graph", True, 1]["failed"], True),
            ("goal met", met["one net in at most 0.12 s, TF32 off"], True),
            ("goal missed", met["one net in at most 0.12 s, TF32 on"], False),
            ("goal of the ratio", met["one net in at most half the time of the fastest peer, TF32 off"], False),
            ("goal not measured", met["one net in at most half the time of the fastest peer, TF32 on"], None),
            ("nets a second", met["at least 250 nets a second: 64 nets, TF32 off"], True),
            ("notes", all(words in text for words in ("out of memory", "capture failed", "has no jax", "one net after another")), True),
            ("Temper's version", results["versions"], {"temper": "0.1.0"}),
            ("results.json", json.loads((folder / "results.json").read_text()) == results, True)]
    wrong = [f"{what}: expected {right}, received {value}" for what, value, right in expected if value != right]
    print("\n".join(wrong) if wrong else f"{len(expected)} checks of the summary passed")
    return 1 if wrong else 0


def main():
    if sys.argv[1:] == ["--self-test"]:
        return self_test()
    folders = [Path(name) for name in sys.argv[1:]]
    if not folders or any(not (folder / "runs").is_dir() for folder in folders):
        print("summary: expected folders that hold runs/, or --self-test", file=sys.stderr)
        return 2
    summarize(folders)
    print((folders[0] / "results.md").read_text(encoding="utf-8"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
