"""What is measured: one declaration for each workload, and the rows that every program gets."""

import dataclasses
import random

from programs import TORCHTUNE, TRANSFORMERS, Program

IGNORED = -100
SEVEN = ("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj")

# Tokens of prompt and answer of alpaca samples in SmolLM2's tokenizer, at every 64th part of 999 English rows ordered by
# their length.
ALPACA = (
    (40, 8), (39, 14), (41, 16), (42, 19), (55, 8), (40, 24), (61, 6), (56, 14), (61, 10), (67, 6), (58, 17), (65, 12),
    (66, 13), (46, 35), (63, 21), (71, 15), (60, 29), (78, 13), (58, 36), (86, 11), (44, 57), (81, 25), (39, 71),
    (51, 65), (67, 54), (69, 56), (64, 68), (40, 100), (38, 107), (63, 88), (51, 105), (98, 63), (45, 121), (41, 131),
    (40, 139), (43, 143), (42, 149), (36, 166), (45, 165), (40, 180), (37, 191), (59, 175), (74, 170), (41, 213),
    (58, 209), (37, 243), (40, 250), (45, 254), (41, 270), (43, 275), (44, 287), (36, 305), (46, 308), (40, 320),
    (61, 310), (68, 313), (42, 354), (37, 368), (42, 377), (37, 392), (56, 394), (38, 430), (41, 476), (67, 504),
)


def alpaca_batches(by_length):
    """Batches of eight: cut from the samples in order of length, as llama-recipes does, or from a random order."""
    samples = list(ALPACA)
    if not by_length:
        random.Random(1).shuffle(samples)
    batches = [samples[start : start + 8] for start in range(0, len(samples), 8)]
    random.Random(2).shuffle(batches)
    return tuple(tuple(batch) for batch in batches)


@dataclasses.dataclass(frozen=True)
class Workload:
    """One row of the table; `speed` and `memory` are the bars, as ratios to the best and to the leanest peer."""

    name: str
    title: str
    # Prompt and answer lengths of each document, for one step after the other, again and again.
    steps: tuple
    speed: float | None = None
    memory: float | None = None
    count: int = 4  # steps, the first of which is not counted
    dtype: str = "bfloat16"
    targets: tuple = ("q_proj", "v_proj")
    rank: int = 8
    dropout: float = 0.05
    is_padded: bool = False
    mfu: float | None = None
    # A workload that this one has to be faster than, and by how much.
    faster_than: tuple | None = None
    # Time from the start of the process to its first step, against the quickest peer.
    start: float | None = None

    @property
    def context_length(self):
        lengths = [[prompt + answer for prompt, answer in step] for step in self.steps]
        return max(max(step) if self.is_padded else sum(step) for step in lengths)

    @property
    def batch_size(self):
        return len(self.steps[0]) if self.is_padded else 1

    def programs(self, compiled):
        """The peers, in every form in which they can do this."""
        forms = [Program(peer, form) for peer in (TRANSFORMERS, TORCHTUNE) for form in ("row", "batch")]
        if not self.start and all(len(step) == 1 for step in self.steps):
            forms = [program for program in forms if program.form == "row"]
        # Compiling takes longer than a step.
        if compiled and not self.start:
            forms += [dataclasses.replace(program, compiled=True) for program in forms]
        return forms

    def rows(self, tokens, count):
        """The documents of `count` steps, with ids from `tokens`; the first token of a document is never trained."""
        place, made = 0, []
        for number in range(count):
            documents = []
            for prompt, answer in self.steps[number % len(self.steps)]:
                ids = [tokens[(place + offset) % len(tokens)] for offset in range(prompt + answer)]
                masked = max(prompt, 1)
                documents.append({"input_ids": ids, "labels": [IGNORED] * masked + ids[masked:]})
                place += prompt + answer
            made.append(documents)
        return made


def one(length):
    return (((0, length),),)


PACKED = ((((0, 256),) * 16),)
WORKLOADS = [
    Workload("1024", "LoRA, bf16, one document of 1,024 tokens", one(1024), 2.8, 0.45),
    Workload(
        "4096-packed", "LoRA, bf16, 4,096 packed from 16 documents of 256, all tokens trained", PACKED, 4.2, 0.3,
        count=3, mfu=0.75),
    Workload(
        "4096-masked", "the same, 20 % of tokens trained", (((205, 51),) * 16,), 4.7, 0.3, count=3,
        faster_than=("4096-packed", 1.1)),
    Workload("4096", "LoRA, bf16, one document of 4,096", one(4096), 4.2, 0.3, count=3),
    Workload("8192", "LoRA, bf16, one document of 8,192", one(8192), 4.0, 0.3, count=2),
    Workload("1024-f32", "LoRA, f32, 1,024", one(1024), 4.0, 0.65, dtype="float32"),
    Workload("1024-seven", "LoRA on all seven projections, r 16, bf16, 1,024", one(1024), 2.8, 0.5, targets=SEVEN, rank=16),
    Workload(
        "1024-full", "full fine-tuning, bf16 weights, f32 master and states (peers: bf16 states), 1,024", one(1024), 3.0,
        1.1, targets=()),
    Workload(
        "padding", "`padding`, batch of 8, lengths as in alpaca, batches by length", alpaca_batches(True), 4.0, 0.4,
        count=9, is_padded=True),
    Workload(
        "padding-mixed", "the same, batches in random order", alpaca_batches(False), count=9, is_padded=True),
    Workload("start", "process start to first finished step of 1,024 tokens", one(1024), count=1, start=0.25),
]

# Each is one token of SmolLM2's with the space before it.
WORDS = (
    "time people water house school river garden music story night morning winter summer family city table window "
    "book paper light road door hand voice").split()


@dataclasses.dataclass(frozen=True)
class Generation:
    """One row of the table of generation; `speed` is the bar, as a ratio to the peer."""

    name: str
    title: str
    prompt_tokens: int
    new_tokens: int
    speed: float | None = None
    count: int = 4  # prompts, the first of which is not counted
    is_beside_training: bool = False
    dtype: str = "bfloat16"

    def prompts(self):
        """Texts of as many tokens as wanted, each another one."""
        draw = random.Random(4)
        return ["".join(" " + draw.choice(WORDS) for _ in range(self.prompt_tokens)) for _ in range(self.count)]


GENERATION = [
    Generation("decode", "bf16, 128 tokens after a prompt of 64, batch 1", 64, 128, 2.0),
    Generation("decode-long", "bf16, 128 tokens after a prompt of 2,048, batch 1", 2048, 128),
    Generation("decode-f32", "f32, 128 tokens after a prompt of 64, batch 1", 64, 128, dtype="float32"),
    Generation("prompt", "bf16, a prompt of 1,024 tokens", 1024, 1, count=7, is_beside_training=True),
]
