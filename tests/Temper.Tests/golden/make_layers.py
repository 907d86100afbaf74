#!/usr/bin/env python3
"""Writes the golden numbers of layers, losses and regularizers, beside those of make_golden.py.

Run as make_golden.py is, with the same PyTorch (Debian's python3-torch 1.13.1):

    /usr/bin/python3 make_layers.py

activations.json    LeakyReLU, GELU (exact and tanh), Tanh, Sigmoid, ReLU: outputs and input gradients of
                    ordinary numbers, and of extremes (both zeros, tiny and huge numbers, where exp overflows).
layernorm.json      LayerNorm over the last dimension: outputs and all gradients ("cases"), and nets that
                    hold one ("nets", as in residual.json).
losses.json         cross-entropy with soft targets and label smoothing, MSE, Huber, smooth L1: value and gradient.
residual.json       nets with residual branches: training, evaluation, gradients, three steps of Adam.
initial.json        bounds and standard deviations of Kaiming's, Xavier's and PyTorch's own initial weights.
averages.json       tiny nets, step by step: EMA, SWA with its pass for BatchNorm, Lookahead.
regularizers.json   tiny nets, step by step: L1 and elastic net (proximal), max-norm, MixUp, gradient noise, label
                    smoothing of soft targets.

Everything is float64. Tensors are flat lists in row-major order, a Linear's weight is [out, in], and names of
parameters are those of state dicts. "state" and "gradients" of nets hold {"shape", "values"}; where the shape has been
told already ("steps"), a tensor is its list of values. Inputs, initial weights and given noise are float32 values from
Temper's Philox streams; inputs of nets and soft targets are multiples of 1/64. "float32MaxDifference" says how far
PyTorch's own float32 is off, over all numbers of a case: the largest |difference| / max(1, |value|).

A net's case: "layers" describes it, "state" is what it starts from. "training" is one forward and backward pass in
training mode ("statistics" are the running ones after it), "evaluation" the pass in evaluation mode that follows, without
a step between. "steps" begin anew from "state". In averages.json and regularizers.json a step's "loss" and "gradients"
are those of the loss alone, before the step; its "parameters" are those after the step and the regularizer.

No ReLU of a net is given a number within 1e-3 of its kink, so that float32 takes the same branches. What can be
computed in two ways is, here, and gradients are compared with finite differences (torch.autograd.gradcheck).
"""

import copy
import math
import sys
import warnings

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn
from torch.autograd import gradcheck
from torch.nn.utils.stateless import functional_call
from torch.optim.swa_utils import AveragedModel, update_bn

sys.dont_write_bytecode = True  # everything that lies here is copied beside the tests

from make_golden import TEST, TORCH, check_philox, linear_start, numbers, shaped, single, uniforms, words, write

SEED = 13
DOUBLE, SINGLE = torch.float64, torch.float32


def given(unit, step, shape, low=-1.0, high=1.0):
    """float32 values between low and high, from a Test stream."""
    count = math.prod(shape)
    return single(low + (high - low) * uniforms(SEED, TEST, unit, step, count)).reshape(shape)


def grid(unit, step, shape, low=-2.0, high=2.0):
    """Multiples of 1/64 between low and high: short to write, and exact in float32."""
    return (given(unit, step, shape, low, high) * 64).floor() / 64


def labels_of(unit, step, rows, classes):
    return torch.from_numpy((words(SEED, TEST, unit, step, rows) % np.uint64(classes)).astype(np.int64))


def distributions(unit, step, rows, classes):
    """Rows of probabilities: multiples of 1/64, so that each row's sum is exactly 1 in float32 too."""
    u = uniforms(SEED, TEST, unit, step, rows * classes).reshape(rows, classes)
    parts = np.floor(64 * u / u.sum(axis=1, keepdims=True))
    parts[:, 0] += 64 - parts.sum(axis=1)
    return torch.from_numpy(parts / 64)


def deviation(exact, rounded):
    """The largest |difference| / max(1, |exact|) of two structures of one shape; None where one is not finite."""
    if isinstance(exact, dict):
        found = [deviation(exact[key], rounded[key]) for key in exact]
    elif isinstance(exact, (list, tuple)):
        assert len(exact) == len(rounded)
        found = [deviation(a, b) for a, b in zip(exact, rounded)]
    elif isinstance(exact, float):
        return abs(exact - rounded) / max(1.0, abs(exact)) if math.isfinite(rounded) else None
    else:
        assert exact == rounded
        return 0.0
    return None if None in found else max(found, default=0.0)


def close(a, b, tolerance=1e-13):
    a, b = torch.as_tensor(a).detach(), torch.as_tensor(b).detach()
    assert a.shape == b.shape and bool(((a - b).abs() <= tolerance * b.abs().clamp(min=1.0)).all()), (a, b)


# ---------------------------------------------------------------------------
# 1. Activations
# ---------------------------------------------------------------------------

SMALLEST_SINGLE, LARGEST_SINGLE = 2.0**-126, float(np.finfo(np.float32).max)  # normal numbers

EXTREMES = [
    0.0, -0.0, 1e-4, -1e-4, 1e-10, -1e-10, 1e-20, -1e-20, SMALLEST_SINGLE, -SMALLEST_SINGLE,
    4.0, -4.0, 5.5, -5.5, 9.0, -9.0, 20.0, -20.0, 88.0, -88.0, 104.0, -104.0, 710.0, -710.0,
    1e4, -1e4, 1e18, -1e18, 1e30, -1e30, LARGEST_SINGLE, -LARGEST_SINGLE,
]


def gelu_tanh(x):
    return 0.5 * x * (1 + torch.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3)))


ACTIVATIONS = [
    # name, module, options, formula, the same by hand
    ("ReLU", nn.ReLU(), {}, "max(x, 0); the derivative at 0 is 0", lambda x: torch.where(x > 0, x, 0.0)),
    ("LeakyReLU 0.01", nn.LeakyReLU(0.01), {"negativeSlope": 0.01},
     "x > 0 ? x : negativeSlope * x; the derivative at 0 is negativeSlope", lambda x: torch.where(x > 0, x, 0.01 * x)),
    ("LeakyReLU 0.2", nn.LeakyReLU(0.2), {"negativeSlope": 0.2},
     "x > 0 ? x : negativeSlope * x; the derivative at 0 is negativeSlope", lambda x: torch.where(x > 0, x, 0.2 * x)),
    ("GELU none", nn.GELU(), {"approximate": "none"}, "x * (1 + erf(x / sqrt(2))) / 2",
     lambda x: x * torch.tensor([0.5 * math.erfc(-v / math.sqrt(2)) for v in x.tolist()])),
    ("GELU tanh", nn.GELU(approximate="tanh"), {"approximate": "tanh"},
     "x * (1 + tanh(sqrt(2 / pi) * (x + 0.044715 * x^3))) / 2", gelu_tanh),
    ("Tanh", nn.Tanh(), {}, "tanh(x)", lambda x: torch.tensor([math.tanh(v) for v in x.tolist()])),
    ("Sigmoid", nn.Sigmoid(), {}, "1 / (1 + exp(-x))",
     lambda x: torch.tensor([1 / (1 + math.exp(-v)) if v > -709 else math.exp(max(v, -1e3)) for v in x.tolist()])),
]


