#!/usr/bin/env python3
"""Speed and memory of training beside the peers: same model, same rows, in turn, medians of several rounds.

    Benchmarks/bench.py [--only WORKLOAD …] [--rounds 3] [--steps N] [--peers NAME …] [--forms row batch] [--no-compile]
        [--into NAME]

Needs `make build`. The peers (transformers + peft, torchtune) are installed from PyPI into `.deps/peers`, or where
BENCH_PEERS says. Prints the table of ratios and writes it, with machine, versions and commands, to
Benchmarks/results/<NAME>.md, beside what it was made of (<NAME>.json). Workloads that the file has already and that are
not measured now are kept, so a long run can be made in parts; they should all be made on one machine.

A step's time is its median over the rounds; speed is all tokens of the counted steps by the sum of these times. The first
step of a run is not counted: it pays for page faults and compilation. Memory is the largest resident set of the process.
Each peer is measured in every form in which it can do the workload, with and without torch.compile, and the bars are held
against the best of them. Beside a bar that is not met stands the MFU that it would take: above 1, more than matrix products
reach on the machine. A workload is compared with another one only where one run measured both.
"""

import argparse
import dataclasses
import datetime
import json
import pathlib
import statistics
import sys
import tempfile

import machine
import programs
from programs import OURS, RECOMPUTING
from reports import Report
from workloads import WORKLOADS


def rows_of(workload, folder):
    """Writes the rows of a workload, one line a step, for all programs."""
    if workload.start:
        steps = [documents_of(row) for row in programs.inspect("--context_length", "1024", "--limit", "1")]
    else:
        stream = [token for row in programs.inspect("--batching_strategy", "none") for token in row["input_ids"]]
        steps = workload.rows(stream, workload.count)
    path = folder / "rows.jsonl"
    path.write_text("".join(json.dumps(step) + "\n" for step in steps), encoding="utf-8")
    return path


def documents_of(row):
    """The documents of a packed row."""
    start, documents = 0, []
    for length in row["document_lengths"]:
        labels = row["labels"][start : start + length]
        documents.append({"input_ids": row["input_ids"][start : start + length], "labels": [-100] + labels[1:]})
        start += length
    return documents


def measure(workload, options):
    """All rounds of a workload: {program: [run, …]}."""
    peers = [
        peer for peer in workload.programs(options.compile) if peer.peer in options.peers and peer.form in options.forms]
    runs = {}
    with tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(scratch)
        rows = rows_of(workload, folder)
        if workload.start:
            programs.measure(OURS, workload, rows, folder)  # Fills the cache of tokenized samples.
        for number in range(options.rounds):
            for program in [OURS, *([] if workload.start else [RECOMPUTING]), *peers]:
                print(f"{workload.name}, round {number + 1} of {options.rounds}: {program}", file=sys.stderr, flush=True)
                runs.setdefault(str(program), []).append(programs.measure(program, workload, rows, folder))
    return runs


@dataclasses.dataclass
class Figures:
    """What the runs of one program come to."""

    name: str
    speed: float
    slowest: float
    quickest: float
    memory: float
    first_step: float
    loss: float
    mfu: float | None

    def __init__(self, name, runs):
        counted = slice(1, None) if len(runs[0]["seconds"]) > 1 else slice(None)
        tokens = sum(runs[0]["tokens"][counted])
        of_round = [tokens / sum(run["seconds"][counted]) for run in runs]
        self.name = name
        self.speed = tokens / sum(statistics.median(times) for times in zip(*(run["seconds"][counted] for run in runs)))
        self.slowest, self.quickest = min(of_round), max(of_round)
        self.memory = statistics.median(run["memory"] for run in runs)
        self.first_step = statistics.median(run["first_step"] for run in runs)
        self.loss = runs[0]["losses"][0]
        shares = [share for run in runs for share in run["mfu"][counted] if share is not None]
        self.mfu = statistics.median(shares) if shares else None


def verdict(value, bar, at_least):
    if value is None:
        return "-"
    if bar is None:
        return f"{value:.2f}"
    met = value >= bar if at_least else value <= bar
    return f"{value:.2f} ({'>=' if at_least else '<='} {bar}: {'met' if met else '**not met**'})"


def ratio(ours, theirs, choose):
    return ours / choose(theirs) if theirs else None


def ratios(figures, peers):
    """Speed against the best and memory against the leanest of the peers."""
    if figures is None:
        return None, None
    return (
        ratio(figures.speed, [peer.speed for peer in peers], max),
        ratio(figures.memory, [peer.memory for peer in peers], min))


