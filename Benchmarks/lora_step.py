#!/usr/bin/env python3
"""Speed and memory of a LoRA step beside transformers + peft: same model, same rows, in turn, medians.

    Benchmarks/lora_step.py [--tokens 1024] [--steps 5] [--rounds 3]

Needs `make build` and `scripts/bootstrap --reference`. One row is one document (SmolLM2-135M, bf16, r 8 on q and v,
dropout 0.05). The first step of each run is not counted: it pays for page faults. Prints a Markdown report; put it in
Benchmarks/results/.
"""

import argparse
import datetime
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PROGRAM = os.environ.get("LLAMA_RECIPES", f"{ROOT}/.build/release/llama-recipes")
MODEL = f"{ROOT}/.deps/models/SmolLM2-135M-Instruct.Q4_1.gguf"
DATA = ["--dataset", "grammar_dataset", "--data_path", f"{ROOT}/Examples/demo-data", "--cross_document_attention"]


def lines(command, environment=None):
    output = subprocess.run(command, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment)
    return [json.loads(line) for line in output.stdout.splitlines()]


def ours(tokens, steps, folder):
    events = lines(
        [PROGRAM, "finetuning", "--model_name", MODEL, "--use_peft", *DATA, "--context_length", str(tokens)]
        + ["--batch_size_training", "1", "--shuffle", "False", "--drop_last", "--run_validation", "False"]
        + ["--save_model", "False", "--max_train_step", str(steps), "--output_dir", f"{folder}/run", "--json"]
    )
    return [e for e in events if e["event"] == "step"], events[-1]["peak_memory"]


def theirs(steps, rows):
    environment = dict(os.environ, PYTHONPATH=f"{ROOT}/.deps/reference:{ROOT}/.deps/engine")
    *reports, last = lines(
        [sys.executable, f"{ROOT}/Benchmarks/peers/transformers_lora.py", MODEL, rows, str(steps)], environment
    )
    return reports, last["peak_memory"]


def processor():
    with open("/proc/cpuinfo", encoding="utf-8") as info:
        return next((line.split(":")[1].strip() for line in info if line.startswith("model name")), platform.machine())


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--tokens", type=int, default=1024)
    parser.add_argument("--steps", type=int, default=5)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    figures = {"LlamaRecipes": ([], [], []), "transformers + peft": ([], [], [])}
    with tempfile.TemporaryDirectory() as folder:
        rows = f"{folder}/rows.jsonl"
        with open(rows, "w", encoding="utf-8") as file:
            inspect = [PROGRAM, "inspect", "--model_name", MODEL, *DATA, "--context_length", str(arguments.tokens)]
            subprocess.run([*inspect, "--json", "--limit", str(arguments.steps)], check=True, stdout=file)
        for _ in range(arguments.rounds):
            for name, run in (
                ("LlamaRecipes", lambda: ours(arguments.tokens, arguments.steps, folder)),
                ("transformers + peft", lambda: theirs(arguments.steps, rows)),
            ):
                steps, memory = run()
                speeds, memories, losses = figures[name]
                speeds += [step["tokens_per_second"] for step in steps[1:]]
                memories.append(memory)
                losses.append(steps[0]["loss"])
    print(f"# LoRA step, {arguments.tokens} tokens, bf16\n")
    print(f"{datetime.date.today()}, {processor()}, {os.cpu_count()} cores, {platform.system()} {platform.machine()}.")
    print(f"`Benchmarks/lora_step.py {' '.join(sys.argv[1:])}`\n")
    print("| | tokens/s (median) | lowest to highest | peak memory (GB) | first loss |\n|---|---|---|---|---|")
    for name, (speeds, memories, losses) in figures.items():
        print(
            f"| {name} | {statistics.median(speeds):.0f} | {min(speeds):.0f} to {max(speeds):.0f} "
            f"| {max(memories) / 1e9:.2f} | {losses[0]:.4f} |"
        )
    (own, own_memory, _), (peer, peer_memory, _) = figures.values()
    print(
        f"\nSpeed {statistics.median(own) / statistics.median(peer):.2f} times, "
        f"memory {max(own_memory) / max(peer_memory):.2f} times the peer's."
    )


if __name__ == "__main__":
    main()
