"""The Python side of a custom data set: imports the user's file, calls its functions, sends the samples.

llama-recipes starts this as a process of its own and talks to it over a socket. Each message is one line of JSON; a
line with "bytes" has that many bytes behind it. Requests have "do", answers "kind", and questions back to the program
"ask". It runs behind llama_recipes_tokenizer.py, in one namespace, which also holds the connection. Nothing beyond the
standard library is needed here; torch, numpy, datasets and transformers are used where the user's file brings them.
"""

import array
import ast
import collections.abc
import faulthandler
import importlib.machinery
import importlib.util
import json
import os
import select
import signal
import sys
import tempfile
import threading
import time
import traceback

connection = globals()["connection"]
incoming = globals()["incoming"]

IGNORED = -100
FIELDS = ("input_ids", "attention_mask", "labels")
MAIN_PROCESS = os.getpid()
lock = threading.RLock()


# --- The connection -------------------------------------------------------------------------------------------------


def keep_to_ourselves():
    """Takes standard input away from the user's file and ends everything when the program goes away.

    Gives the path of the file in which it is told where each thread stands, when the program asks by a signal.
    """
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.close(null)
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(line_buffering=True)
    try:
        os.setpgid(0, 0)
    except OSError:
        pass  # It leads a group already.
    descriptor, report = tempfile.mkstemp(prefix="llama-recipes-")
    faulthandler.register(signal.SIGUSR1, file=descriptor, all_threads=True)
    # A thread that blocks signals may have started this process; multiprocessing ends its workers by one.
    signal.pthread_sigmask(signal.SIG_SETMASK, ())
    threading.Thread(target=end_with_the_program, daemon=True).start()
    return report


def end_with_the_program():
    poll = select.poll()
    poll.register(connection.fileno(), select.POLLHUP | getattr(select, "POLLRDHUP", 0))
    while not any(event & ~select.POLLIN for _, event in poll.poll()):
        pass
    if os.getpgrp() == os.getpid():
        os.killpg(0, signal.SIGKILL)
    os._exit(1)


def send(message, data=b""):
    if data:
        message["bytes"] = len(data)
    with lock:
        connection.sendall(json.dumps(message).encode() + b"\n" + data)


def receive():
    line = incoming.readline()
    if not line:
        os._exit(1)
    return json.loads(line)


def ask(question, **arguments):
    """Asks the program and gives its answer; its refusal becomes a ValueError."""
    if os.getpid() != MAIN_PROCESS:
        _refuse_elsewhere(question)
    with lock:
        send({"ask": question, **arguments})
        answer = receive()
    if "error" in answer:
        raise ValueError(answer["error"])
    return answer["value"]


# --- The configuration ----------------------------------------------------------------------------------------------


class custom_dataset:
    """The configuration as llama-recipes hands it over, with all options of the group custom_dataset."""

    def __init__(self, values):
        self.__dict__.update(values)

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        raise AttributeError(f"dataset_config has no '{name}': give --custom_dataset.{name} VALUE")

    def __repr__(self):
        return "custom_dataset(" + ", ".join(f"{key}={value!r}" for key, value in self.__dict__.items()) + ")"


def literal(text):
    """The value of an option, read as a Python literal where it is one: llama-recipes' command line does the same."""
    try:
        return ast.literal_eval(text)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return text


# --- The tokenizer --------------------------------------------------------------------------------------------------


