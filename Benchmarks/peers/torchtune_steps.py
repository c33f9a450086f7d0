#!/usr/bin/env python3
"""Training steps of torchtune on given rows, as its single-device recipes make them; see steps.py for the arguments.

The form `row` uses torchtune's block mask for packed documents, `batch` a padded row for each without a mask.
"""

import json
import pathlib

import torch
from safetensors.torch import load_file
from torchtune import training
from torchtune.models.convert_weights import hf_to_tune
from torchtune.models.llama3 import llama3, lora_llama3
from torchtune.modules.attention_utils import create_block_causal_mask
from torchtune.modules.loss import CEWithChunkedOutputLoss
from torchtune.modules.peft import get_adapter_params, set_trainable_params

import steps

ATTENTION = {"q_proj": "q_proj", "k_proj": "k_proj", "v_proj": "v_proj", "o_proj": "output_proj"}


def load(options, length):
    folder = pathlib.Path(options.model)
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    heads, groups, width = config["num_attention_heads"], config["num_key_value_heads"], config["hidden_size"]
    shape = {
        "vocab_size": config["vocab_size"], "num_layers": config["num_hidden_layers"], "num_heads": heads,
        "num_kv_heads": groups, "embed_dim": width, "intermediate_dim": config["intermediate_size"],
        "max_seq_len": length, "norm_eps": config["rms_norm_eps"],
        "rope_base": (config.get("rope_parameters") or config)["rope_theta"],
    }
    with training.set_default_dtype(getattr(torch, options.dtype)):
        if options.targets:
            model = lora_llama3(
                [ATTENTION[name] for name in options.targets if name in ATTENTION],
                apply_lora_to_mlp="gate_proj" in options.targets, lora_rank=options.rank,
                lora_alpha=4 * options.rank, lora_dropout=options.dropout, **shape,
            )
            set_trainable_params(model, get_adapter_params(model))
        else:
            model = llama3(**shape)
    weights = hf_to_tune(load_file(folder / "model.safetensors"), heads, groups, width)
    missing = model.load_state_dict(weights, strict=False)
    assert not missing.unexpected_keys, missing.unexpected_keys
    if config["tie_word_embeddings"]:
        model.output.weight = model.tok_embeddings.weight
    return model


def main():
    options = steps.arguments()
    longest = max(sum(len(document["input_ids"]) for document in step) for step in steps.steps(options.rows))
    model = load(options, longest)
    model.train()
    loss_function = CEWithChunkedOutputLoss()
    if options.compile:
        training.compile_model(model, verbose=False)
        training.compile_loss(loss_function, verbose=False)
    model.set_num_output_chunks(loss_function.num_output_chunks)
    trained = [parameter for parameter in model.parameters() if parameter.requires_grad]
    optimizer = torch.optim.AdamW(trained, lr=1e-4, weight_decay=0.0, fused=True)

    def loss_of(ids, labels, positions, lengths):
        mask = None
        if options.form == "row" and len(lengths) > 1:
            mask = create_block_causal_mask([torch.tensor(lengths)])
        logits = model(ids, mask=mask, input_pos=positions)
        ends = torch.full((len(labels), 1), steps.IGNORED)
        return loss_function(logits, torch.hstack((labels[:, 1:], ends)))

    steps.run(options.rows, options.form, loss_of, optimizer)


if __name__ == "__main__":
    main()
