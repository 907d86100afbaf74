#!/usr/bin/env python3
"""Stacked nets do what single ones do: three nets through vmap and the same three one by one, without dropout, on made-up data."""
import sys
from types import SimpleNamespace

import numpy as np
import torch

from stacked_training import StackedTraining
from chapter_data import ChapterData
from peer_program import NET

NETS = 3
TOLERANCE = 1e-6


def main():
    device = sys.argv[1] if len(sys.argv) > 1 else "cpu"
    # In 64 bits: a bias before BatchNorm has no gradient but rounding errors, which Adam would blow up to whole steps.
    torch.set_default_dtype(torch.float64)
    random = np.random.default_rng(7)
    labels = np.arange(800, dtype=np.uint8) % 10
    # Pictures with something to learn.
    pixels = (random.integers(0, 200, (800, 784)) + 5 * labels[:, None]).astype(np.uint8)
    data = ChapterData(pixels, labels)
    options = SimpleNamespace(nets=NETS, tf32="off", device=device, graph="on")
    worst = 0.0
    for written_out in (False, True):
        together = StackedTraining(options, data, stacked=True, written_out=written_out, dropout=0)
        together.restart(1)
        start = {name: tensor.detach().clone() for name, tensor in together.parameters.items()}
        together.rows.copy_(together.shuffled()[:together.together])
        # Calls that a graph's capture begins with have added to them.
        together.sums.zero_()
        together.train_steps()
        together.validate()
        sums = torch.zeros(4, dtype=torch.float64)
        for net in range(NETS):
            alone = StackedTraining(SimpleNamespace(**{**vars(options), "nets": 1}), data, stacked=False, dropout=0)
            alone.restart(1)
            with torch.no_grad():
                for name, tensor in alone.parameters.items():
                    tensor.copy_(start[name][net])
            alone.sums.zero_()
            alone.rows.copy_(together.rows[:, net:net + 1])
            alone.train_steps()
            alone.validate()
            sums += alone.sums.cpu()
            for name, tensor in {**alone.parameters, **alone.buffers}.items():
                other = {**together.parameters, **together.buffers}[name][net]
                worst = max(worst, float((tensor - other).norm() / tensor.norm().clamp_min(1e-6)))
        print(f"written out {written_out}: {together.together} steps of {NET.batch} rows; sums {together.sums.tolist()} and {sums.tolist()}")
        worst = max(worst, float(((together.sums.cpu() - sums).abs() / sums.abs().clamp_min(1)).max()))
    print(f"largest relative difference {worst:.1e}, tolerance {TOLERANCE:.0e}")
    return 0 if worst <= TOLERANCE else 1


if __name__ == "__main__":
    sys.exit(main())
