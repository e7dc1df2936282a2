#!/usr/bin/env python3
"""Writes a Llama-shaped GGUF file with random weights, to measure with. Nothing is downloaded.

    pip install numpy gguf
    tools/random_model.py --size 1b --type q4_0 --output /tmp/random-1b-q4_0.gguf

Speed depends on the shape of a model and on how its weights are stored, and not on what it has learnt, so
that such a file does for figures. It answers with words that mean nothing, and never ends an answer itself.
The same arguments write the same file. It holds a tokenizer (byte-level BPE) in which common pieces are one
token, and a chat template.
"""

import argparse
import sys
import time

import numpy as np
from gguf import GGMLQuantizationType, GGUFWriter, LlamaFileType, TokenType

# Layers, width, heads, heads of keys and values, width of the feed-forward part, tokens.
SIZES = {
    "1b": (16, 2048, 32, 8, 8192, 32000),
    "tiny": (2, 256, 8, 4, 512, 2048),
}

CONTEXT = 4096
# How far weights are from zero, so that activations neither grow nor vanish.
DEVIATION = 0.02

# How a block of weights is laid out, how many weights it has, and what its scale is divided by: the
# deviation of a weight whose stored bits are random and whose scale is 1.
BLOCKS = {
    "q4_0": (np.dtype([("d", "<f2"), ("qs", "u1", 16)]), 32, 4.6),
    "q5_0": (np.dtype([("d", "<f2"), ("qh", "u1", 4), ("qs", "u1", 16)]), 32, 9.2),
    "q8_0": (np.dtype([("d", "<f2"), ("qs", "u1", 32)]), 32, 73.9),
    "q4_k": (np.dtype([("d", "<f2"), ("dmin", "<f2"), ("scales", "u1", 12), ("qs", "u1", 128)]), 256, 258.0),
    "q6_k": (np.dtype([("ql", "u1", 128), ("qh", "u1", 64), ("scales", "u1", 16), ("d", "<f2")]), 256, 1366.0),
}
FILE_TYPES = {
    "q4_0": LlamaFileType.MOSTLY_Q4_0,
    "q5_0": LlamaFileType.MOSTLY_Q5_0,
    "q8_0": LlamaFileType.MOSTLY_Q8_0,
    "q4_k": LlamaFileType.MOSTLY_Q4_K_M,
    "q6_k": LlamaFileType.MOSTLY_Q6_K,
    "f16": LlamaFileType.MOSTLY_F16,
}

SPECIAL = ["<|begin|>", "<|end|>", "<|system|>", "<|user|>", "<|assistant|>"]
BEGIN, END = 0, 1
TEMPLATE = (
    "{% for m in messages %}<|{{ m['role'] }}|>{{ m['content'] }}<|end|>{% endfor %}"
    "{% if add_generation_prompt %}<|assistant|>{% endif %}"
)


def byte_names():
    """Returns how byte-level BPE writes each of the 256 bytes."""
    shown = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    names = {}
    for byte in range(256):
        names[byte] = chr(byte) if byte in shown else chr(256 + sum(b not in shown for b in range(byte)))
    return names


def vocabulary(size, rng):
    """Returns tokens, the merges that make them, and which of them can be shown by themselves."""
    names = byte_names()
    tokens = SPECIAL + [names[byte] for byte in range(256)]
    shown = [False] * len(SPECIAL) + [0x20 <= byte < 0x7F for byte in range(256)]
    known = set(tokens)
    merges = []

    def merge(left, right):
        if left + right not in known and len(tokens) < size:
            known.add(left + right)
            tokens.append(left + right)
            shown.append(True)
            merges.append(f"{left} {right}")

    letters = [chr(c) for c in range(ord("a"), ord("z") + 1)]
    space = names[0x20]
    for letter in letters:
        merge(space, letter)
    for first in letters:
        for second in letters:
            merge(first, second)
    parts = len(SPECIAL) + 256
    while len(tokens) < size:
        left, right = rng.integers(parts, len(tokens), 2)
        # A word has one space, in front.
        if not tokens[right].startswith(space) and len(tokens[left] + tokens[right]) <= 12:
            merge(tokens[left], tokens[right])
    return tokens, merges, np.array(shown)


