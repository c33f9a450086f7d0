#!/usr/bin/env python3
"""Compares two outputs of Tests/KernelNumbers: `compare_numbers.py EXPECTED FOUND`, or `--self-test`.

Every line is `name type count values`. Text must be equal. Numbers may differ by rounding, since one processor fuses a
product and a sum into one rounding where another rounds twice: float32 by 5e-6 of the largest number of its line,
bfloat16 to the neighbouring number, and that in few places. Fails where more differs, where lines are missing, and where
a number is not finite.
"""

import math
import pathlib
import sys

FLOAT32_SHARE = 5e-6
# The neighbour of a bfloat16, which has 8 significant bits, is at most this share of it away.
BFLOAT16_STEP = 2.0**-7
# Of a sum that nearly cancels, the terms' rounding remains.
BFLOAT16_SHARE = 2.0**-10
# Bfloat16 numbers of a line that may differ.
BFLOAT16_PLACES = 0.005


class Difference(Exception):
    """Two lines that differ by more than rounding."""


def parse(output: str) -> dict[str, tuple[str, str]]:
    """The lines of an output: types and values by name."""
    lines = {}
    for line in output.rstrip("\n").split("\n"):
        name, kind, count, values = line.split(" ", 3)
        if name in lines:
            raise Difference(f"{name} stands there twice")
        if kind != "text" and len(values.split()) != int(count):
            raise Difference(f"{name} is cut off")
        lines[name] = (kind, values)
    return lines


def compare(name: str, kind: str, expected: str, found: str) -> float:
    """The largest difference of two lines, as a share of their largest number."""
    if kind == "text":
        if expected != found:
            raise Difference(f"{name}: expected {expected[:200]!r}, found {found[:200]!r}")
        return 0
    wanted, numbers = [[float(value) for value in values.split()] for values in (expected, found)]
    if len(wanted) != len(numbers):
        raise Difference(f"{name}: {len(numbers)} numbers instead of {len(wanted)}")
    if not all(math.isfinite(number) for number in wanted + numbers):
        raise Difference(f"{name}: not all numbers are finite")
    largest = max(abs(number) for number in wanted)
    if largest == 0:
        raise Difference(f"{name}: nothing but zeros, so nothing is compared")
    others = 0
    for place, (a, b) in enumerate(zip(wanted, numbers, strict=True)):
        allowed = FLOAT32_SHARE * largest
        if kind == "bfloat16":
            allowed = BFLOAT16_STEP * max(abs(a), abs(b)) + BFLOAT16_SHARE * largest
            others += a != b
        if abs(a - b) > allowed:
            raise Difference(f"{name}[{place}]: expected {a:.9g}, found {b:.9g}")
    if others > max(2, BFLOAT16_PLACES * len(wanted)):
        raise Difference(f"{name}: {others} of {len(wanted)} numbers are rounded otherwise")
    return max(abs(a - b) for a, b in zip(wanted, numbers, strict=True)) / largest


def compare_all(expected_output: str, found_output: str) -> str:
    """What two outputs have in common; throws where they differ."""
    expected, found = parse(expected_output), parse(found_output)
    if expected.keys() != found.keys():
        raise Difference(f"lines of one output alone: {sorted(expected.keys() ^ found.keys())}")
    worst = {"float32": (0.0, "-"), "bfloat16": (0.0, "-")}
    numbers = texts = 0
    for name, (kind, values) in expected.items():
        if found[name][0] != kind:
            raise Difference(f"{name}: {found[name][0]} instead of {kind}")
        share = compare(name, kind, values, found[name][1])
        if kind == "text":
            texts += 1
        else:
            numbers += len(values.split())
            worst[kind] = max(worst[kind], (share, name))
    report = [f"{len(expected)} lines agree: {numbers} numbers, {texts} texts"]
    for kind, (share, name) in worst.items():
        report.append(f"largest difference of {kind}: {share:.1e} of the largest number of its line ({name})")
    return "\n".join(report)


def self_test() -> None:
    """Plants differences and expects each to be refused."""
    # 64 numbers near 1 that bfloat16 holds.
    halves = " ".join(f"{1 + place / 128}" for place in range(64))
    good = f"a float32 3 1 -2 3\nb bfloat16 64 {halves}\nc text 1 two words"
    compare_all(good, good)
    compare_all(good, good.replace("-2", "-2.00001").replace(" 1.25 ", " 1.2578125 "))
    planted = {
        "a float32 number": good.replace("-2", "-2.0001"),
        "a bfloat16 number": good.replace(" 1.25 ", " 1.28125 "),
        "bfloat16 numbers rounded down": good.replace(halves, " ".join(f"{1 + (p // 2) / 64}" for p in range(64))),
        "a number that is none": good.replace("-2", "nan"),
        "zeros": good.replace("1 -2 3", "0 0 0"),
        "a text": good.replace("two words", "two  words"),
        "a type": good.replace("bfloat16", "float32"),
        "a line that is missing": good.rsplit("\n", 1)[0],
        "a line that is cut off": good.replace("1 -2 3", "1 -2"),
    }
    for what, output in planted.items():
        # Zeros on both sides agree, but then nothing was computed.
        expected = output if what == "zeros" else good
        try:
            compare_all(expected, output)
        except Difference:
            continue
        sys.exit(f"compare_numbers: self-test: {what} was accepted")


if __name__ == "__main__":
    try:
        if sys.argv[1:] == ["--self-test"]:
            self_test()
        else:
            print(compare_all(*(pathlib.Path(path).read_text(encoding="utf-8") for path in sys.argv[1:])))
    except (Difference, OSError, ValueError) as problem:
        sys.exit(f"compare_numbers: {problem}")
