#!/usr/bin/env python3
"""Writes Sources/Tokenizers/PreTokenizers/UnicodeRanges.swift: the letters and numbers that the pre-tokenizers of the
`tokenizers` library see. Asking the library itself makes our pieces equal to its pieces on every code point.

    pip install tokenizers==0.23.3 && python3 scripts/make_unicode_classes.py
"""
import pathlib
import unicodedata

import tokenizers
from tokenizers import Regex, pre_tokenizers

SCALARS = [code for code in range(0x110000) if not 0xD800 <= code <= 0xDFFF]


def matching(pattern):
    split = pre_tokenizers.Split(Regex(pattern), "removed", invert=True)
    found = set()
    for start in range(0, len(SCALARS), 4096):
        text = "".join(map(chr, SCALARS[start : start + 4096]))
        found |= {ord(character) for piece, _ in split.pre_tokenize_str(text) for character in piece}
    return found


def digits():
    """What `Digits` takes for a number: the standard library of Rust decides, not the regex library."""
    pieces = pre_tokenizers.Digits(individual_digits=True).pre_tokenize_str("\0".join(map(chr, SCALARS)))
    alone = {ord(piece) for piece, _ in pieces if len(piece) == 1}
    # A digit cuts the text on both sides of it, so the separators stand alone as well.
    return {code for code in alone if code and unicodedata.category(chr(code))[0] in "NC"}


def ranges(codes):
    result = []
    for code in sorted(codes):
        if result and code == result[-1][1] + 1:
            result[-1][1] = code
        else:
            result.append([code, code])
    return result


def constant(name, comment, codes):
    lines = [f"    /// {comment}", f"    static let {name}: [ClosedRange<UInt32>] = ["]
    line = "       "
    for first, last in ranges(codes):
        item = f" {first:#x}...{last:#x},"
        if len(line) + len(item) > 120:
            lines.append(line)
            line = "       "
        line += item
    return lines + [line, "    ]"]


letters, numbers = matching(r"\p{L}+"), matching(r"\p{N}+")
output = [
    "// swift-format-ignore-file",
    f"// Written by scripts/make_unicode_classes.py from tokenizers {tokenizers.__version__}; not to be edited by hand.",
    "",
    "/// Code points by class, fixed here so that ids do not depend on the Unicode version of the Swift runtime.",
    "enum UnicodeRanges {",
    *constant("letters", r"`\p{L}` (Unicode 16).", letters),
    "",
    *constant("numbers", r"`\p{N}` (Unicode 16).", numbers),
    "",
    *constant("laterDigits", "Numbers for the `Digits` pre-tokenizer alone (Unicode 17).", digits() - numbers),
    "}",
]
target = pathlib.Path(__file__).parent.parent / "Sources/Tokenizers/PreTokenizers/UnicodeRanges.swift"
target.write_text("\n".join(output) + "\n")
