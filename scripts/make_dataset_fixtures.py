#!/usr/bin/env python3
"""Writes Tests/Fixtures/datasets: a few rows of every built-in data set in its original format and as Parquet.

Each folder holds `original/` (the files that the publisher gives out) and `parquet/` (the Hub's layout, columns and
types); both must turn into the same samples. The rows were written for this project.

Needs pyarrow (the version in scripts/versions):  python3 -m venv V && V/bin/pip install pyarrow==26.0.1
Run as:  V/bin/python scripts/make_dataset_fixtures.py
"""

import csv
import gzip
import json
import pathlib
import shutil

import pyarrow as pa
import pyarrow.parquet as pq

FOLDER = pathlib.Path(__file__).resolve().parent.parent / "Tests" / "Fixtures" / "datasets"
TEXT = pa.string()


def place(name):
    path = FOLDER / name
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def parquet(name, rows, schema=None, **options):
    pq.write_table(pa.Table.from_pylist(rows, schema=schema), place(name), row_group_size=2, **options)


def lines(name, rows):
    place(name).write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")


def table(name, header, rows, delimiter=",", quoting=csv.QUOTE_MINIMAL):
    with place(name).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=delimiter, quoting=quoting, quotechar='"' if delimiter == "," else None,
                            lineterminator="\r\n" if delimiter == "," else "\n")
        writer.writerows([header, *rows] if header else rows)


def samsum():
    rows = [
        ("13818513", "Amanda: I baked scones. Do you want some?\r\nJerry: Sure!\r\nAmanda: \"Tomorrow\" then :-)",
         "Amanda baked scones and brings Jerry some tomorrow."),
        ("13728867", "Zoë: où es-tu? 🙂\nPaul: at work, why?", "Paul is at work."),
        ("13681000", "A: ok\nB: ok", ""),
        ("13730747", "Tim: late again, sorry\nKim: I know", "Tim is late, as usual."),
        ("13828600", " Ann: edge \nBo: \tcase ", "Ann and Bo test edges."),
    ]
    for split in ["train", "validation"]:
        table(f"samsum/original/{split}.csv", ["id", "dialogue", "summary"], rows)
        parquet(f"samsum/parquet/{split}-00000-of-00001.parquet",
                [dict(zip(["id", "dialogue", "summary"], row)) for row in rows], compression="snappy")


def alpaca():
    rows = [{"instruction": f"Name {i} colours.", "input": ["", "of a flag", "в небе"][i % 3], "output": "red, " * i + "blue"}
            for i in range(24)]
    place("alpaca/original/alpaca_data.json").write_text(json.dumps(rows, ensure_ascii=False, indent=1), encoding="utf-8")
    # The Hub's copy has a column more, and null for no input.
    copies = [{**row, "input": row["input"] or None, "text": "unused"} for row in rows]
    for number in range(2):
        parquet(f"alpaca/parquet/data/train-0000{number}-of-00002.parquet", copies[number * 12:][:12], compression="zstd")


def grammar():
    pairs = [("She go home.", "She goes home."), ('He say "hi" , ok', 'He says "hi", ok.'), ("it rain\ntoday", "It rains\ntoday."),
             ("nothing here", ""), ("They was late.", "They were late.")]
    for split in ["train", "validation"]:
        table(f"grammar/original/{split}.csv", ["input", "target"], pairs)
        parquet(f"grammar/parquet/data/{split}-00000-of-00001.parquet", [{"input": a, "target": b} for a, b in pairs])
    sentences = [("New and new technology has been introduced . ", [f"New technology has been introduced {i} ." for i in range(4)]),
                 ("So I think we can not live . ", ["So I think we cannot live .", "So I think we can not live . ", "I think so .", "No ."])]
    for original, hub in [("dev", "validation"), ("test", "test")]:
        place(f"jfleg/original/{original}/{original}.src").write_text("".join(s + "\n" for s, _ in sentences))
        for i in range(4):
            place(f"jfleg/original/{original}/{original}.ref{i}").write_text("".join(c[i] + "\n" for _, c in sentences))
        parquet(f"jfleg/parquet/data/{hub}-00000-of-00001.parquet", [{"sentence": s, "corrections": c} for s, c in sentences])


def iwslt():
    pairs = [("vielen dank , chris .", "thank you so much , chris ."), ("das war 's .", "that was it ."),
             ("größe « zählt » .", "size &quot; matters &quot; .")]
    for name, hub in [("train", "train"), ("valid", "validation"), ("test", "test")]:
        for place_in_pair, language in enumerate(["de", "en"]):
            place(f"iwslt/original/{name}.{language}").write_text("".join(p[place_in_pair] + "\n" for p in pairs), encoding="utf-8")
        schema = pa.schema([("translation", pa.struct([("de", TEXT), ("en", TEXT)]))])
        parquet(f"iwslt/parquet/{hub}/0000.parquet", [{"translation": {"de": a, "en": b}} for a, b in pairs], schema)