def make_tokenizer(choice, facts):
    """The tokenizer for the file, and what to call it."""
    path = facts["path"]
    has_files = bool(path) and os.path.isdir(path) and any(
        os.path.isfile(os.path.join(path, name)) for name in ("tokenizer.json", "tokenizer_config.json")
    )
    is_installed = choice != "own" and importlib.util.find_spec("transformers") is not None
    if choice == "transformers" and not (is_installed and has_files):
        reason = "the model is no folder with a tokenizer" if is_installed else "transformers is not installed"
        raise RuntimeError(f"--custom_dataset.python_tokenizer transformers: {reason}")
    if not (is_installed and has_files):
        return with_pad_token(Tokenizer(facts, ask)), "own"
    import transformers

    tokenizer = with_pad_token(transformers.AutoTokenizer.from_pretrained(path, local_files_only=True))
    chat = tokenizer.apply_chat_template

    def apply_chat_template(conversation, *arguments, **named):
        # llama-recipes was written for transformers 4, which returned the ids themselves.
        if named.get("tokenize", True) and "return_dict" not in named and len(arguments) < 12:
            ids = chat(conversation, *arguments, return_dict=False, **named)
            return TokenIDs(ids) if isinstance(ids, list) else ids
        return chat(conversation, *arguments, **named)

    tokenizer.apply_chat_template = apply_chat_template
    return tokenizer, f"transformers {transformers.__version__}"


def with_pad_token(tokenizer):
    """With EOS for padding where there is no pad token, as llama-recipes sets it before it calls a data set."""
    if tokenizer.pad_token_id is None and tokenizer.eos_token is not None:
        tokenizer.pad_token = tokenizer.eos_token
    return tokenizer


# --- Samples --------------------------------------------------------------------------------------------------------


def integers(row, key, values):
    """One field of a sample as a list of integers."""
    values = plain(values)
    if not isinstance(values, (list, tuple)):
        raise TypeError(f"'{key}' is {type(values).__name__}, not a list of integers")
    if values and isinstance(values[0], (list, tuple)):
        raise TypeError(f"'{key}' is a list of lists: give the ids of one sample (return_tensors adds a dimension)")
    try:
        return array.array("i", values)
    except (TypeError, OverflowError) as error:
        raise TypeError(f"'{key}' holds something else than 32-bit integers: {error}") from None


def fields_of(sample):
    """input_ids, attention_mask (None: all ones) and labels of one sample."""
    if not isinstance(sample, collections.abc.Mapping) and not hasattr(sample, "keys"):
        raise TypeError(f"a sample is {type(sample).__name__}, not a dict with input_ids, attention_mask and labels")
    keys = list(sample.keys())
    for key in ("input_ids", "labels"):
        if key not in keys:
            raise KeyError(f"a sample has no '{key}', only {', '.join(map(repr, keys)) or 'nothing'}")
    ids = integers(sample, "input_ids", sample["input_ids"])
    labels = integers(sample, "labels", sample["labels"])
    mask = integers(sample, "attention_mask", sample["attention_mask"]) if "attention_mask" in keys else None
    for key, values in (("labels", labels), ("attention_mask", mask)):
        if values is not None and len(values) != len(ids):
            raise ValueError(f"a sample has {len(ids)} input_ids and {len(values)} {key}")
    if mask is not None and mask.count(1) == len(mask):
        mask = None
    return ids, mask, labels


def rows_of(batch, count):
    """The rows of what a data collator returned."""
    if not isinstance(batch, collections.abc.Mapping) and not hasattr(batch, "keys"):
        raise TypeError(f"the data collator returned {type(batch).__name__}, not a dict of input_ids and labels")
    keys = list(batch.keys())
    unknown = [key for key in keys if key not in FIELDS]
    if unknown:
        raise KeyError(
            f"the data collator returned {', '.join(map(repr, unknown))}, which a Llama model takes no part of: "
            "return input_ids, attention_mask and labels"
        )
    for key in ("input_ids", "labels"):
        if key not in keys:
            raise KeyError(f"the data collator returned no '{key}', only {', '.join(map(repr, keys)) or 'nothing'}")
    columns = {key: plain(batch[key]) for key in keys}
    for key, rows in columns.items():
        if len(rows) != count:
            raise ValueError(f"the data collator returned {len(rows)} rows of '{key}' for {count} samples")
    return [fields_of({key: rows[row] for key, rows in columns.items()}) for row in range(count)]


