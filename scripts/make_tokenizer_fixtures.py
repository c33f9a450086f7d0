#!/usr/bin/env python3
"""Writes Tests/Fixtures/tokenizers: small byte-level BPE tokenizers with the ids that the `tokenizers` library gives.

    pip install tokenizers==0.23.3 gguf==0.19.0 && python3 scripts/make_tokenizer_fixtures.py

Each folder holds a tokenizer as Hugging Face saves it, the same one as `model.gguf` where that format can express it,
and `cases.json`: texts with ids and decoded text, and ids that are not UTF-8 with what they decode to.
"""
import json
import pathlib
import random

import gguf
import tokenizers
from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers

TARGET = pathlib.Path(__file__).parent.parent / "Tests/Fixtures/tokenizers"
LLAMA3 = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*"
    r"|\s*[\r\n]+|\s+(?!\S)|\s+"
)
QWEN2 = LLAMA3.replace("{1,3}", "")

TRAINING = [
    "The lighthouse keeper counts the ships that pass in the night, and he writes their names into a long, thin book.",
    "It's late; they've gone home. I'd say we'll see them tomorrow, but who's to know? Don't wait, I'm tired.",
    "In 1912 the harbour had 47 berths; by 1987 there were 1,203 of them, and 65,000 people came every summer.",
    "for index in range(len(values)):\n    if values[index] == None:\n        continue\n    total += values[index]\n",
    "<div class=\"menu\">\n\t<a href=\"https://example.org/a?b=c&d=e\">menu</a>\n</div>\r\n\r\n",
    "Der Müller fährt früh über die Brücke; die Straße ist naß, und der Käse riecht. Schöne Grüße!",
    "Le garçon a déjà mangé la crème brûlée; où est le café ? L'été, à Nîmes, il fait chaud.",
    "Он сказал, что поезд уходит в полночь. Мы ждали на вокзале и пили горячий чай.",
    "私は毎朝六時に起きて、海まで歩きます。天気が良い日は富士山が見えます。",
    "今天的天气很好，我们去公园散步。他买了三本书和一支笔。",
    "مرحبا بالعالم، هذا نص قصير باللغة العربية. الكتاب على الطاولة.",
    "नमस्ते दुनिया, यह एक छोटा वाक्य है। 오늘은 날씨가 좋습니다. שלום עולם",
    "Numbers 0 1 2 3 4 5 6 7 8 9 10 11 12 100 200 300 3.14159 2.71828 -17 +5 1e9 0xff",
    "!!! ??? ... --- *** === ((())) [[]] {{}} <> // \\\\ && || ;; :: ,, \"quoted\" 'single' `ticks` ~ ^ % $ # @",
    "The keeper's book is long. The ships' names are long. The night is long, and the lighthouse is bright.",
    "😀😃👍❤️ 👨‍👩‍👧‍👦 🇫🇷 🇯🇵 🏳️‍🌈",
]

TEXTS = [
    "", " ", "  ", "   ", "\t", "\n", "\r\n", "\n\n\n", " \n", "\n ", "\t\n \r\n\t", "a", " a", "a ", "  a  ",
    "The lighthouse keeper", " the lighthouse keeper's book", "THE LIGHTHOUSE", "the\u00a0night", "the\u3000night",
    "line one\u2028line two\u2029end", "bell\u0007 and nul \u0000 and escape \u001b and \u007f", "\u0000", "\u0085next",
    "they've we'll I'd he's I'm don't you're", "THEY'VE WE'LL I'D HE'S I'M DON'T YOU'RE", "'s't're've'm'll'd",
    "It'S it\u2019s '' 'sound 'Rest 'llama", "'\u017fo the long s", "''' 'S 'LL", "0", "12", "123", "1234", "12345678",
    "3.14159, 1,000,000 and -17", "a1b22c333d4444", " 42", "  42", "٠١٢٣٤ ½ ² Ⅷ ㊿ 𝟘𝟙", "1\u0301",
    "hello    world", "hello \n\n  world", "trailing   ", "   leading", "a \t b\t\tc", "x\r\ny\rz\n",
    "    if x:\n        return 1\n\n", "a\u000bb\u000cc", "\u1680ogham\u2003em\u202fnarrow\u205fmath",
    "caf\u00e9", "cafe\u0301", "A\u030a \u212b \u00c5", "e\u0301\u0323 \u1ec7 e\u0323\u0302", "\uac00 \u1100\u1161 한국어",
    "q\u0307\u0323 combining", "\u0301 alone", "Müller fährt über die Straße", "ΑΒΓ αβγ ς", "Привет, мир! ещё",
    "私は毎朝六時に起きます。", "今天的天气很好", "漢字かな交じり文", "مرحبا بالعالم", "نصٌّ مُشَكَّل", "שלום עולם", "नमस्ते दुनिया", "ไทยไม่มีช่องว่าง",
    "😀", "👍🏽 👨‍👩‍👧‍👦 🏳️‍🌈", "🇫🇷🇯🇵", "text😀text", "❤️", "\ufeffbom", "zero\u200bwidth\u200djoin",
    "\ue000\uf8ff private \U000f0000", "\U0010ffff \ufffe \uffff", "\U0001e900\U00010400 𐍈 𝔘𝔫𝔦", "\U00011de5\U00016ff4",
    "!!! ... ((())) // -->", "a.b,c;d:e", "?!\n?!\r\n", "foo_bar-baz", "https://example.org/a?b=c&d=e", "$5 £6 €7",
    "print(\"x\")\n\tprint('y')\n", "\u0004 lost", "\U00040000 lost too",
    "<|bos|>", "<|eos|>", "x<|bos|>y", " <|bos|> ", "<|bos|><|eos|>", "<|bos", "|><|bos|>|>", "<|BOS|>",
    "<left>", "a  <left>  b", "a  <right>  b", "a\n <left>\n <right> \tb", "<left> <right>", "<right> <left>", "<right>  <left> x",
    "word", "a word here", "sword words word", "word.word_word", "word\u0301", "-word-", "\u00e9word", "word word",
    "\u1e17-token and e\u0304\u0301-token \u0113\u0301-token", "<ab", "<abc>", "<abc><ab", "<<abc>", "<a<ab",
    "In 1912 the harbour had 47 berths; <|eos|>\n\n  by 1987 there were 1,203.",
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    "thelighthousekeepercountstheshipsthatpassinthenightandhewritestheirnamesintoalongthinbook" * 3,
]  # fmt: skip


