"""The program's own tokenizer, behind the methods that data set files use of transformers' tokenizers.

For models that transformers has no tokenizer for, and for machines without transformers. Each question goes to the
program, which answers it with the tokenizer that it trains with.
"""

import collections.abc
import json
import os
import uuid


class TokenIDs(list):
    """The ids of a chat as a list, as transformers 4 returns them; by key also as transformers 5 does."""

    def __getitem__(self, key):
        if key == "input_ids":
            return list(self)
        if key == "attention_mask":
            return [1] * len(self)
        return super().__getitem__(key)


class Encoding(dict):
    """What a tokenizer makes of text: a dictionary whose values are attributes too."""

    def __getattr__(self, name):
        if name in self:
            return self[name]
        raise AttributeError(name)

    def to(self, *_, **__):
        return self


def tensors(values, kind):
    """Lists as the arrays that return_tensors asks for."""
    if kind is None:
        return values
    if kind == "pt":
        import torch

        return torch.tensor(values)
    if kind == "np":
        import numpy

        return numpy.array(values)
    raise ValueError(f"return_tensors={kind!r} is not supported: use 'pt', 'np' or None")


def plain(values):
    """Arrays and tensors as lists."""
    return values.tolist() if hasattr(values, "tolist") else values


class Tokenizer:
    """The program's own tokenizer behind the methods that data set files use of transformers' tokenizers."""

    is_fast = True
    _special = ("bos_token", "eos_token", "unk_token", "pad_token")

    def __init__(self, facts, ask):
        """facts: path, length, chat_template and the special tokens; ask(question, **arguments) gives the answer."""
        self._ask = ask
        self._facts = facts
        self.name_or_path = facts["path"] or ""
        self.chat_template = facts["chat_template"]
        self.padding_side = "right"
        self.truncation_side = "right"
        self.model_max_length = int(1e30)
        self._length = facts["length"]
        self._vocabulary = None
        self._vocab_size = None
        self._identity = uuid.uuid4().hex
        settings = self._file("tokenizer_config.json")
        for name in ("padding_side", "truncation_side", "model_max_length"):
            if settings.get(name) is not None:
                setattr(self, name, settings[name])
        self._tokens = {name: facts.get(name) for name in self._special}
        if self._tokens["unk_token"] is None:
            unknown = settings.get("unk_token")
            self._tokens["unk_token"] = unknown.get("content") if isinstance(unknown, dict) else unknown
        extra = settings.get("additional_special_tokens") or settings.get("extra_special_tokens") or []
        if isinstance(extra, dict):
            extra = list(extra.values())
        self._extra = [token.get("content") if isinstance(token, dict) else token for token in extra]

    def _file(self, name):
        folder = self.name_or_path if os.path.isdir(self.name_or_path) else os.path.dirname(self.name_or_path)
        path = os.path.join(folder, name)
        if self.name_or_path.endswith(".gguf") or not os.path.isfile(path):
            return {}
        with open(path, encoding="utf-8") as file:
            return json.load(file)

    def __getattr__(self, name):
        special, _, suffix = name.rpartition("_id")
        if special in Tokenizer._special and not suffix:
            token = getattr(self, special)
            return None if token is None else self.convert_tokens_to_ids(token)
        if name in Tokenizer._special:
            return self.__dict__["_tokens"][name]
        raise AttributeError(
            f"this program's tokenizer has no '{name}': install transformers for the Python that runs the file "
            "(pip install transformers) and use a model folder with a tokenizer"
        )

    def __setattr__(self, name, value):
        if name in Tokenizer._special:
            if value is not None and self.convert_tokens_to_ids(value) is None:
                raise ValueError(f"{name} {value!r} is not in the vocabulary, which cannot grow here")
            self._tokens[name] = None if value is None else str(value)
        elif name.endswith("_id") and name[:-3] in Tokenizer._special:
            setattr(self, name[:-3], None if value is None else self.convert_ids_to_tokens(value))
        else:
            super().__setattr__(name, value)

    # A copy in another process has no connection and says so when it is used. A new identity for each run keeps the
    # results of other runs out of the caches that `datasets` keeps.
    def __reduce__(self):
        return (_copy, (self._identity, self._facts))

    def __len__(self):
        return self._length

    def __repr__(self):
        return f"Tokenizer(name_or_path={self.name_or_path!r}, {len(self)} tokens, of llama-recipes)"

    @property
    def vocab_size(self):
        """Tokens of the model's vocabulary without those added to it, as in transformers."""
        if self._vocab_size is None:
            vocabulary = self._file("tokenizer.json").get("model", {}).get("vocab")
            self._vocab_size = len(vocabulary) if vocabulary else self._length
        return self._vocab_size

    @property
    def all_special_tokens(self):
        tokens = [token for token in self._tokens.values() if token is not None]
        return list(dict.fromkeys(tokens + self._extra))

    @property
    def all_special_ids(self):
        return self.convert_tokens_to_ids(self.all_special_tokens)

    @property
    def special_tokens_map(self):
        return {name: token for name, token in self._tokens.items() if token is not None}

    def get_vocab(self):
        if self._vocabulary is None:
            self._vocabulary = self._ask("vocabulary")
        return dict(self._vocabulary)

    @property
    def vocab(self):
        return self.get_vocab()

    def convert_tokens_to_ids(self, tokens):
        if tokens is None:
            return None
        if isinstance(tokens, str):
            return self.convert_tokens_to_ids([tokens])[0]
        ids = self._ask("ids", tokens=[str(token) for token in tokens])
        if None in ids and self._tokens["unk_token"] is not None:
            unknown = self._ask("ids", tokens=[self._tokens["unk_token"]])[0]
            ids = [unknown if id is None else id for id in ids]
        return ids

    def convert_ids_to_tokens(self, ids, skip_special_tokens=False):
        ids = plain(ids)
        if isinstance(ids, int):
            return self._ask("tokens", ids=[ids])[0]
        if skip_special_tokens:
            special = set(self.all_special_ids)
            ids = [id for id in ids if id not in special]
        return self._ask("tokens", ids=list(ids))

    def convert_tokens_to_string(self, tokens):
        return self.decode(self.convert_tokens_to_ids(tokens))

    def tokenize(self, text, add_special_tokens=False, **unknown):
        self._refuse("tokenize", unknown)
        return self.convert_ids_to_tokens(self._encode(text, add_special_tokens))

    def encode(
        self, text, text_pair=None, add_special_tokens=True, padding=False, truncation=None, max_length=None,
        return_tensors=None, **unknown
    ):
        encoding = self(
            text, text_pair, add_special_tokens=add_special_tokens, padding=padding, truncation=truncation,
            max_length=max_length, return_tensors=return_tensors, **unknown,
        )
        return encoding["input_ids"]

    def decode(self, token_ids, skip_special_tokens=False, clean_up_tokenization_spaces=None, **unknown):
        self._refuse("decode", unknown)
        if clean_up_tokenization_spaces:
            raise ValueError("clean_up_tokenization_spaces is not supported by this program's tokenizer")
        ids = plain(token_ids)
        if isinstance(ids, list) and ids and isinstance(ids[0], (list, tuple)):
            return self.batch_decode(ids, skip_special_tokens)
        ids = [ids] if isinstance(ids, int) else list(ids)
        return self._ask("decode", ids=ids, skip=bool(skip_special_tokens))

    def batch_decode(self, sequences, skip_special_tokens=False, clean_up_tokenization_spaces=None, **unknown):
        return [
            self.decode(ids, skip_special_tokens, clean_up_tokenization_spaces, **unknown) for ids in plain(sequences)
        ]

    def __call__(
        self, text=None, text_pair=None, add_special_tokens=True, padding=False, truncation=None, max_length=None,
        return_tensors=None, return_attention_mask=True, return_token_type_ids=None, return_length=False,
        verbose=True, **unknown
    ):
        self._refuse("__call__", unknown)
        if text_pair is not None:
            raise ValueError("text_pair is not supported by this program's tokenizer: pip install transformers")
        if return_token_type_ids:
            raise ValueError("Llama models have no token_type_ids")
        if isinstance(text, str):
            single, texts = True, [text]
        elif isinstance(text, (list, tuple)) and all(isinstance(one, str) for one in text):
            single, texts = False, text
        else:
            raise ValueError(f"text must be a str or a list of str, not {type(text).__name__}")
        rows = [self._cut(self._encode(one, add_special_tokens), truncation, max_length) for one in texts]
        encoding = {"input_ids": rows, "attention_mask": [[1] * len(ids) for ids in rows]}
        if return_length:
            encoding["length"] = [len(ids) for ids in rows]
        self._fill(encoding, padding, max_length)
        if not return_attention_mask:
            del encoding["attention_mask"]
        if single and return_tensors is None:
            encoding = {key: rows[0] for key, rows in encoding.items()}
        return Encoding({key: tensors(rows, return_tensors) for key, rows in encoding.items()})

    batch_encode_plus = __call__
    encode_plus = __call__

    def pad(
        self, encoded_inputs, padding=True, max_length=None, pad_to_multiple_of=None, return_attention_mask=True,
        return_tensors=None, verbose=True
    ):
        if isinstance(encoded_inputs, collections.abc.Mapping):
            encoding = {key: [list(plain(row)) for row in plain(rows)] for key, rows in encoded_inputs.items()}
        else:
            keys = encoded_inputs[0].keys()
            encoding = {key: [list(plain(row[key])) for row in encoded_inputs] for key in keys}
        unknown = set(encoding) - {"input_ids", "attention_mask"}
        if unknown:
            raise ValueError(f"pad takes input_ids and attention_mask only, not {', '.join(sorted(unknown))}")
        encoding.setdefault("attention_mask", [[1] * len(ids) for ids in encoding["input_ids"]])
        self._fill(encoding, padding, max_length, pad_to_multiple_of)
        if not return_attention_mask:
            del encoding["attention_mask"]
        return Encoding({key: tensors(rows, return_tensors) for key, rows in encoding.items()})

    def apply_chat_template(
        self, conversation, tools=None, documents=None, chat_template=None, add_generation_prompt=False,
        continue_final_message=False, tokenize=True, padding=False, truncation=False, max_length=None,
        return_tensors=None, return_dict=False, return_assistant_tokens_mask=False, tokenizer_kwargs=None, **extra
    ):
        if continue_final_message or return_assistant_tokens_mask or documents is not None or tokenizer_kwargs:
            raise ValueError(
                "continue_final_message, return_assistant_tokens_mask, documents and tokenizer_kwargs are not "
                "supported by this program's tokenizer: pip install transformers"
            )
        single = not conversation or isinstance(conversation[0], collections.abc.Mapping)
        template = chat_template or self.chat_template
        if template is None:
            raise ValueError("the tokenizer has no chat template; use a chat model, or set tokenizer.chat_template")
        texts = [
            self._ask(
                "chat", template=template, messages=list(messages), tools=tools, extra=extra,
                add_generation_prompt=bool(add_generation_prompt), bos=self.bos_token, eos=self.eos_token,
            )
            for messages in ([conversation] if single else conversation)
        ]
        if not tokenize:
            return texts[0] if single else texts
        encoding = self(
            texts, add_special_tokens=False, padding=padding, truncation=truncation, max_length=max_length,
            return_tensors=return_tensors,
        )
        if single and return_tensors is None:
            encoding = Encoding({key: rows[0] for key, rows in encoding.items()})
        if return_dict:
            return encoding
        ids = encoding["input_ids"]
        return TokenIDs(ids) if isinstance(ids, list) else ids

    def _encode(self, text, add_special_tokens):
        return self._ask("encode", text=text, special=bool(add_special_tokens))

    def _cut(self, ids, truncation, max_length):
        if truncation in (None, False, "do_not_truncate"):
            return ids
        if truncation not in (True, "longest_first", "only_first"):
            raise ValueError(f"truncation={truncation!r} is not supported: use True or False")
        limit = self.model_max_length if max_length is None else max_length
        if len(ids) <= limit:
            return ids
        return ids[:limit] if self.truncation_side == "right" else ids[len(ids) - limit :]

    def _fill(self, encoding, padding, max_length, multiple=None):
        if padding in (False, None, "do_not_pad"):
            return
        rows = encoding["input_ids"]
        if padding == "max_length":
            length = self.model_max_length if max_length is None else max_length
        elif padding in (True, "longest"):
            length = max((len(ids) for ids in rows), default=0)
        else:
            raise ValueError(f"padding={padding!r} is not supported: use True, 'max_length' or False")
        if self.pad_token_id is None:
            raise ValueError("the tokenizer has no pad token; set tokenizer.pad_token = tokenizer.eos_token")
        if multiple:
            length = -(-length // multiple) * multiple
        for key, filler in (("input_ids", self.pad_token_id), ("attention_mask", 0)):
            for row in encoding.get(key, []):
                missing = [filler] * (length - len(row))
                row[:] = row + missing if self.padding_side == "right" else missing + row

    @staticmethod
    def _refuse(method, unknown):
        if unknown:
            names = ", ".join(sorted(unknown))
            raise ValueError(
                f"{method}({names}=…) is not supported by this program's tokenizer: pip install transformers"
            )


def _copy(identity, facts):
    return Tokenizer(facts, _refuse_elsewhere)


def _refuse_elsewhere(question, **arguments):
    raise RuntimeError(
        "this program's tokenizer works in the main process only: use num_proc=None, or install transformers"
    )