def sst2():
    rows = [("hide new secretions from the parental units ", 0), ('contains no wit , only "labored" gags ', 0), ("a gorgeous , witty film ", 1)]
    for original, hub in [("train", "train"), ("dev", "validation")]:
        table(f"sst2/original/{original}.tsv", ["sentence", "label"], rows, "\t", csv.QUOTE_NONE)
        schema = pa.schema([("idx", pa.int32()), ("sentence", TEXT), ("label", pa.int64())])
        parquet(f"sst2/parquet/data/{hub}-00000-of-00001.parquet",
                [{"idx": i, "sentence": s, "label": n} for i, (s, n) in enumerate(rows)], schema)


def xnli():
    names = ["entailment", "neutral", "contradiction"]
    rows = [({"en": "And he said, Mama, I'm home.", "de": "Und er sagte, Mama, ich bin daheim.", "zh": "他说，妈妈，我回来了。"},
             {"en": "He called his mom.", "de": "Er rief seine Mutter an.", "zh": "他给妈妈打了电话。"}, 1),
            ({"en": "It is raining.", "de": "Es regnet.", "zh": "在下雨。"},
             {"en": "It is dry.", "de": "Es ist trocken.", "zh": "很干燥。"}, 2),
            ({"en": "Two dogs run.", "de": "Zwei Hunde rennen.", "zh": "两只狗在跑。"},
             {"en": "Dogs run.", "de": "Hunde rennen.", "zh": "狗在跑。"}, 0)]
    languages = ["de", "en", "zh"]
    for original, hub in [("dev", "validation"), ("test", "test")]:
        table(f"xnli/original/xnli.{original}.tsv", ["language", "gold_label", "sentence1", "sentence2"],
              [[l, names[n], p[l], h[l]] for l in languages for p, h, n in rows], "\t", csv.QUOTE_NONE)
        for language in languages:
            parquet(f"xnli/parquet/{language}/{hub}-00000-of-00001.parquet",
                    [{"premise": p[language], "hypothesis": h[language], "label": n} for p, h, n in rows])
        schema = pa.schema([
            ("premise", pa.struct([(l, TEXT) for l in languages])),
            ("hypothesis", pa.struct([("language", pa.list_(TEXT)), ("translation", pa.list_(TEXT))])),
            ("label", pa.int64())])
        parquet(f"xnli/all_languages/all_languages/{hub}-00000-of-00001.parquet",
                [{"premise": p, "hypothesis": {"language": languages, "translation": [h[l] for l in languages]}, "label": n}
                 for p, h, n in rows], schema)


