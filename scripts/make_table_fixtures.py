#!/usr/bin/env python3
"""Writes Tests/Fixtures/tables: small table files of every codec, encoding and type, and what they hold.

Needs pyarrow (the version in scripts/versions):  python3 -m venv V && V/bin/pip install pyarrow==26.0.1
Run as:  V/bin/python scripts/make_table_fixtures.py
"""

import csv
import datetime
import decimal
import io
import json
import math
import pathlib
import random

import pyarrow as pa
import pyarrow.feather
import pyarrow.parquet as pq

FOLDER = pathlib.Path(__file__).resolve().parent.parent / "Tests" / "Fixtures" / "tables"
ROWS = 20
TEXTS = ["", "plain", "two\nlines", "quote \" and 'quote'", "naïve café", "日本語のテキスト", "👩‍👩‍👧 family", "a\tb\r\nc", " edge "]


def table() -> pa.Table:
    draw = random.Random(7)

    def some(make, share=0.2):
        return [None if draw.random() < share else make(i) for i in range(ROWS)]

    day = datetime.date(2024, 2, 28)
    moment = datetime.datetime(2024, 2, 28, 23, 59, 58, 123456)
    columns = {
        "flag": pa.array(some(lambda i: i % 3 == 0), pa.bool_()),
        "tiny": pa.array(some(lambda i: i - 15), pa.int8()),
        "byte": pa.array([i * 8 for i in range(ROWS)], pa.uint8()),
        "short": pa.array([i * -1000 for i in range(ROWS)], pa.int16()),
        "whole": pa.array(some(lambda i: 2**31 - 1 - i), pa.int32()),
        "long": pa.array(some(lambda i: 2**62 + i), pa.int64()),
        "unsigned": pa.array([2**63 - 1 - i for i in range(ROWS)], pa.uint64()),
        "single": pa.array(some(lambda i: i / 4), pa.float32()),
        "ratio": pa.array(some(lambda i: math.sqrt(i) * (-1) ** i), pa.float64()),
        "text": pa.array(some(lambda i: TEXTS[i % len(TEXTS)]), pa.string()),
        "large_text": pa.array([TEXTS[-i % len(TEXTS)] * 2 for i in range(ROWS)], pa.large_string()),
        "category": pa.array(some(lambda i: ["train", "test", "dev"][i % 3])).dictionary_encode(),
        "tags": pa.array(some(lambda i: some_list(draw, i)), pa.list_(pa.string())),
        "matrix": pa.array([[[i, None], [], [3]][: i % 4] for i in range(ROWS)], pa.list_(pa.list_(pa.int64()))),
        "person": pa.array(
            some(lambda i: {"name": f"n{i}", "age": None if i % 5 == 0 else i, "home": {"city": TEXTS[i % 9]}}),
            pa.struct([("name", pa.string()), ("age", pa.int32()), ("home", pa.struct([("city", pa.string())]))]),
        ),
        "turns": pa.array(
            [[{"role": "user", "content": TEXTS[(i + k) % 9]} for k in range(i % 3)] for i in range(ROWS)],
            pa.list_(pa.struct([("role", pa.string()), ("content", pa.string())])),
        ),
        "scores": pa.array([[i, i + 0.5] for i in range(ROWS)], pa.list_(pa.float64(), 2)),
        "counts": pa.array([[("a", i), ("b", None)][: i % 3] for i in range(ROWS)], pa.map_(pa.string(), pa.int64())),
        "nothing": pa.nulls(ROWS),
        "bytes": pa.array(some(lambda i: TEXTS[i % 9].encode()), pa.binary()),
        "day": pa.array(some(lambda i: day + datetime.timedelta(days=i)), pa.date32()),
        "moment": pa.array([moment + datetime.timedelta(hours=i) for i in range(ROWS)], pa.timestamp("us")),
        "price": pa.array([decimal.Decimal(i * 7 - 50) / 100 for i in range(ROWS)], pa.decimal128(9, 2)),
    }
    return pa.table(columns)


def some_list(draw, i):
    return [None if draw.random() < 0.2 else TEXTS[(i + k) % len(TEXTS)] for k in range(draw.randrange(4))]