def activations():
    cases = []
    for kind, values in [("ordinary", given(70, 0, [40], -4.0, 4.0)), ("extremes", torch.tensor(EXTREMES))]:
        values = single(values.numpy())
        upstream = given(71, 0, [len(values)])
        assert values.abs().min() > 1e-3 or kind == "extremes"
        for name, module, options, formula, by_hand in ACTIVATIONS:
            def run(dtype):
                x = values.to(dtype, copy=True).requires_grad_(True)
                y = module(x)
                y.backward(upstream.to(dtype))
                return {"output": y.detach().tolist(), "inputGradient": x.grad.tolist()}

            result, rounded = run(DOUBLE), run(SINGLE)
            close(torch.tensor(result["output"]), by_hand(values), 1e-15)
            if kind == "ordinary":
                assert gradcheck(module, values.clone().requires_grad_(True))
            case = {"name": f"{name} {kind}", "activation": name.split()[0], "options": options, "formula": formula,
                    "shape": [len(values)], "input": numbers(values), "upstream": numbers(upstream),
                    "output": numbers(torch.tensor(result["output"])),
                    "inputGradient": numbers(torch.tensor(result["inputGradient"])),
                    "float32MaxDifference": deviation(result, rounded)}
            if case["float32MaxDifference"] is None:
                # x^2 and x^3 overflow; 0 * infinity is what PyTorch's float32 gradient then is.
                bad = [math.isnan(g) for g in rounded["inputGradient"]]
                assert name == "GELU tanh" and bad == [abs(v) > 1e29 for v in values.tolist()]
                case["note"] = "PyTorch's float32 input gradient is NaN at +-1e30 and beyond (0 * infinity); these numbers are right"
            cases.append(case)
    relu = next(c for c in cases if c["name"] == "ReLU extremes")
    leaky = next(c for c in cases if c["name"] == "LeakyReLU 0.2 extremes")
    assert relu["inputGradient"][:2] == [0.0, 0.0]
    assert leaky["inputGradient"][:2] == [0.2 * g for g in leaky["upstream"][:2]]
    write("activations.json", {"torch": TORCH, "cases": cases})


# ---------------------------------------------------------------------------
# 2. Layer normalisation
# ---------------------------------------------------------------------------

def layer_norm_input(kind, rows, features):
    x = given(72, features, [rows, features], -1.0, 2.0)
    if kind == "a row of equal values":
        x[1] = 0.75
        x[3] = 0.0
    elif kind == "a large offset":
        x = single((x + 512).numpy())
    elif kind == "rows of different scales":
        x = single((x * torch.tensor([1e-4, 1e-2, 1.0, 1e2, 1e4])[:, None]).numpy())
    return x


def layernorm():
    rows, cases = 5, []
    wanted = [(f, True, 1e-5, "ordinary") for f in (1, 2, 7, 33)] + [(f, False, 1e-5, "ordinary") for f in (1, 2, 7, 33)]
    wanted += [(7, True, 1e-3, "ordinary"), (33, False, 1e-3, "ordinary"), (7, True, 1e-12, "ordinary")]
    wanted += [(7, True, 1e-5, "a row of equal values"), (33, True, 1e-5, "a row of equal values"),
               (33, True, 1e-5, "a large offset"), (7, True, 1e-5, "rows of different scales")]
    for features, affine, eps, kind in wanted:
        weight, bias = given(73, features, [features], 0.5, 1.5), given(74, features, [features], -0.5, 0.5)
        x, upstream = layer_norm_input(kind, rows, features), given(75, features, [rows, features])

        def run(dtype):
            layer = nn.LayerNorm(features, eps=eps, elementwise_affine=affine).to(dtype)
            if affine:
                with torch.no_grad():
                    layer.weight.copy_(weight)
                    layer.bias.copy_(bias)
            inputs = x.to(dtype, copy=True).requires_grad_(True)
            y = layer(inputs)
            y.backward(upstream.to(dtype))
            return layer, {"output": numbers(y), "inputGradient": numbers(inputs.grad),
                           "weightGradient": numbers(layer.weight.grad) if affine else None,
                           "biasGradient": numbers(layer.bias.grad) if affine else None}

        layer, result = run(DOUBLE)
        d = x - x.mean(1, keepdim=True)
        variance = (d * d).mean(1, keepdim=True)  # biased
        hat = d / (variance + eps).sqrt()
        close(torch.tensor(result["output"]).reshape(rows, features), hat * weight + bias if affine else hat, 1e-11)
        g = upstream * weight if affine else upstream
        by_hand = (g - g.mean(1, keepdim=True) - hat * (g * hat).mean(1, keepdim=True)) / (variance + eps).sqrt()
        close(torch.tensor(result["inputGradient"]).reshape(rows, features), by_hand, 1e-11)
        if affine:
            close(torch.tensor(result["weightGradient"]), (upstream * hat).sum(0), 1e-11)
            close(torch.tensor(result["biasGradient"]), upstream.sum(0))
        if kind == "ordinary" and eps > 1e-6:
            parameters = (layer.weight, layer.bias) if affine else ()
            assert gradcheck(lambda v, *p: F.layer_norm(v, [features], *p, eps=eps), (x.clone().requires_grad_(True), *parameters))
        if features == 1:
            # PyTorch computes x * r - mean * r, not (x - mean) * r: what should be 0 is a rounding divided by sqrt(eps).
            assert max(map(abs, result["inputGradient"])) < 1e-10 and (not affine or abs(result["weightGradient"][0]) < 1e-12)
        cases.append({
            "name": ("1 feature" if features == 1 else f"{features} features") + ("" if affine else ", not affine")
                    + (f", eps {eps}" if eps != 1e-5 else "")
                    + (f", {kind}" if kind != "ordinary" else ""),
            "rows": rows, "features": features, "eps": eps, "affine": affine,
            "weight": numbers(weight) if affine else None, "bias": numbers(bias) if affine else None,
            "input": numbers(x), "upstream": numbers(upstream), **result,
            "float32MaxDifference": deviation(result, run(SINGLE)[1]),
        })
        if features == 1:
            cases[-1]["note"] = "exactly, the output is the bias, and the gradients of input and weight are 0: what differs is PyTorch's rounding"
    nets = [
        net_case("LayerNorm before ReLU", [linear(6, 7), layer_norm(7), RELU, linear(7, 3)]),
        net_case("LayerNorm first, not affine; another behind ReLU",
                 [layer_norm(6, affine=False), linear(6, 7), RELU, layer_norm(7, eps=1e-3), linear(7, 3)]),
    ]
    assert list(nets[0]["state"]) == ["0.weight", "0.bias", "1.weight", "1.bias", "3.weight", "3.bias"]
    assert list(nets[1]["state"]) == ["1.weight", "1.bias", "3.weight", "3.bias", "4.weight", "4.bias"]
    write("layernorm.json", {
        "torch": TORCH,
        "formula": "(x - mean) / sqrt(biased variance + eps) * weight + bias, each row over its features; no running statistics",
        "cases": cases, "nets": nets,
    })


# ---------------------------------------------------------------------------
# 3. Losses
# ---------------------------------------------------------------------------

FORMULAS = {
    "cross_entropy": "mean over rows of -sum_c q_c * log_softmax(input)_c, where q = (1 - labelSmoothing) * target + labelSmoothing / classes",
    "mse_loss": "mean over all elements (rows x outputs) of (input - target)^2",
    "huber_loss": "mean over all elements of: |z| <= delta ? z^2 / 2 : delta * (|z| - delta / 2), where z = input - target",
    "smooth_l1_loss": "mean over all elements of: |z| < beta ? z^2 / 2 / beta : |z| - beta / 2, where z = input - target; "
                      "it is huber_loss with delta = beta, divided by beta",
}


