#!/usr/bin/env python3
"""Makes Tests/Fixtures/gguf: random blocks of each GGUF type, and what the `gguf` package dequantizes them to.

Run from anywhere after `pip install gguf numpy safetensors`. The same versions give the same bytes.
"""

import pathlib

import gguf
import numpy as np
from gguf import GGMLQuantizationType as Type
from safetensors.numpy import save_file

FOLDER = pathlib.Path(__file__).resolve().parent.parent / "Tests" / "Fixtures" / "gguf"
ROWS, COLUMNS = 2, 512

# Where a block of the type holds 16-bit floats; all its other bytes may be anything.
HALF_FLOATS = {
    Type.Q4_0: [0], Type.Q4_1: [0, 2], Type.Q5_0: [0], Type.Q5_1: [0, 2], Type.Q8_0: [0],
    Type.Q2_K: [80, 82], Type.Q3_K: [108], Type.Q4_K: [0, 2], Type.Q5_K: [0, 2], Type.Q6_K: [208],
}  # fmt: skip


def random_blocks(kind: Type, random: np.random.Generator) -> np.ndarray:
    """Blocks for ROWS x COLUMNS elements, as bytes."""
    block_elements, block_bytes = gguf.GGML_QUANT_SIZES[kind]
    blocks = random.integers(0, 256, (ROWS * COLUMNS // block_elements, block_bytes), dtype=np.uint8)
    for offset in HALF_FLOATS[kind]:
        scales = random.normal(0, 0.05, len(blocks)).astype(np.float16)
        scales[0] = np.float16(6e-8)  # the smallest number above 0: subnormal
        blocks[:, offset : offset + 2] = scales.view(np.uint8).reshape(-1, 2)
    return blocks.reshape(ROWS, -1)


def main() -> None:
    random = np.random.default_rng(20250101)
    FOLDER.mkdir(parents=True, exist_ok=True)
    writer = gguf.GGUFWriter(FOLDER / "all_types.gguf", "llama")
    writer.add_name("all types")
    writer.add_block_count(2)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_token_list(["<unk>", "é", "e\u0301", "\n"])
    writer.add_token_scores([0.0, -1.5, -2.5, 3.0])
    writer.add_token_types([2, 1, 1, 6])
    expected = {}
    plain = random.normal(0, 1, (ROWS, COLUMNS)).astype(np.float32)
    stored = {Type.F32: plain, Type.F16: plain.astype(np.float16), Type.BF16: gguf.quantize(plain, Type.BF16)}
    stored |= {kind: random_blocks(kind, random) for kind in HALF_FLOATS}
    for kind, data in stored.items():
        writer.add_tensor(kind.name, data, raw_dtype=kind)
        expected[kind.name] = np.ascontiguousarray(gguf.dequantize(data, kind), dtype=np.float32)
        assert expected[kind.name].shape == (ROWS, COLUMNS) and np.isfinite(expected[kind.name]).all()
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    save_file(expected, FOLDER / "all_types.safetensors", metadata={"gguf": "dequantized to float32"})


if __name__ == "__main__":
    main()
