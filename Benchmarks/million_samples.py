#!/usr/bin/env python3
"""Memory and time of ten thousand and of a million samples: tokenizing, packing, a few steps, and `inspect`.

    Benchmarks/million_samples.py [--small 10000] [--large 1000000] [--steps 3] [--limit 300]

Needs `make build` and, for Parquet, pyarrow (`PYTHONPATH=.deps/arrow-wheel`). The samples are made up; the model is a
random Llama of 150,000 parameters with a byte-level tokenizer. Each command runs twice on the same data: the first
tokenizes, the second finds the samples in the cache. Memory is the largest resident set as the system counts it
(VmHWM), mapped files included. Prints a Markdown report, to be put in Benchmarks/results/; ends with 1 when a run on the
large data takes `--limit` MB more than on the small one.
"""

import argparse
import json
import os
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile
import time

import machine
import models
from machine import PROGRAM
from models import WORDS


def rows(count):
    """Instructions and answers of 20 to 90 words."""
    draw = random.Random(7)
    for number in range(count):
        pick = lambda low, high: " ".join(draw.choices(WORDS, k=draw.randrange(low, high)))
        yield {"instruction": f"{pick(10, 30)} {number}", "input": pick(0, 20) if number % 3 else "", "output": pick(10, 40)}


def write_lines(path, count):
    with path.open("w", encoding="utf-8") as file:
        for row in rows(count):
            file.write(json.dumps(row) + "\n")


def write_csv(path, count):
    with path.open("w", encoding="utf-8") as file:
        file.write("id,dialogue,summary\n")
        for number, row in enumerate(rows(count)):
            file.write(f'{number},"{row["instruction"]}\n{row["input"]}",{row["output"]}\n')


def write_parquet(path, count):
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema = pa.schema([(name, pa.string()) for name in ["instruction", "input", "output"]])
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        part = []
        for row in rows(count):
            part.append(row)
            if len(part) == 100_000:
                writer.write_table(pa.Table.from_pylist(part, schema=schema))
                part = []
        if part:
            writer.write_table(pa.Table.from_pylist(part, schema=schema))


FORMS = {
    "JSON lines": ("alpaca_dataset", "jsonl", write_lines),
    "CSV": ("samsum_dataset", "csv", write_csv),
    "Parquet": ("alpaca_dataset", "parquet", write_parquet),
}


def peak(process):
    """The largest resident set of a process so far, in MB; 0 when it is gone."""
    try:
        with open(f"/proc/{process.pid}/status", encoding="utf-8") as status:
            return next((int(line.split()[1]) / 1024 for line in status if line.startswith("VmHWM")), 0)
    except OSError:
        return 0


def run(arguments, cache, until):
    """Runs a command: its peak memory in MB, and the seconds until a line of its output holds the text `until`."""
    began, reached, largest, output = time.monotonic(), None, 0, []
    environment = dict(os.environ, LLAMA_RECIPES_CACHE=str(cache))
    with tempfile.TemporaryFile() as file:
        process = subprocess.Popen([PROGRAM, *arguments], stdout=file, stderr=subprocess.STDOUT, env=environment)
        while process.poll() is None:
            largest = max(largest, peak(process))
            if reached is None and until.encode() in os.pread(file.fileno(), 1 << 20, 0):
                reached = time.monotonic() - began
            time.sleep(0.01)
        output = os.pread(file.fileno(), 1 << 20, 0).decode(errors="replace")
    if process.returncode != 0:
        sys.exit(f"{' '.join(arguments)}\n{output}")
    return largest, reached if reached is not None else time.monotonic() - began, output


def measure(form, count, folder, model, steps):
    dataset, ending, write = FORMS[form]
    path = folder / f"data.{ending}"
    write(path, count)
    cache = folder / "cache"
    data = ["--dataset", dataset, f"--{dataset}.data_path", str(path)]
    usual = ["--model_name", str(model), *data, "--context_length", "1024"]
    train = ["finetuning", *usual, "--run_validation", "False", "--max_train_step", str(steps), "--batch_size_training", "4",
             "--dtype", "float32", "--save_model", "False", "--output_dir", str(folder / "run")]
    figures = {"file": path.stat().st_size / 1e6}
    for name in ["first", "second"]:
        memory, seconds, output = run(train, cache, "step 1/")
        said = "tokenized into" if name == "first" else "used again"
        if said not in output:
            sys.exit(f"{form}, {count} samples, {name} run: no '{said}' in\n{output}")
        figures[f"{name} memory"], figures[f"{name} start"] = memory, seconds
    figures["inspect memory"], figures["inspect time"], output = run(["inspect", *usual, "--limit", "1"], cache, "\n── row")
    figures["tokens"] = next(line for line in output.splitlines() if " tokens, " in line).split(", ")[1]
    for leftover in [cache, folder / "run"]:
        shutil.rmtree(leftover, ignore_errors=True)
    path.unlink()
    return figures


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--small", type=int, default=10_000)
    parser.add_argument("--large", type=int, default=1_000_000)
    parser.add_argument("--steps", type=int, default=3)
    parser.add_argument("--limit", type=float, default=300, help="MB that the large data may take more")
    parser.add_argument("--forms", nargs="*", choices=list(FORMS), default=list(FORMS))
    arguments = parser.parse_args()
    print("# Memory and start of a million samples\n")
    print(machine.description())
    print(f"`Benchmarks/million_samples.py {' '.join(sys.argv[1:])}`".replace(" `", "`") + "\n")
    print("Peak resident memory (VmHWM) in MB; seconds until the first step, and of `inspect`.\n")
    print("| data | samples | tokens | file (MB) | first run: memory | start | second run: memory | start "
          "| inspect: memory | time |\n|---|---|---|---|---|---|---|---|---|---|")
    worst = 0.0
    with tempfile.TemporaryDirectory(dir=os.environ.get("TMPDIR")) as scratch:
        folder = pathlib.Path(scratch)
        models.write(folder / "model", models.TOY)
        for form in arguments.forms:
            memories = []
            for count in [arguments.small, arguments.large]:
                found = measure(form, count, folder, folder / "model", arguments.steps)
                print(
                    f"| {form} | {count:,} | {found['tokens']} | {found['file']:.0f} | {found['first memory']:.0f} "
                    f"| {found['first start']:.1f} | {found['second memory']:.0f} | {found['second start']:.1f} "
                    f"| {found['inspect memory']:.0f} | {found['inspect time']:.1f} |", flush=True)
                memories.append([value for name, value in found.items() if name.endswith("memory")])
            worst = max(worst, *(large - small for small, large in zip(*memories)))
    print(f"\nAt most {worst:.0f} MB more for {arguments.large:,} samples than for {arguments.small:,}.")
    if worst > arguments.limit:
        sys.exit(f"that is more than {arguments.limit:.0f} MB")


if __name__ == "__main__":
    main()
