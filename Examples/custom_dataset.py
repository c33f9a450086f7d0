"""OpenAssistant/oasst1 as a custom data set, in the form that llama-recipes takes.

    llama-recipes finetuning --dataset custom_dataset --custom_dataset.file Examples/custom_dataset.py …

Options: --custom_dataset.data_path (a local copy), --custom_dataset.lang en, --custom_dataset.best_only True.
CustomDataset.swift does the same in Swift, and gives the same ids and labels.
"""

import glob
import json
import os


def get_custom_dataset(dataset_config, tokenizer, split):
    """The function that llama-recipes calls for each split."""
    rows = load(dataset_config.data_path, split)
    best_only = getattr(dataset_config, "best_only", False)
    if best_only not in (True, False, "true", "false"):
        raise ValueError(f"best_only is {best_only!r}: use True or False")
    threads = threads_of(rows, getattr(dataset_config, "lang", None), best_only in (True, "true"))
    if tokenizer.vocab_size >= 128000:
        form = Llama3Form(tokenizer)
    else:
        form = Llama2Form(tokenizer)
    return [form.sample(thread) for thread in threads]


def load(data_path, split):
    """The messages of a split: of a local copy (JSON lines or Parquet), else of the Hub."""
    if not data_path:
        import datasets

        return datasets.load_dataset("OpenAssistant/oasst1", split=split)
    files = [data_path]
    if os.path.isdir(data_path):
        names = [f"{split}.jsonl", f"{split}.parquet", f"{split}-*.parquet", f"data/{split}-*.parquet"]
        files = next((found for name in names if (found := sorted(glob.glob(os.path.join(data_path, name))))), [])
        if not files:
            raise FileNotFoundError(f"{data_path} holds none of {', '.join(names)}")
    elif split != "train":
        raise FileNotFoundError(f"{data_path} is one file, so it holds the train split: name a folder")
    return [row for file in files for row in read(file)]


def read(file):
    if file.endswith(".parquet"):
        import pyarrow.parquet

        return pyarrow.parquet.read_table(file).to_pylist()
    with open(file, encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def threads_of(rows, lang=None, best_only=False):
    """The texts of every path from a root to a last answer, depth first, in the order of the file.

    A question that nobody answered has nothing to train, so it is left out and its thread ends with the answer before.
    """
    messages, replies, roots, languages = {}, {}, [], set()
    for row in rows:
        # A message in another language takes the whole branch below it away.
        if lang is not None:
            if row["lang"] is not None:
                languages.add(row["lang"])
            if row["lang"] != lang:
                continue
        if row["message_id"] in messages:
            raise ValueError(f"the message_id {row['message_id']!r} is there twice")
        messages[row["message_id"]] = row
        if row["parent_id"]:
            replies.setdefault(row["parent_id"], []).append(row["message_id"])
        else:
            roots.append(row["message_id"])

    def rank(message):
        rank = messages[message].get("rank")
        return float("inf") if rank is None else rank

    threads = []
    waiting = [[root] for root in reversed(roots)]
    while waiting:
        thread = waiting.pop()
        next_messages = replies.get(thread[-1], [])
        if len(thread) % 2 == 1:
            if best_only and next_messages:
                next_messages = [min(next_messages, key=rank)]
        else:
            next_messages = [message for message in next_messages if message in replies]
            if not next_messages:
                threads.append([messages[message]["text"] for message in thread])
        waiting += [thread + [message] for message in reversed(next_messages)]
    if not threads and lang is not None:
        raise ValueError(f"no thread is in {lang!r}; use one of {', '.join(sorted(languages))}")
    return threads


class Llama2Form:
    """`{bos}[INST] {user} [/INST]`, masked, then `{answer} {eos}`, for each pair of turns."""

    def __init__(self, tokenizer):
        self.tokenizer = tokenizer

    def sample(self, thread):
        ids, labels = [], []
        for turn, text in enumerate(thread):
            if turn % 2 == 0:
                text = f"{self.tokenizer.bos_token or ''}[INST] {text.strip()} [/INST]"
            else:
                text = f"{text.strip()} {self.tokenizer.eos_token or ''}"
            part = self.tokenizer.encode(text, add_special_tokens=False)
            ids += part
            labels += [-100] * len(part) if turn % 2 == 0 else part
        return {"input_ids": ids, "attention_mask": [1] * len(ids), "labels": labels}


class Llama3Form:
    """The chat template of Llama 3, whose turns end with <|eot_id|>; the assistant's turns are trained."""

    def __init__(self, tokenizer):
        self.tokenizer = tokenizer
        self.end_of_turn = tokenizer.convert_tokens_to_ids("<|eot_id|>")
        if self.end_of_turn is None:
            raise ValueError(
                "the tokenizer has no <|eot_id|>, and this example knows the forms of Llama 2 and 3 only: "
                "write the labels of your model's chat template"
            )
        # Last ids of "system" and "user", by which a turn that is not trained shows.
        self.masked = {tokenizer.encode(role, add_special_tokens=False)[-1] for role in ("system", "user")}
        self.header = tokenizer.encode("<|start_header_id|>assistant<|end_header_id|>", add_special_tokens=False)

    def sample(self, thread):
        messages = [
            {"role": "user" if turn % 2 == 0 else "assistant", "content": text} for turn, text in enumerate(thread)
        ]
        ids = list(self.tokenizer.apply_chat_template(messages))
        labels = list(ids)
        labels[0] = -100  # BOS
        start = 1
        for end in [place for place, token in enumerate(ids) if token == self.end_of_turn]:
            # A turn begins with <|start_header_id|>, then its role.
            if start + 1 < end and ids[start + 1] in self.masked:
                labels[start : end + 1] = [-100] * (end + 1 - start)
            start = end + 1
        for place in range(len(ids) - len(self.header) + 1):
            if labels[place : place + len(self.header)] == self.header:
                labels[place : place + len(self.header)] = [-100] * len(self.header)
        return {"input_ids": ids, "attention_mask": [1] * len(ids), "labels": labels}
