"""
Just enough of JAX's interface, computed by PyTorch without compiling, to try the peer's arithmetic where JAX is not to be had.
It says nothing about JAX's speed, nor whether real JAX takes every call: arguments that it would refuse may pass here.
"""
from types import SimpleNamespace

import torch

from . import lax, nn, numpy, random, tree_util

__version__ = "stand-in"
config = SimpleNamespace(update=lambda name, value: None)


def jit(function, donate_argnums=()):
    return function


def devices():
    return [SimpleNamespace(platform="cpu", device_kind="stand-in", memory_stats=lambda: None)]


def device_get(values):
    return values.detach()


def block_until_ready(values):
    return values


def value_and_grad(function, has_aux):
    def both(values):
        leaves = {name: value.detach().requires_grad_() for name, value in values.items()}
        result, more = function(leaves)
        gradients = torch.autograd.grad(result, list(leaves.values()))
        detached = tree_util.tree_map(lambda value: value.detach(), more)
        return (result.detach(), detached), dict(zip(leaves, gradients))

    return both


def vmap(function, in_axes):
    """One call for each slice; results are stacked."""

    def mapped(*arguments):
        pairs = list(zip(arguments, in_axes))
        count = next(tree_util.leaves(argument)[0].shape[axis] for argument, axis in pairs if axis is not None)
        results = [
            function(*(
                argument if axis is None else tree_util.tree_map(lambda value: value.select(axis, number), argument)
                for argument, axis in pairs))
            for number in range(count)]
        return tree_util.tree_map(lambda *values: torch.stack(values), *results)

    return mapped
