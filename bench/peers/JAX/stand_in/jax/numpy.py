import torch

float32, int32, uint32 = torch.float32, torch.int32, torch.int64

zeros, ones, zeros_like, matmul, square, sqrt, where, stack = (
    torch.zeros, torch.ones, torch.zeros_like, torch.matmul, torch.square, torch.sqrt, torch.where, torch.stack)
reshape, swapaxes, arange, concatenate = torch.reshape, torch.swapaxes, torch.arange, torch.cat

torch.Tensor.astype = torch.Tensor.to


def asarray(values, dtype=None):
    return torch.tensor(values, dtype=dtype)


def mean(values, axis):
    return values.mean(axis)


def sum(values):
    return values.sum()


def maximum(values, least):
    return values.clamp_min(least)


def argmax(values, axis):
    return values.argmax(axis)


def argsort(values, axis):
    return values.argsort(axis)


def take(values, rows, axis, mode):
    return values[rows]


def take_along_axis(values, indices, axis):
    return values.gather(axis, indices.long())