def loss_by_hand(loss, options, x, target):
    """Value and gradient, from the definitions."""
    if loss == "cross_entropy":
        smoothing = options["labelSmoothing"]
        q = (1 - smoothing) * target + smoothing / x.shape[1]
        shifted = x - x.max(1, keepdim=True).values
        log_p = shifted - shifted.exp().sum(1, keepdim=True).log()
        return -(q * log_p).sum(1).mean(), (log_p.exp() * q.sum(1, keepdim=True) - q) / len(x)
    z = x - target
    if loss == "mse_loss":
        return (z * z).mean(), 2 * z / z.numel()
    limit = options["delta"] if loss == "huber_loss" else options["beta"]
    value = torch.where(z.abs() <= limit, z * z / 2, limit * (z.abs() - limit / 2)).mean()
    gradient = z.clamp(-limit, limit) / z.numel()
    return (value, gradient) if loss == "huber_loss" else (value / limit, gradient / limit)


def loss_case(name, loss, options, x, target, note=None):
    words_of = {"labelSmoothing": "label_smoothing"}

    def value_of(inputs):
        return getattr(F, loss)(inputs, target.to(inputs.dtype), reduction="mean", **{words_of.get(k, k): v for k, v in options.items()})

    def run(dtype):
        inputs = x.to(dtype, copy=True).requires_grad_(True)
        value = value_of(inputs)
        value.backward()
        return {"loss": value.item(), "gradient": numbers(inputs.grad)}

    result = run(DOUBLE)
    value, gradient = loss_by_hand(loss, options, x, target)
    close(result["loss"], value)
    close(torch.tensor(result["gradient"]).reshape(x.shape), gradient)
    z = (x - target).abs()
    kink = [abs(z - options[o]).min().item() for o in ("delta", "beta") if o in options]
    if x.abs().max() < 50 and target.abs().max() < 50 and all(k > 1e-3 for k in kink):
        assert gradcheck(value_of, x.clone().requires_grad_(True))
    case = {"name": name, "loss": loss, "options": options, "reduction": "mean", "formula": FORMULAS[loss],
            "rows": x.shape[0], "outputs": x.shape[1], "input": numbers(x), "target": numbers(target),
            "value": result["loss"], "gradient": result["gradient"], "float32MaxDifference": deviation(result, run(SINGLE))}
    if note is not None:
        case["note"] = note
    return case


def losses():
    rows, classes = 6, 5
    logits, soft = given(76, 0, [rows, classes], -3.0, 3.0), distributions(77, 0, rows, classes)
    large = logits.clone()
    large[0], large[1] = torch.tensor([1e4, -1e4, 0.0, 1e4, 5.0]), torch.tensor([-1e4, -1e4, -1e4, -1e4, 1e4])
    large[2], large[3] = 1e4, torch.tensor([1e4, 1e4 - 1, 1e4 - 2, -1e4, 0.0])
    labels = labels_of(78, 0, rows, classes)
    one_hot = F.one_hot(labels, classes).to(DOUBLE)
    cases = []

    def add(*arguments):
        cases.append(loss_case(*arguments))
        return cases[-1]

    for smoothing in (0.0, 0.1, 0.3):
        suffix = f", label smoothing {smoothing}" if smoothing > 0 else ""
        options = {"labelSmoothing": smoothing}
        add("soft targets" + suffix, "cross_entropy", options, logits, soft)
        case = add("one-hot targets" + suffix, "cross_entropy", options, logits, one_hot)
        close(case["value"], F.cross_entropy(logits, labels, label_smoothing=smoothing))
    for smoothing in (0.0, 0.1):
        suffix = f", label smoothing {smoothing}" if smoothing > 0 else ""
        options = {"labelSmoothing": smoothing}
        add("large logits" + suffix, "cross_entropy", options, large, soft)
        add("two classes" + suffix, "cross_entropy", options, logits[:, :2], distributions(77, 1, rows, 2))
        case = add("one class" + suffix, "cross_entropy", options, logits[:, :1], torch.ones(rows, 1))
        assert case["value"] == 0.0 and not any(case["gradient"])
        add("one row" + suffix, "cross_entropy", options, logits[:1], soft[:1])
        add("targets that do not sum to 1" + suffix, "cross_entropy", options, logits, single((soft * 1.5).numpy()),
            "PyTorch does not check the sums; the gradient is (softmax * sum(q) - q) / rows")

    # Huber's parts meet at |z| = delta: some differences lie there, some at 0.
    for outputs in (4, 1):
        target = given(79, outputs, [rows, outputs], -1.0, 1.0)
        x = single((target + given(80, outputs, [rows, outputs], -2.0, 2.0)).numpy())
        meeting_target = torch.zeros(rows, outputs)
        meeting = torch.tensor([1.0, -1.0, 0.5, -0.5, 0.0, 2.0]).repeat_interleave(outputs).reshape(rows, outputs)
        far = target.clone()
        far[0], far[1], far[2] = 1e6, -1e6, 1e4
        for loss, options in [("mse_loss", {}), ("huber_loss", {"delta": 1.0}), ("huber_loss", {"delta": 0.5}),
                              ("smooth_l1_loss", {"beta": 1.0}), ("smooth_l1_loss", {"beta": 0.5})]:
            label = " ".join([loss, *(f"{k} {v}" for k, v in options.items())]) + (", one output" if outputs == 1 else "")
            add(label, loss, options, x, target)
            add(label + ", differences at the limits", loss, options, meeting, meeting_target)
            add(label + ", targets far away", loss, options, x, single(far.numpy()))
    assert len({c["name"] for c in cases}) == len(cases)
    write("losses.json", {"torch": TORCH, "cases": cases})


# ---------------------------------------------------------------------------
# 4. Nets, and residual branches
# ---------------------------------------------------------------------------

RELU = {"type": "ReLU"}


def linear(inputs, outputs, bias=True):
    return {"type": "Linear", "in": inputs, "out": outputs, "bias": bias}


def batch_norm(features):
    return {"type": "BatchNorm1d", "features": features, "eps": 1e-5, "momentum": 0.1}


def layer_norm(features, eps=1e-5, affine=True):
    return {"type": "LayerNorm", "features": features, "eps": eps, "affine": affine}


def residual(*layers):
    return {"type": "Residual", "layers": list(layers)}


class Residual(nn.Sequential):
    def forward(self, x):
        return x + super().forward(x)


class WatchedReLU(nn.ReLU):
    """A ReLU that knows the smallest |x| it was given."""

    nearest = math.inf

    def forward(self, x):
        self.nearest = min(self.nearest, x.detach().abs().min().item())
        return super().forward(x)


def module(layer):
    kind = layer["type"]
    if kind == "Linear":
        return nn.Linear(layer["in"], layer["out"], bias=layer["bias"])
    if kind == "BatchNorm1d":
        return nn.BatchNorm1d(layer["features"], eps=layer["eps"], momentum=layer["momentum"])
    if kind == "LayerNorm":
        return nn.LayerNorm(layer["features"], eps=layer["eps"], elementwise_affine=layer["affine"])
    return WatchedReLU() if kind == "ReLU" else Residual(*map(module, layer["layers"]))


