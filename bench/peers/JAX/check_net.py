#!/usr/bin/env python3
"""
JAX's nets do what PyTorch's do: three nets with the same weights and batches for an epoch, in 64 bits, without dropout, on made-up
data. Where JAX is missing a stand-in computes it (--stand-in), which tries this program's arithmetic but not JAX.
"""
import os
import sys
from types import SimpleNamespace

import numpy as np
import torch

here = os.path.dirname(os.path.abspath(__file__))
if "--stand-in" in sys.argv:
    sys.path.insert(0, os.path.join(here, "stand_in"))

import jax  # noqa: E402
import jax.numpy as jnp  # noqa: E402

import scan  # noqa: E402
from chapter_data import ChapterData  # noqa: E402
from peer_program import NET  # noqa: E402

# Both folders have a chapter_net; PyTorch's is loaded under its own path now that JAX's is loaded.
jax_net = sys.modules.pop("chapter_net")
sys.path.insert(0, os.path.join(here, os.pardir, "PyTorch"))
from stacked_training import StackedTraining  # noqa: E402

NETS = 3
TOLERANCE = 1e-6


def main():
    jax.config.update("jax_enable_x64", True)
    jax.config.update("jax_default_matmul_precision", "highest")
    torch.set_default_dtype(torch.float64)
    NET.dropout = 0.0
    random = np.random.default_rng(7)
    labels = np.arange(800, dtype=np.uint8) % 10
    pixels = (random.integers(0, 200, (800, 784)) + 5 * labels[:, None]).astype(np.uint8)
    data = ChapterData(pixels, labels)

    mine = scan.ScanTraining(SimpleNamespace(nets=NETS, unroll=1, random="threefry2x32"), data)
    mine.restart(1)
    weights = {name: np.array(value) for name, value in mine.state[0].items()}
    keys = jax.random.fold_in(mine.shuffles, 0), jax.random.fold_in(mine.dropouts, 0)
    order = np.array(jnp.argsort(jax.random.bits(keys[0], (NETS, len(data.train_labels)), dtype=jnp.uint32), axis=1))
    state, sums = mine.epoch(mine.state, keys, mine.data)

    other = StackedTraining(SimpleNamespace(nets=NETS, tf32="off", device="cpu", graph="off"), data, stacked=True, dropout=0)
    other.restart(1)
    with torch.no_grad():
        for name, tensor in other.parameters.items():
            tensor.copy_(torch.tensor(turned(name, weights[name])))
    other.shuffled = lambda: torch.tensor(order[:, :other.data.steps * NET.batch]).view(NETS, other.data.steps, NET.batch).transpose(0, 1)
    other.epoch()

    pairs = [(np.array(sums), other.sums.numpy())]
    for name, tensor in other.parameters.items():
        pairs.append((turned(name, np.array(state[0][name])), tensor.detach().numpy()))
    for name, tensor in other.buffers.items():
        pairs.append((np.array(state[1][name.replace("running_", "")]), tensor.numpy()))
    worst = max(float(np.linalg.norm(a - b) / max(1e-6, np.linalg.norm(b))) for a, b in pairs)
    print(f"JAX {jax.__version__}: sums {pairs[0][0].tolist()} and {pairs[0][1].tolist()}")
    print(f"largest relative difference {worst:.1e}, tolerance {TOLERANCE:.0e}")
    return 0 if worst <= TOLERANCE else 1


def turned(name, array):
    """PyTorch keeps a Linear's weights by outputs, JAX's program by inputs."""
    return array.swapaxes(1, 2) if array.ndim == 3 else array


if __name__ == "__main__":
    sys.exit(main())
