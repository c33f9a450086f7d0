#!/usr/bin/env python3
"""Writes a GGUF file as a Hugging Face folder in bfloat16, which every program loads alike: make_model.py GGUF FOLDER"""

import copy
import os
import sys

import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

path, target = sys.argv[1:]
folder, name = os.path.split(path)
read = AutoModelForCausalLM.from_pretrained(folder, gguf_file=name, dtype=torch.bfloat16)
config = copy.deepcopy(read.config)
# A model that was read from a GGUF file cannot be saved itself.
vars(config).pop("quantization_config", None)
model = AutoModelForCausalLM.from_config(config, dtype=torch.bfloat16)
model.load_state_dict(read.state_dict())
model.save_pretrained(target)
AutoTokenizer.from_pretrained(folder, gguf_file=name).save_pretrained(target)