def net(layers, dtype=DOUBLE):
    """A Sequential whose weights come from Philox; norms are moved away from 1 and 0."""
    model, number = nn.Sequential(*map(module, layers)), 0
    with torch.no_grad():
        for i, part in enumerate(model.modules()):
            if isinstance(part, nn.Linear):
                weight, bias = linear_start(SEED, number, part.in_features, part.out_features)
                part.weight.copy_(weight)
                if part.bias is not None:
                    part.bias.copy_(bias)
                number += 1
            elif getattr(part, "weight", None) is not None:
                part.weight.copy_(given(81, i, list(part.weight.shape), 0.5, 1.5))
                part.bias.copy_(given(82, i, list(part.bias.shape), -0.5, 0.5))
                if isinstance(part, nn.BatchNorm1d):
                    part.running_mean.copy_(given(83, i, list(part.running_mean.shape), -0.5, 0.5))
                    part.running_var.copy_(given(84, i, list(part.running_var.shape), 0.5, 1.5))
    return model.to(dtype)


def statistics_of(model):
    return {name: value for name, value in model.named_buffers() if "running" in name}


def state_of(model):
    return {name: shaped(v.double()) for name, v in [*model.named_parameters(), *statistics_of(model).items()]}


def values_of(named):
    return {name: numbers(value) for name, value in dict(named).items()}


def nearest_kink(model):
    return min((part.nearest for part in model.modules() if isinstance(part, WatchedReLU)), default=math.inf)


def run_net(layers, dtype, x, labels, rate):
    model = net(layers, dtype)
    fresh = copy.deepcopy(model)
    inputs = x.to(dtype, copy=True).requires_grad_(True)
    model.train()
    logits = model(inputs)
    loss = F.cross_entropy(logits, labels)
    loss.backward()
    training = {
        "logits": numbers(logits), "loss": loss.item(), "gradients": {n: shaped(p.grad) for n, p in model.named_parameters()},
        "inputGradient": numbers(inputs.grad), "statistics": {n: shaped(v) for n, v in statistics_of(model).items()},
    }
    model.eval()
    with torch.no_grad():
        logits = model(x.to(dtype))
        evaluation = {"logits": numbers(logits), "loss": F.cross_entropy(logits, labels).item()}

    # Three steps from the beginning, all with the same batch.
    nearest, steps = nearest_kink(model), []
    optimizer = torch.optim.Adam(fresh.parameters(), lr=rate)
    fresh.train()
    for _ in range(3):
        optimizer.zero_grad()
        loss = F.cross_entropy(fresh(x.to(dtype)), labels)
        loss.backward()
        optimizer.step()
        steps.append({"loss": loss.item(), "parameters": values_of(fresh.named_parameters()),
                      "statistics": values_of(statistics_of(fresh))})
    return {"training": training, "evaluation": evaluation, "steps": steps}, min(nearest, nearest_kink(fresh))


def check_net(layers, result, x, labels):
    """The numbers of a net in other ways: finite differences, and residual branches added by hand."""
    model = net(layers)
    names = [name for name, _ in model.named_parameters()]
    parameters = tuple(p.detach().clone().requires_grad_(True) for p in model.parameters())

    def loss_of(inputs, *values):
        return F.cross_entropy(functional_call(model, dict(zip(names, values)), (inputs,)), labels)

    assert gradcheck(loss_of, (x.clone().requires_grad_(True), *parameters))

    def through(parts, values):
        for part in parts:
            values = values + through(part, values) if isinstance(part, Residual) else part(values)
        return values

    close(torch.tensor(result["training"]["logits"]), through(net(layers).train(), x).reshape(-1))


def net_case(name, layers, rows=8, width=6, classes=3, rate=0.01):
    for attempt in range(100):  # until no ReLU is near its kink
        x, labels = grid(85, attempt, [rows, width]), labels_of(86, attempt, rows, classes)
        result, nearest = run_net(layers, DOUBLE, x, labels, rate)
        if nearest > 1e-3 and len(set(labels.tolist())) == classes:
            break
    assert nearest > 1e-3
    check_net(layers, result, x, labels)
    return {
        "name": name, "layers": layers, "rows": rows, "width": width, "classes": classes,
        "state": state_of(net(layers)), "input": numbers(x), "labels": labels.tolist(), **result,
        "optimizer": {"type": "Adam", "learningRate": rate, "betas": [0.9, 0.999], "eps": 1e-8, "weightDecay": 0.0},
        "float32MaxDifference": deviation(result, run_net(layers, SINGLE, x, labels, rate)[0]),
    }


def residuals():
    cases = [
        net_case("residual", [linear(6, 5), residual(linear(5, 5), RELU, linear(5, 5)), RELU, linear(5, 3)]),
        net_case("residual in a residual", [
            linear(6, 5), residual(linear(5, 5), RELU, residual(linear(5, 4), RELU, linear(4, 5)), linear(5, 5)),
            RELU, linear(5, 3)]),
        net_case("batch normalization in the branch", [
            linear(6, 5), residual(linear(5, 5, bias=False), batch_norm(5), RELU, linear(5, 5)), RELU, linear(5, 3)]),
        net_case("the branch begins with ReLU", [
            linear(6, 5), residual(RELU, linear(5, 5), RELU, linear(5, 5)), RELU, linear(5, 3)]),
        net_case("the branch begins with batch normalization and ends with ReLU", [
            linear(6, 5), residual(batch_norm(5), RELU, linear(5, 5), RELU), linear(5, 3)]),
        net_case("residuals first, last and side by side", [
            residual(linear(6, 6), RELU), residual(linear(6, 4), RELU, linear(4, 6)), linear(6, 3), residual(linear(3, 3))]),
    ]
    assert list(cases[0]["state"]) == ["0.weight", "0.bias", "1.0.weight", "1.0.bias", "1.2.weight", "1.2.bias", "3.weight", "3.bias"]
    assert "1.2.2.weight" in cases[1]["state"] and "1.1.running_var" in cases[2]["state"]
    write("residual.json", {
        "torch": TORCH,
        "module": "class Residual(nn.Sequential): def forward(self, x): return x + super().forward(x)",
        "cases": cases,
    })


# ---------------------------------------------------------------------------
# 5. Initial weights
# ---------------------------------------------------------------------------

class Recorder:
    """Stands for a tensor before torch.nn.init, and keeps what PyTorch asks its generator for."""

    def __init__(self, shape):
        self.shape, self.asked = torch.Size(shape), None

    def dim(self):
        return len(self.shape)

    def size(self, dimension):
        return self.shape[dimension]

    def uniform_(self, low, high):
        assert low == -high
        self.asked = {"distribution": "uniform", "bound": high, "std": high / math.sqrt(3)}
        return self

    def normal_(self, mean, std):
        assert mean == 0
        self.asked = {"distribution": "normal", "bound": None, "std": std}
        return self


def gains():
    entries = []
    for nonlinearity, slope in [("linear", None), ("conv2d", None), ("sigmoid", None), ("tanh", None), ("relu", None),
                                ("leaky_relu", None), ("leaky_relu", 0.0), ("leaky_relu", 0.01), ("leaky_relu", 0.2),
                                ("leaky_relu", math.sqrt(5)), ("selu", None), ("gelu", None), ("silu", None)]:
        entry = {"name": nonlinearity + (f" {slope}" if slope is not None else ""), "nonlinearity": nonlinearity, "a": slope}
        try:
            entry["gain"] = float(nn.init.calculate_gain(nonlinearity, slope))
        except ValueError as error:
            entry["gain"], entry["note"] = None, f"ValueError: {error}"
        entries.append(entry)
    assert [e["nonlinearity"] for e in entries if e["gain"] is None] == ["gelu", "silu"]
    return entries


