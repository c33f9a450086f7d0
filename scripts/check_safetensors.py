#!/usr/bin/env python3
"""Loads safetensors files with the format's own library: `check_safetensors.py FILE_OR_FOLDER...`.

Needs `pip install safetensors numpy`.
Prints each file's number of tensors; fails when a file cannot be loaded, when a folder holds none, or when an index
and its shards disagree. bfloat16 tensors, which NumPy lacks, are checked through the header alone.
"""

import json
import pathlib
import sys

from safetensors import safe_open

INDEX = "model.safetensors.index.json"


def check_file(path: pathlib.Path) -> set[str]:
    """Loads every tensor of a file and returns their names."""
    with safe_open(path, "np") as file:
        if (file.metadata() or {}).get("format") != "pt":
            raise SystemExit(f"{path}: metadata lacks format=pt")
        names = set(file.keys())
        for name in names:
            part = file.get_slice(name)
            if part.get_dtype() != "BF16" and list(file.get_tensor(name).shape) != part.get_shape():
                raise SystemExit(f"{path}: tensor {name!r} has another shape than the header says")
    print(f"{path}: {len(names)} tensors")
    return names


def main(places: list[str]) -> None:
    if not places:
        raise SystemExit(__doc__)
    for place in map(pathlib.Path, places):
        files = sorted(place.glob("*.safetensors")) if place.is_dir() else [place]
        if not files:
            raise SystemExit(f"{place}: no safetensors")
        held = {file.name: check_file(file) for file in files}
        if (place / INDEX).is_file():
            listed: dict[str, set[str]] = {}
            for name, shard in json.loads((place / INDEX).read_text())["weight_map"].items():
                listed.setdefault(shard, set()).add(name)
            if listed != held:
                raise SystemExit(f"{place / INDEX}: does not match the shards")


if __name__ == "__main__":
    main(sys.argv[1:])
