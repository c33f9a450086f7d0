"""Runs one program on the rows of a workload, and tells its steps, its largest memory and when its first step was done."""

import dataclasses
import hashlib
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

from machine import PROGRAM, ROOT

HERE = pathlib.Path(__file__).resolve().parent
GGUF = ROOT / ".deps/models/SmolLM2-135M-Instruct.Q4_1.gguf"
# The peers' packages and the model as a folder; they take 2 GB.
PEERS = pathlib.Path(os.environ.get("BENCH_PEERS", str(ROOT / ".deps/peers")))


@dataclasses.dataclass(frozen=True)
class Program:
    """One program in one of its forms, such as transformers with a packed row."""

    peer: str
    form: str = ""
    compiled: bool = False

    def __str__(self):
        if not self.form:
            return self.peer
        return f"{self.peer}, {self.form}{', compiled' if self.compiled else ''}"


OURS = Program("LlamaRecipes")
# With the option that this form is named by.
RECOMPUTING = Program("LlamaRecipes", "--activation_checkpointing")
TRANSFORMERS = "transformers + peft"
TORCHTUNE = "torchtune"
SCRIPTS = {TRANSFORMERS: "transformers_steps.py", TORCHTUNE: "torchtune_steps.py"}


def python():
    return PEERS / "environment/bin/python"


def install():
    """Installs the peers from PyPI into an environment of their own, once for each version of the requirements."""
    usual, apart = HERE / "peers/requirements.txt", HERE / "peers/requirements-torchtune.txt"
    stamp, wanted = PEERS / "stamp", hashlib.sha256(usual.read_bytes() + apart.read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text() == wanted:
        return
    print(f"installing the peers into {PEERS}; takes some minutes and 2 GB", file=sys.stderr, flush=True)
    shutil.rmtree(PEERS, ignore_errors=True)
    PEERS.mkdir(parents=True)
    subprocess.run([sys.executable, "-m", "venv", str(python().parent.parent)], check=True)
    pip = [str(python()), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "-r", str(usual)], check=True)
    subprocess.run([*pip, "--no-deps", "--target", str(PEERS / "torchtune"), "-r", str(apart)], check=True)
    stamp.write_text(wanted)


def model():
    """The model as a Hugging Face folder in bfloat16, made once."""
    folder = PEERS / "SmolLM2-135M-Instruct"
    if not folder.exists():
        draft = PEERS / "model.part"
        subprocess.run([str(python()), str(HERE / "peers/make_model.py"), str(GGUF), str(draft)], check=True)
        draft.rename(folder)
    return folder


def versions():
    """The peers' packages with their versions, as they are installed."""
    names = ["torch", "transformers", "peft", "torchtune", "torchao"]
    code = f"import importlib.metadata as m; print(', '.join(f'{{n}} {{m.version(n)}}' for n in {names}))"
    return subprocess.run(
        [str(python()), "-c", code], check=True, capture_output=True, text=True, env=environment(TORCHTUNE)
    ).stdout.strip()


def inspect(*options):
    """The rows that `llama-recipes inspect` shows of the demo data."""
    command = [PROGRAM, "inspect", "--json", "--model_name", model(), *DEMO_DATA, "--shuffle", "False", *options]
    return [line for _, line in run(command)[0] if "input_ids" in line]


class Failed(RuntimeError):
    """A program that ended in an error: its command, and the last that it said."""


