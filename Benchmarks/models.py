"""Llama models with random weights, in any size, as Hugging Face folders; written with the standard library alone."""

import array
import dataclasses
import json
import random
import struct

WORDS = "the a of to and in that it is was for on are as with they be at one have this from by hot word but what".split()


@dataclasses.dataclass(frozen=True)
class Shape:
    vocabulary: int
    width: int
    inner: int
    layers: int
    heads: int
    groups: int
    is_tied: bool = True
    positions: int = 32768

    def tensors(self):
        """Name and shape of every weight."""
        found = {"model.embed_tokens.weight": [self.vocabulary, self.width], "model.norm.weight": [self.width]}
        if not self.is_tied:
            found["lm_head.weight"] = [self.vocabulary, self.width]
        narrow = self.width * self.groups // self.heads
        for layer in range(self.layers):
            for name, shape in [
                ("input_layernorm", [self.width]), ("post_attention_layernorm", [self.width]),
                ("self_attn.q_proj", [self.width, self.width]), ("self_attn.k_proj", [narrow, self.width]),
                ("self_attn.v_proj", [narrow, self.width]), ("self_attn.o_proj", [self.width, self.width]),
                ("mlp.gate_proj", [self.inner, self.width]), ("mlp.up_proj", [self.inner, self.width]),
                ("mlp.down_proj", [self.width, self.inner]),
            ]:
                found[f"model.layers.{layer}.{name}.weight"] = shape
        return found

    def parameters(self):
        return sum(shape[0] * (shape[1] if len(shape) > 1 else 1) for shape in self.tensors().values())


TOY = Shape(vocabulary=512, width=64, inner=128, layers=2, heads=4, groups=2)


def byte_names():
    """GPT-2's alphabet: printable characters stand for their own byte, the others for the ones from U+0100 on."""
    names, following = [], 0x100
    for byte in range(256):
        printable = 0x21 <= byte <= 0x7E or 0xA1 <= byte <= 0xAC or byte >= 0xAE
        names.append(chr(byte if printable else following))
        following += not printable
    return names


def make_tokenizer(folder):
    """Bytes, and merges that make each common word, with the blank before it, one token."""
    names = byte_names()
    vocabulary = {name: byte for byte, name in enumerate(names)}
    merges = []
    for word in WORDS + ["instruction", "response", "describes", "request", "appropriately", "completes", "task"]:
        text = "".join(names[byte] for byte in f" {word}".encode())
        for end in range(2, len(text) + 1):
            if text[:end] not in vocabulary:
                vocabulary[text[:end]] = len(vocabulary)
                merges.append(f"{text[:end - 1]} {text[end - 1]}")
    specials = {"<s>": len(vocabulary), "</s>": len(vocabulary) + 1}
    stage = {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": True}
    document = {
        "version": "1.0", "truncation": None, "padding": None, "normalizer": None, "pre_tokenizer": stage,
        "decoder": stage, "post_processor": None,
        "added_tokens": [
            {"id": number, "content": name, "single_word": False, "lstrip": False, "rstrip": False, "normalized": False,
             "special": True} for name, number in specials.items()],
        "model": {"type": "BPE", "dropout": None, "unk_token": None, "continuing_subword_prefix": None,
                  "end_of_word_suffix": None, "fuse_unk": False, "byte_fallback": False, "vocab": vocabulary,
                  "merges": merges},
    }
    (folder / "tokenizer.json").write_text(json.dumps(document))
    configuration = {"tokenizer_class": "PreTrainedTokenizerFast", "bos_token": "<s>", "eos_token": "</s>"}
    (folder / "tokenizer_config.json").write_text(json.dumps(configuration))
    return len(vocabulary) + len(specials)


def bfloat16(values):
    """Numbers without the lower half of their bits."""
    return array.array("H", struct.pack(f"<{2 * len(values)}H", *(
        half for value in values for half in struct.unpack("<HH", struct.pack("<f", value)))))[1::2]


def write(folder, shape, seed=1):
    """Writes config.json, a byte-level tokenizer and random bfloat16 weights; norms are 1."""
    folder.mkdir()
    used = make_tokenizer(folder)
    assert used <= shape.vocabulary, used
    (folder / "config.json").write_text(json.dumps({
        "architectures": ["LlamaForCausalLM"], "model_type": "llama", "vocab_size": shape.vocabulary,
        "hidden_size": shape.width, "intermediate_size": shape.inner, "num_hidden_layers": shape.layers,
        "num_attention_heads": shape.heads, "num_key_value_heads": shape.groups,
        "max_position_embeddings": shape.positions, "rms_norm_eps": 1e-5, "rope_theta": 10000.0, "hidden_act": "silu",
        "tie_word_embeddings": shape.is_tied, "torch_dtype": "bfloat16", "bos_token_id": used - 2,
        "eos_token_id": used - 1}))
    header, offset = {}, 0
    for name, size in shape.tensors().items():
        count = size[0] * (size[1] if len(size) > 1 else 1)
        header[name] = {"dtype": "BF16", "shape": size, "data_offsets": [offset, offset + 2 * count]}
        offset += 2 * count
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    # Drawing a billion numbers would take minutes: each weight starts elsewhere in the same quarter of a million.
    draw = random.Random(seed)
    drawn = bfloat16([draw.gauss(0, 0.02) for _ in range(1 << 18)]).tobytes()
    one = bfloat16([1.0]).tobytes()
    with open(folder / "model.safetensors", "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for size in shape.tensors().values():
            if len(size) == 1:
                file.write(one * size[0])
                continue
            left, start = 2 * size[0] * size[1], 2 * draw.randrange(len(drawn) // 2)
            while left > 0:
                part = drawn[start : start + left]
                file.write(part)
                left, start = left - len(part), 0
