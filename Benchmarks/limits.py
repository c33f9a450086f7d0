#!/usr/bin/env python3
"""Training where memory is limited: what `--activation_checkpointing auto` makes of it, and what ends without it.

    sudo Benchmarks/limits.py [--workload WORKLOAD] [--limits GB …] [--steps 3] [--into NAME]

Needs `make build`, the peers' model, which bench.py makes, and the right to make a control group of Linux. Runs a
workload of bench.py within one limit after the other. Writes Benchmarks/results/<NAME>.md.
"""

import argparse
import dataclasses
import datetime
import os
import pathlib
import statistics
import sys
import tempfile

import machine
import programs
from bench import rows_of
from reports import Report
from workloads import WORKLOADS


class Limit:
    """A control group of either version, for one program that is to have so much memory and no more by swapping."""

    FIRST, SECOND = pathlib.Path("/sys/fs/cgroup/memory"), pathlib.Path("/sys/fs/cgroup")

    def __init__(self, size):
        self.is_first = self.FIRST.is_dir()
        self.group = (self.FIRST if self.is_first else self.SECOND) / f"llama-recipes-{os.getpid()}"
        self.size = size

    def __enter__(self):
        self.group.mkdir()
        limit = self.group / ("memory.limit_in_bytes" if self.is_first else "memory.max")
        if not limit.exists():
            self.group.rmdir()
            sys.exit(f"{self.SECOND}: no group can limit memory; write +memory to cgroup.subtree_control there")
        limit.write_text(str(self.size))
        swap = self.group / ("memory.memsw.limit_in_bytes" if self.is_first else "memory.swap.max")
        if swap.exists():  # Kernels can be built without it.
            swap.write_text(str(self.size if self.is_first else 0))
        return self

    def __exit__(self, *_):
        self.group.rmdir()

    def within(self, command):
        """The command that runs another one in the group."""
        return ["sh", "-c", 'echo $$ > "$0" && exec "$@"', self.group / "cgroup.procs", *command]

    def was_exceeded(self):
        events = self.group / ("memory.oom_control" if self.is_first else "memory.events")
        return any(line.split() != ["oom_kill", "0"] for line in events.read_text().splitlines() if "oom_kill " in line)


def forget(*folders):
    """Lets the system forget what it holds of files, so that the next to read them is who they are counted for."""
    for path in (path for folder in folders for path in folder.rglob("*") if path.is_file()):
        with open(path, "rb") as file:
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def run(workload, rows, folder, size, option):
    """One row of the table: what came out, or that the system ended the program."""
    command = [*programs.our_command(workload, rows, folder), "--activation_checkpointing", option]
    forget(programs.model(), machine.ROOT / ".deps/libtorch")
    with Limit(size) as limit:
        try:
            lines, memory = programs.run(limit.within(command))
        except programs.Failed:
            if not limit.was_exceeded():
                raise
            return ["ended by the system", "", "", ""]
    events = [event for _, event in lines]
    steps = [event for event in events if event["event"] == "step"]
    again = [event["recomputed_blocks"] for event in events if event["event"] == "memory_is_short"]
    speed = statistics.median(step["tokens_per_second"] for step in steps[1:])
    return [again[-1] if again else 0, f"{speed:,.0f}", f"{memory / 1e9:.2f}", f"{steps[-1]['loss']:.6f}"]


def main():
    known = {workload.name: workload for workload in WORKLOADS if not workload.start}
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--workload", choices=known, default="4096-packed", help=", ".join(known))
    parser.add_argument("--limits", nargs="+", type=float, default=[4, 2.5, 2, 1.75, 1.5, 1.25, 1], metavar="GB")
    parser.add_argument("--steps", type=int, default=3)
    parser.add_argument("--into", default=f"{datetime.date.today()}-limits", help="name of the file in results/")
    options = parser.parse_args()
    if options.steps < 2:
        parser.error("--steps: the first step of a run is not counted, so 2 are needed")
    programs.model()
    workload = dataclasses.replace(known[options.workload], count=options.steps)
    lines = [
        "# Training with little memory\n", machine.description(),
        f"LlamaRecipes {machine.commit()}; `{' '.join(['Benchmarks/limits.py', *sys.argv[1:]])}`: {workload.title}.\n",
        "| limit (GB) | --activation_checkpointing | blocks computed again | tokens/s | peak memory (GB) | last loss |",
        "|---|---|---|---|---|---|"]
    with tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(scratch)
        rows = rows_of(workload, folder)
        for limit in options.limits:
            for option in ["auto", "False"]:
                print(f"{limit} GB, {option}", file=sys.stderr, flush=True)
                found = run(workload, rows, folder, int(limit * 1e9), option)
                lines.append(f"| {limit:g} | {option} | " + " | ".join(map(str, found)) + " |")
    Report(options.into).write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
