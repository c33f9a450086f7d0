"""What a report has to say about where it was measured."""

import datetime
import os
import pathlib
import platform
import subprocess

ROOT = pathlib.Path(__file__).resolve().parent.parent
PROGRAM = os.environ.get("LLAMA_RECIPES", str(ROOT / ".build/release/llama-recipes"))


def _first(path, start):
    try:
        with open(path, encoding="utf-8") as lines:
            return next((line.split(":", 1)[1].strip() for line in lines if line.startswith(start)), None)
    except OSError:
        return None


def processor():
    return _first("/proc/cpuinfo", "model name") or platform.machine()


def description():
    """One line: date, processor, cores, vector instructions, memory, system."""
    flags = (_first("/proc/cpuinfo", "flags") or "").split()
    vectors = [name for name in ["avx512_bf16", "avx512f", "avx2"] if name in flags][:1]
    memory = _first("/proc/meminfo", "MemTotal")
    parts = [
        str(datetime.date.today()), processor(), f"{os.cpu_count()} cores", *vectors,
        *([f"{int(memory.split()[0]) / 1e6:.0f} GB"] if memory else []), f"{platform.system()} {platform.machine()}",
    ]
    return ", ".join(parts) + "."


def commit():
    """The commit of this checkout, with a plus where files other than results differ from it."""
    try:
        git = ["git", "-C", str(ROOT)]
        head = subprocess.run([*git, "rev-parse", "--short", "HEAD"], check=True, capture_output=True, text=True).stdout
        changed = subprocess.run(
            [*git, "status", "--porcelain", "-uno", ":!Benchmarks/results"], capture_output=True, text=True).stdout
        return head.strip() + ("+" if changed else "")
    except (OSError, subprocess.CalledProcessError):
        return "?"