def plain(value):
    """A cell as JSON, in the form that the reader promises."""
    if isinstance(value, dict):
        return {key: plain(part) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(part) for part in value]
    if isinstance(value, bytes):
        return value.decode()
    if isinstance(value, float) and not math.isfinite(value):
        return {"$float": repr(value)}
    return value


def rows_of(data: pa.Table) -> list:
    columns = {}
    for name in data.column_names:
        column = data[name]
        if pa.types.is_temporal(column.type) or pa.types.is_decimal(column.type):
            cells = column.cast(pa.string()).to_pylist()
        elif pa.types.is_map(column.type):
            cells = [row and [{"key": k, "value": v} for k, v in row] or row for row in column.to_pylist()]
        else:
            cells = column.to_pylist()
        columns[name] = [plain(cell) for cell in cells]
    return [{name: columns[name][i] for name in columns} for i in range(data.num_rows)]


def write_columnar():
    data = table()
    (FOLDER / "rows.json").write_text(json.dumps(rows_of(data), ensure_ascii=False, indent=None) + "\n")
    for codec in ["none", "snappy", "gzip", "zstd", "lz4", "brotli"]:
        first = codec == "snappy"  # one file with several row groups and all that writers add is enough
        pq.write_table(
            data, FOLDER / f"{codec}.parquet", compression=codec, row_group_size=13 if first else ROWS,
            write_statistics=first, store_schema=first)
    # Encodings, one file for all columns that have one.
    pq.write_table(
        data, FOLDER / "encodings.parquet", use_dictionary=False, data_page_version="2.0", compression="zstd",
        store_schema=False, write_statistics=False, column_encoding={
            "whole": "DELTA_BINARY_PACKED", "long": "DELTA_BINARY_PACKED", "text": "DELTA_BYTE_ARRAY",
            "large_text": "DELTA_LENGTH_BYTE_ARRAY", "ratio": "BYTE_STREAM_SPLIT", "single": "BYTE_STREAM_SPLIT",
            "flag": "RLE",
        })
    for codec in [None, "lz4", "zstd"]:
        options = pa.ipc.IpcWriteOptions(compression=codec)
        name = codec or "plain"
        with pa.ipc.new_file(FOLDER / f"{name}.arrow", data.schema, options=options) as writer:
            writer.write_table(data, max_chunksize=11 if codec is None else ROWS)
    with pa.ipc.new_stream(FOLDER / "stream.arrow", data.schema, options=pa.ipc.IpcWriteOptions(compression="zstd")) as writer:
        writer.write_table(data, max_chunksize=16)
    views = pa.table({
        "view": pa.array(["short", None, "a text that is longer than twelve bytes"], pa.string_view()),
        "half": pa.array([1.5, None, -2.0], pa.float32()).cast(pa.float16()),
        "large": pa.array([[1], None, [2, 3]], pa.large_list(pa.int8())),
    })
    with pa.ipc.new_file(FOLDER / "views.arrow", views.schema) as writer:
        writer.write_table(views)
    odd = pa.table({
        "text": ["a", "b", "c"], "span": pa.array([1, 2, 3], pa.duration("s")),
        "big": pa.array([1, 2**63, 3], pa.uint64()), "raw": pa.array([b"a", b"b", b"\xff\xfe"], pa.binary()),
    })
    pq.write_table(odd, FOLDER / "odd.parquet", compression="none")


def write_many_rows():
    """The same 3,000 rows in several row groups, or batches, for reading any row at any time."""
    rows = [{"number": i, "text": TEXTS[i % 9] * (i % 4) + str(i), "list": list(range(i % 3))} for i in range(3000)]
    data = pa.Table.from_pylist(rows)
    pq.write_table(data, FOLDER / "many.parquet", compression="zstd", row_group_size=1300)
    options = pa.ipc.IpcWriteOptions(compression="zstd")
    with pa.ipc.new_file(FOLDER / "many.arrow", data.schema, options=options) as writer:
        writer.write_table(data, max_chunksize=700)
    with pa.ipc.new_stream(FOLDER / "many_stream.arrow", data.schema, options=options) as writer:
        writer.write_table(data, max_chunksize=700)


