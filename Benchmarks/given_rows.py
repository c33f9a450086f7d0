"""A custom data set for LlamaRecipes: the documents of `--custom_dataset.rows FILE`, ids and labels as they are."""

import json


def get_custom_dataset(dataset_config, tokenizer, split):
    with open(dataset_config.rows, encoding="utf-8") as lines:
        return [document for line in lines for document in json.loads(line)]
