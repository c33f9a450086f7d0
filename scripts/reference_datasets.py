#!/usr/bin/env python3
"""What llama-cookbook's own data set functions make of local files: the other side of the parity tests.

    reference_datasets.py REQUESTS.jsonl

Each request is {"dataset": …, "file": …, "tokenizer": …, "split": "train" or "validation"}: samsum_dataset,
grammar_dataset or alpaca_dataset, the CSV or JSON file that it reads, and a folder with the tokenizer. One JSON line
answers it, a list with the "input_ids" and "labels" of each sample; with "packing": N of each chunk of the original's
ConcatDataset; with "padding": N of each row of its length-based batches, which then have an "attention_mask" too.

The functions are called as they are. Only samsum's names a place on the Hub, so `datasets.load_dataset` is replaced by
one that reads the same columns from the file.
"""

import json
import os
import sys
import tempfile
from types import SimpleNamespace

scratch = tempfile.TemporaryDirectory()
os.environ["HF_HOME"] = scratch.name

import datasets  # noqa: E402
from llama_cookbook.data.concatenator import ConcatDataset  # noqa: E402
from llama_cookbook.data.sampler import LengthBasedBatchSampler  # noqa: E402
from llama_cookbook.datasets import DATASET_PREPROC  # noqa: E402
from transformers import AutoTokenizer, DataCollatorForSeq2Seq  # noqa: E402


load_dataset = datasets.load_dataset


def samples(request, tokenizer):
    """The data set of DATASET_PREPROC, as get_preprocessed_dataset makes it."""
    make = DATASET_PREPROC[request["dataset"]]
    if request["dataset"] == "alpaca_dataset":
        partition = "train" if request["split"] == "train" else "val"
        return make(SimpleNamespace(data_path=request["file"]), tokenizer, partition)
    if request["dataset"] == "grammar_dataset":
        return make(None, tokenizer, request["file"])

    def load_file(repository, split):
        assert repository == "Samsung/samsum"
        return load_dataset("csv", data_files={split: request["file"]}, split=split)

    datasets.load_dataset = load_file
    try:
        return make(None, tokenizer, request["split"])
    finally:
        datasets.load_dataset = load_dataset


def padded(data, size, tokenizer):
    collate = DataCollatorForSeq2Seq(tokenizer)
    for batch in LengthBasedBatchSampler(data, size, drop_last=True, shuffle=False):
        columns = collate([data[int(index)] for index in batch])
        for row in range(len(batch)):
            yield {key: columns[key][row].long().tolist() for key in ["input_ids", "labels", "attention_mask"]}


def answer(request):
    tokenizer = AutoTokenizer.from_pretrained(request["tokenizer"])
    if tokenizer.pad_token is None:  # as finetuning.py does
        tokenizer.pad_token_id = tokenizer.eos_token_id
    data = samples(request, tokenizer)
    if "padding" in request:
        return list(padded(data, request["padding"], tokenizer))
    if "packing" in request:
        data = ConcatDataset(data, chunk_size=request["packing"])
    rows = (data[index] for index in range(len(data)))
    return [{"input_ids": row["input_ids"], "labels": row["labels"]} for row in rows]


def main():
    datasets.disable_progress_bars()
    with open(sys.argv[1], encoding="utf-8") as lines:
        for line in lines:
            print(json.dumps(answer(json.loads(line))), flush=True)


if __name__ == "__main__":
    main()