def csv_cases() -> list:
    draw = random.Random(11)
    texts = [
        "a,b\n1,2\n", "a,b\n1,2", "a,b\r\n1,2\r\n", "a,b\r1,2\r", "a,b\n", "a,b", "\ufeffa,b\n1,2\n",
        '\ufeff"a","b"\n"1","2"\n', 'a,b\n"x\ny","z\r\n\r\nw"\n', 'a,b\n"say ""hi""",""\n', 'a,b\nx"y,"z"w\n',
        "a,b\n\n\n1,2\n\n3,4\n\n", "a\n1\n\n 2 \n", "a,b\n NULL ,nan\nTrue,1e5\n", 'a,b\n"1,2",3\n', "a,b\n,\n",
        "名,é\n日本,👍\n", 'a,b\n"""",""""""\n', "a,b\n2024-01-01,00012\n",
    ]
    for _ in range(130):
        width = draw.randrange(1, 4)
        out = io.StringIO()
        writer = csv.writer(
            out, quoting=draw.choice([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]), lineterminator=draw.choice(["\n", "\r\n"]))
        writer.writerow([f"c{i}" for i in range(width)])
        for _ in range(draw.randrange(4)):
            writer.writerow(["".join(draw.choices('a ,"\n\réé;\t', k=draw.randrange(6))) for _ in range(width)])
        texts.append(out.getvalue())
    # What no writer makes, but files hold.
    for _ in range(130):
        texts.append("a,b\n" + "".join(draw.choices('xy,,"\n', k=draw.randrange(3, 14))))
    cases, seen = [], set()
    for text in texts:
        body = text.removeprefix("\ufeff")
        rows = [row for row in csv.reader(io.StringIO(body, newline="")) if row]
        try:
            list(csv.reader(io.StringIO(body, newline=""), strict=True))
        except csv.Error as error:
            if "unexpected end" in str(error):
                continue  # an open quote: an error, which the tests cover by themselves
        if text in seen or len({len(row) for row in rows}) != 1 or len(set(rows[0])) != len(rows[0]):
            continue
        seen.add(text)
        cases.append({"text": text, "header": rows[0], "rows": rows[1:]})
    return cases


def json_cases() -> list:
    draw = random.Random(13)

    def value(depth):
        kind = draw.randrange(9 if depth < 4 else 7)
        if kind == 0:
            return None
        if kind == 1:
            return draw.random() < 0.5
        if kind == 2:
            return draw.choice([0, -1, 7, 2**53, 2**63 - 1, -(2**63), draw.randrange(10**9)])
        if kind == 3:
            return draw.choice([0.5, -0.0, 1e300, 1.5e-7, 3.0, draw.random()])
        if kind < 7:
            return draw.choice(TEXTS + ["\u2028", "\\", "/", "\x00\x1f", "2024-02-28T23:59:58Z", "{[", "]},"])
        if kind == 7:
            return [value(depth + 1) for _ in range(draw.randrange(4))]
        return {draw.choice(["a", "b", "ключ", 'q"', ""]): value(depth + 1) for _ in range(draw.randrange(4))}

    lines = [
        '{"a": NaN, "b": [Infinity, -Infinity]}', '{"a": 1, "a": 2}', '{"a": {"x": 1, "y": 2, "x": 3}}',
        ' {"a" : [ ] , "b":{ } }\t', '{"a": "\\ud83d\\ude00\\u00e9\\/\\b\\f"}', '{"a": 1E5, "b": -0, "c": 1e-2}', '{}',
    ]
    for _ in range(60):
        row = {name: value(0) for name in draw.sample(["a", "b", "c", "d e", "é"], draw.randrange(1, 5))}
        spaced = draw.choice([None, (",", ":")])
        lines.append(json.dumps(row, ensure_ascii=draw.random() < 0.5, separators=spaced))
    return [{"line": line, "row": plain(json.loads(line))} for line in lines]


def main():
    FOLDER.mkdir(parents=True, exist_ok=True)
    write_columnar()
    write_many_rows()
    for name, cases in [("csv_cases.json", csv_cases()), ("json_cases.json", json_cases())]:
        (FOLDER / name).write_text(json.dumps(cases, ensure_ascii=False) + "\n")
    total = sum(path.stat().st_size for path in FOLDER.iterdir())
    print(f"{len(list(FOLDER.iterdir()))} files, {total} bytes in {FOLDER}")


main()
