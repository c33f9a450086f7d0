#!/usr/bin/env python3
"""LoRA steps of transformers + peft on given rows; prints one JSON line per step and one with the peak memory.

    transformers_lora.py MODEL.gguf ROWS.jsonl STEPS

ROWS.jsonl is what `llama-recipes inspect --json` prints: one row of ids and labels each.
"""

import json
import os
import resource
import sys
import time

import torch
from peft import LoraConfig, get_peft_model
from transformers import AutoModelForCausalLM


def main():
    path, rows, steps = sys.argv[1], sys.argv[2], int(sys.argv[3])
    folder, name = os.path.split(path)
    model = AutoModelForCausalLM.from_pretrained(folder, gguf_file=name, dtype=torch.bfloat16)
    model = get_peft_model(
        model,
        LoraConfig(r=8, lora_alpha=32, lora_dropout=0.05, target_modules=["q_proj", "v_proj"], task_type="CAUSAL_LM"),
    )
    model.train()
    optimizer = torch.optim.AdamW([p for p in model.parameters() if p.requires_grad], lr=1e-4, weight_decay=0.0)
    with open(rows, encoding="utf-8") as lines:
        batches = [json.loads(line) for line in lines]
    for step in range(steps):
        row = batches[step % len(batches)]
        start = time.monotonic()
        ids = torch.tensor([row["input_ids"]])
        loss = model(input_ids=ids, labels=torch.tensor([row["labels"]])).loss
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
        seconds = time.monotonic() - start
        print(json.dumps({"loss": loss.item(), "tokens_per_second": ids.numel() / seconds}), flush=True)
    print(json.dumps({"peak_memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024}))


if __name__ == "__main__":
    main()
