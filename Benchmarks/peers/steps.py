"""What both peers' scripts share: their arguments, the rows of a step as tensors, and one line of JSON per step."""

import argparse
import json
import time

import torch

IGNORED = -100


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("--model", required=True, help="Hugging Face folder")
    parser.add_argument("--rows", required=True, help="JSON lines, one step each: a list of documents")
    parser.add_argument("--form", choices=["row", "batch"], required=True)
    parser.add_argument("--dtype", choices=["bfloat16", "float32"], default="bfloat16")
    parser.add_argument("--targets", nargs="*", default=[], help="projections with LoRA; none means full fine-tuning")
    parser.add_argument("--rank", type=int, default=8)
    parser.add_argument("--dropout", type=float, default=0.05)
    parser.add_argument("--compile", action="store_true")
    return parser.parse_args()


def steps(path):
    with open(path, encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def tensors(documents, form):
    """Ids, labels, positions and the lengths of documents in each row: all in one row, or a padded row for each."""
    lengths = [len(document["input_ids"]) for document in documents]
    if form == "row":
        ids = torch.tensor([[token for document in documents for token in document["input_ids"]]])
        labels = torch.tensor([[label for document in documents for label in document["labels"]]])
        positions = torch.cat([torch.arange(length) for length in lengths])[None]
        return ids, labels, positions, lengths
    ids = torch.zeros(len(documents), max(lengths), dtype=torch.long)
    labels = torch.full_like(ids, IGNORED)
    for row, document in enumerate(documents):
        ids[row, : lengths[row]] = torch.tensor(document["input_ids"])
        labels[row, : lengths[row]] = torch.tensor(document["labels"])
    return ids, labels, torch.arange(max(lengths)).expand_as(ids), lengths


def run(rows, form, loss_of, optimizer):
    """Trains on each step; `loss_of(ids, labels, positions, lengths)` gives the mean loss. Prints as it goes."""
    for documents in steps(rows):
        start = time.monotonic()
        batch = tensors(documents, form)
        loss = loss_of(*batch)
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
        report = {"loss": loss.item(), "tokens": sum(batch[3]), "seconds": time.monotonic() - start}
        print(json.dumps(report), flush=True)
