#!/usr/bin/env python3
"""Memory and time of ten thousand and of a million samples: tokenizing, packing, a few steps, and `inspect`.

    Benchmarks/million_samples.py [--small 10000] [--large 1000000] [--steps 3] [--limit 300]

Needs `make build` and, for Parquet, pyarrow (`PYTHONPATH=.deps/arrow-wheel`). The samples are made up; the model is a
random Llama of 90,000 parameters with a byte-level tokenizer. Each command runs twice on the same data: the first
tokenizes, the second finds the samples in the cache. Memory is the largest resident set as the system counts it
(VmHWM), mapped files included. Prints a Markdown report, to be put in Benchmarks/results/; ends with 1 when a run on the
large data takes `--limit` MB more than on the small one.
"""

import argparse
import datetime
import json
import os
import pathlib
import platform
import random
import shutil
import struct
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
PROGRAM = os.environ.get("LLAMA_RECIPES", str(ROOT / ".build/release/llama-recipes"))
WORDS = "the a of to and in that it is was for on are as with they be at one have this from by hot word but what".split()


def byte_names():
    """GPT-2's alphabet: printable characters stand for their own byte, the others for the ones from U+0100 on."""
    names, following = [], 0x100
    for byte in range(256):
        printable = 0x21 <= byte <= 0x7E or 0xA1 <= byte <= 0xAC or byte >= 0xAE
        names.append(chr(byte if printable else following))
        following += not printable
    return names


def make_tokenizer(folder):
    """Bytes, and merges that make each common word, with the blank before it, one token."""
    names = byte_names()
    vocabulary = {name: byte for byte, name in enumerate(names)}
    merges = []
    for word in WORDS + ["instruction", "response", "describes", "request", "appropriately", "completes", "task"]:
        text = "".join(names[byte] for byte in f" {word}".encode())
        for end in range(2, len(text) + 1):
            if text[:end] not in vocabulary:
                vocabulary[text[:end]] = len(vocabulary)
                merges.append(f"{text[:end - 1]} {text[end - 1]}")
    specials = {"<s>": len(vocabulary), "</s>": len(vocabulary) + 1}
    stage = {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": True}
    document = {
        "version": "1.0", "truncation": None, "padding": None, "normalizer": None, "pre_tokenizer": stage,
        "decoder": stage, "post_processor": None,
        "added_tokens": [
            {"id": number, "content": name, "single_word": False, "lstrip": False, "rstrip": False, "normalized": False,
             "special": True} for name, number in specials.items()],
        "model": {"type": "BPE", "dropout": None, "unk_token": None, "continuing_subword_prefix": None,
                  "end_of_word_suffix": None, "fuse_unk": False, "byte_fallback": False, "vocab": vocabulary,
                  "merges": merges},
    }
    (folder / "tokenizer.json").write_text(json.dumps(document))
    configuration = {"tokenizer_class": "PreTrainedTokenizerFast", "bos_token": "<s>", "eos_token": "</s>"}
    (folder / "tokenizer_config.json").write_text(json.dumps(configuration))
    return len(vocabulary) + len(specials)


def make_model(folder):
    folder.mkdir()
    size, inner, layers, heads, groups = 64, 128, 2, 4, 2
    vocabulary = make_tokenizer(folder)
    (folder / "config.json").write_text(json.dumps({
        "architectures": ["LlamaForCausalLM"], "model_type": "llama", "vocab_size": vocabulary, "hidden_size": size,
        "intermediate_size": inner, "num_hidden_layers": layers, "num_attention_heads": heads,
        "num_key_value_heads": groups, "max_position_embeddings": 4096, "rms_norm_eps": 1e-5, "rope_theta": 10000.0,
        "hidden_act": "silu", "tie_word_embeddings": True, "torch_dtype": "float32",
        "bos_token_id": vocabulary - 2, "eos_token_id": vocabulary - 1}))
    shapes = {"model.embed_tokens.weight": [vocabulary, size], "model.norm.weight": [size]}
    for layer in range(layers):
        start = f"model.layers.{layer}."
        narrow = size * groups // heads
        for name, shape in [
            ("input_layernorm", [size]), ("post_attention_layernorm", [size]), ("self_attn.q_proj", [size, size]),
            ("self_attn.k_proj", [narrow, size]), ("self_attn.v_proj", [narrow, size]),
            ("self_attn.o_proj", [size, size]), ("mlp.gate_proj", [inner, size]), ("mlp.up_proj", [inner, size]),
            ("mlp.down_proj", [size, inner]),
        ]:
            shapes[f"{start}{name}.weight"] = shape
    draw, header, parts, offset = random.Random(1), {}, [], 0
    for name, shape in sorted(shapes.items()):
        count = shape[0] * (shape[1] if len(shape) > 1 else 1)
        values = [1.0] * count if len(shape) == 1 else [draw.gauss(0, 0.05) for _ in range(count)]
        parts.append(struct.pack(f"<{count}f", *values))
        header[name] = {"dtype": "F32", "shape": shape, "data_offsets": [offset, offset + 4 * count]}
        offset += 4 * count
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    (folder / "model.safetensors").write_bytes(struct.pack("<Q", len(text)) + text + b"".join(parts))


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


def processor():
    with open("/proc/cpuinfo", encoding="utf-8") as info:
        return next((line.split(":")[1].strip() for line in info if line.startswith("model name")), platform.machine())


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--small", type=int, default=10_000)
    parser.add_argument("--large", type=int, default=1_000_000)
    parser.add_argument("--steps", type=int, default=3)
    parser.add_argument("--limit", type=float, default=300, help="MB that the large data may take more")
    parser.add_argument("--forms", nargs="*", choices=list(FORMS), default=list(FORMS))
    arguments = parser.parse_args()
    print("# Memory and start of a million samples\n")
    print(f"{datetime.date.today()}, {processor()}, {os.cpu_count()} cores, {platform.system()} {platform.machine()}.")
    print(f"`Benchmarks/million_samples.py {' '.join(sys.argv[1:])}`".replace(" `", "`") + "\n")
    print("Peak resident memory (VmHWM) in MB; seconds until the first step, and of `inspect`.\n")
    print("| data | samples | tokens | file (MB) | first run: memory | start | second run: memory | start "
          "| inspect: memory | time |\n|---|---|---|---|---|---|---|---|---|---|")
    worst = 0.0
    with tempfile.TemporaryDirectory(dir=os.environ.get("TMPDIR")) as scratch:
        folder = pathlib.Path(scratch)
        make_model(folder / "model")
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
