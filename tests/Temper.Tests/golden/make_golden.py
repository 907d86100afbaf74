#!/usr/bin/env python3
"""Writes the golden numbers that Temper's tests compare against.

The numbers come from real PyTorch. This script was run with the Debian package
python3-torch 1.13.1 (and python3-numpy), which installs a CPU build:

    apt-get install --no-install-recommends python3-torch python3-numpy
    /usr/bin/python3 make_golden.py

Temper's tests only read the JSON files that lie beside this script. They never
need Python or PyTorch; run this again only to change or to extend the numbers.

Everything is computed in float64, and every number is written with as many
digits as it takes to read back the same float64 (17 at most). Where a field's
name says "float32", the same calculation was repeated in float32, so that a test
can choose its tolerance from what single precision really costs.

All tensors are flat lists in row-major order. The script uses no random number
generator of PyTorch: weights, dropout masks, inputs and labels all come from
Temper's own Philox streams, which are written out again here.
"""

import copy
import json
import math
import os
import warnings

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)

FOLDER = os.path.dirname(os.path.abspath(__file__))

# Debian's 1.13.1 was built from the release's source, but calls itself 1.13.0a0.
TORCH = f"1.13.1 (Debian package python3-torch; torch.__version__ says {torch.__version__})"
assert torch.__version__.startswith("1.13"), "the golden numbers were agreed on 1.13.1"


# ---------------------------------------------------------------------------
# Philox4x32-10 (Salmon, Moraes, Dror and Shaw, 2011)
# ---------------------------------------------------------------------------

MASK32 = np.uint64(0xFFFFFFFF)
SHIFT32 = np.uint64(32)


def philox(counter, key):
    """Ten rounds. `counter` is four arrays (or numbers), `key` two numbers; the
    answer is four uint64 arrays holding 32-bit words."""
    c0, c1, c2, c3 = np.broadcast_arrays(*[np.asarray(c, dtype=np.uint64) for c in counter])
    k0, k1 = int(key[0]), int(key[1])
    for _ in range(10):
        p0 = np.uint64(0xD2511F53) * c0
        p1 = np.uint64(0xCD9E8D57) * c2
        c0, c1, c2, c3 = (
            (p1 >> SHIFT32) ^ c1 ^ np.uint64(k0),
            p1 & MASK32,
            (p0 >> SHIFT32) ^ c3 ^ np.uint64(k1),
            p0 & MASK32,
        )
        k0 = (k0 + 0x9E3779B9) & 0xFFFFFFFF
        k1 = (k1 + 0xBB67AE85) & 0xFFFFFFFF
    return c0, c1, c2, c3