class Samples:
    """Gathers samples and sends them in pieces, so that neither side holds many."""

    LIMIT = 1 << 18

    def __init__(self, kind):
        self.kind = kind
        self.count = 0
        self._clear()

    def _clear(self):
        self.lengths, self.masked, self.data, self.sent = [], [], bytearray(), time.monotonic()

    def add(self, ids, mask, labels):
        if mask is not None:
            self.masked.append(len(self.lengths))
        self.lengths.append(len(ids))
        for values in (ids, labels) + ((mask,) if mask is not None else ()):
            self.data += values.tobytes()
        self.count += 1
        # Also after a second, as a sign of life.
        if len(self.data) >= self.LIMIT or time.monotonic() - self.sent > 1:
            self.flush()

    def flush(self):
        if self.lengths:
            send({"kind": self.kind, "lengths": self.lengths, "masked": self.masked}, bytes(self.data))
        self._clear()


def each(dataset):
    """All rows; a torch Dataset is counted, since going through it by index need not end by itself."""
    if hasattr(dataset, "__iter__"):
        yield from dataset
    elif hasattr(dataset, "__getitem__") and hasattr(dataset, "__len__"):
        for index in range(len(dataset)):
            yield dataset[index]
    else:
        raise TypeError(f"{type(dataset).__name__} cannot be gone through: return a list, a data set or a generator")


# --- The user's file ------------------------------------------------------------------------------------------------


class Host:
    def __init__(self, request):
        path = request["path"]
        self.function_name = request["function"]
        values = {key: value for key, value in request["config"].items()}
        values.update((key, literal(value)) for key, value in request["options"].items())
        self.config = custom_dataset(values)
        self.datasets = {}
        self.collator = None
        self.asked_for_collator = False
        with at("the tokenizer"):
            self.tokenizer, self.tokenizer_name = make_tokenizer(request["tokenizer"], request["facts"])
        folder = os.path.dirname(os.path.abspath(path))
        if folder not in sys.path:
            sys.path.append(folder)
        with at("importing the file"):
            name = os.path.basename(path)
            loader = importlib.machinery.SourceFileLoader(name, path)
            self.module = importlib.util.module_from_spec(importlib.util.spec_from_loader(name, loader))
            # Where dataclasses and pickle look for it.
            sys.modules[name] = self.module
            loader.exec_module(self.module)

    def ready(self):
        function = getattr(self.module, self.function_name, None)
        functions = [
            name for name, value in vars(self.module).items()
            if callable(value) and getattr(value, "__module__", None) == self.module.__name__
            and not name.startswith("_") and not isinstance(value, type)
        ]
        return {
            "kind": "ready", "tokenizer": self.tokenizer_name, "found": callable(function), "functions": functions,
        }

    def dataset(self, split, key):
        with at(self.function_name):
            dataset = getattr(self.module, self.function_name)(self.config, self.tokenizer, key)
        if dataset is None:
            raise with_stage(TypeError(f"{self.function_name} returned None"), self.function_name)
        if not self.asked_for_collator:
            self.asked_for_collator = True
            make = getattr(self.module, "get_data_collator", None)
            if make is not None:
                with at("get_data_collator"):
                    self.collator = make(self.tokenizer)
        if isinstance(dataset, collections.abc.Mapping):
            raise with_stage(
                TypeError(
                    f"{self.function_name} returned a {type(dataset).__name__} with {', '.join(map(repr, dataset))}: "
                    "return one split of it"
                ),
                self.function_name,
            )
        if self.collator is not None:
            if not (hasattr(dataset, "__len__") and hasattr(dataset, "__getitem__")):
                raise with_stage(
                    TypeError(f"with a data collator, {type(dataset).__name__} needs __len__ and __getitem__"),
                    self.function_name,
                )
            self.datasets[split] = dataset
        samples = Samples("samples")
        rows = each(dataset)
        while True:
            with at("row", samples.count):
                try:
                    row = next(rows)
                except StopIteration:
                    break
                samples.add(*self.fields(row))
        samples.flush()
        send({"kind": "done", "count": samples.count, "collates": self.collator is not None})

    def fields(self, row):
        """A sample's fields; where only the data collator makes them, those of a batch of one."""
        if self.collator is not None and not (hasattr(row, "keys") and {"input_ids", "labels"} <= set(row.keys())):
            return rows_of(self.collator([row]), 1)[0]
        return fields_of(row)

    def collate(self, split, indices):
        dataset = self.datasets[split]
        rows = []
        for index in indices:
            with at("row", index):
                rows.append(dataset[index])
        samples = Samples("batch")
        samples.LIMIT = sys.maxsize
        with at("the data collator"):
            for fields in rows_of(self.collator(rows), len(indices)):
                samples.lengths.append(len(fields[0]))
                if fields[1] is not None:
                    samples.masked.append(len(samples.lengths) - 1)
                for values in (fields[0], fields[2], fields[1]):
                    samples.data += values.tobytes() if values is not None else b""
        send({"kind": "batch", "lengths": samples.lengths, "masked": samples.masked}, bytes(samples.data))


