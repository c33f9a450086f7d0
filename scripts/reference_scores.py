#!/usr/bin/env python3
"""What transformers makes of a model (a GGUF file or a Hugging Face folder): the other side of the parity tests.

    reference_scores.py MODEL REQUESTS.jsonl [--dtype float32|bfloat16]

Each request is {"text": …}, answered with {"tokens": N, "nll": X} (N predicted ids, X summed nats), or
{"prompt": …, "max_new_tokens": N}, answered with {"ids": […]} of the greedy continuation; one JSON line each. An
"input_ids" beside them is used instead of transformers' own tokenizer, which does not know every pre-tokenizer that a
GGUF file can name: for SmolLM2 it leaves out the splitting of digits.
"""

import argparse
import json
import os

import torch
from transformers import AutoModelForCausalLM, AutoTokenizer


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("model")
    parser.add_argument("requests")
    parser.add_argument("--dtype", default="float32", choices=["float32", "bfloat16"])
    arguments = parser.parse_args()

    if os.path.isdir(arguments.model):
        place, options = arguments.model, {}
    else:
        place, name = os.path.split(arguments.model)
        options = {"gguf_file": name}
    tokenizer = AutoTokenizer.from_pretrained(place, **options)
    model = AutoModelForCausalLM.from_pretrained(place, dtype=getattr(torch, arguments.dtype), **options).eval()
    with open(arguments.requests, encoding="utf-8") as lines, torch.no_grad():
        for line in lines:
            request = json.loads(line)
            if "input_ids" in request:
                ids = torch.tensor([request["input_ids"]])
            else:
                ids = tokenizer(request.get("text", request.get("prompt")), return_tensors="pt").input_ids
            if "text" in request:
                logits = model(ids).logits[0, :-1].float()
                nll = torch.nn.functional.cross_entropy(logits, ids[0, 1:], reduction="sum").item()
                answer = {"tokens": ids.shape[1] - 1, "nll": nll}
            else:
                new = request["max_new_tokens"]
                output = model.generate(ids, max_new_tokens=new, do_sample=False, eos_token_id=None, pad_token_id=0)
                answer = {"ids": output[0, ids.shape[1] :].tolist()}
            print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