def trained(pre_tokenizer, normalizer=None, lacking=(), unreached=0, **options):
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizer
    if normalizer:
        tokenizer.normalizer = normalizer
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    trainer = trainers.BpeTrainer(vocab_size=640, initial_alphabet=alphabet, show_progress=False, max_token_length=24)
    tokenizer.train_from_iterator(TRAINING, trainer)
    model = json.loads(tokenizer.to_str())["model"]
    # Some real vocabularies lack bytes, and some hold tokens that no merge reaches.
    words = [word for word in model["vocab"] if not any(character in word for character in lacking)]
    merges = [pair for pair in model["merges"] if "".join(pair) in words and all(part in words for part in pair)]
    merges = merges[: len(merges) - unreached]
    vocabulary = {word: index for index, word in enumerate(words)}
    tokenizer = Tokenizer(models.BPE(vocabulary, [tuple(pair) for pair in merges], **options))
    tokenizer.pre_tokenizer = pre_tokenizer
    if normalizer:
        tokenizer.normalizer = normalizer
    tokenizer.decoder = decoders.ByteLevel()
    return tokenizer


def special(*texts, **options):
    return [AddedToken(text, special=True, normalized=False, **options) for text in texts]


def byte_level(**options):
    return pre_tokenizers.ByteLevel(add_prefix_space=False, **options)


def split(pattern):
    return pre_tokenizers.Sequence([pre_tokenizers.Split(Regex(pattern), "isolated"), byte_level(use_regex=False)])


def template(tokenizer, single):
    tokens = [(token, tokenizer.token_to_id(token)) for token in ("<|bos|>", "<|eos|>")]
    return processors.TemplateProcessing(single=single, pair=None, special_tokens=tokens)


def smollm():
    digits = pre_tokenizers.Sequence([pre_tokenizers.Digits(individual_digits=True), byte_level(use_regex=True)])
    tokenizer = trained(digits, lacking="\u0104\u00f1")
    tokenizer.add_special_tokens(special("<|bos|>", "<|eos|>", "<|pad|>"))
    return tokenizer, {"pad_token": "<|pad|>"}


def llama3():
    tokenizer = trained(split(LLAMA3), unreached=40, ignore_merges=True)
    tokenizer.add_special_tokens(special("<|bos|>", "<|eos|>", "<|eot_id|>"))
    tokenizer.add_tokens([AddedToken("<abc>", normalized=False), AddedToken("<ab", normalized=False)])
    tokenizer.post_processor = processors.Sequence(
        [processors.ByteLevel(trim_offsets=False), template(tokenizer, "<|bos|> $A")]
    )
    return tokenizer, {}


def gpt2():
    tokenizer = trained(byte_level())
    tokenizer.add_special_tokens(special("<|bos|>", "<|eos|>"))
    tokenizer.add_special_tokens(special("<left>", lstrip=True) + special("<right>", rstrip=True))
    tokenizer.add_tokens([AddedToken("word", single_word=True), AddedToken("<abc>"), AddedToken("<ab", lstrip=True)])
    tokenizer.post_processor = template(tokenizer, "<|bos|> $A <|eos|>")
    return tokenizer, {}


def qwen2():
    tokenizer = trained(split(QWEN2), normalizer=normalizers.NFC())
    tokenizer.add_special_tokens(special("<|bos|>", "<|eos|>"))
    tokenizer.post_processor = processors.ByteLevel(trim_offsets=False)
    return tokenizer, {"add_eos_token": True}