def initial():
    shapes = [[1, 1], [5, 6], [200, 784], [10, 200], [3, 1], [32, 1, 3, 3], [64, 32, 5, 5]]
    cases = []
    for shape in shapes:
        fan_in, fan_out = nn.init._calculate_fan_in_and_fan_out(Recorder(shape))
        assert (fan_in, fan_out) == (math.prod(shape[1:]), shape[0] * math.prod(shape[2:]))

        def add(function, expected_gain, fan, words_of, **arguments):
            tensor = Recorder(shape)
            getattr(nn.init, function)(tensor, **arguments)
            std = expected_gain * math.sqrt(1 / fan)
            assert abs(tensor.asked["std"] / std - 1) < 1e-14
            case = {"name": f"{function} {'x'.join(map(str, shape))} {words_of}", "function": function, "shape": shape,
                    "fanIn": fan_in, "fanOut": fan_out, "mode": arguments.get("mode"), "nonlinearity": arguments.get("nonlinearity"),
                    "a": arguments.get("a"), "gain": expected_gain, **tensor.asked}
            cases.append(case)

        for function in ("kaiming_uniform_", "kaiming_normal_"):
            for mode in ("fan_in", "fan_out"):
                for nonlinearity, a in [("relu", 0), ("leaky_relu", 0), ("leaky_relu", 0.01), ("leaky_relu", 0.2),
                                        ("tanh", 0), ("sigmoid", 0), ("linear", 0)]:
                    add(function, float(nn.init.calculate_gain(nonlinearity, a)), fan_in if mode == "fan_in" else fan_out,
                        f"{mode} {nonlinearity}" + (f" {a}" if nonlinearity == "leaky_relu" else ""),
                        a=a, mode=mode, nonlinearity=nonlinearity)
        for function in ("xavier_uniform_", "xavier_normal_"):
            for word, gain in [("gain 1", 1.0), ("gain relu", math.sqrt(2)), ("gain tanh", 5 / 3)]:
                add(function, gain, (fan_in + fan_out) / 2, word, gain=gain)

        # What nn.Linear does to itself when it is made.
        layer = nn.Identity()
        layer.weight, layer.bias = Recorder(shape), Recorder(shape[:1])
        nn.Linear.reset_parameters(layer)
        gain = math.sqrt(2 / (1 + 5))
        add("kaiming_uniform_", gain, fan_in, "nn.Linear's weight", a=math.sqrt(5))
        assert cases[-1]["bound"] == layer.weight.asked["bound"]
        assert layer.bias.asked["bound"] == 1 / math.sqrt(fan_in)
        cases[-1]["mode"], cases[-1]["nonlinearity"] = "fan_in", "leaky_relu"
        cases[-1]["biasBound"] = layer.bias.asked["bound"]
        # The weight's bound is 1 / sqrt(fan_in) but for the last digits, which float32 does not see.
        assert abs(cases[-1]["bound"] * math.sqrt(fan_in) - 1) < 1e-15
        assert np.float32(cases[-1]["bound"]) == np.float32(1 / math.sqrt(fan_in))
        cases[-1]["note"] = "1 / sqrt(fan_in) as float32; in float64 the last digit may differ"
    assert len({c["name"] for c in cases}) == len(cases)

    # A recorder stands well for a tensor: real draws keep to the bounds and have the deviations.
    torch.manual_seed(1)
    for case in cases:
        if case["shape"] == [200, 784] and case["nonlinearity"] in ("relu", None):
            arguments = {"gain": case["gain"]} if "xavier" in case["function"] else {"mode": case["mode"], "nonlinearity": "relu"}
            drawn = getattr(nn.init, case["function"])(torch.empty(case["shape"]), **arguments)
            assert abs(drawn.std().item() / case["std"] - 1) < 0.01
            assert case["bound"] is None or 0.999 * case["bound"] < drawn.abs().max() <= case["bound"]
    write("initial.json", {
        "torch": TORCH,
        "formula": "std = gain / sqrt(fan), where fan is fan_in, fan_out, or (Xavier) their mean; bound = sqrt(3) * std",
        "gains": gains(), "cases": cases,
    })


# ---------------------------------------------------------------------------
# 6. Regularizers
# ---------------------------------------------------------------------------

TINY = [linear(4, 3), RELU, linear(3, 2)]
NORMED = [linear(4, 3, bias=False), batch_norm(3), RELU, linear(3, 3, bias=False), batch_norm(3), RELU, linear(3, 2)]
ROWS, WIDTH, CLASSES = 6, 4, 2

SGD = {"type": "SGD", "learningRate": 0.1, "momentum": 0.0}
MOMENTUM = {"type": "SGD", "learningRate": 0.1, "momentum": 0.9}
ADAM = {"type": "Adam", "learningRate": 0.05, "betas": [0.9, 0.999], "eps": 1e-8}


def made(optimizer, parameters):
    if optimizer["type"] == "SGD":
        return torch.optim.SGD(parameters, lr=optimizer["learningRate"], momentum=optimizer["momentum"])
    return torch.optim.Adam(parameters, lr=optimizer["learningRate"], betas=tuple(optimizer["betas"]), eps=optimizer["eps"])


def weights_of(model):
    """The weights of the Linears: no bias, nothing of a norm."""
    return {f"{name}.weight": part.weight for name, part in model.named_modules() if isinstance(part, nn.Linear)}


class Regularizer:
    """What happens in a step, and (by_hand_...) the same once more in numpy, from the numbers stored."""

    settings = {}

    def start(self, model):
        """The model has its first weights."""

    def loss(self, t, model, x, labels):
        """The loss, and what to store of how it came about."""
        return F.cross_entropy(model(x), labels), {}

    def before(self, t, model):
        """The gradients are there; the optimizer has not moved yet."""
        return {}

    def after(self, t, model):
        """The optimizer has moved."""
        return {}

    def end(self, model):
        return {}

    def by_hand_gradients(self, step, w, g):
        return g

    def by_hand_after(self, t, step, w):
        return w


def by_hand_update(optimizer, state, t, w, g):
    """SGD and Adam, from their formulas, on a dictionary of arrays."""
    rate, moved = optimizer["learningRate"], {}
    for name in w:
        m, v = state.get(name, (0.0, 0.0))
        if optimizer["type"] == "SGD":
            m = optimizer["momentum"] * m + g[name]
            moved[name] = w[name] - rate * m
        else:
            b1, b2 = optimizer["betas"]
            m, v = b1 * m + (1 - b1) * g[name], b2 * v + (1 - b2) * g[name] ** 2
            moved[name] = w[name] - rate * (m / (1 - b1 ** (t + 1))) / (np.sqrt(v / (1 - b2 ** (t + 1))) + optimizer["eps"])
        state[name] = (m, v)
    return moved


def run_steps(layers, regularizer, optimizer, steps, attempt, dtype):
    model = net(layers, dtype)
    regularizer.start(model)
    moving = made(optimizer, model.parameters())
    entries = []
    for t in range(steps):
        x = grid(90, 100 * attempt + t, [ROWS, WIDTH]).to(dtype)
        labels = labels_of(91, 100 * attempt + t, ROWS, CLASSES)
        model.train()
        moving.zero_grad()
        loss, told = regularizer.loss(t, model, x, labels)
        loss.backward()
        entry = {"input": numbers(x), "labels": labels.tolist(), **told, "loss": loss.item(),
                 "gradients": values_of((n, p.grad) for n, p in model.named_parameters())}
        entry.update(regularizer.before(t, model))
        moving.step()
        entry.update(regularizer.after(t, model))
        entry["parameters"] = values_of(model.named_parameters())
        if statistics_of(model):
            entry["statistics"] = values_of(statistics_of(model))
        entries.append(entry)
    return {"steps": entries, **regularizer.end(model)}, nearest_kink(model)


