#!/usr/bin/env python3
"""What a custom data set file gives under transformers' own tokenizer, called as llama-recipes calls it.

    reference_custom_dataset.py samples FILE[:FUNCTION] TOKENIZER_FOLDER SPLIT [KEY=VALUE…]   one JSON line per sample
    reference_custom_dataset.py tokenizer FOLDER        writes a toy tokenizer with Llama 3's vocabulary size and marks
    reference_custom_dataset.py calls TOKENIZER_FOLDER < CALLS   what calls of tokenizer methods give, one JSON line each
"""

import importlib.machinery
import importlib.util
import json
import os
import shutil
import sys
import types

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))

LLAMA3_TEMPLATE = (
    "{% set loop_messages = messages %}{% for message in loop_messages %}"
    "{% set content = '<|start_header_id|>' + message['role'] + '<|end_header_id|>\n\n'"
    "+ message['content'] | trim + '<|eot_id|>' %}"
    "{% if loop.index0 == 0 %}{% set content = bos_token + content %}{% endif %}{{ content }}{% endfor %}"
    "{% if add_generation_prompt %}{{ '<|start_header_id|>assistant<|end_header_id|>\n\n' }}{% endif %}"
)


def load(path):
    name = os.path.basename(path)
    loader = importlib.machinery.SourceFileLoader(name, path)
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader(name, loader))
    loader.exec_module(module)
    return module


def tokenizer_of(folder):
    import transformers

    tokenizer = transformers.AutoTokenizer.from_pretrained(folder, local_files_only=True)
    if tokenizer.pad_token_id is None:
        tokenizer.pad_token_id = tokenizer.eos_token_id
    # llama-recipes was written for transformers 4, where the ids themselves came back.
    chat = tokenizer.apply_chat_template
    tokenizer.apply_chat_template = lambda *a, **k: chat(*a, **{"return_dict": False, **k})
    return tokenizer


def write_llama3_tokenizer(folder):
    """The small Llama 3 tokenizer of the fixtures, filled up to 128,000 tokens, with Llama 3's special tokens at their
    own ids, and the roles as one token each."""
    os.makedirs(folder, exist_ok=True)
    source = f"{ROOT}/Tests/Fixtures/tokenizers/llama3"
    with open(f"{source}/tokenizer.json", encoding="utf-8") as file:
        document = json.load(file)
    old = {token["content"] for token in document["added_tokens"]}
    vocabulary = {token: id for token, id in document["model"]["vocab"].items() if token not in old}
    tokens = sorted(vocabulary, key=vocabulary.get)
    roles = ["system", "user", "assistant"]
    tokens += [f"<filler {number}>" for number in range(128000 - len(tokens) - len(roles))] + roles
    document["model"]["vocab"] = {token: id for id, token in enumerate(tokens)}
    names = ["<|begin_of_text|>", "<|end_of_text|>"] + [f"<|reserved_special_token_{n}|>" for n in range(4)]
    names += ["<|start_header_id|>", "<|end_header_id|>", "<|reserved_special_token_4|>", "<|eot_id|>"]

    def added(content, id, special):
        return {
            "id": id, "content": content, "single_word": False, "lstrip": False, "rstrip": False, "normalized": False,
            "special": special,
        }

    document["added_tokens"] = [added(role, tokens.index(role), False) for role in roles]
    document["added_tokens"] += [added(name, 128000 + index, True) for index, name in enumerate(names)]
    text = {"Sequence": {"id": "A", "type_id": 0}}
    begin = {"SpecialToken": {"id": "<|begin_of_text|>", "type_id": 0}}
    document["post_processor"] = {
        "type": "TemplateProcessing", "single": [begin, text],
        "pair": [begin, text, {"Sequence": {"id": "B", "type_id": 1}}],
        "special_tokens": {
            "<|begin_of_text|>": {"id": "<|begin_of_text|>", "ids": [128000], "tokens": ["<|begin_of_text|>"]}
        },
    }
    with open(f"{folder}/tokenizer.json", "w", encoding="utf-8") as file:
        json.dump(document, file)
    with open(f"{folder}/tokenizer_config.json", "w", encoding="utf-8") as file:
        json.dump(
            {
                "tokenizer_class": "PreTrainedTokenizerFast", "bos_token": "<|begin_of_text|>",
                "eos_token": "<|eot_id|>", "chat_template": LLAMA3_TEMPLATE, "clean_up_tokenization_spaces": False,
            },
            file,
        )


def samples(file, folder, split, *options):
    path, _, function = file.partition(":")
    values = {"dataset": "custom_dataset", "file": file, "train_split": "train", "test_split": "validation"}
    values["data_path"] = ""
    values.update(option.split("=", 1) for option in options)
    make = getattr(load(path), function or "get_custom_dataset")
    for sample in make(types.SimpleNamespace(**values), tokenizer_of(folder), split):
        print(json.dumps({key: list(sample[key]) for key in ("input_ids", "labels")}))


def value(result):
    """A result in a form that can be compared."""
    if hasattr(result, "tolist"):
        return result.tolist()
    if hasattr(result, "keys"):
        return {key: value(result[key]) for key in result.keys() if key != "token_type_ids"}
    return result


def call(tokenizer, step):
    """One step: [method, positional, named], or [attribute]."""
    name, *arguments = step
    if not arguments:
        return len(tokenizer) if name == "len" else getattr(tokenizer, name)
    return value(getattr(tokenizer, name)(*arguments[0], **arguments[1]))


def calls(folder):
    tokenizer = tokenizer_of(folder)
    for line in sys.stdin if not os.environ.get("CALLS") else open(os.environ["CALLS"], encoding="utf-8"):
        print(json.dumps(call(tokenizer, json.loads(line))))


if __name__ == "__main__":
    {"samples": samples, "tokenizer": write_llama3_tokenizer, "calls": calls}[sys.argv[1]](*sys.argv[2:])
