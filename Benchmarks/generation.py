#!/usr/bin/env python3
"""Speed of `generate` beside transformers' own: same model, same prompts, in turn, medians of several rounds.

    Benchmarks/generation.py [--only WORKLOAD …] [--rounds 3] [--into NAME]

Needs `make build`, and the peers of bench.py, which it installs. Prints the table of ratios and writes it, with machine,
versions and commands, to Benchmarks/results/<NAME>.md.

A program is given all prompts of a workload at once and continues them one by one, greedily. A continuation's time is
that between its line of output and the one before; the first one is not counted, since it pays for loading and page
faults. Both must read as many tokens and make as many; how many of the new ids agree from the first on is told, since in
bfloat16 a close choice may fall to another token. Beside a prompt stands the way forward of our training on as many tokens,
as profiles.py sees it.
"""

import argparse
import datetime
import json
import pathlib
import statistics
import sys
import tempfile

import machine
import programs
from profiles import profile
from programs import OURS
from reports import Report
from workloads import GENERATION, Workload, one

PEER = "transformers"


def command(name, workload, prompts):
    if name == str(OURS):
        return [
            programs.PROGRAM, "generate", "--json", "--model_name", programs.model(), "--dtype", workload.dtype,
            "--input", prompts, "--max_new_tokens", workload.new_tokens, "--ignore_eos"]
    return [
        programs.python(), programs.HERE / "peers/transformers_generate.py", "--model", programs.model(), "--dtype",
        workload.dtype, "--input", prompts, "--max_new_tokens", workload.new_tokens]


def measure(name, workload, prompts):
    """One run: the seconds of each counted continuation, their ids, and the largest memory."""
    parts = command(name, workload, prompts)
    lines, memory = programs.run(parts)
    for _, line in lines:
        if line["prompt_tokens"] != workload.prompt_tokens or len(line["ids"]) != workload.new_tokens:
            raise RuntimeError(
                f"{name} read {line['prompt_tokens']} tokens and made {len(line['ids'])}, not "
                f"{workload.prompt_tokens} and {workload.new_tokens}")
    times = [when for when, _ in lines]
    return {
        "command": programs.written(parts), "memory": memory, "ids": [line["ids"] for _, line in lines],
        "seconds": [end - start for start, end in zip(times, times[1:])]}


def agreeing(ours, theirs):
    """Of all continuations, the share of ids before the first that differs."""
    same = 0
    for one, other in zip(ours, theirs):
        same += next((i for i, pair in enumerate(zip(one, other)) if pair[0] != pair[1]), len(one))
    return same / sum(len(one) for one in ours)


def rows(workload, runs):
    """The workload's lines of the table, the ratio in the first."""
    tokens = workload.prompt_tokens if workload.new_tokens == 1 else workload.new_tokens
    medians = {name: statistics.median(time for run in found for time in run["seconds"]) for name, found in runs.items()}
    ratio = medians[PEER] / medians[str(OURS)]
    bar = "" if workload.speed is None else (
        f" (>= {workload.speed}: {'met' if ratio >= workload.speed else '**not met**'})")
    same = agreeing(runs[str(OURS)][0]["ids"], runs[PEER][0]["ids"])
    for name, found in runs.items():
        times = [time for run in found for time in run["seconds"]]
        is_ours = name == str(OURS)
        yield (
            f"| {workload.title if is_ours else ''} | {name} | {medians[name]:.3f} ({min(times):.3f} to {max(times):.3f}) "
            f"| {tokens / medians[name]:,.0f} | {statistics.median(run['memory'] for run in found) / 1e9:.2f} "
            f"| {f'{ratio:.2f}{bar}' if is_ours else ''} | {f'{100 * same:.0f} %' if is_ours else ''} |")


def training_forward(tokens, dtype, folder):
    """Tokens a second of all decoder blocks on the way forward in training."""
    report, _ = profile(Workload("forward", "forward", one(tokens), count=6, dtype=dtype), folder)
    seconds = next(known["total_seconds"] for known in report["operations"] if known["name"] == "decoderBlock")
    return tokens * (report["last_step"] - report["first_step"] + 1) / seconds


def main():
    names = [workload.name for workload in GENERATION]
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", nargs="+", choices=names, default=names, metavar="WORKLOAD", help=", ".join(names))
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--into", default=f"{datetime.date.today()}-generation", help="name of the file in results/")
    options = parser.parse_args()
    programs.install()
    programs.model()
    lines = [
        "# Generation beside transformers\n", machine.description(),
        f"LlamaRecipes {machine.commit()}; {programs.versions()}; {options.rounds} rounds.\n",
        "| workload | program | seconds (from to) | tokens/s | peak memory (GB) | speed against the peer | same ids |",
        "|---|---|---|---|---|---|---|"]
    commands, notes = [], []
    for workload in GENERATION:
        if workload.name not in options.only:
            continue
        runs = {str(OURS): [], PEER: []}
        with tempfile.TemporaryDirectory() as scratch:
            prompts = pathlib.Path(scratch) / "prompts.jsonl"
            prompts.write_text(
                "".join(json.dumps({"prompt": prompt}) + "\n" for prompt in workload.prompts()), encoding="utf-8")
            for number in range(options.rounds):
                for name, found in runs.items():
                    print(f"{workload.name}, round {number + 1} of {options.rounds}: {name}", file=sys.stderr, flush=True)
                    found.append(measure(name, workload, prompts))
            if workload.is_beside_training:
                forward = training_forward(workload.prompt_tokens, workload.dtype, pathlib.Path(scratch))
                notes.append(f"{workload.title}: training's way forward takes {forward:,.0f} tokens/s.\n")
        lines += rows(workload, runs)
        commands += [found[0]["command"] for found in runs.values()]
    text = "\n".join([*lines, "", *notes, "```", *commands, "```"]) + "\n"
    Report(options.into).write(text)


if __name__ == "__main__":
    main()