def check_steps(layers, regularizer, optimizer, entries):
    """All steps once more, in numpy, from the stored gradients."""
    w, state = {n: p.detach().numpy().reshape(-1).copy() for n, p in net(layers).named_parameters()}, {}
    for t, step in enumerate(entries):
        g = regularizer.by_hand_gradients(step, w, {n: np.array(v) for n, v in step["gradients"].items()})
        w = by_hand_update(optimizer, state, t, w, g)
        w = regularizer.by_hand_after(t, step, w)
        for name, values in step["parameters"].items():
            assert np.abs(w[name] - np.array(values)).max() < 1e-13, (type(regularizer).__name__, t, name)


def case_of(name, kind, make, optimizer, steps, layers=TINY, note=None, accept=lambda result: True):
    for attempt in range(100):
        result, nearest = run_steps(layers, make(), optimizer, steps, attempt, DOUBLE)
        if nearest > 1e-3 and accept(result):
            break
    assert nearest > 1e-3 and accept(result), name
    check_steps(layers, make(), optimizer, result["steps"])
    case = {"name": name, "regularizer": kind, "settings": make().settings, "optimizer": optimizer,
            "layers": layers, "rows": ROWS, "width": WIDTH, "classes": CLASSES, "state": state_of(net(layers)), **result,
            "float32MaxDifference": deviation(result, run_steps(layers, make(), optimizer, steps, attempt, SINGLE)[0])}
    if note is not None:
        case["note"] = note
    return case


def evaluated(model, dtype):
    x = grid(92, 0, [ROWS, WIDTH]).to(dtype)
    model.eval()
    with torch.no_grad():
        return {"input": numbers(x), "logits": numbers(model(x))}


class Ema(Regularizer):
    """torch.optim.swa_utils.AveragedModel with an avg_fn."""

    def __init__(self, decay):
        self.decay, self.settings, self.hand = decay, {"decay": decay}, None

    def start(self, model):
        self.average = AveragedModel(model, avg_fn=lambda e, w, n: self.decay * e + (1 - self.decay) * w)

    def after(self, t, model):
        self.average.update_parameters(model)
        return {"average": values_of(self.average.module.named_parameters())}

    def by_hand_after(self, t, step, w):
        self.hand = w if t == 0 else {n: self.decay * self.hand[n] + (1 - self.decay) * w[n] for n in w}
        for name, values in step["average"].items():
            assert np.abs(self.hand[name] - np.array(values)).max() < 1e-13
        return w

    def end(self, model):
        if statistics_of(model):
            # 1.13 leaves the average's buffers as they were when it was made; PyTorch 2 copies those of the model
            # at each update (use_buffers=False in both). The latter is done here by hand.
            before, now = statistics_of(self.average.module), statistics_of(model)
            start = statistics_of(net(NORMED, next(model.parameters()).dtype))
            assert all(torch.equal(before[n], start[n]) and not torch.equal(now[n], start[n]) for n in now)
            for n in now:
                before[n].copy_(now[n])
        return {"evaluation": evaluated(self.average.module, next(model.parameters()).dtype)}


class Swa(Regularizer):
    """AveragedModel's equal average after chosen steps, and update_bn."""

    def __init__(self, chosen, batch_rows):
        self.chosen, self.batch_rows, self.settings, self.seen = chosen, batch_rows, {"averagedAfterSteps": chosen}, []

    def start(self, model):
        self.average = AveragedModel(model)

    def after(self, t, model):
        if t + 1 not in self.chosen:
            return {}
        self.average.update_parameters(model)
        return {"average": values_of(self.average.module.named_parameters())}

    def by_hand_after(self, t, step, w):
        if t + 1 in self.chosen:
            self.seen.append(w)
            for name, values in step["average"].items():
                assert np.abs(sum(s[name] for s in self.seen) / len(self.seen) - np.array(values)).max() < 1e-13
        else:
            assert "average" not in step
        return w

    def end(self, model):
        dtype = next(model.parameters()).dtype
        parameters = values_of(self.average.module.named_parameters())
        batches = [grid(93, i, [rows, WIDTH]).to(dtype) for i, rows in enumerate(self.batch_rows)]
        update_bn(batches, self.average)
        assert values_of(self.average.module.named_parameters()) == parameters
        if not statistics_of(model):
            return {"evaluation": evaluated(self.average.module, dtype)}
        if dtype == DOUBLE:
            self.check(batches)
        counts = {n: v.item() for n, v in self.average.module.named_buffers() if n.endswith("num_batches_tracked")}
        assert set(counts.values()) == {len(batches)}
        return {"batchNormUpdate": {"batches": [{"rows": len(b), "input": numbers(b)} for b in batches],
                                    "statistics": values_of(statistics_of(self.average.module))},
                "evaluation": evaluated(self.average.module, dtype)}

    def check(self, batches):
        """Each batch passes the norms before with its own statistics; all batches count alike, however many rows they have."""
        parts = list(self.average.module)
        for k, norm in enumerate(parts):
            if isinstance(norm, nn.BatchNorm1d):
                means, variances = [], []
                for h in batches:
                    for part in parts[:k]:
                        h = (h - h.mean(0)) / (h.var(0, unbiased=False) + part.eps).sqrt() * part.weight + part.bias \
                            if isinstance(part, nn.BatchNorm1d) else part(h)
                    means.append(h.mean(0))
                    variances.append(h.var(0, unbiased=True))
                close(norm.running_mean, sum(means) / len(means))
                close(norm.running_var, sum(variances) / len(variances))


class Lookahead(Regularizer):
    """Every k steps: slow += alpha * (fast - slow), fast = slow. Slow is copied before the first step."""

    def __init__(self, k, alpha):
        self.k, self.alpha, self.settings, self.hand = k, alpha, {"k": k, "alpha": alpha}, None

    def start(self, model):
        self.slow = {n: p.detach().clone() for n, p in model.named_parameters()}

    def after(self, t, model):
        synchronised = (t + 1) % self.k == 0
        if synchronised:
            with torch.no_grad():
                for n, p in model.named_parameters():
                    self.slow[n].add_(p - self.slow[n], alpha=self.alpha)
                    p.copy_(self.slow[n])
        return {"synchronised": synchronised, "slow": values_of(self.slow)}

    def by_hand_after(self, t, step, w):
        if self.hand is None:
            self.hand = {n: p.detach().numpy().reshape(-1) for n, p in net(TINY).named_parameters()}
        if (t + 1) % self.k == 0:
            self.hand = w = {n: (1 - self.alpha) * self.hand[n] + self.alpha * w[n] for n in w}
        assert all(np.abs(self.hand[n] - np.array(v)).max() < 1e-13 for n, v in step["slow"].items())
        return w