def environment(peer=None):
    """This process's environment without what would change how many threads a program takes."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("OMP_", "MKL_", "KMP_"))}
    return kept | ({"PYTHONPATH": str(PEERS / "torchtune")} if peer == TORCHTUNE else {})


def run(command, peer=None):
    """Runs a command that prints JSON lines: each with the seconds since the start, and its largest memory in bytes."""
    with tempfile.TemporaryFile("w+") as errors:
        start = time.monotonic()
        process = subprocess.Popen(
            [str(part) for part in command], stdout=subprocess.PIPE, stderr=errors, env=environment(peer), text=True)
        lines = []
        for text in process.stdout:
            try:
                lines.append((time.monotonic() - start, json.loads(text)))
            except ValueError:
                continue  # Packages print notes of their own.
        # wait4 tells the memory of this process; what Popen.wait leaves adds up all that ever ran.
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            errors.seek(0)
            raise Failed(f"{' '.join(str(part) for part in command)}\n{errors.read()[-4000:]}")
    return lines, usage.ru_maxrss * 1024


# A data set that is read as users' data are, and found in the cache from the second run on.
DEMO_DATA = ("--dataset", "grammar_dataset", "--data_path", ROOT / "Examples/demo-data")


def our_command(workload, rows, folder, model_path=None):
    """`llama-recipes finetuning` on the rows of a workload."""
    command = [
        PROGRAM, "finetuning", "--json", "--model_name", model_path or model(), "--dtype", workload.dtype,
        "--shuffle", "False", "--run_validation", "False", "--save_model", "False", "--num_epochs", "1",
        "--context_length", workload.context_length, "--max_train_step", workload.count,
        "--batching_strategy", "padding" if workload.is_padded else "packing",
        "--batch_size_training", workload.batch_size, "--output_dir", folder / "run",
    ]
    if workload.start:
        command += DEMO_DATA
    else:
        command += ["--dataset", "custom_dataset", "--custom_dataset.file", HERE / "given_rows.py"]
        command += ["--custom_dataset.rows", rows, "--custom_dataset.python", sys.executable]
        command += ["--custom_dataset.python_tokenizer", "own", "--check_data", "False"]
    if workload.targets:
        command += ["--use_peft", "--lora_config.r", workload.rank, "--lora_config.lora_alpha", 4 * workload.rank]
        command += ["--lora_config.lora_dropout", workload.dropout]
        command += ["--lora_config.target_modules", f"[{','.join(workload.targets)}]"]
    return command


def peer_command(program, workload, rows):
    """A peer's script on the rows of a workload."""
    command = [python(), HERE / "peers" / SCRIPTS[program.peer], "--model", model(), "--rows", rows]
    command += ["--form", program.form, "--dtype", workload.dtype, "--rank", workload.rank]
    command += ["--dropout", workload.dropout]
    if workload.targets:
        command += ["--targets", *workload.targets]
    return command + (["--compile"] if program.compiled else [])


def written(command):
    """A command for a report, without the folders of the machine that it ran on."""
    def shorten(part):
        path = pathlib.PurePath(str(part))
        if not path.is_absolute():
            return str(part)
        for folder, name in ((PEERS, pathlib.PurePath("peers")), (ROOT, pathlib.PurePath())):
            if path.is_relative_to(folder):
                return str(name / path.relative_to(folder))
        return path.name
    return " ".join(map(shorten, command))


def measure(program, workload, rows, folder, model_path=None):
    """One run: seconds, tokens and loss of each step, memory, the time to the first step, and our own MFU."""
    is_ours = program.peer == OURS.peer
    if is_ours:
        command = our_command(workload, rows, folder, model_path) + ([program.form] if program.form else [])
    else:
        command = peer_command(program, workload, rows)
    lines, memory = run(command, program.peer)
    shutil.rmtree(folder / "run", ignore_errors=True)
    found = {"command": written(command), "memory": memory, "mfu": []}
    steps = [(when, line) for when, line in lines if not is_ours or line["event"] == "step"]
    found["first_step"] = steps[0][0]
    steps = [line for _, line in steps]
    found["losses"] = [step["loss"] for step in steps]
    found["tokens"] = [step["tokens"] for step in steps]
    if is_ours:
        found["seconds"] = [step["tokens"] / step["tokens_per_second"] for step in steps]
        found["mfu"] = [step["mfu"] for step in steps]
    else:
        found["seconds"] = [step["seconds"] for step in steps]
    return found
