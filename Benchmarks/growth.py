#!/usr/bin/env python3
"""How speed and memory grow: with the context, with documents in a row, with the model, with the data.

    Benchmarks/growth.py [--only CURVE …] [--rounds 2] [--steps 3] [--most N] [--into NAME]

Needs `make build`, and no peers. LoRA of rank 8 on q and v in bf16, as in bench.py; models have random weights. Writes
tables to Benchmarks/results/<NAME>.md, beside what they were made of (<NAME>.json); curves that the file has already and
that are not measured now are kept. The first step of a run is not counted. `--most` leaves out larger points.
"""

import argparse
import datetime
import json
import pathlib
import random
import statistics
import sys
import tempfile

import machine
import million_samples
import models
import programs
from models import Shape
from reports import Report
from workloads import Workload

SMOL = Shape(vocabulary=49152, width=576, inner=1536, layers=30, heads=9, groups=3)

CONTEXTS = [256, 512, 1024, 2048, 4096, 8192, 16384]
DOCUMENTS = [1, 2, 4, 8, 16, 32, 64, 128]
MODELS = {
    "toy": models.TOY,
    "10M": Shape(vocabulary=8192, width=256, inner=768, layers=8, heads=4, groups=2),
    "SmolLM2-135M": SMOL,
    "SmolLM2-360M": Shape(vocabulary=49152, width=960, inner=2560, layers=32, heads=15, groups=5),
    "TinyLlama-1.1B": Shape(
        vocabulary=32000, width=2048, inner=5632, layers=22, heads=32, groups=4, is_tied=False),
    "Llama-3.2-1B": Shape(vocabulary=128256, width=2048, inner=8192, layers=16, heads=32, groups=8),
}
SAMPLES = [1_000, 10_000, 100_000, 1_000_000]


class Bench:
    """Runs our program on made-up rows of random models, each of which is written once."""

    def __init__(self, folder, options):
        self.folder, self.options = folder, options

    def model(self, name, shape):
        path = self.folder / name
        if not path.exists():
            models.write(path, shape)
        return path

    def point(self, title, shape_name, shape, documents):
        """Medians over rounds and counted steps for rows of documents of these lengths."""
        print(title, file=sys.stderr, flush=True)
        workload = Workload(title, title, (tuple((0, length) for length in documents),), count=self.options.steps)
        draw = random.Random(3)
        # Only ids that the small tokenizer knows; how many there are does not matter to the speed.
        tokens = [draw.randrange(len(models.WORDS) + 256) for _ in range(4 * sum(documents))]
        rows = self.folder / "rows.jsonl"
        steps = workload.rows(tokens, workload.count)
        rows.write_text("".join(json.dumps(step) + "\n" for step in steps), encoding="utf-8")
        path = self.model(shape_name, shape)
        runs = [
            programs.measure(programs.OURS, workload, rows, self.folder, path) for _ in range(self.options.rounds)]
        counted = slice(1, None) if workload.count > 1 else slice(None)
        seconds = statistics.median(time for run in runs for time in run["seconds"][counted])
        return {
            "point": title, "tokens_per_second": sum(documents) / seconds, "seconds": seconds,
            "mfu": statistics.median(share for run in runs for share in run["mfu"][counted]),
            "memory": statistics.median(run["memory"] for run in runs),
            "first_step": statistics.median(run["first_step"] for run in runs),
        }


def context(bench):
    return [
        bench.point(f"{length:,} tokens", "smol", SMOL, [length])
        for length in CONTEXTS if length <= bench.options.most]


def documents(bench):
    length = min(4096, bench.options.most)
    return [
        bench.point(f"{count} of {length // count}", "smol", SMOL, [length // count] * count) for count in DOCUMENTS]


def model(bench):
    return [
        bench.point(f"{name}: {shape.parameters() / 1e6:,.1f} million", name, shape, [min(1024, bench.options.most)])
        for name, shape in MODELS.items() if shape.parameters() <= 1e6 * bench.options.most]


def data(bench):
    path, found = bench.model("toy", models.TOY), []
    for count in SAMPLES:
        if count > 100 * bench.options.most:
            continue
        print(f"{count:,} samples", file=sys.stderr, flush=True)
        figures = million_samples.measure("JSON lines", count, bench.folder, path, bench.options.steps)
        found.append({
            "point": f"{count:,} samples", "memory": 1e6 * figures["second memory"],
            "tokenized": figures["first start"], "first_step": figures["second start"]})
    return found


CURVES = {
    "context": ("one document, SmolLM2-135M's shape", context),
    "documents": ("documents in a row of 4,096 tokens, SmolLM2-135M's shape", documents),
    "model": ("models of random weights, 1,024 tokens", model),
    "data": ("samples of alpaca's form, a toy model, rows of 1,024", data),
}
COLUMNS = [
    ("tokens_per_second", "tokens/s", lambda value: f"{value:,.0f}"),
    ("seconds", "step (s)", lambda value: f"{value:.3f}"), ("mfu", "MFU", lambda value: f"{100 * value:.0f} %"),
    ("memory", "peak memory (GB)", lambda value: f"{value / 1e9:.2f}"),
    ("tokenized", "start to first step (s), tokenizing", lambda value: f"{value:.1f}"),
    ("first_step", "start to first step (s)", lambda value: f"{value:.1f}"),
]


def report(record):
    lines = ["# Growth\n", record["machine"], f"LlamaRecipes {record['commit']}; `{record['command']}`."]
    for name, (title, _) in CURVES.items():
        entry = record["curves"].get(name)
        if not entry:
            continue
        columns = [column for column in COLUMNS if any(column[0] in point for point in entry["points"])]
        lines += [f"\n## {name}: {title}\n", f"{entry['date']}, {entry['rounds']} rounds of {entry['steps']} steps.\n"]
        lines += ["| | " + " | ".join(head for _, head, _ in columns) + " |", "|---" * (len(columns) + 1) + "|"]
        for point in entry["points"]:
            cells = [form(point[key]) if key in point else "" for key, _, form in columns]
            lines.append(f"| {point['point']} | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", nargs="+", choices=list(CURVES), default=list(CURVES), metavar="CURVE")
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--steps", type=int, default=3)
    parser.add_argument(
        "--most", type=int, default=16384, help="tokens of context, million weights, hundred samples at most")
    parser.add_argument("--into", default=f"{datetime.date.today()}-growth", help="name of the files in results/")
    options = parser.parse_args()
    output = Report(options.into)
    record = output.kept() or {"curves": {}}
    record |= {"machine": machine.description(), "commit": machine.commit(),
               "command": " ".join(["Benchmarks/growth.py", *sys.argv[1:]])}
    with tempfile.TemporaryDirectory() as scratch:
        bench = Bench(pathlib.Path(scratch), options)
        for name in options.only:
            points = CURVES[name][1](bench)
            record["curves"][name] = {
                "date": str(datetime.date.today()), "rounds": options.rounds, "steps": options.steps, "points": points}
            output.keep(record)
    output.write(report(record))


if __name__ == "__main__":
    main()