class ElasticNet(Regularizer):
    """l2 * w is added to the gradient; after the step w = sign(w) * max(|w| - rate * l1, 0). Weights of Linears only."""

    def __init__(self, l1, l2, rate, **settings):
        self.l1, self.l2, self.rate = l1, l2, rate
        self.settings = {"l1": l1, "l2": l2, **settings, "threshold": rate * l1}

    def loss(self, t, model, x, labels):
        with torch.no_grad():
            penalty = sum(self.l1 * w.abs().sum() + self.l2 / 2 * (w * w).sum() for w in weights_of(model).values())
        return F.cross_entropy(model(x), labels), {"penalty": penalty.item()}

    def before(self, t, model):
        with torch.no_grad():
            for w in weights_of(model).values():
                w.grad.add_(w, alpha=self.l2)
        return {}

    def after(self, t, model):
        zeros = 0
        with torch.no_grad():
            for w in weights_of(model).values():
                threshold = self.rate * self.l1
                expected = w.sign() * (w.abs() - threshold).clamp(min=0)
                w.copy_(F.softshrink(w, threshold))
                assert torch.equal(w, expected)  # which has -0 where softshrink has +0
                zeros += int((w == 0).sum())
        return {"zeros": zeros}

    def by_hand_gradients(self, step, w, g):
        return {n: g[n] + self.l2 * w[n] if n.endswith("weight") else g[n] for n in g}

    def by_hand_after(self, t, step, w):
        shrunk = {n: np.where(np.abs(v) > self.rate * self.l1, v - np.sign(v) * self.rate * self.l1, 0.0) for n, v in w.items()}
        # Neither a zero nor any other weight hangs on the last digits of float32.
        for n, v in w.items():
            assert not n.endswith("weight") or np.abs(np.abs(v) - self.rate * self.l1).min() > (1e-5 if self.l1 > 0 else 0)
        return {n: shrunk[n] if n.endswith("weight") else w[n] for n in w}


class MaxNorm(Regularizer):
    """After the step, each row of a weight [out, in] is multiplied by min(1, c / its norm)."""

    def __init__(self, c):
        self.c, self.settings = c, {"c": c}

    def after(self, t, model):
        norms, scaled = {}, 0
        with torch.no_grad():
            for n, w in weights_of(model).items():
                norm = w.norm(dim=1, keepdim=True)
                norms[n] = numbers(norm)
                kept = w.clone()
                theirs = torch.renorm(w, 2, 0, self.c)
                w.mul_((self.c / norm).clamp(max=1.0))
                # torch.renorm divides by norm + 1e-7: rows that it shrinks end just below c. It leaves the others alone, as we do.
                over = norm.reshape(-1) > self.c
                assert torch.equal(theirs[~over], kept[~over]) and torch.equal(w[~over], kept[~over])
                if w.dtype == DOUBLE:
                    close(theirs[over], (kept * (self.c / (norm + 1e-7)))[over], 1e-15)
                    close(w.norm(dim=1)[over], torch.full([int(over.sum())], self.c), 1e-15)
                    assert bool((theirs.norm(dim=1)[over] < self.c * (1 - 2e-8)).all())
                    assert not over.any() or 2e-8 < (1 - theirs[over] / w[over]).abs().max() < 1e-7 / self.c
                scaled += int(over.sum())
        return {"norms": norms, "scaledRows": scaled}

    def by_hand_after(self, t, step, w):
        moved = {}
        for n, v in w.items():
            rows = v.reshape(len(step["norms"][n]), -1) if n.endswith("weight") else None
            moved[n] = v if rows is None else np.concatenate([r * min(1.0, self.c / math.sqrt((r * r).sum())) for r in rows])
        return moved


MIXES = [
    # lambda, permutation: row r is mixed with row permutation[r]
    (0.3125, [3, 0, 5, 1, 2, 4]), (0.84375, [5, 0, 1, 2, 3, 4]), (0.5, [5, 4, 3, 2, 1, 0]), (1.0, [2, 0, 1, 5, 3, 4]),
    (0.0625, [0, 2, 1, 3, 5, 4]),
]


class MixUp(Regularizer):
    def __init__(self, smoothing):
        self.smoothing, self.settings = smoothing, {"labelSmoothing": smoothing}

    def loss(self, t, model, x, labels):
        share, partner = MIXES[t]
        one_hot = F.one_hot(labels, CLASSES).to(x.dtype)
        mixed, soft = share * x + (1 - share) * x[partner], share * one_hot + (1 - share) * one_hot[partner]
        mixed.requires_grad_(True)
        loss = F.cross_entropy(model(mixed), soft, label_smoothing=self.smoothing)
        told = {"lambda": share, "permutation": partner, "mixedInput": numbers(mixed), "softTargets": numbers(soft)}
        gradient, = torch.autograd.grad(loss, mixed, retain_graph=True)
        told["mixedInputGradient"] = numbers(gradient)
        if x.dtype == DOUBLE:
            parts = [F.cross_entropy(model(mixed), y, label_smoothing=self.smoothing) for y in (labels, labels[partner])]
            close(loss, share * parts[0] + (1 - share) * parts[1])
            assert share != 1 or (torch.equal(mixed, x) and torch.equal(soft, one_hot))
            assert gradcheck(lambda v: F.cross_entropy(model(v), soft, label_smoothing=self.smoothing), mixed.detach().requires_grad_(True))
        return loss, told


class GradientNoise(Regularizer):
    """sigma * z is added to every gradient (biases too), sigma^2 = eta / (1 + t)^gamma, t from 0; then clip_grad_norm_."""

    def __init__(self, eta, gamma, maximum):
        self.eta, self.gamma, self.maximum = eta, gamma, maximum
        self.settings = {"eta": eta, "gamma": gamma, "maxNorm": maximum}

    def before(self, t, model):
        sigma, z, noisy = math.sqrt(self.eta / (1 + t) ** self.gamma), {}, {}
        for i, (n, p) in enumerate(model.named_parameters()):
            u, v = (uniforms(SEED, TEST, unit, 10 * t + i, p.numel()) for unit in (94, 95))
            normal = single(np.sqrt(-2 * np.log(1 - u)) * np.cos(2 * math.pi * v))  # Box and Muller
            z[n] = numbers(normal)
            p.grad.add_(normal.reshape(p.shape).to(p.dtype), alpha=sigma)
            noisy[n] = numbers(p.grad)
        norm = nn.utils.clip_grad_norm_(model.parameters(), self.maximum).item()
        return {"sigma": sigma, "z": z, "noisyGradients": noisy, "norm": norm,
                "clippedGradients": values_of((n, p.grad) for n, p in model.named_parameters())}

    def by_hand_gradients(self, step, w, g):
        noisy = {n: g[n] + step["sigma"] * np.array(step["z"][n]) for n in g}
        norm = math.sqrt(sum((v * v).sum() for v in noisy.values()))
        assert abs(norm - step["norm"]) < 1e-13
        return {n: v * min(1.0, self.maximum / (norm + 1e-6)) for n, v in noisy.items()}


class SoftTargets(Regularizer):
    """Given probabilities as targets, and label smoothing on top."""

    def __init__(self, smoothing):
        self.smoothing, self.settings = smoothing, {"labelSmoothing": smoothing}

    def loss(self, t, model, x, labels):
        soft = distributions(96, t, ROWS, CLASSES).to(x.dtype)
        logits = model(x)
        loss = F.cross_entropy(logits, soft, label_smoothing=self.smoothing)
        if x.dtype == DOUBLE:
            close(loss, loss_by_hand("cross_entropy", {"labelSmoothing": self.smoothing}, logits, soft)[0])
        return loss, {"softTargets": numbers(soft)}


