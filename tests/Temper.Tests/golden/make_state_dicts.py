#!/usr/bin/env python3
"""Writes state dicts of PyTorch as safetensors files, and the logits that they give.

The nets are M1 to M5 of make_golden.py in the chapter's sizes, trained in PyTorch
for 60 steps of Adam on data made up here, so that weights, running statistics and
num_batches_tracked are those of a real training. It was run like make_golden.py:

    /usr/bin/python3 make_state_dicts.py

The files are laid out as safetensors.torch.save_file does it (the package was not
to be had where this was run): the header's JSON without blanks, __metadata__
{"format":"pt"} first, tensors by falling alignment of their type and then by name,
padded with spaces to a multiple of 8. They carry nothing of Temper's.

Size: weight matrices are rounded to numbers that bfloat16 holds too (kept as
float32), and the files are compressed with gzip, one per net, 0.40 MB each instead
of 0.96. Biases, scales and statistics keep all their bits.

A smaller M5 is there four times: as PyTorch has it in float32 (all bits), in
float16, in bfloat16, and trained and saved in float64.

state-dicts.json has, per file, 16 rows of logits in evaluation mode, computed by
PyTorch in float64 from the numbers that a float32 reader gets from the file, and
what the same calculation in float32 differs from them by at most. The input is a formula: feature i of row r is byte (101 r + 37 i + r i) mod 256 divided
by 255 in float32.
"""

import gzip
import json
import os
import struct
import sys

import numpy as np
import torch
import torch.nn.functional as F

sys.dont_write_bytecode = True  # everything that lies here is copied beside the tests

from make_golden import FOLDER, TEST, TORCH, Chain, numbers, single, uniforms, words, write

ROWS, SEED, STEPS, BATCH = 16, 5, 60, 128
SIZES, SMALL = [784, 200, 200, 200, 10], [20, 12, 11, 9, 5]

# The names of the format, in the order of its own library's alignment.
TYPES = {torch.float16: "F16", torch.bfloat16: "BF16", torch.float32: "F32", torch.float64: "F64", torch.int64: "I64"}
ALIGNMENT = list(TYPES.values())


def bytes_of(tensor):
    """The numbers of a tensor, little-endian, in row-major order."""
    plain = tensor.contiguous()
    # numpy has no bfloat16; its bits are those of a 16-bit integer.
    plain = plain.view(torch.int16) if plain.dtype == torch.bfloat16 else plain
    array = plain.numpy()
    return array.astype(array.dtype.newbyteorder("<")).tobytes()


def save_file(tensors, metadata):
    """The bytes of safetensors.torch.save_file(tensors, metadata=metadata)."""
    order = sorted(tensors, key=lambda name: (-ALIGNMENT.index(TYPES[tensors[name].dtype]), name))
    header, data, end = {"__metadata__": metadata}, [], 0
    for name in order:
        tensor = tensors[name]
        data.append(bytes_of(tensor))
        begin, end = end, end + len(data[-1])
        header[name] = {"dtype": TYPES[tensor.dtype], "shape": list(tensor.shape), "data_offsets": [begin, end]}
    text = json.dumps(header, separators=(",", ":"), ensure_ascii=False).encode("utf-8")
    text += b" " * (-len(text) % 8)
    return struct.pack("<Q", len(text)) + text + b"".join(data)


def trained(model_name, sizes, dtype):
    """A net after a few steps on ten (or so) noisy patterns."""
    model = Chain(model_name, sizes, SEED, 0.1).to(dtype)
    patterns = torch.from_numpy(uniforms(SEED, TEST, 60, 0, sizes[-1] * sizes[0])).reshape(sizes[-1], sizes[0])
    decay = 1e-4 if model_name in ("M3", "M5") else 0.0
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01, weight_decay=decay)
    model.train()
    for step in range(STEPS):
        y = torch.from_numpy((words(SEED, TEST, 61, step, BATCH) % np.uint64(sizes[-1])).astype(np.int64))
        noise = torch.from_numpy(uniforms(SEED, TEST, 62, step, BATCH * sizes[0])).reshape(BATCH, sizes[0])
        loss = F.cross_entropy(model((0.5 * patterns[y] + 0.5 * noise).to(dtype), step), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    assert loss.item() < 0.5, (model_name, loss.item())
    return model


def inputs(width):
    r, i = np.arange(ROWS)[:, None], np.arange(width)[None, :]
    return torch.from_numpy(((101 * r + 37 * i + r * i) % 256).astype(np.float32) / np.float32(255)).double()


def logits(model_name, sizes, state, dtype):
    """Evaluation mode in float64 (or float32), from the state's numbers as float32."""
    model = Chain(model_name, sizes, SEED, 0.1).to(dtype)
    read = {name: v if v.dtype == torch.int64 else v.float().to(dtype) for name, v in state.items()}
    assert model.load_state_dict(read, strict=True)
    model.eval()
    with torch.no_grad():
        return model(inputs(sizes[0]).to(dtype), 0).double()


def case(name, model_name, sizes, state):
    file = save_file(state, {"format": "pt"})
    os.makedirs(os.path.join(FOLDER, "state-dicts"), exist_ok=True)
    with open(os.path.join(FOLDER, "state-dicts", f"{name}.safetensors.gz"), "wb") as out:
        out.write(gzip.compress(file, compresslevel=9, mtime=0))
    answer = logits(model_name, sizes, state, torch.float64)
    difference = (logits(model_name, sizes, state, torch.float32) - answer).abs().max().item()
    assert difference < 1e-5 * answer.abs().max(), "single precision should not cost more on inputs for a test"
    tracked = [int(v) for key, v in state.items() if key.endswith("num_batches_tracked")]
    assert tracked == [STEPS] * len(tracked)
    assert answer.std(0).min() > 0.01 * answer.abs().max(), "the rows should not all look alike to the net"
    return {"name": name, "model": model_name, "sizes": sizes, "tensors": len(state), "bytes": len(file),
            "logits": numbers(answer), "logitsFloat32MaxDifference": difference}


def main():
    cases = []
    for model_name in ("M1", "M2", "M3", "M4", "M5"):
        state = trained(model_name, SIZES, torch.float32).state_dict()
        state = {name: v.bfloat16().float() if v.dim() == 2 else v for name, v in state.items()}
        cases.append(case(model_name, model_name, SIZES, state))
    state = trained("M5", SMALL, torch.float32).state_dict()
    cases.append(case("M5-small-F32", "M5", SMALL, state))
    for name, dtype in (("F16", torch.float16), ("BF16", torch.bfloat16)):
        lower = {key: v if v.dtype == torch.int64 else v.to(dtype) for key, v in state.items()}
        cases.append(case(f"M5-small-{name}", "M5", SMALL, lower))
    cases.append(case("M5-small-F64", "M5", SMALL, trained("M5", SMALL, torch.float64).state_dict()))
    write("state-dicts.json", {"torch": TORCH, "rows": ROWS, "cases": cases})


if __name__ == "__main__":
    main()