class at:
    """Notes on an error that leaves the block where it happened."""

    def __init__(self, stage, row=None):
        self.stage, self.row = stage, row

    def __enter__(self):
        return self

    def __exit__(self, kind, error, _):
        if error is not None and not hasattr(error, "llama_recipes_stage"):
            with_stage(error, self.stage, self.row)
        return False


def with_stage(error, stage, row=None):
    try:
        error.llama_recipes_stage = (stage, row)
    except AttributeError:
        pass
    return error


def is_ours(frame):
    """Whether a frame of a traceback is the program's or the import machinery's, which tell users nothing."""
    return frame.filename == "<llama-recipes>" or frame.filename.startswith("<frozen importlib")


def without_ours(error, seen):
    """Takes such frames out of a traceback, and out of those of the errors that led to it."""
    if error is None or id(error) in seen:
        return
    seen.add(id(error))
    error.stack = traceback.StackSummary.from_list([frame for frame in error.stack if not is_ours(frame)])
    for other in (error.__cause__, error.__context__, *(getattr(error, "exceptions", None) or ())):
        without_ours(other, seen)


def told(error):
    """An error as a message: what, where, and the user's part of the traceback."""
    stage, row = getattr(error, "llama_recipes_stage", ("the file", None))
    trace = error.__traceback__
    # The outermost frame is that of `python -c`; further down this name may be the user's.
    while trace is not None and trace.tb_frame.f_code.co_filename in ("<llama-recipes>", "<string>"):
        trace = trace.tb_next
    shown = traceback.TracebackException(type(error), error, trace)
    without_ours(shown, set())
    has_frames = bool(shown.stack) or isinstance(error, SyntaxError) or error.__cause__ is not None
    return {
        "kind": "error", "stage": stage, "row": row, "type": type(error).__name__,
        "message": str(error.args[0]) if isinstance(error, KeyError) and error.args else str(error),
        "module": getattr(error, "name", None) if isinstance(error, ModuleNotFoundError) else None,
        "traceback": "".join(shown.format()).rstrip() if has_frames else None,
    }


def main():
    report = keep_to_ourselves()
    send({"kind": "started", "report": report})
    if sys.path and sys.path[0] != "":
        sys.path.insert(0, "")
    host = None
    while True:
        request = receive()
        try:
            if request["do"] == "start":
                host = Host(request)
                send(host.ready())
            elif request["do"] == "dataset":
                host.dataset(request["split"], request["key"])
            elif request["do"] == "collate":
                host.collate(request["split"], request["indices"])
            else:
                return
        except (Exception, SystemExit) as error:
            send(told(error))


if __name__ == "__llama_recipes__":
    main()
