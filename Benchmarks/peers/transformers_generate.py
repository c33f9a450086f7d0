#!/usr/bin/env python3
"""Greedy continuations by transformers' `generate`, one prompt after the other; prints one line of JSON for each."""

import argparse
import json

import torch
from transformers import AutoModelForCausalLM, AutoTokenizer


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--model", required=True, help="Hugging Face folder")
    parser.add_argument("--input", required=True, help='JSON lines: {"prompt": …}')
    parser.add_argument("--max_new_tokens", type=int, required=True)
    parser.add_argument("--dtype", choices=["bfloat16", "float32"], default="bfloat16")
    options = parser.parse_args()
    tokenizer = AutoTokenizer.from_pretrained(options.model)
    model = AutoModelForCausalLM.from_pretrained(options.model, dtype=getattr(torch, options.dtype)).eval()
    with open(options.input, encoding="utf-8") as lines:
        prompts = [json.loads(line)["prompt"] for line in lines]
    for prompt in prompts:
        given = tokenizer(prompt, return_tensors="pt")
        with torch.inference_mode():
            # No end of text, so that every program makes as many tokens.
            ids = model.generate(
                **given, max_new_tokens=options.max_new_tokens, do_sample=False, eos_token_id=None, pad_token_id=0)
        count = given["input_ids"].shape[1]
        print(json.dumps({"prompt_tokens": count, "ids": ids[0, count:].tolist()}), flush=True)


if __name__ == "__main__":
    main()