def check_regularizers(cases):
    """What must hold between cases, and between a regularizer and its absence."""
    def steps_of(make, optimizer, steps=7):
        return [e["parameters"] for e in run_steps(TINY, make(), optimizer, steps, 0, DOUBLE)[0]["steps"]]

    for optimizer in (MOMENTUM, ADAM):
        plain = steps_of(Regularizer, optimizer)
        assert steps_of(lambda: Lookahead(100, 0.5), optimizer) == plain
        assert deviation(plain, steps_of(lambda: Lookahead(3, 1.0), optimizer)) < 1e-14
        assert steps_of(lambda: MaxNorm(1e3), optimizer) == plain
        assert steps_of(lambda: ElasticNet(0.0, 0.0, 0.1), optimizer) == plain
        assert deviation(plain[:1], steps_of(lambda: GradientNoise(0.0, 0.55, 1e9), optimizer, 1)) < 1e-8

    # l2 as PyTorch's weight_decay on a group of the weights alone.
    for optimizer in (SGD, MOMENTUM, ADAM):
        model = net(TINY)
        weights = list(weights_of(model).values())
        others = [p for p in model.parameters() if not any(p is w for w in weights)]
        moving = made(optimizer, [{"params": weights, "weight_decay": 0.3}, {"params": others}])
        for step in run_steps(TINY, ElasticNet(0.0, 0.3, 0.1), optimizer, 5, 0, DOUBLE)[0]["steps"]:
            moving.zero_grad()
            F.cross_entropy(model(torch.tensor(step["input"]).reshape(ROWS, WIDTH)), torch.tensor(step["labels"])).backward()
            moving.step()
            assert deviation(step["parameters"], values_of(model.named_parameters())) < 1e-14

    for c in cases:
        if c["regularizer"] in ("L1", "elastic net"):
            assert 2 <= c["steps"][-1]["zeros"] < 18
        if c["regularizer"] == "gradient noise":
            assert {s["norm"] > c["settings"]["maxNorm"] for s in c["steps"]} == {True, False}
        if c["regularizer"] == "max-norm":
            assert any(0 < s["scaledRows"] < 5 for s in c["steps"])


def averages():
    cases = []
    for word, optimizer in [("SGD", MOMENTUM), ("Adam", ADAM)]:
        cases.append(case_of(f"EMA over {word}", "EMA", lambda: Ema(0.9), optimizer, 5,
                             note="the first update copies: the initial weights never enter the average"))
    cases.append(case_of("EMA with BatchNorm", "EMA", lambda: Ema(0.9), SGD, 5, NORMED,
                         note="evaluation: averaged weights with the model's own running statistics, as in PyTorch 2 (1.13 would keep "
                              "those that the model had when the average was made)"))
    cases.append(case_of("SWA", "SWA", lambda: Swa([3, 5, 7], [6, 6]), MOMENTUM, 7))
    cases.append(case_of("SWA with BatchNorm", "SWA", lambda: Swa([2, 4, 6], [6, 6, 6]), SGD, 6, NORMED,
                         note="batchNormUpdate: statistics reset, then the plain mean over batches, in train mode"))
    cases.append(case_of("SWA with BatchNorm, a small last batch", "SWA", lambda: Swa([4, 5, 6], [6, 6, 2]), SGD, 6, NORMED,
                         note="batchNormUpdate: every batch counts alike, however many rows it has"))
    for word, optimizer in [("SGD", SGD), ("SGD with momentum", MOMENTUM), ("Adam", ADAM)]:
        cases.append(case_of(f"Lookahead over {word}", "Lookahead", lambda: Lookahead(3, 0.5), optimizer, 7,
                             note="parameters: the fast weights, after the synchronisation where there is one; the optimizer's state is kept"))
    # EMA in closed form: the first weights are copied, so they weigh 0.9^4 after five steps.
    steps = next(c for c in cases if c["name"] == "EMA over SGD")["steps"]
    closed = sum(np.array(s["parameters"]["0.weight"]) * (0.9**4 if t == 0 else 0.1 * 0.9 ** (4 - t)) for t, s in enumerate(steps))
    assert np.abs(closed - np.array(steps[4]["average"]["0.weight"])).max() < 1e-14
    assert len({c["name"] for c in cases}) == len(cases)
    write("averages.json", {"torch": TORCH, "cases": cases})


def regularizers():
    cases = []
    for word, optimizer in [("SGD", SGD), ("SGD with momentum", MOMENTUM), ("Adam", ADAM)]:
        rate = optimizer["learningRate"]
        cases.append(case_of(f"L1 with {word}", "L1", lambda: ElasticNet(0.3, 0.0, rate), optimizer, 5,
                             accept=lambda r: r["steps"][-1]["zeros"] >= 2 and margin_of_zeros(r, 0.3 * rate, 0.0, optimizer),
                             note="weights, not biases; threshold = learning rate * l1, for Adam too; penalty is l1 * sum |w| before the step"))
        cases.append(case_of(f"elastic net with {word}", "elastic net",
                             lambda: ElasticNet(0.4 * 0.75, 0.4 * (1 - 0.75), rate, strength=0.4, l1Ratio=0.75), optimizer, 5,
                             accept=lambda r: r["steps"][-1]["zeros"] >= 2 and margin_of_zeros(r, 0.4 * 0.75 * rate, 0.1, optimizer),
                             note="l1 = strength * l1Ratio, l2 = strength * (1 - l1Ratio); the penalty is l1 * sum |w| + l2 / 2 * sum w^2"))
    for word, optimizer in [("SGD", MOMENTUM), ("Adam", ADAM)]:
        cases.append(case_of(f"max-norm with {word}", "max-norm", lambda: MaxNorm(0.5), optimizer, 5,
                             note="norms: of each row before it is scaled; torch.renorm would divide by norm + 1e-7, so its rows end "
                                  "below c by 1e-7 / norm (relative)"))
    for name, smoothing in [("MixUp", 0.0), ("MixUp with label smoothing", 0.1)]:
        cases.append(case_of(name, "MixUp", lambda: MixUp(smoothing), MOMENTUM, 5,
                             note="row r becomes lambda * row r + (1 - lambda) * row permutation[r], and so do one-hot labels; "
                                  "softTargets are before smoothing"))
    for word, optimizer in [("SGD", MOMENTUM), ("Adam", ADAM)]:
        cases.append(case_of(f"gradient noise with {word}", "gradient noise", lambda: GradientNoise(0.1, 0.55, 1.0), optimizer, 5,
                             note="noisyGradients = gradients + sigma * z; clipped = noisy * min(1, maxNorm / (norm + 1e-6))"))
    for name, smoothing in [("soft targets", 0.0), ("soft targets with label smoothing", 0.1)]:
        cases.append(case_of(name, "soft targets", lambda: SoftTargets(smoothing), ADAM, 3,
                             note="labels are not used; softTargets are before smoothing"))
    assert len({c["name"] for c in cases}) == len(cases)
    check_regularizers(cases)
    write("regularizers.json", {"torch": TORCH, "cases": cases})


def margin_of_zeros(result, threshold, l2, optimizer):
    """Whether every |w| before its shrinking was clearly above or below the threshold."""
    w, state = {n: p.detach().numpy().reshape(-1).copy() for n, p in net(TINY).named_parameters()}, {}
    for t, step in enumerate(result["steps"]):
        g = {n: np.array(v) + (l2 * w[n] if n.endswith("weight") else 0.0) for n, v in step["gradients"].items()}
        moved = by_hand_update(optimizer, state, t, w, g)
        if min(np.abs(np.abs(v) - threshold).min() for n, v in moved.items() if n.endswith("weight")) < 2e-5:
            return False
        w = {n: np.array(v) for n, v in step["parameters"].items()}
    return True


def main():
    warnings.simplefilter("error")
    check_philox()
    activations()
    layernorm()
    losses()
    residuals()
    initial()
    averages()
    regularizers()


if __name__ == "__main__":
    main()
