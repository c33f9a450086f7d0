#!/usr/bin/env python3
"""Loads a saved adapter with the real peft and compares its logits with ours.

    pip install "torch==2.13.0" "transformers==5.23.0" "peft==0.21.2"
    python scripts/check_peft_adapter.py <base folder or GGUF file> <adapter folder> <expected.safetensors>

`PEFT_CHECK_FOLDER=<folder> swift test --filter exportForPeft` trains adapters of the toy models in
Tests/Fixtures/parity and writes <folder>/<model>/adapter and <folder>/<model>/expected.safetensors.

The expected file holds `input_ids` [B, T] int64 and `logits` [B, T, V] float32, as this project computed them with
the adapter applied. Exit code 0: peft finds every tensor and the logits agree to --tolerance (relative L2 norm).
Before it trusts that answer, the script changes one tensor of the adapter and expects the comparison to fail.
"""

import argparse
import os
import sys
import warnings

os.environ.setdefault("TRANSFORMERS_VERBOSITY", "error")
os.environ.setdefault("HF_HUB_OFFLINE", "1")

import torch
from peft import PeftModel
from safetensors.torch import load_file
from transformers import AutoModelForCausalLM


def relative_error(found, expected):
    return (torch.linalg.vector_norm(found - expected) / torch.linalg.vector_norm(expected)).item()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("base")
    parser.add_argument("adapter")
    parser.add_argument("expected")
    parser.add_argument("--tolerance", type=float, default=1e-4)
    arguments = parser.parse_args()

    expected = load_file(arguments.expected)
    if os.path.isdir(arguments.base):
        place, options = arguments.base, {}
    else:
        place, name = os.path.split(arguments.base)
        options = {"gguf_file": name}
    base = AutoModelForCausalLM.from_pretrained(place, dtype=torch.float32, **options)
    with torch.no_grad():
        plain = base(input_ids=expected["input_ids"]).logits
    # peft only warns about adapter tensors that it does not find; here that is a failure.
    with warnings.catch_warnings():
        warnings.filterwarnings("error", message=".*(missing|unexpected).*adapter.*")
        warnings.filterwarnings("error", message=".*adapter.*(missing|unexpected).*")
        model = PeftModel.from_pretrained(base, arguments.adapter)
    model.eval()
    with torch.no_grad():
        error = relative_error(model(input_ids=expected["input_ids"]).logits, expected["logits"])
        effect = relative_error(plain, expected["logits"])
        target = next(p for n, p in model.named_parameters() if "lora_B" in n)
        target += 10 * target.abs().mean() + 0.1
        planted = relative_error(model(input_ids=expected["input_ids"]).logits, expected["logits"])

    print(f"relative error {error:.2e}; without the adapter {effect:.2e}; with a planted defect {planted:.2e}")
    if not error <= arguments.tolerance:
        sys.exit(f"{arguments.adapter}: peft's logits differ by {error:.2e}, more than {arguments.tolerance:.0e}")
    if not effect > arguments.tolerance:
        sys.exit(f"{arguments.adapter}: the adapter changes nothing, so this check proves nothing; train it first")
    if not planted > arguments.tolerance:
        sys.exit(f"{arguments.adapter}: a planted defect went unnoticed; the check is broken")


if __name__ == "__main__":
    main()