def spaced():
    """The older form of the file (merges as text, no type), a space before the first word, a normalized token."""
    tokenizer = trained(pre_tokenizers.ByteLevel(add_prefix_space=True), normalizer=normalizers.NFC())
    tokenizer.add_special_tokens(special("<|bos|>", "<|eos|>"))
    tokenizer.add_tokens([AddedToken("e\u0304\u0301-token", normalized=True)])
    return tokenizer, {}


def saved(tokenizer, name):
    document = json.loads(tokenizer.to_str())
    if name == "spaced":
        del document["model"]["type"], document["model"]["ignore_merges"], document["model"]["byte_fallback"]
        document["model"]["merges"] = [" ".join(pair) for pair in document["model"]["merges"]]
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


def cases(tokenizer):
    lines = []
    for text in TEXTS:
        ids = tokenizer.encode(text, add_special_tokens=False).ids
        lines.append({
            "text": text, "ids": ids, "decoded": tokenizer.decode(ids, skip_special_tokens=False),
            "skipped": tokenizer.decode(ids, skip_special_tokens=True),
        })  # fmt: skip
    chance = random.Random(7)
    for _ in range(60):
        # Mostly single bytes, which rarely make up characters.
        ids = [chance.randrange(chance.choice([256, tokenizer.get_vocab_size() + 5])) for _ in range(chance.randrange(1, 9))]
        lines.append({
            "ids": ids, "decoded": tokenizer.decode(ids, skip_special_tokens=False),
            "skipped": tokenizer.decode(ids, skip_special_tokens=True),
        })  # fmt: skip
    return lines


def write_gguf(path, tokenizer, pre, **switches):
    document = json.loads(tokenizer.to_str())
    types = {entry["id"]: 3 if entry["special"] else 4 for entry in document["added_tokens"]}
    added = {entry["id"]: entry["content"] for entry in document["added_tokens"]}
    words = {index: word for word, index in document["model"]["vocab"].items()} | added
    writer = gguf.GGUFWriter(str(path), "llama")
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre(pre)
    writer.add_token_list([words[index] for index in range(len(words))])
    writer.add_token_types([types.get(index, 1) for index in range(len(words))])
    writer.add_token_merges([" ".join(pair) for pair in document["model"]["merges"]])
    writer.add_bos_token_id(tokenizer.token_to_id("<|bos|>"))
    writer.add_eos_token_id(tokenizer.token_to_id("<|eos|>"))
    writer.add_chat_template("{{ messages }}")
    for name, value in switches.items():
        getattr(writer, name)(value)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.close()


def write(name, make, extra_files):
    folder = TARGET / name
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer, settings = make()
    (folder / "tokenizer.json").write_text(saved(tokenizer, name) + "\n")
    config = {"bos_token": "<|bos|>", "eos_token": "<|eos|>", "chat_template": "{{ messages }}", **settings}
    for file, content in ({"tokenizer_config.json": config} | extra_files).items():
        (folder / file).write_text(json.dumps(content) + "\n")
    # What transformers does with the switches of tokenizer_config.json.
    prefix, suffix = [], []
    if "add_eos_token" in settings:
        suffix = [tokenizer.token_to_id("<|eos|>")]
    else:
        around = tokenizer.encode("a").ids
        middle = around.index(tokenizer.encode("a", add_special_tokens=False).ids[0])
        prefix, suffix = around[:middle], around[middle + 1 :]
    lines = cases(tokenizer)
    body = ",\n".join(json.dumps(line, ensure_ascii=True, separators=(",", ":")) for line in lines)
    head = json.dumps({"tokenizers": tokenizers.__version__, "prefix": prefix, "suffix": suffix})[1:-1]
    (folder / "cases.json").write_text("{" + head + ',"cases":[\n' + body + "\n]}\n")
    return tokenizer


tokenizer = write("smollm", smollm, {})
write_gguf(TARGET / "smollm/model.gguf", tokenizer, "smollm", add_add_bos_token=False, add_add_space_prefix=False,
           add_pad_token_id=tokenizer.token_to_id("<|pad|>"))  # fmt: skip
tokenizer = write("llama3", llama3, {"generation_config.json": {"eos_token_id": [641, 642]}})
write_gguf(TARGET / "llama3/model.gguf", tokenizer, "llama-bpe")
write("gpt2", gpt2, {"special_tokens_map.json": {"pad_token": {"content": "<|eos|>", "lstrip": False}}})
write_gguf(TARGET / "qwen2/model.gguf", write("qwen2", qwen2, {}), "qwen2", add_add_eos_token=True)
write("spaced", spaced, {})
total = sum(path.stat().st_size for path in TARGET.rglob("*") if path.is_file())
print(f"{total} bytes in {TARGET}")
assert total < 400_000