def weights(kind, rows, columns, rng):
    """Returns random weights of this shape as they are stored."""
    if kind == "f16":
        return (rng.standard_normal((rows, columns), dtype=np.float32) * DEVIATION).astype(np.float16)
    block, length, unit = BLOCKS[kind]
    if columns % length:
        sys.exit(f"{kind} needs rows of a multiple of {length} weights, and there are some of {columns}")
    count = rows * (columns // length)
    stored = np.frombuffer(bytearray(rng.bytes(count * block.itemsize)), dtype=block)
    stored["d"] = DEVIATION / unit
    if "dmin" in block.names:
        # Takes away as much as the scales add on average.
        stored["dmin"] = 7.5 * DEVIATION / unit
    return stored.view(np.uint8).reshape(rows, -1)


def silence(data, kind, rows):
    """Makes these rows zero, so that their tokens are never the likeliest."""
    if kind == "f16":
        data[rows] = 0
        return
    block = BLOCKS[kind][0]
    blocks = data.view(block)
    blocks["d"][rows] = 0
    if "dmin" in block.names:
        blocks["dmin"][rows] = 0


def write(path, size, kind, seed):
    layers, width, heads, kv_heads, inner, count = SIZES[size]
    rng = np.random.default_rng(seed)
    tokens, merges, shown = vocabulary(count, rng)
    file = GGUFWriter(path, "llama")
    file.add_name(f"random-{size}-{kind}")
    file.add_file_type(FILE_TYPES[kind])
    file.add_context_length(CONTEXT)
    file.add_embedding_length(width)
    file.add_block_count(layers)
    file.add_feed_forward_length(inner)
    file.add_head_count(heads)
    file.add_head_count_kv(kv_heads)
    file.add_rope_dimension_count(width // heads)
    file.add_rope_freq_base(500000.0)
    file.add_layer_norm_rms_eps(1e-5)
    file.add_vocab_size(count)
    file.add_tokenizer_model("gpt2")
    file.add_tokenizer_pre("default")
    file.add_token_list(tokens)
    # Readers handle special tokens one by one, slowly: only those that are special are marked.
    file.add_token_types([TokenType.CONTROL if i < len(SPECIAL) else TokenType.NORMAL for i in range(count)])
    file.add_token_merges(merges)
    file.add_bos_token_id(BEGIN)
    file.add_eos_token_id(END)
    file.add_add_bos_token(False)
    file.add_chat_template(TEMPLATE)

    raw = GGMLQuantizationType[kind.upper()]

    def matrix(name, rows, columns):
        file.add_tensor(name, weights(kind, rows, columns, rng), raw_dtype=raw)

    def ones(name):
        file.add_tensor(name, np.ones(width, dtype=np.float32))

    matrix("token_embd.weight", count, width)
    ones("output_norm.weight")
    output = weights(kind, count, width, rng)
    silence(output, kind, np.flatnonzero(~shown))
    file.add_tensor("output.weight", output, raw_dtype=raw)
    kv_width = width // heads * kv_heads
    for layer in range(layers):
        block = f"blk.{layer}."
        ones(block + "attn_norm.weight")
        ones(block + "ffn_norm.weight")
        matrix(block + "attn_q.weight", width, width)
        matrix(block + "attn_k.weight", kv_width, width)
        matrix(block + "attn_v.weight", kv_width, width)
        matrix(block + "attn_output.weight", width, width)
        matrix(block + "ffn_gate.weight", inner, width)
        matrix(block + "ffn_up.weight", inner, width)
        matrix(block + "ffn_down.weight", width, inner)
    file.write_header_to_file()
    file.write_kv_data_to_file()
    file.write_tensors_to_file()
    file.close()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", choices=SIZES, default="1b")
    parser.add_argument("--type", choices=FILE_TYPES, default="q4_0", dest="kind")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--output", metavar="FILE", required=True)
    args = parser.parse_args()
    begun = time.monotonic()
    write(args.output, args.size, args.kind, args.seed)
    print(f"{args.output}: written in {time.monotonic() - begun:.1f} s")


if __name__ == "__main__":
    main()