def super_glue():
    """Each task as SuperGLUE's archive has it, and as the Hub has it; labels there are the numbers of classes."""
    pair = [("The cat sat.", "A cat is there."), ("No one came.", "Someone came."), ("It may rain.", "It rains.")]
    flat = {
        "boolq": ("BoolQ", [False, True], [
            {"question": "is salt a mineral", "passage": "Salt -- Salt is a mineral.", "idx": 0, "label": True},
            {"question": "is tin a gas", "passage": "Tin is a metal. \"Tin\".", "idx": 1, "label": False}]),
        "cb": ("CB", ["entailment", "contradiction", "neutral"], [
            {"premise": p, "hypothesis": h, "label": l, "idx": i}
            for i, ((p, h), l) in enumerate(zip(pair, ["entailment", "contradiction", "neutral"]))]),
        "copa": ("COPA", [0, 1], [
            {"premise": "My body cast a shadow.", "choice1": "The sun rose.", "choice2": "The grass was cut.", "question": "cause", "label": 0, "idx": 0},
            {"premise": "I dropped it.", "choice1": "It flew.", "choice2": "It broke.", "question": "effect", "label": 1, "idx": 1}]),
        "rte": ("RTE", ["entailment", "not_entailment"], [
            {"premise": p, "hypothesis": h, "label": l, "idx": i}
            for i, ((p, h), l) in enumerate(zip(pair, ["entailment", "not_entailment", "not_entailment"]))]),
        "wic": ("WiC", [False, True], [
            {"word": "bank", "sentence1": "The bank was steep.", "sentence2": "The bank paid.", "idx": 0, "label": False,
             "start1": 4, "start2": 4, "end1": 8, "end2": 8, "version": 1.1},
            {"word": "run", "sentence1": "I run.", "sentence2": "We run.", "idx": 1, "label": True,
             "start1": 2, "start2": 3, "end1": 5, "end2": 6, "version": 1.1}]),
        "axb": ("AX-b", ["entailment", "not_entailment"], [
            {"sentence1": p, "sentence2": h, "idx": i, "label": l, "logic": "Negation"}
            for i, ((p, h), l) in enumerate(zip(pair, ["entailment", "not_entailment", "entailment"]))]),
        "axg": ("AX-g", ["entailment", "not_entailment"], [
            {"premise": p, "hypothesis": h, "idx": i, "label": l, "pair_id": 0}
            for i, ((p, h), l) in enumerate(zip(pair, ["not_entailment", "entailment", "entailment"]))]),
    }
    for task, (folder, classes, rows) in flat.items():
        copies = [{**row, "label": classes.index(row["label"])} for row in rows]
        for original, hub in [(folder, "test")] if task in ("axb", "axg") else [("train", "train"), ("val", "validation")]:
            lines(f"super_glue/original/{folder}/{original}.jsonl", rows)
            parquet(f"super_glue/parquet/{task}/{hub}-00000-of-00001.parquet", copies)
    spans = [("Mark told Pete many lies about himself .", 0, "mark", 7, "himself", True),
             ("The trophy does not fit in the case because it is big.", 0, "The trophy", 9, "it", False)]
    mended = {"mark": "Mark"}
    passages = [{"version": 1.1, "idx": 3, "passage": {"text": "<b>Sent 1: </b>Ann ate.<br>", "questions": [
        {"question": "Who ate?", "idx": 5, "answers": [{"text": "Ann", "idx": 1, "label": 1}, {"text": "Bo", "idx": 2, "label": 0}]},
        {"question": "Who slept?", "idx": 6, "answers": [{"text": "no one", "idx": 3, "label": 1}]}]}}]
    text = "Ann 🙂 met Bo.\n@highlight\nBo saw Ann"
    queries = [{"source": "own", "idx": 2, "passage": {"text": text, "entities": [{"start": 0, "end": 2}, {"start": 10, "end": 11}]},
                "qas": [{"query": "@placeholder met Bo", "idx": 0, "answers": [{"start": 0, "end": 2, "text": "Ann"}]},
                        {"query": "@placeholder was there", "idx": 1,
                         "answers": [{"start": 0, "end": 2, "text": "Ann"}, {"start": 10, "end": 11, "text": "Bo"}]}]}]
    for original, hub in [("train", "train"), ("val", "validation")]:
        lines(f"super_glue/original/WSC/{original}.jsonl", [
            {"text": t, "target": {"span1_index": a, "span1_text": s, "span2_index": b, "span2_text": u}, "idx": i, "label": l}
            for i, (t, a, s, b, u, l) in enumerate(spans)])
        parquet(f"super_glue/parquet/wsc.fixed/{hub}-00000-of-00001.parquet", [
            {"text": t, "span1_index": a, "span1_text": mended.get(s, s), "span2_index": b, "span2_text": u, "idx": i, "label": int(l)}
            for i, (t, a, s, b, u, l) in enumerate(spans)])
        lines(f"super_glue/original/MultiRC/{original}.jsonl", passages)
        parquet(f"super_glue/parquet/multirc/{hub}-00000-of-00001.parquet", [
            {"paragraph": p["passage"]["text"], "question": q["question"], "answer": a["text"],
             "idx": {"paragraph": p["idx"], "question": q["idx"], "answer": a["idx"]}, "label": a["label"]}
            for p in passages for q in p["passage"]["questions"] for a in q["answers"]])
        lines(f"super_glue/original/ReCoRD/{original}.jsonl", queries)
        parquet(f"super_glue/parquet/record/{hub}-00000-of-00001.parquet", [
            {"passage": p["passage"]["text"], "query": q["query"], "entities": ["Ann", "Bo"],
             "answers": sorted({a["text"] for a in q["answers"]}), "idx": {"passage": p["idx"], "query": q["idx"]}}
            for p in queries for q in p["qas"]])


def other_forms():
    """The first data set in every other form that can be read."""
    source = pq.read_table(FOLDER / "samsum/parquet/train-00000-of-00001.parquet")
    with pa.ipc.new_file(place("samsum/forms/feather/train.feather"), source.schema) as writer:
        writer.write_table(source, max_chunksize=2)
    for split in ["train", "validation"]:  # as datasets' save_to_disk writes it
        path = place(f"samsum/forms/saved/{split}/data-00000-of-00001.arrow")
        with pa.ipc.new_stream(path, source.schema) as writer:
            writer.write_table(source, max_chunksize=2)
    text = (FOLDER / "samsum/original/train.csv").read_bytes()
    rows = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in source.to_pylist()).encode()
    place("samsum/forms/gz/train.csv.gz").write_bytes(gzip.compress(text, mtime=0))
    for ending, codec in [("zst", "zstd"), ("bz2", "bz2"), ("lz4", "lz4"), ("br", "brotli")]:
        path = place(f"samsum/forms/{ending}/train.jsonl.{ending}")
        with pa.CompressedOutputStream(pa.OSFile(str(path), "wb"), codec) as file:
            file.write(rows)
    listed = json.dumps(source.to_pylist(), ensure_ascii=False).encode()
    place("samsum/forms/list/train.json.gz").write_bytes(gzip.compress(listed, mtime=0))
    tsv = (FOLDER / "sst2/original/train.tsv").read_bytes()
    place("sst2/forms/train.tsv.gz").write_bytes(gzip.compress(tsv, mtime=0))


def main():
    shutil.rmtree(FOLDER, ignore_errors=True)
    for write in [samsum, alpaca, grammar, iwslt, sst2, xnli, super_glue, other_forms]:
        write()
    files = [path for path in FOLDER.rglob("*") if path.is_file()]
    print(f"{len(files)} files, {sum(path.stat().st_size for path in files)} bytes in {FOLDER}")


main()
