#!/usr/bin/env python3
"""Where training's steps go, by kind of operation: what stands between a workload and its bar.

    Benchmarks/profiles.py [--only WORKLOAD …] [--into NAME]

Needs `make build`, and the peers' model, which bench.py makes. Runs the workloads of bench.py for six steps with
`--use_profiler`, which looks at steps 4 to 6 and costs a few per cent of them. Writes Benchmarks/results/<NAME>.md.
"""

import argparse
import dataclasses
import datetime
import pathlib
import statistics
import sys
import tempfile

import machine
import programs
from bench import rows_of
from reports import Report
from workloads import WORKLOADS

KINDS = {
    "products with weights": ("linear", "linear backward"),
    "output head and loss": ("linearCrossEntropy",),
    "attention": ("documentAttention", "documentAttention backward"),
    "low-rank updates": ("lora", "lora backward"),
    "norms, rotary, activation": (
        "rmsNorm", "rmsNorm backward", "rotate", "rotate backward", "swiGLU", "swiGLU backward"),
    "optimizer": ("FusedAdamW", "Foreach.norm"),
}
REST = "all else"


def profile(workload, folder):
    """One profiled run: its report, and tokens a second and MFU of the steps that were looked at."""
    rows = rows_of(workload, folder)
    command = programs.our_command(workload, rows, folder)
    lines, _ = programs.run([*command, "--use_profiler", "True", "--profiler_dir", folder / "profile"])
    events = [line for _, line in lines]
    report = next(event for event in events if event["event"] == "profiled")
    steps = [
        event for event in events
        if event["event"] == "step" and report["first_step"] <= event["step"] <= report["last_step"]]
    return report, [statistics.median(step[key] for step in steps) for key in ("tokens_per_second", "mfu")]


def shares(report):
    """The share of each kind in the steps' time."""
    found = dict.fromkeys([*KINDS, REST], 0.0)
    for operation in report["operations"]:
        kind = next((kind for kind, names in KINDS.items() if operation["name"] in names), REST)
        found[kind] += operation["own_seconds"] / report["seconds"]
    found[REST] += report["other_seconds"] / report["seconds"]
    return found


def main():
    known = [workload for workload in WORKLOADS if not workload.start]
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    names = [workload.name for workload in known]
    parser.add_argument("--only", nargs="+", choices=names, default=names, metavar="WORKLOAD", help=", ".join(names))
    parser.add_argument("--into", default=f"{datetime.date.today()}-profiles", help="name of the file in results/")
    options = parser.parse_args()
    programs.model()
    command = " ".join(["Benchmarks/profiles.py", *sys.argv[1:]])
    lines = [
        "# Where steps go\n", machine.description(), f"LlamaRecipes {machine.commit()}; `{command}`.\n",
        "| workload | tokens/s | MFU | " + " | ".join([*KINDS, REST]) + " |", "|---" * (len(KINDS) + 4) + "|"]
    for workload in known:
        if workload.name not in options.only:
            continue
        print(workload.name, file=sys.stderr, flush=True)
        with tempfile.TemporaryDirectory() as scratch:
            report, (speed, mfu) = profile(dataclasses.replace(workload, count=6), pathlib.Path(scratch))
        cells = [f"{100 * share:.1f} %" for share in shares(report).values()]
        lines.append(f"| {workload.title} | {speed:,.0f} | {100 * mfu:.0f} % | " + " | ".join(cells) + " |")
    text = "\n".join(lines) + "\n"
    Report(options.into).write(text)


if __name__ == "__main__":
    main()
