#!/usr/bin/env python3
"""Writes the parity fixtures: toy models of the Llama family and what transformers and peft compute with them.

    pip install "torch==2.13.0" "transformers==5.23.0" "peft==0.21.2"
    python scripts/make_parity_fixtures.py            # writes Tests/Fixtures/parity

Every model is a Hugging Face folder (config.json, model.safetensors) with the reference values beside it:

    expected.safetensors    input_ids [B, T], labels [B, T] (with -100), logits [B, T, V], loss [], and every gradient:
                            full.<parameter>, <adapter>.<lora key>; losses of ten AdamW steps: full.losses,
                            <adapter>.losses [10]; adapter logits <adapter>.logits [B, T, V]
    lora-qv/, lora-all/     adapters as peft saves them, with B different from zero

rope.json holds inverse frequencies and attention factors of many rotary settings. manifest.json names the versions
that made all this. Everything is float32 on one thread with fixed seeds, so the same versions write the same bytes.
"""

import argparse
import json
import os
import shutil
import sys
from pathlib import Path

os.environ.setdefault("TRANSFORMERS_VERBOSITY", "error")
os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")

import peft
import torch
import transformers
from peft import LoraConfig, get_peft_model
from safetensors.torch import save_file
from transformers import AutoConfig, AutoModelForCausalLM, LlamaConfig
from transformers.models.llama.modeling_llama import LlamaRotaryEmbedding

ROWS, LENGTH = 2, 24
STEPS = 10
COMMON = dict(
    vocab_size=64,
    hidden_size=32,
    intermediate_size=44,
    num_hidden_layers=2,
    num_attention_heads=4,
    num_key_value_heads=4,
    max_position_embeddings=64,
    rms_norm_eps=1e-5,
    initializer_range=0.2,
    bos_token_id=1,
    eos_token_id=2,
)
SMALL = COMMON | dict(num_hidden_layers=1, num_key_value_heads=2, tie_word_embeddings=True)


def rope(kind, theta=10000.0, **parameters):
    return {"rope_parameters": {"rope_type": kind, "rope_theta": theta} | parameters}


# The lengths are chosen so that every branch of each scaling is taken within 24 positions and heads of width 8.
MODELS = {
    "mha": COMMON | rope("default"),
    "gqa-tied": COMMON | rope("default") | dict(num_key_value_heads=2, tie_word_embeddings=True),
    "llama3-rope": COMMON
    | dict(num_key_value_heads=2)
    | rope(
        "llama3",
        theta=100.0,
        factor=8.0,
        low_freq_factor=1.0,
        high_freq_factor=4.0,
        original_max_position_embeddings=32,
    ),
    "linear-rope": SMALL | rope("linear", factor=4.0),
    "dynamic-rope": SMALL | dict(max_position_embeddings=16) | rope("dynamic", factor=2.0),
    "yarn-rope": SMALL | rope("yarn", theta=100.0, factor=4.0, original_max_position_embeddings=16),
    "biases": SMALL | rope("default") | dict(attention_bias=True, mlp_bias=True),
    "head-dim": SMALL | rope("default") | dict(head_dim=12),
    "qwen2": SMALL | rope("default") | dict(model_type="qwen2"),
    "qwen3": COMMON | rope("default", theta=1e6) | dict(model_type="qwen3", num_key_value_heads=2, head_dim=12),
    "qwen3-biases": SMALL | rope("default") | dict(model_type="qwen3", head_dim=8, attention_bias=True),
}
FULL_SIZE = {"mha", "gqa-tied", "llama3-rope", "qwen3"}
QV = ["q_proj", "v_proj"]
ALL = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]

ROPE_CASES = {
    "default": (16, 64, None, rope("default")),
    "default-theta-500000": (64, 8192, None, rope("default", theta=500000.0)),
    "linear": (64, 4096, None, rope("linear", factor=2.5)),
    "dynamic-short": (64, 2048, 100, rope("dynamic", factor=2.0)),
    "dynamic-long": (64, 2048, 5000, rope("dynamic", factor=2.0)),
    "llama3.1": (
        128,
        131072,
        None,
        rope(
            "llama3",
            theta=500000.0,
            factor=8.0,
            low_freq_factor=1.0,
            high_freq_factor=4.0,
            original_max_position_embeddings=8192,
        ),
    ),
    "llama3.2": (
        64,
        131072,
        None,
        rope(
            "llama3",
            theta=500000.0,
            factor=32.0,
            low_freq_factor=1.0,
            high_freq_factor=4.0,
            original_max_position_embeddings=8192,
        ),
    ),
    "yarn": (128, 65536, None, rope("yarn", factor=16.0, original_max_position_embeddings=4096)),
    "yarn-attention-factor": (
        64,
        16384,
        None,
        rope("yarn", factor=4.0, original_max_position_embeddings=4096, attention_factor=0.75),
    ),
    "yarn-mscale": (
        64,
        16384,
        None,
        rope("yarn", factor=4.0, original_max_position_embeddings=4096, mscale=0.707, mscale_all_dim=1.2),
    ),
    "yarn-betas-untruncated": (
        64,
        16384,
        None,
        rope("yarn", factor=4.0, original_max_position_embeddings=4096, beta_fast=24, beta_slow=2, truncate=False),
    ),
    "yarn-no-original": (64, 16384, None, rope("yarn", factor=4.0)),
}