def report(record):
    """The whole report in Markdown."""
    found = {
        workload.name: [Figures(name, runs) for name, runs in record["workloads"][workload.name]["runs"].items()]
        for workload in WORKLOADS if workload.name in record["workloads"]
    }
    entries = record["workloads"].values()
    lines = ["# Training beside the peers\n", *dict.fromkeys(entry["machine"] for entry in entries)]
    lines += [f"{versions}." for versions in dict.fromkeys(entry["versions"] for entry in entries)]
    lines += ["SmolLM2-135M-Instruct; LoRA of rank 8 on q and v with dropout 0.05 where nothing else is said.\n"]
    lines += [
        "| workload | speed against the best peer | memory against the leanest peer | other bars "
        f"| speed and memory with {RECOMPUTING.form} |", "|---|---|---|---|---|"]
    for workload in WORKLOADS:
        if workload.name not in found:
            continue
        ours, *peers = found[workload.name]
        recomputing = next((figures for figures in peers if figures.name == str(RECOMPUTING)), None)
        peers = [figures for figures in peers if figures is not recomputing]
        others = []
        if workload.mfu:
            others.append(f"MFU {verdict(ours.mfu, workload.mfu, True)}")
        if workload.faster_than:
            name, bar = workload.faster_than
            if are_of_one_run(record["workloads"], workload.name, name):
                others.append(f"{verdict(ours.speed / found[name][0].speed, bar, True)} times the speed of {name}")
            else:
                others.append(f"speed beside {name}: not of one run")
        if workload.start:
            time = ratio(ours.first_step, [peer.first_step for peer in peers], min)
            lines.append(f"| {workload.title} | time: {verdict(time, workload.start, False)} | | | |")
            continue
        speed, memory = ratios(ours, peers)
        again = " / ".join("-" if value is None else f"{value:.2f}" for value in ratios(recomputing, peers))
        quick = verdict(speed, workload.speed, True)
        if workload.speed and speed and speed < workload.speed and ours.mfu:
            quick += f", would take MFU {ours.mfu * workload.speed / speed:.2f}"
        lines.append(
            f"| {workload.title} | {quick} | {verdict(memory, workload.memory, False)} "
            f"| {'; '.join(others)} | {again} |")
    for workload in WORKLOADS:
        if workload.name not in found:
            continue
        entry = record["workloads"][workload.name]
        lines += [f"\n## {workload.name}: {workload.title}\n"]
        made = f"{entry['date']}, LlamaRecipes {entry['commit']}"
        lines += [f"{made}, {entry['rounds']} rounds, {workload_steps(entry)} steps.\n"]
        lines += ["| program | tokens/s | rounds from to | peak memory (GB) | start to first step (s) | first loss | MFU |"]
        lines += ["|---|---|---|---|---|---|---|"]
        for figures in found[workload.name]:
            mfu = "" if figures.mfu is None else f"{100 * figures.mfu:.0f} %"
            lines.append(
                f"| {figures.name} | {figures.speed:.0f} | {figures.slowest:.0f} to {figures.quickest:.0f} "
                f"| {figures.memory / 1e9:.2f} | {figures.first_step:.1f} | {figures.loss:.4f} | {mfu} |")
        lines += ["\n```"] + [runs[0]["command"] for runs in entry["runs"].values()] + ["```"]
    return "\n".join(lines) + "\n"


def are_of_one_run(workloads, *names):
    """Whether one start of this program measured them."""
    return len({workloads[name]["run"] if name in workloads else None for name in names}) == 1


def workload_steps(entry):
    return len(next(iter(entry["runs"].values()))[0]["seconds"])


def main():
    names = [workload.name for workload in WORKLOADS]
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", nargs="+", choices=names, default=names, metavar="WORKLOAD", help=", ".join(names))
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--steps", type=int, help="steps of each run, in place of the workload's own number")
    parser.add_argument("--peers", nargs="*", choices=list(programs.SCRIPTS), default=list(programs.SCRIPTS))
    parser.add_argument(
        "--forms", nargs="+", choices=["row", "batch"], default=["row", "batch"],
        help="of the peers: documents in one row, or each in a row of its own")
    parser.add_argument(
        "--compile", action=argparse.BooleanOptionalAction, default=True,
        help="each peer with torch.compile as well: minutes a run")
    parser.add_argument("--into", default=f"{datetime.date.today()}-bench", help="name of the files in results/")
    options = parser.parse_args()
    programs.install()
    programs.model()
    output = Report(options.into)
    record = output.kept() or {"workloads": {}}
    run = datetime.datetime.now().isoformat(timespec="seconds")
    for workload in WORKLOADS:
        if workload.name not in options.only:
            continue
        if options.steps and not workload.start:
            workload = dataclasses.replace(workload, count=options.steps)
        runs = measure(workload, options)
        record["workloads"][workload.name] = {
            "date": str(datetime.date.today()), "run": run, "commit": machine.commit(), "machine": machine.description(),
            "versions": programs.versions(), "rounds": options.rounds, "runs": runs}
        output.keep(record)
    output.write(report(record))


if __name__ == "__main__":
    main()
