#!/usr/bin/env python3
"""Training steps of transformers (+ peft) on given rows; see steps.py for arguments and output."""

import torch
from peft import LoraConfig, get_peft_model
from transformers import AutoModelForCausalLM

import steps


def main():
    options = steps.arguments()
    model = AutoModelForCausalLM.from_pretrained(options.model, dtype=getattr(torch, options.dtype))
    if options.targets:
        model = get_peft_model(
            model,
            LoraConfig(
                r=options.rank, lora_alpha=4 * options.rank, lora_dropout=options.dropout,
                target_modules=options.targets, task_type="CAUSAL_LM",
            ),
        )
    model.train()
    trained = [parameter for parameter in model.parameters() if parameter.requires_grad]
    optimizer = torch.optim.AdamW(trained, lr=1e-4, weight_decay=0.0, fused=True)
    run = torch.compile(model) if options.compile else model

    def loss_of(ids, labels, positions, lengths):
        keywords = {}
        if options.form == "row" and len(lengths) > 1:
            # Positions that start again tell transformers that the row is packed: attention stays in each document.
            keywords["position_ids"] = positions
        elif options.form == "batch" and min(lengths) < max(lengths):
            keywords["attention_mask"] = (torch.arange(max(lengths)) < torch.tensor(lengths)[:, None]).long()
        return run(input_ids=ids, labels=labels, use_cache=False, **keywords).loss

    steps.run(options.rows, options.form, loss_of, optimizer)


if __name__ == "__main__":
    main()
