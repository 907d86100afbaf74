"""The chapter's "altogether" net in JAX, sound form: plain arrays and functions, no library beside it."""
import os
import sys

import jax
import jax.numpy as jnp
from jax import lax

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir, "Python"))
from chapter_data import CLASSES, PIXELS  # noqa: E402
from peer_program import NET  # noqa: E402

LINEAR = {"input": (PIXELS, NET.hidden), "hd1": (NET.hidden, NET.hidden), "hd2": (NET.hidden, NET.hidden), "hd3": (NET.hidden, CLASSES)}
NORMS = ("bn1", "bn2")


def initial_parameters(key, nets):
    """Stacked parameters, each Linear's drawn between plus and minus 1 / sqrt(inputs)."""
    parameters = {}
    for number, (name, (inputs, outputs)) in enumerate(LINEAR.items()):
        weight_key, bias_key = jax.random.split(jax.random.fold_in(key, number))
        bound = inputs ** -0.5
        parameters[f"{name}.weight"] = jax.random.uniform(weight_key, (nets, inputs, outputs), minval=-bound, maxval=bound)
        parameters[f"{name}.bias"] = jax.random.uniform(bias_key, (nets, outputs), minval=-bound, maxval=bound)
    for name in NORMS:
        parameters[f"{name}.weight"] = jnp.ones((nets, NET.hidden))
        parameters[f"{name}.bias"] = jnp.zeros((nets, NET.hidden))
    return parameters


def initial_statistics(nets):
    """Running means and variances of the BatchNorms, stacked."""
    return {
        name: value for norm in NORMS
        for name, value in ((f"{norm}.mean", jnp.zeros((nets, NET.hidden))), (f"{norm}.var", jnp.ones((nets, NET.hidden))))}


def linear(parameters, name, x):
    return jnp.matmul(x, parameters[f"{name}.weight"]) + parameters[f"{name}.bias"]


def normalize(parameters, name, x, mean, var):
    scale = parameters[f"{name}.weight"] * lax.rsqrt(var + NET.norm_epsilon)
    return x * scale + (parameters[f"{name}.bias"] - mean * scale)


def norm_by_batch(parameters, statistics, name, x):
    """Normalized by the batch's mean and biased variance; running statistics take the unbiased one, as PyTorch's do."""
    rows = x.shape[0]
    mean = jnp.mean(x, axis=0)
    var = jnp.mean(jnp.square(x - mean), axis=0)
    keep = 1 - NET.norm_momentum
    after = {
        f"{name}.mean": keep * statistics[f"{name}.mean"] + NET.norm_momentum * lax.stop_gradient(mean),
        f"{name}.var": keep * statistics[f"{name}.var"] + NET.norm_momentum * rows / (rows - 1) * lax.stop_gradient(var)}
    return normalize(parameters, name, x, mean, var), after


def drop(x, kept):
    return jnp.where(kept, x / (1 - NET.dropout), 0.0)


def train_logits(parameters, statistics, x, kept):
    """One net's logits for a batch and its running statistics afterwards; `kept` are the two dropouts' masks."""
    x, first = norm_by_batch(parameters, statistics, "bn1", linear(parameters, "input", x))
    x = jnp.maximum(x, 0.0)
    x, second = norm_by_batch(parameters, statistics, "bn2", linear(parameters, "hd1", x))
    x = drop(jnp.maximum(x, 0.0), kept[0])
    x = drop(jnp.maximum(linear(parameters, "hd2", x), 0.0), kept[1])
    return linear(parameters, "hd3", x), {**first, **second}


def eval_logits(parameters, statistics, x):
    """One net's logits by its running statistics, without dropout."""
    for layer, norm in (("input", "bn1"), ("hd1", "bn2")):
        x = normalize(parameters, norm, linear(parameters, layer, x), statistics[f"{norm}.mean"], statistics[f"{norm}.var"])
        x = jnp.maximum(x, 0.0)
    return linear(parameters, "hd3", jnp.maximum(linear(parameters, "hd2", x), 0.0))


def cross_entropy(logits, labels):
    """Summed over rows."""
    chosen = jnp.take_along_axis(jax.nn.log_softmax(logits, axis=-1), labels[:, None], axis=-1)
    return -jnp.sum(chosen)


def guessed(logits, labels):
    """How many rows are right."""
    return jnp.sum((jnp.argmax(logits, axis=-1) == labels).astype(jnp.float32))


def train_step(parameters, statistics, moments, count, x, labels, kept):
    """One net's step: AdamW, decoupled weight decay on weight matrices only. `count` is the number of this step, from 1."""

    def loss_of(parameters):
        logits, after = train_logits(parameters, statistics, x, kept)
        return cross_entropy(logits, labels) / x.shape[0], (after, guessed(logits, labels))

    (loss, (statistics, right)), gradients = jax.value_and_grad(loss_of, has_aux=True)(parameters)
    first_correction = 1 - NET.beta1 ** count
    second_correction = 1 - NET.beta2 ** count
    updated, first, second = {}, {}, {}
    for name, gradient in gradients.items():
        first[name] = NET.beta1 * moments[0][name] + (1 - NET.beta1) * gradient
        second[name] = NET.beta2 * moments[1][name] + (1 - NET.beta2) * jnp.square(gradient)
        root = jnp.sqrt(second[name] / second_correction) + NET.epsilon
        decayed = parameters[name] * (1 - NET.rate * NET.decay) if is_decayed(name) else parameters[name]
        updated[name] = decayed - NET.rate * (first[name] / first_correction) / root
    return updated, statistics, (first, second), loss, right


def is_decayed(name):
    return name.endswith(".weight") and not name.startswith("bn")
