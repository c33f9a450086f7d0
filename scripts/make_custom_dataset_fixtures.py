#!/usr/bin/env python3
"""Writes Tests/Fixtures/custom_dataset: messages made up for this project, and what llama-recipes' own example makes of
them.

    make_custom_dataset_fixtures.py CUSTOM_DATASET_PY

CUSTOM_DATASET_PY is getting-started/finetuning/datasets/custom_dataset.py of a llama-cookbook checkout. It needs the
packages transformers and datasets. The trees have none of the forms on which that example fails or which it keeps on
purpose differently: every root has an answer, and every thread ends with one.
"""

import json
import os
import sys
import tempfile
import uuid

import reference_custom_dataset as reference

FIXTURES = f"{reference.ROOT}/Tests/Fixtures/custom_dataset"

COLUMNS = ("message_id", "parent_id", "text", "lang", "rank")
MESSAGES = [
    ("a", None, "How do I boil an egg?", "en", None),
    ("b", None, "  Name three rivers.\n", "en", None),
    ("a1", "a", "Put it into boiling water for eight minutes.", "en", 1),
    ("a2", "a", "Steam it; that works as well.", "en", 0),
    ("c", None, "Wie heißt die Hauptstadt von Österreich?", "de", None),
    ("a1x", "a1", "And for a soft one?", "en", None),
    ("b1", "b", "The Rhine, the Nile and the Amazon.\n", "en", 0),
    ("a1y", "a1", "Is the user of a gas stove at an advantage? 🙂", "en", None),
    ("c1", "c", "Wien.", "de", 0),
    ("a1x1", "a1x", "Five minutes.\n\nThen cold water.", "en", None),
    ("a1y1", "a1y", "No: [INST] water boils the same. [/INST]", "en", 0),
    ("a1y2", "a1y", "Hardly.", "en", 0),
    ("b1x", "b1", "Which is the longest?", "en", None),
    ("b1x1", "b1x", "The Nile or the Amazon; assistant and system disagree.", "en", None),
]


def publish(rows):
    """The messages as the Hub has those of OpenAssistant: in Parquet, by split."""
    from pyarrow import Table, parquet

    os.makedirs(f"{FIXTURES}/published/data", exist_ok=True)
    for split, part in (("train", rows), ("validation", rows[:4])):
        parquet.write_table(Table.from_pylist(part), f"{FIXTURES}/published/data/{split}-00000-of-00001.parquet")


def main(example):
    import datasets

    os.makedirs(FIXTURES, exist_ok=True)
    rows = [dict(zip(COLUMNS, message)) for message in MESSAGES]
    publish(rows)
    with open(f"{FIXTURES}/train.jsonl", "w", encoding="utf-8") as file:
        for row in rows:
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
    datasets.disable_progress_bars()
    # Results of earlier runs are of no use here, so functions need no fingerprint; not every tokenizer can have one.
    datasets.fingerprint.Hasher.hash = lambda *_: uuid.uuid4().hex
    datasets.load_dataset = lambda name, split: datasets.Dataset.from_list(rows)
    module = reference.load(example)
    with tempfile.TemporaryDirectory() as llama3:
        reference.write_llama3_tokenizer(llama3)
        for name, folder in (("llama2", f"{reference.ROOT}/Tests/Fixtures/tokenizers/smollm"), ("llama3", llama3)):
            with open(f"{FIXTURES}/{name}.jsonl", "w", encoding="utf-8") as file:
                for sample in module.get_custom_dataset(None, reference.tokenizer_of(folder), "train"):
                    file.write(json.dumps({key: sample[key] for key in ("input_ids", "labels")}) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
