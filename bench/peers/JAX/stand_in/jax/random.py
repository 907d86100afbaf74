"""Keys are whole numbers; what is drawn has nothing to do with what JAX draws."""
import torch


def key(seed, impl=None):
    return seed


def split(key):
    return fold_in(key, 1), fold_in(key, 2)


def fold_in(key, number):
    return hash((key, int(number))) % 2**31


def generator(key):
    return torch.Generator().manual_seed(key)


def uniform(key, shape, minval, maxval):
    return minval + (maxval - minval) * torch.rand(shape, generator=generator(key))


def bits(key, shape, dtype):
    return torch.randint(0, 2**32, shape, generator=generator(key))


def bernoulli(key, p, shape):
    return torch.rand(shape, generator=generator(key)) < p