def make_model(name, seed):
    torch.manual_seed(seed)
    config = AutoConfig.for_model(**{"model_type": "llama"} | MODELS[name], dtype="float32")
    model = AutoModelForCausalLM.from_config(config, attn_implementation="eager")
    with torch.no_grad():
        for key, parameter in model.named_parameters():
            if "norm" in key:
                parameter.add_(0.2 * torch.randn_like(parameter))
            elif key.endswith("bias"):
                parameter.copy_(0.2 * torch.randn_like(parameter))
    return model


def make_batch(seed):
    generator = torch.Generator().manual_seed(seed)
    input_ids = torch.randint(3, COMMON["vocab_size"], (ROWS, LENGTH), generator=generator)
    labels = input_ids.clone()
    labels[0, :7] = -100
    labels[1, :3] = -100
    labels[1, 12:15] = -100
    labels[1, -2:] = -100
    return input_ids, labels


def forward(model, batch):
    return model(input_ids=batch[0], labels=batch[1], use_cache=False)


def ten_losses(model, batch):
    parameters = [p for p in model.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(parameters, lr=1e-3, weight_decay=0.0)
    losses = []
    for _ in range(STEPS):
        optimizer.zero_grad()
        loss = forward(model, batch).loss
        loss.backward()
        optimizer.step()
        losses.append(loss.detach())
    return torch.stack(losses)


def gradients(model, batch):
    model.zero_grad()
    output = forward(model, batch)
    output.loss.backward()
    found = {n: p.grad.clone() for n, p in model.named_parameters() if p.requires_grad}
    model.zero_grad()
    return output, found


def lora(folder, adapter, targets, seed, batch):
    """The values of one adapter, under its name; writes it to `folder/adapter` as peft does."""
    base = AutoModelForCausalLM.from_pretrained(folder, attn_implementation="eager")
    torch.manual_seed(seed)
    config = LoraConfig(task_type="CAUSAL_LM", r=4, lora_alpha=8, lora_dropout=0.0, target_modules=targets)
    model = get_peft_model(base, config)
    with torch.no_grad():
        for key, parameter in model.named_parameters():
            if "lora_B" in key:
                parameter.copy_(0.1 * torch.randn_like(parameter))
    destination = folder / adapter
    model.save_pretrained(str(destination))
    (destination / "README.md").unlink(missing_ok=True)
    file = destination / "adapter_config.json"
    content = json.loads(file.read_text())
    content["base_model_name_or_path"] = folder.name
    content["target_modules"] = sorted(content["target_modules"])
    file.write_text(json.dumps(content, indent=2, sort_keys=True) + "\n")

    model.eval()
    output, found = gradients(model, batch)
    values = {f"{adapter}.{key.replace('.default.', '.')}": value for key, value in found.items()}
    values[f"{adapter}.logits"] = output.logits.detach()
    values[f"{adapter}.loss"] = output.loss.detach()
    values[f"{adapter}.losses"] = ten_losses(model, batch)
    return values


def write_model(root, name, seed):
    folder = root / name
    model = make_model(name, seed)
    model.save_pretrained(str(folder))
    (folder / "generation_config.json").unlink(missing_ok=True)
    batch = make_batch(seed + 1)
    output, found = gradients(model, batch)
    values = {
        "input_ids": batch[0],
        "labels": batch[1],
        "logits": output.logits.detach(),
        "loss": output.loss.detach(),
    }
    values |= {f"full.{key}": value for key, value in found.items()}
    values["full.losses"] = ten_losses(model, batch)
    values |= lora(folder, "lora-qv", QV, seed + 2, batch)
    if name in FULL_SIZE:
        values |= lora(folder, "lora-all", ALL, seed + 3, batch)
    save_file({key: value.contiguous() for key, value in values.items()}, str(folder / "expected.safetensors"))


def write_rope(root):
    cases = []
    for name, (head_dim, max_positions, length, parameters) in ROPE_CASES.items():
        # The class completes its argument in place, so the case keeps its own copy as it was written.
        given = json.loads(json.dumps(parameters))
        config = LlamaConfig(
            hidden_size=head_dim * 2, num_attention_heads=2, max_position_embeddings=max_positions, **parameters
        )
        rotary = LlamaRotaryEmbedding(config)
        if length is not None:
            rotary(torch.zeros(1), torch.arange(length)[None])
        cases.append(
            {
                "name": name,
                "head_dim": head_dim,
                "max_position_embeddings": max_positions,
                "length": length,
                "rope_parameters": given["rope_parameters"],
                "inv_freq": [float(f"{x:.9g}") for x in rotary.inv_freq.tolist()],
                "attention_factor": rotary.attention_scaling,
            }
        )
    (root / "rope.json").write_text(json.dumps(cases, indent=1) + "\n")


def main():
    default = Path(__file__).resolve().parent.parent / "Tests" / "Fixtures" / "parity"
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--output", type=Path, default=default)
    root = parser.parse_args().output
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    transformers.utils.logging.disable_progress_bar()
    shutil.rmtree(root, ignore_errors=True)
    root.mkdir(parents=True)
    for index, name in enumerate(MODELS):
        write_model(root, name, seed=1000 + 10 * index)
    write_rope(root)
    manifest = {
        "made_by": "scripts/make_parity_fixtures.py",
        "python": ".".join(map(str, sys.version_info[:3])),
        "torch": torch.__version__,
        "transformers": transformers.__version__,
        "peft": peft.__version__,
        "models": list(MODELS),
    }
    (root / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n")
    total = sum(file.stat().st_size for file in root.rglob("*") if file.is_file())
    print(f"{root}: {len(MODELS)} models, {total / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