def check_philox():
    """The known-answer vectors that come with Random123."""
    vectors = [
        ((0, 0, 0, 0), (0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
        ((0xFFFFFFFF,) * 4, (0xFFFFFFFF,) * 2, (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
        (
            (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
            (0xA4093822, 0x299F31D0),
            (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
        ),
    ]
    for counter, key, expected in vectors:
        assert tuple(int(word) for word in philox(counter, key)) == expected


# What a stream is for. Only three of Temper's purposes are needed here.
WEIGHTS, DROPOUT, TEST = 3, 4, 100


def blocks(seed, purpose, unit, step, index):
    """The four words of each block in `index`, as an array of shape [len(index), 4]."""
    counter = (index, purpose | (unit << 8), step & 0xFFFFFFFF, step >> 32)
    return np.stack(philox(counter, (seed & 0xFFFFFFFF, seed >> 32)), axis=-1)


def words(seed, purpose, unit, step, count):
    """The plain mapping: element e is word e & 3 of block e >> 2."""
    index = np.arange((count + 3) // 4, dtype=np.uint64)
    return blocks(seed, purpose, unit, step, index).reshape(-1)[:count]


def uniforms(seed, purpose, unit, step, count):
    """Numbers in [0, 1) with 24 bits; every one is a float32 too."""
    return (words(seed, purpose, unit, step, count) >> np.uint64(8)).astype(np.float64) * 2.0**-24


def dropout_keep(seed, unit, step, rows, width, p):
    """Which elements the dropout numbered `unit` keeps at training step `step`.

    Element e = row * width + column uses word (e >> 4) & 3 of block
    ((e >> 6) << 4) | (e & 15), and is kept when that word is at least floor(p * 2^32).
    """
    e = np.arange(rows * width)
    index = ((e >> 6) << 4) | (e & 15)
    word = blocks(seed, DROPOUT, unit, step, index.astype(np.uint64))[e, (e >> 4) & 3]
    keep = word >= np.uint64(math.floor(p * 2.0**32))
    # The golden numbers must not hang on whether p was held as float32 or float64.
    rounded = word >= np.uint64(math.floor(float(np.float32(p)) * 2.0**32))
    assert np.array_equal(keep, rounded)
    return torch.from_numpy(keep.reshape(rows, width))


def single(values):
    """A float64 tensor of the values rounded to float32, so that a float32 test holds them exactly."""
    return torch.from_numpy(values.astype(np.float32).astype(np.float64))


def linear_start(seed, n, fan_in, fan_out):
    """Initial weight [out, in] and bias [out] of the n-th Linear, rounded as float32."""
    bound = np.float32(1.0 / math.sqrt(fan_in))

    def values(unit, count):
        u = uniforms(seed, WEIGHTS, unit, 0, count)
        return single((2.0 * u - 1.0).astype(np.float32) * bound)

    return values(2 * n, fan_out * fan_in).reshape(fan_out, fan_in), values(2 * n + 1, fan_out)


def batch_of(seed, unit, step, rows, width, classes):
    """Inputs from Test stream `unit`, labels from `unit` + 1."""
    x = torch.from_numpy(uniforms(seed, TEST, unit, step, rows * width)).reshape(rows, width)
    y = torch.from_numpy((words(seed, TEST, unit + 1, step, rows) % np.uint64(classes)).astype(np.int64))
    return x, y


# ---------------------------------------------------------------------------
# The models
# ---------------------------------------------------------------------------

# Each chain ends with hd3. "relu" and "dropout" stand for themselves, every
# other word is the name of a Linear or (bn1, bn2) of a BatchNorm1d.
CHAINS = {
    "M1": "input relu hd1 relu hd2 relu hd3",
    "M2": "input relu dropout hd1 relu dropout hd2 relu dropout hd3",
    "M3": "input relu hd1 relu hd2 relu hd3",
    "M4": "input relu bn1 relu hd1 relu bn2 relu hd2 relu hd3",
    "M5": "input relu dropout bn1 relu dropout hd1 relu dropout bn2 relu dropout hd2 relu dropout hd3",
    "M4sound": "input bn1 relu hd1 bn2 relu hd2 relu hd3",
    "M5sound": "input bn1 relu hd1 bn2 relu dropout hd2 relu dropout hd3",
}


class Chain(nn.Module):
    """A chain of layers whose dropout masks are applied by hand."""

    def __init__(self, model, sizes, seed, p):
        super().__init__()
        self.chain, self.seed, self.p = CHAINS[model].split(), seed, p
        linear, width = 0, sizes[0]
        for name in self.chain:
            if name.startswith("bn"):
                self.add_module(name, nn.BatchNorm1d(width))
            elif name not in ("relu", "dropout"):
                layer = nn.Linear(width, sizes[linear + 1])
                weight, bias = linear_start(seed, linear, width, sizes[linear + 1])
                with torch.no_grad():
                    layer.weight.copy_(weight)
                    layer.bias.copy_(bias)
                self.add_module(name, layer)
                linear, width = linear + 1, sizes[linear + 1]
        assert linear == len(sizes) - 1
        self.nearest = math.inf  # the smallest non-zero |x| that any ReLU was given

    def forward(self, x, step):
        dropouts = 0
        for name in self.chain:
            if name == "relu":
                magnitude = x.detach().abs()
                magnitude = magnitude[magnitude > 0]
                self.nearest = min(self.nearest, magnitude.min().item()) if len(magnitude) else self.nearest
                x = F.relu(x)
            elif name == "dropout":
                if self.training:
                    keep = dropout_keep(self.seed, dropouts, step, x.shape[0], x.shape[1], self.p)
                    x = x * (keep.to(x.dtype) * (1.0 / (1.0 - self.p)))
                dropouts += 1
            else:
                x = getattr(self, name)(x)
        return x

    def statistics(self):
        """The running statistics of the batch normalisations (not the batch counters)."""
        return {name: value for name, value in self.named_buffers() if "running" in name}


def correct(logits, labels):
    return int((logits.argmax(1) == labels).sum())


def margin(logits):
    """The smallest gap between the best and the second-best logit of a row."""
    best = logits.detach().topk(2, dim=1).values
    return (best[:, 0] - best[:, 1]).min().item()


# ---------------------------------------------------------------------------
# Writing
# ---------------------------------------------------------------------------

def numbers(tensor):
    tensor = tensor.detach()
    assert bool(torch.isfinite(tensor).all())
    return tensor.reshape(-1).tolist()


def shaped(tensor):
    return {"shape": list(tensor.shape), "values": numbers(tensor)}


def write(file, content):
    """One line for each top-level field, and one for each entry of a top-level list."""
    def text(value):
        return json.dumps(value, allow_nan=False, separators=(",", ":"))

    lines = []
    for key, value in content.items():
        if isinstance(value, list):
            lines.append(text(key) + ":[\n" + ",\n".join(text(entry) for entry in value) + "\n]")
        else:
            lines.append(text(key) + ":" + text(value))
    with open(os.path.join(FOLDER, file), "w", encoding="ascii", newline="\n") as out:
        out.write("{\n" + ",\n".join(lines) + "\n}\n")


# ---------------------------------------------------------------------------
# 1. Small models, stored in full
# ---------------------------------------------------------------------------

def check_gradients(model, gradients, x, y, step, loss_of):
    """Compares the gradients with central differences along one direction per tensor."""
    for i, (name, p) in enumerate(model.named_parameters()):
        direction = torch.from_numpy(uniforms(1, TEST, 50 + i, 0, p.numel())).reshape(p.shape) - 0.5
        h, values, before = 1e-6, [], p.detach().clone()
        with torch.no_grad():
            for sign in (1, -1):
                p.copy_(before + sign * h * direction)
                values.append(loss_of(model(x, step), y).item())
            p.copy_(before)
        expected = (gradients[name] * direction).sum().item()
        assert abs((values[0] - values[1]) / (2 * h) - expected) < 1e-7 * max(1.0, abs(expected)), name


def models_small():
    sizes, rows, p, seed, step = [20, 12, 11, 9, 5], 8, 0.3, 7, 3
    x, y = batch_of(seed, 0, 0, rows, sizes[0], sizes[-1])
    cases = []
    for model_name, smoothing in [(name, 0.0) for name in CHAINS] + [("M1", 0.1)]:
        model = Chain(model_name, sizes, seed, p)
        # Move batch normalisation away from 1 and 0, by float32 values from Test streams 10 to 17.
        unit = 10
        for bn in [m for m in model.modules() if isinstance(m, nn.BatchNorm1d)]:
            for tensor, low in ((bn.weight, 0.5), (bn.bias, -0.5), (bn.running_mean, -0.5), (bn.running_var, 0.5)):
                u = uniforms(seed, TEST, unit, 0, tensor.numel())
                with torch.no_grad():
                    tensor.copy_(single(u + low))
                unit += 1

        state = {name: shaped(v) for name, v in [*model.named_parameters(), *model.statistics().items()]}
        loss_of = nn.CrossEntropyLoss(label_smoothing=smoothing)
        inputs = x.clone().requires_grad_(True)
        untouched = copy.deepcopy(model)

        model.train()
        logits = model(inputs, step)
        loss = loss_of(logits, y)
        loss.backward()

        # The loss again, from its definition.
        log_p = logits - torch.logsumexp(logits, 1, keepdim=True)
        by_hand = -(1 - smoothing) * log_p[torch.arange(rows), y] - smoothing * log_p.mean(1)
        assert abs(by_hand.mean().item() - loss.item()) < 1e-13
        gradients = {name: q.grad for name, q in model.named_parameters()}
        check_gradients(untouched, gradients, x, y, step, loss_of)
        assert model.nearest > 1e-5, "a ReLU's input lies too near its kink for a float32 test"

        training = {
            "logits": numbers(logits),
            "loss": loss.item(),
            "correct": correct(logits, y),
            "gradients": {name: shaped(g) for name, g in gradients.items()},
            "inputGradient": numbers(inputs.grad),
            "runningStatistics": {name: shaped(v) for name, v in model.statistics().items()},
        }
        model.eval()
        with torch.no_grad():
            logits = model(x, step)
            evaluation = {"logits": numbers(logits), "loss": loss_of(logits, y).item(), "correct": correct(logits, y)}
        cases.append({
            "name": model_name + ("" if smoothing == 0 else " label smoothing"),
            "model": model_name, "seed": seed, "step": step, "sizes": sizes, "batch": rows,
            "dropout": p, "labelSmoothing": smoothing, "state": state,
            "input": numbers(x), "labels": y.tolist(),
            "training": training, "evaluation": evaluation,
        })
    write("models-small.json", {"torch": TORCH, "cases": cases})


# ---------------------------------------------------------------------------
# 2. Models of the real size, in digest
# ---------------------------------------------------------------------------

def samples(tensor):
    """Up to 24 [flatIndex, value]: the eight largest in magnitude, the rest evenly spread."""
    flat = tensor.detach().reshape(-1)
    chosen = flat.abs().argsort(descending=True)[:8].tolist()
    spread = [i * (len(flat) - 1) // 15 for i in range(16)] + list(range(len(flat)))
    for i in spread:
        if len(chosen) == 24:
            break
        if i not in chosen:
            chosen.append(i)
    return [[i, flat[i].item()] for i in sorted(chosen)]


def forward_backward(model, x, y, step):
    model.train()
    logits = model(x, step)
    loss = F.cross_entropy(logits, y)
    loss.backward()
    return logits, loss


def largest(a, b):
    return (a.detach() - b.detach().to(torch.float64)).abs().max().item()


FULL = [784, 200, 200, 200, 10]


def full_case(model_name, rows, p, seed, step, input_step):
    """One training forward and backward, then an evaluation. None where a ReLU's input lies so
    near its kink that float32 rounding could switch it, which would change whole gradients."""
    x, y = batch_of(seed, 0, input_step, rows, FULL[0], FULL[-1])
    model = Chain(model_name, FULL, seed, p)
    normalised = "bn1" in CHAINS[model_name]
    count = sum(q.numel() for q in model.parameters())
    assert count == (240210 if normalised else 239410)
    model32 = copy.deepcopy(model).float()
    for a, b in zip(model.parameters(), model32.parameters()):
        assert torch.equal(a, b.to(torch.float64))  # the initial weights are float32 values

    logits, loss = forward_backward(model, x, y, step)
    logits32, loss32 = forward_backward(model32, x.float(), y, step)
    if model.nearest < (1e-5 if normalised else 5e-6):
        return None
    gradients = {}
    for (name, q), q32 in zip(model.named_parameters(), model32.parameters()):
        difference = largest(q.grad, q32.grad)
        assert difference < max(2e-7, 1e-4 * q.grad.abs().max().item()), (model_name, name)
        gradients[name] = {
            "shape": list(q.shape),
            "norm": q.grad.norm().item(),
            "sum": q.grad.sum().item(),
            "float32MaxDifference": difference,
            "samples": samples(q.grad),
        }
        assert math.isfinite(gradients[name]["norm"])
    training = {
        "logits": numbers(logits),
        "loss": loss.item(),
        "correct": correct(logits, y),
        "lossFloat32": loss32.item(),
        "logitsFloat32MaxDifference": largest(logits, logits32),
        "nearestToKink": model.nearest,
        "gradients": gradients,
        "runningStatistics": {name: shaped(v) for name, v in model.statistics().items()},
    }
    model.eval()
    with torch.no_grad():
        logits = model(x, step)
        evaluation = {
            "logits": numbers(logits),
            "loss": F.cross_entropy(logits, y).item(),
            "correct": correct(logits, y),
        }
    return {
        "name": model_name, "model": model_name, "seed": seed, "step": step, "inputStep": input_step,
        "sizes": FULL, "batch": rows, "dropout": p, "labelSmoothing": 0.0, "parameters": count,
        "training": training, "evaluation": evaluation,
    }


def models_full():
    seed, cases = 42, []
    for model_name in CHAINS:
        # Inputs and labels come from step `inputStep` of their Test streams: 0, or the first that will do.
        tries = (full_case(model_name, 16, 0.1, seed, 3, input_step) for input_step in range(20))
        cases.append(next(case for case in tries if case is not None))
    write("models-full.json", {
        "torch": TORCH,
        "cases": cases,
        "trajectory": [trajectory(name, seed, "Adam", 0.01) for name in CHAINS],
        "trajectorySgd": [trajectory(name, seed, "SGD", 0.01) for name in CHAINS],
    })


def trajectory(model_name, seed, optimizer_name, lr):
    """Twenty training steps, each on its own batch: once in float64, once in float32, and eight
    times more in float32 from initial weights off by about one rounding. Those nine show how far
    float32 strays here ("float32Spread"): a ReLU that switches, or Adam dividing a tiny gradient
    by its tiny root mean square, makes small differences grow from step to step."""
    rows, steps = 32, 20
    p = 0.5 if model_name == "M2" else 0.1
    decay = 1e-4 if model_name in ("M3", "M5", "M5sound") else 0.0

    def run(dtype, variant):
        model = Chain(model_name, FULL, seed, p).to(dtype)
        if variant > 0:
            with torch.no_grad():
                for i, q in enumerate(model.parameters()):
                    u = torch.from_numpy(uniforms(variant, TEST, 60, i, q.numel())).reshape(q.shape)
                    q.mul_((1 + 2.0**-22 * (2 * u - 1)).to(dtype))
        if optimizer_name == "Adam":
            optimizer = torch.optim.Adam(model.parameters(), lr=lr, weight_decay=decay)
        else:
            optimizer = torch.optim.SGD(model.parameters(), lr=lr, momentum=0.9, weight_decay=decay)
        losses, hits, margins = [], [], []
        for s in range(steps):
            x, y = batch_of(seed, 2, s, rows, FULL[0], FULL[-1])
            optimizer.zero_grad()
            logits, loss = forward_backward(model, x.to(dtype), y, s)
            optimizer.step()
            losses.append(loss.item())
            hits.append(correct(logits, y))
            margins.append(margin(logits))
        assert all(map(math.isfinite, losses))
        norms = {name: q.detach().double().norm().item() for name, q in model.named_parameters()}
        running = {name: q.double().norm().item() for name, q in model.statistics().items()}
        return losses, hits, margins, norms, running

    exact = run(torch.float64, 0)
    rounded = [run(torch.float32, variant) for variant in range(9)]

    def spread(field):
        if isinstance(exact[field], dict):
            return {key: max(abs(r[field][key] - v) for r in rounded) for key, v in exact[field].items()}
        return [max(abs(r[field][s] - v) for r in rounded) for s, v in enumerate(exact[field])]

    return {
        "name": model_name, "model": model_name, "seed": seed, "sizes": FULL, "batch": rows, "steps": steps,
        "dropout": p, "optimizer": optimizer_name, "learningRate": lr,
        "momentum": 0.9 if optimizer_name == "SGD" else None, "weightDecay": decay,
        "losses": exact[0], "correct": exact[1],
        "smallestMargins": exact[2],
        "finalNorms": exact[3], "finalRunningNorms": exact[4],
        "lossesFloat32": rounded[0][0], "correctFloat32": rounded[0][1],
        "finalNormsFloat32": rounded[0][3], "finalRunningNormsFloat32": rounded[0][4],
        "float32Spread": {
            "losses": spread(0), "correct": spread(1), "finalNorms": spread(3), "finalRunningNorms": spread(4),
        },
    }


# ---------------------------------------------------------------------------
# 3. Optimizers
# ---------------------------------------------------------------------------

BY_HAND_DECAY = ("1.13 has no decoupled_weight_decay here: the parameters were multiplied by "
                 "1 - lr * weight_decay by hand before each step, which then ran with weight_decay 0")
# 1.13's one-tensor-at-a-time NAdam multiplies mu_t twice into the product up to t + 1; PyTorch
# corrected that in 2.0 (pull request 92699). Its foreach=True NAdam was always right.
CORRECT_NADAM = "computed with foreach=True, whose formula is the documented one and that of PyTorch 2"
BY_HAND_MAXIMIZE = "1.13 has no maximize here: the gradients were negated by hand before each step"

OPTIMIZERS = {
    "SGD": [
        {"lr": 0.1},
        {"lr": 0.1, "weight_decay": 0.01},
        {"lr": 0.1, "weight_decay": 0.1},
        {"lr": 0.1, "momentum": 0.9},
        {"lr": 0.1, "momentum": 0.9, "dampening": 0.5},
        {"lr": 0.1, "momentum": 0.9, "nesterov": True},
        {"lr": 0.1, "momentum": 0.9, "weight_decay": 0.01},
        {"lr": 0.1, "momentum": 0.9, "dampening": 0.5, "weight_decay": 0.1},
        {"lr": 0.1, "momentum": 0.9, "nesterov": True, "weight_decay": 0.1},
        {"lr": 0.1, "maximize": True},
        {"lr": 0.1, "momentum": 0.9, "nesterov": True, "weight_decay": 0.1, "maximize": True},
    ],
    "Adam": [
        {}, {"weight_decay": 0.01}, {"weight_decay": 0.1}, {"lr": 0.01}, {"betas": (0.8, 0.95)}, {"eps": 1e-3},
        {"amsgrad": True},
        {"amsgrad": True, "betas": (0.8, 0.95), "eps": 1e-3},
        {"amsgrad": True, "betas": (0.8, 0.95), "eps": 1e-3, "weight_decay": 0.1},
        {"maximize": True}, {"maximize": True, "weight_decay": 0.1},
    ],
    "AdamW": [
        {}, {"weight_decay": 0.0}, {"weight_decay": 0.01}, {"weight_decay": 0.1}, {"lr": 0.01},
        {"betas": (0.8, 0.95)}, {"eps": 1e-3}, {"amsgrad": True},
        {"amsgrad": True, "betas": (0.8, 0.95), "eps": 1e-3},
        {"maximize": True}, {"maximize": True, "weight_decay": 0.1},
    ],
    "Adamax": [
        {}, {"weight_decay": 0.01}, {"weight_decay": 0.1}, {"betas": (0.8, 0.95)}, {"eps": 1e-3},
        {"betas": (0.8, 0.95), "eps": 1e-3, "lr": 0.01},
        {"maximize": True}, {"maximize": True, "weight_decay": 0.1},
    ],
    "NAdam": [
        {}, {"weight_decay": 0.01}, {"weight_decay": 0.1}, {"betas": (0.8, 0.95)}, {"eps": 1e-3},
        {"momentum_decay": 0.02}, {"momentum_decay": 0.02, "lr": 0.01, "weight_decay": 0.1},
        {"weight_decay": 0.01, "decoupled_weight_decay": True},
        {"weight_decay": 0.1, "decoupled_weight_decay": True},
        {"maximize": True}, {"maximize": True, "weight_decay": 0.1},
    ],
    "RAdam": [
        {}, {"weight_decay": 0.01}, {"weight_decay": 0.1}, {"betas": (0.8, 0.9)}, {"eps": 1e-3},
        {"betas": (0.8, 0.9), "eps": 1e-3, "lr": 0.01, "weight_decay": 0.1},
        {"betas": (0.8, 0.5)},  # never rectifies
        {"weight_decay": 0.01, "decoupled_weight_decay": True},
        {"weight_decay": 0.1, "decoupled_weight_decay": True},
        {"maximize": True}, {"maximize": True, "weight_decay": 0.1},
    ],
    "RMSprop": [
        {}, {"weight_decay": 0.01}, {"weight_decay": 0.1}, {"alpha": 0.9}, {"eps": 1e-3}, {"centered": True},
        {"momentum": 0.9}, {"centered": True, "momentum": 0.9},
        {"centered": True, "momentum": 0.9, "alpha": 0.9, "eps": 1e-3, "weight_decay": 0.1},
        {"maximize": True}, {"maximize": True, "weight_decay": 0.1},
    ],
    "Adagrad": [
        {}, {"weight_decay": 0.01}, {"weight_decay": 0.1}, {"lr_decay": 0.1}, {"initial_accumulator_value": 0.5},
        {"eps": 1e-3}, {"lr": 0.1, "lr_decay": 0.1, "initial_accumulator_value": 0.5, "weight_decay": 0.1},
        {"maximize": True}, {"maximize": True, "weight_decay": 0.1},
    ],
    "Adadelta": [
        {}, {"weight_decay": 0.01}, {"weight_decay": 0.1}, {"rho": 0.8}, {"eps": 1e-3}, {"lr": 0.5},
        {"rho": 0.8, "eps": 1e-3, "lr": 0.5, "weight_decay": 0.1},
        {"maximize": True}, {"maximize": True, "weight_decay": 0.1},
    ],
    "Rprop": [
        {}, {"etas": (0.4, 1.3)}, {"step_sizes": (1e-3, 0.05)}, {"lr": 0.04},
        {"etas": (0.4, 1.3), "step_sizes": (1e-3, 0.05), "lr": 0.04},
        {"step_sizes": (8e-3, 0.012)},  # both limits are met
        {"maximize": True},
    ],
    "ASGD": [
        {}, {"weight_decay": 0.01}, {"weight_decay": 0.1}, {"t0": 3}, {"lambd": 0.01}, {"alpha": 0.6},
        {"lr": 0.1, "t0": 3, "lambd": 0.01, "alpha": 0.6},
        {"lr": 0.1, "t0": 3, "lambd": 0.01, "alpha": 0.6, "weight_decay": 0.1},
        {"maximize": True}, {"maximize": True, "weight_decay": 0.1},
    ],
}


def optimizer_data():
    """Twelve parameters and ten gradients, all of them float32 values."""
    initial = single(2 * uniforms(11, TEST, 20, 0, 12) - 1)
    scale = np.array([1, 0.1, 0.01, 1, 10, 0.5, 0.2, 1, 0.03, 0.7, 0.4, 1e-6])
    gradients = []
    for t in range(10):
        g = 2 * uniforms(11, TEST, 21, t, 12) - 1
        g[5] = abs(g[5])                      # never changes its sign
        g[10] = abs(g[10]) * (-1) ** t        # changes it every time
        g = g * scale                         # the last is small enough for eps to matter
        g[3] = 0.0                            # always zero
        if t in (2, 5):
            g[7] = 0.0                        # zero now and then
        if t < 2:
            g[9] = 0.0                        # zero at first
        gradients.append(single(g))
    stacked = torch.stack(gradients)
    assert ((stacked > 0).any(0) & (stacked < 0).any(0)).sum() >= 9, "the gradients should change sign"
    return initial, gradients


def check_by_hand(initial, gradients, cases):
    """Adam, NAdam and Rprop again, straight from their definitions."""
    expected = next(c for c in cases if c["name"] == "Adam defaults")["parameters"]
    p, m, v = initial.clone(), torch.zeros(12), torch.zeros(12)
    for t, g in enumerate(gradients, 1):
        m = 0.9 * m + 0.1 * g
        v = 0.999 * v + 0.001 * g * g
        p = p - 1e-3 * (m / (1 - 0.9**t)) / ((v / (1 - 0.999**t)).sqrt() + 1e-8)
        assert (p - torch.tensor(expected[t - 1])).abs().max() < 1e-13
    expected = next(c for c in cases if c["name"] == "NAdam defaults")["parameters"]
    p, m, v, product = initial.clone(), torch.zeros(12), torch.zeros(12), 1.0
    for t, g in enumerate(gradients, 1):
        mu, mu_next = (0.9 * (1 - 0.5 * 0.96 ** (k * 4e-3)) for k in (t, t + 1))
        product *= mu
        m = 0.9 * m + 0.1 * g
        v = 0.999 * v + 0.001 * g * g
        root = (v / (1 - 0.999**t)).sqrt() + 1e-8
        p = p - 2e-3 * ((1 - mu) / (1 - product) * g + mu_next / (1 - product * mu_next) * m) / root
        assert (p - torch.tensor(expected[t - 1])).abs().max() < 1e-13
    expected = next(c for c in cases if c["name"] == "Rprop defaults")["parameters"]
    p, size, before = initial.tolist(), [0.01] * 12, [0.0] * 12
    for t, g in enumerate(gradients):
        for i, value in enumerate(g.tolist()):
            product = value * before[i]
            if product > 0:
                size[i] = min(size[i] * 1.2, 50.0)
            elif product < 0:
                size[i] = max(size[i] * 0.5, 1e-6)
                value = 0.0
            p[i] -= math.copysign(size[i], value) if value != 0 else 0.0
            before[i] = value
            assert abs(p[i] - expected[t][i]) < 1e-13


def optimizers():
    initial, gradients = optimizer_data()
    cases = []
    for kind, option_sets in OPTIMIZERS.items():
        for options in option_sets:
            given, notes = dict(options), []
            decay = 0.0
            if given.pop("decoupled_weight_decay", False):
                decay, notes = given.pop("weight_decay"), notes + [BY_HAND_DECAY]
            flip = kind in ("NAdam", "RAdam") and given.pop("maximize", False)
            if flip:
                notes.append(BY_HAND_MAXIMIZE)
            p = initial.clone().requires_grad_(True)
            if kind == "NAdam":
                given["foreach"], notes = True, [CORRECT_NADAM] + notes
            optimizer = getattr(torch.optim, kind)([p], **given)
            after, averages = [], []
            for g in gradients:
                if decay != 0.0:
                    with torch.no_grad():
                        p.mul_(1 - optimizer.defaults["lr"] * decay)
                p.grad = -g if flip else g.clone()
                optimizer.step()
                after.append(numbers(p))
                if kind == "ASGD":
                    averages.append(numbers(optimizer.state[p]["ax"]))
            # Every option that was in force, with PyTorch's defaults filled in.
            internal = ("foreach", "capturable", "differentiable", "fused")
            resolved = {k: v for k, v in optimizer.defaults.items() if k not in internal}
            resolved.update(options)
            shown = [f"{k}={v}" for k, v in options.items() if not (kind == "SGD" and k == "lr")]
            case = {
                "name": kind + " " + (" ".join(shown).replace(", ", ",") or "defaults"),
                "optimizer": kind, "options": options, "resolved": resolved,
                "initial": numbers(initial), "gradients": [numbers(g) for g in gradients], "parameters": after,
            }
            if averages:
                case["averages"] = averages
            if notes:
                case["note"] = "; ".join(notes)
            cases.append(case)
            if kind == "RAdam":
                # No case may hang on which side of 5 a rounded rho falls.
                beta2 = resolved["betas"][1]
                limit = 2 / (1 - beta2) - 1
                for t in range(1, 11):
                    assert abs(limit - 2 * t * beta2**t / (1 - beta2**t) - 5) > 1e-3
    assert len({c["name"] for c in cases}) == len(cases)
    check_by_hand(initial, gradients, cases)
    write("optimizers.json", {"torch": TORCH, "cases": cases})


# ---------------------------------------------------------------------------
# 4. Learning-rate schedules
# ---------------------------------------------------------------------------

def schedules():
    wanted = [
        # name, scheduler, options, optimizer, base lr, number of values
        ("step", "StepLR", {"step_size": 3, "gamma": 0.5}, "SGD", 0.1, 10),
        ("cosine", "CosineAnnealingLR", {"T_max": 40, "eta_min": 1e-4}, "SGD", 0.1, 40),
        ("one cycle", "OneCycleLR", {"max_lr": 0.1, "total_steps": 40}, "SGD", 0.1, 40),
        ("one cycle linear", "OneCycleLR",
         {"max_lr": 0.1, "total_steps": 40, "anneal_strategy": "linear"}, "SGD", 0.1, 40),
        ("one cycle three phases", "OneCycleLR",
         {"max_lr": 0.1, "total_steps": 40, "three_phase": True}, "SGD", 0.1, 40),
        ("one cycle three phases linear", "OneCycleLR",
         {"max_lr": 0.1, "total_steps": 40, "three_phase": True, "anneal_strategy": "linear"}, "SGD", 0.1, 40),
        ("one cycle Adam", "OneCycleLR", {"max_lr": 0.1, "total_steps": 40}, "Adam", 0.1, 40),
        ("linear", "LinearLR", {"start_factor": 0.25, "total_iters": 5}, "SGD", 0.1, 10),
    ]
    cases = []
    for name, kind, options, optimizer_name, base, count in wanted:
        p = torch.zeros(1, requires_grad=True)
        if optimizer_name == "SGD":
            optimizer = torch.optim.SGD([p], lr=base, momentum=0.9)
        else:
            optimizer = torch.optim.Adam([p], lr=base)
        scheduler = getattr(torch.optim.lr_scheduler, kind)(optimizer, **options)
        group, rates, momenta = optimizer.param_groups[0], [], []
        for i in range(count):
            rates.append(group["lr"])  # the value in force during step i
            momenta.append(group["momentum"] if optimizer_name == "SGD" else group["betas"][0])
            p.grad = torch.zeros(1)
            optimizer.step()
            if i + 1 < count:
                scheduler.step()
        case = {"name": name, "scheduler": kind, "options": options, "optimizer": optimizer_name,
                "baseLr": base, "steps": count, "lr": rates}
        if kind == "OneCycleLR":
            case["momentum"] = momenta
            assert abs(max(rates) - 0.1) < 1e-15 and abs(rates[0] - 0.1 / 25) < 1e-15
            assert abs(rates[-1] - 0.1 / 25 / 1e4) < 1e-15
        cases.append(case)
        if kind == "StepLR":
            assert all(abs(r - 0.1 * 0.5 ** (i // 3)) < 1e-15 for i, r in enumerate(rates))
        if kind == "CosineAnnealingLR":
            closed = [1e-4 + (0.1 - 1e-4) * (1 + math.cos(math.pi * i / 40)) / 2 for i in range(40)]
            assert all(abs(r - c) < 1e-13 for r, c in zip(rates, closed))
        if kind == "LinearLR":
            closed = [0.1 * (0.25 + 0.75 * min(i, 5) / 5) for i in range(10)]
            assert all(abs(r - c) < 1e-15 for r, c in zip(rates, closed))
    write("schedules.json", {"torch": TORCH, "cases": cases})


# ---------------------------------------------------------------------------
# 5. Clipping the gradients by their norm
# ---------------------------------------------------------------------------

def clipping():
    values = torch.from_numpy(2 * uniforms(11, TEST, 30, 0, 12) - 1)
    cases = []
    for name, maximum, source in [
        ("below the norm", 0.75, values),
        ("above the norm", 50.0, values),
        ("no gradient at all", 1.0, torch.zeros(12)),
    ]:
        parts = [torch.zeros(5, requires_grad=True), torch.zeros(7, requires_grad=True)]
        parts[0].grad, parts[1].grad = source[:5].clone(), source[5:].clone()
        before = [numbers(part.grad) for part in parts]
        norm = nn.utils.clip_grad_norm_(parts, maximum).item()
        assert abs(norm - source.norm().item()) < 1e-14
        after = torch.cat([part.grad for part in parts])
        assert (after - source * min(1.0, maximum / (norm + 1e-6))).abs().max() < 1e-15
        cases.append({"name": name, "maxNorm": maximum, "gradients": before, "norm": norm,
                      "clipped": [numbers(part.grad) for part in parts]})
    assert cases[0]["norm"] > 0.75 and cases[1]["norm"] < 50
    write("clipping.json", {"torch": TORCH, "cases": cases})


# ---------------------------------------------------------------------------
# 6. Batch normalisation alone
# ---------------------------------------------------------------------------

def batchnorm():
    rows, width = 6, 5
    cases = []
    for name, options, forwards, constant in [
        ("defaults", {}, 1, False),
        ("eps and momentum", {"eps": 1e-3, "momentum": 0.3}, 1, False),
        ("cumulative", {"momentum": None}, 3, False),
        ("three forwards", {}, 3, False),
        ("not affine", {"affine": False}, 1, False),
        ("a constant column", {}, 1, True),
    ]:
        bn = nn.BatchNorm1d(width, **options)
        if bn.affine:
            with torch.no_grad():
                bn.weight.copy_(single(0.5 + uniforms(11, TEST, 40, 0, width)))
                bn.bias.copy_(single(uniforms(11, TEST, 41, 0, width) - 0.5))
        steps = []
        for f in range(forwards):
            spread = np.array([1.0, 4.0, 0.25, 2.0, 1.0])
            x = single(uniforms(11, TEST, 42, f, rows * width).reshape(rows, width) * spread - 0.25)
            if constant:
                x[:, 1] = 0.5
            x.requires_grad_(True)
            upstream = torch.from_numpy(2 * uniforms(11, TEST, 43, f, rows * width) - 1).reshape(rows, width)
            bn.zero_grad()
            y = bn(x)
            y.backward(upstream)
            # Once more from the definition: biased variance, eps inside the root.
            d = x.detach()
            hat = (d - d.mean(0)) / (d.var(0, unbiased=False) + bn.eps).sqrt()
            by_hand = hat * bn.weight + bn.bias if bn.affine else hat
            assert (by_hand - y).abs().max() < 1e-12
            steps.append({
                "input": numbers(x), "output": numbers(y), "upstream": numbers(upstream),
                "inputGradient": numbers(x.grad),
                "weightGradient": numbers(bn.weight.grad) if bn.affine else None,
                "biasGradient": numbers(bn.bias.grad) if bn.affine else None,
                "runningMean": numbers(bn.running_mean), "runningVariance": numbers(bn.running_var),
            })
        if bn.momentum is None:  # cumulative: the plain mean of what the batches gave
            inputs = [torch.tensor(s["input"]).reshape(rows, width) for s in steps]
            mean = sum(i.mean(0) for i in inputs) / len(inputs)
            variance = sum(i.var(0, unbiased=True) for i in inputs) / len(inputs)
            assert (bn.running_mean - mean).abs().max() < 1e-14
            assert (bn.running_var - variance).abs().max() < 1e-14
        bn.eval()
        x = torch.from_numpy(uniforms(11, TEST, 44, 0, rows * width)).reshape(rows, width)
        with torch.no_grad():
            evaluation = {"input": numbers(x), "output": numbers(bn(x))}
        cases.append({
            "name": name, "rows": rows, "width": width, "eps": bn.eps, "momentum": bn.momentum, "affine": bn.affine,
            "weight": numbers(bn.weight) if bn.affine else None,
            "bias": numbers(bn.bias) if bn.affine else None,
            "forwards": steps, "evaluation": evaluation,
        })
    write("batchnorm.json", {"torch": TORCH, "cases": cases})


def main():
    warnings.simplefilter("error")
    check_philox()
    kept = dropout_keep(7, 0, 3, 1000, 200, 0.3).double().mean().item()
    assert abs(kept - 0.7) < 0.005
    models_small()
    models_full()
    optimizers()
    schedules()
    clipping()
    batchnorm()


if __name__ == "__main__":
    main()
