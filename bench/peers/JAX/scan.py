#!/usr/bin/env python3
"""JAX: an epoch is one compiled function, lax.scan over its steps, vmap over R nets in each, and the validation pass."""
import functools
import sys

import jax
import jax.numpy as jnp
import jaxlib
from jax import lax

from chapter_net import cross_entropy, eval_logits, guessed, initial_parameters, initial_statistics, train_step
from chapter_data import PIXELS
from peer_program import NET, PeerFailure, metrics, parser, run, validation_parts


def epoch(state, keys, data, *, nets, unroll):
    """
    All nets' steps, then their validation. The state is (parameters, running statistics, both of Adam's moments, steps done);
    keys are one for shuffles and one for dropout. Returns the state and [loss, right, validation loss, right], sums over nets.
    """
    shuffle_key, dropout_key = keys
    rows = data["train_labels"].shape[0]
    steps = rows // NET.batch
    # A net's order: random numbers, sorted.
    order = jnp.argsort(jax.random.bits(shuffle_key, (nets, rows), dtype=jnp.uint32), axis=1)
    batches = jnp.swapaxes(jnp.reshape(order[:, :steps * NET.batch], (nets, steps, NET.batch)), 0, 1)

    def step(carry, inputs):
        (parameters, statistics, moments, done), sums = carry
        chosen, number = inputs
        done = done + 1
        x = scaled(data, jnp.take(data["train_images"], chosen, axis=0, mode="clip"))
        labels = jnp.take(data["train_labels"], chosen, axis=0, mode="clip")
        # Masks of all nets at once, outside vmap: this generator's keys need no mapping then.
        kept = jax.random.bernoulli(
            jax.random.fold_in(dropout_key, number), 1 - NET.dropout, (2, nets, NET.batch, NET.hidden))
        parameters, statistics, moments, loss, right = jax.vmap(train_step, in_axes=(0, 0, 0, None, 0, 0, 1))(
            parameters, statistics, moments, done, x, labels, kept)
        sums = sums + jnp.stack([jnp.sum(loss) * NET.batch, jnp.sum(right)])
        return ((parameters, statistics, moments, done), sums), None

    (state, sums), _ = lax.scan(step, (state, jnp.zeros(2)), (batches, jnp.arange(steps)), unroll=unroll)
    return state, jnp.concatenate([sums, validation(state, data, nets)])


def validation(state, data, nets):
    parameters, statistics = state[0], state[1]
    rows = data["valid_labels"].shape[0]
    parts = validation_parts(nets, rows)

    def part(sums, inputs):
        images, labels = inputs
        logits = jax.vmap(eval_logits, in_axes=(0, 0, None))(parameters, statistics, scaled(data, images))
        losses = jax.vmap(cross_entropy, in_axes=(0, None))(logits, labels)
        right = jax.vmap(guessed, in_axes=(0, None))(logits, labels)
        return sums + jnp.stack([jnp.sum(losses), jnp.sum(right)]), None

    images = jnp.reshape(data["valid_images"], (parts, rows // parts, PIXELS))
    sums, _ = lax.scan(part, jnp.zeros(2), (images, jnp.reshape(data["valid_labels"], (parts, rows // parts))))
    return sums


def scaled(data, images):
    return (images.astype(data["range"].dtype) - data["minimum"]) / data["range"]


class ScanTraining:
    def __init__(self, options, data):
        self.nets = options.nets
        self.random = options.random
        self.data = {
            "train_images": jnp.asarray(data.train_images), "train_labels": jnp.asarray(data.train_labels, dtype=jnp.int32),
            "valid_images": jnp.asarray(data.valid_images), "valid_labels": jnp.asarray(data.valid_labels, dtype=jnp.int32),
            "minimum": jnp.asarray(float(data.minimum)), "range": jnp.asarray(float(data.range))}
        self.rows = len(data.train_labels) // NET.batch * NET.batch
        self.valid_rows = len(data.valid_labels)
        # The state is given away, so that its memory becomes the next one's.
        unroll = min(options.unroll, len(data.train_labels) // NET.batch)
        self.epoch = jax.jit(functools.partial(epoch, nets=options.nets, unroll=unroll), donate_argnums=0)
        self.device = jax.devices()[0]
        self.facts = {
            "versions": {"jax": jax.__version__, "jaxlib": jaxlib.__version__}, "device": self.device.device_kind,
            "unroll": options.unroll, "random": options.random, "optimizer": "AdamW, written out, fused by the compiler"}

    def restart(self, seed):
        # Weights and shuffles are drawn by threefry, JAX's own generator; dropout's may be a faster one.
        initial, self.shuffles = jax.random.split(jax.random.key(seed))
        self.dropouts = jax.random.key(seed, impl=self.random)
        self.state = None
        self.state = start(initial, self.nets)

    def run(self, epochs):
        results = []
        for number in range(epochs):
            keys = jax.random.fold_in(self.shuffles, number), jax.random.fold_in(self.dropouts, number)
            self.state, sums = self.epoch(self.state, keys, self.data)
            results.append(metrics(*(float(number) for number in jax.device_get(sums)), self.nets, self.rows, self.valid_rows))
        return results

    def wait(self):
        jax.block_until_ready(self.state)

    def memory(self):
        statistics = self.device.memory_stats() or {}
        return statistics.get("peak_bytes_in_use")


def start(key, nets):
    # Not compiled: every array must have memory of its own, because all of them are given away.
    parameters = initial_parameters(key, nets)
    zeros = jax.tree_util.tree_map(jnp.zeros_like, parameters)
    also_zeros = jax.tree_util.tree_map(jnp.zeros_like, parameters)
    return parameters, initial_statistics(nets), (zeros, also_zeros), jnp.zeros(())


def prepare(options, data):
    if options.device == "cpu":
        jax.config.update("jax_platforms", "cpu")
    # "tensorfloat32" allows it; "highest" does not. JAX's own default on such a GPU would allow it.
    jax.config.update("jax_default_matmul_precision", "tensorfloat32" if options.tf32 == "on" else "highest")
    if options.device == "cuda" and jax.devices()[0].platform not in ("gpu", "cuda"):
        raise PeerFailure("JAX sees no CUDA device")
    return ScanTraining(options, data)


def main():
    options = parser(__doc__)
    options.add_argument("--unroll", type=int, default=5, metavar="N", help="steps written out in the loop's body")
    options.add_argument("--random", choices=["rbg", "threefry2x32"], default="rbg", help="dropout's generator")
    return run("jax", options.parse_args(), prepare)


if __name__ == "__main__":
    sys.exit(main())
