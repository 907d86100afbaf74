"""The chapter's "altogether" net in PyTorch, sound form, and what its three programs share."""
import math
import os
import sys

import torch
import torch.nn.functional as F
from torch import nn

# The other modules import this one first, and so need not say where the shared ones are.
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir, "Python"))
from chapter_data import CLASSES, PIXELS  # noqa: E402
from peer_program import NET, PeerFailure  # noqa: E402


class Norm(nn.Module):
    """BatchNorm of rows. By the library's operation, or written out, which some compilers and vmap like better."""

    def __init__(self, features, written_out=False):
        super().__init__()
        self.written_out = written_out
        self.weight = nn.Parameter(torch.ones(features))
        self.bias = nn.Parameter(torch.zeros(features))
        self.register_buffer("running_mean", torch.zeros(features))
        self.register_buffer("running_var", torch.ones(features))

    def forward(self, x):
        if not self.written_out:
            return F.batch_norm(
                x, self.running_mean, self.running_var, self.weight, self.bias, self.training, NET.norm_momentum, NET.norm_epsilon)
        if self.training:
            var, mean = torch.var_mean(x, 0, unbiased=False)
            rows = x.shape[0]
            self.running_mean.mul_(1 - NET.norm_momentum).add_(mean.detach(), alpha=NET.norm_momentum)
            self.running_var.mul_(1 - NET.norm_momentum).add_(var.detach(), alpha=NET.norm_momentum * rows / (rows - 1))
        else:
            mean, var = self.running_mean, self.running_var
        scale = self.weight * torch.rsqrt(var + NET.norm_epsilon)
        return x * scale + (self.bias - mean * scale)


class ChapterNet(nn.Module):
    """784-200-200-200-10: BatchNorm before the first two ReLUs, dropout after the second and the third."""

    def __init__(self, dropout=NET.dropout, written_out=False):
        super().__init__()
        self.dropout = dropout
        self.input = nn.Linear(PIXELS, NET.hidden)
        self.bn1 = Norm(NET.hidden, written_out)
        self.hd1 = nn.Linear(NET.hidden, NET.hidden)
        self.bn2 = Norm(NET.hidden, written_out)
        self.hd2 = nn.Linear(NET.hidden, NET.hidden)
        self.hd3 = nn.Linear(NET.hidden, CLASSES)

    def forward(self, x):
        x = F.relu(self.bn1(self.input(x)))
        x = self.drop(F.relu(self.bn2(self.hd1(x))))
        x = self.drop(F.relu(self.hd2(x)))
        return self.hd3(x)

    def drop(self, x):
        return F.dropout(x, self.dropout, self.training) if self.dropout else x


def initialize(parameters, buffers):
    """
    PyTorch's own initial weights, written into tensors that stay where they are: a captured graph knows their addresses.
    A leading dimension for many nets needs no other code, since each number is drawn for itself.
    """
    with torch.no_grad():
        for name, tensor in parameters.items():
            layer, kind = name.split(".")
            if layer.startswith("bn"):
                tensor.fill_(1 if kind == "weight" else 0)
            else:
                bound = 1 / math.sqrt(PIXELS if layer == "input" else NET.hidden)
                tensor.uniform_(-bound, bound)
        for name, tensor in buffers.items():
            tensor.fill_(1 if name.endswith("var") else 0)


def adamw(parameters, fused):
    """AdamW with weight decay on the weight matrices only. Fused where asked for and a GPU is there, else PyTorch's choice."""
    weights = {name for name in parameters if name.endswith("weight") and not name.startswith("bn")}
    groups = [
        {"params": [tensor for name, tensor in parameters.items() if name in weights], "weight_decay": NET.decay},
        {"params": [tensor for name, tensor in parameters.items() if name not in weights], "weight_decay": 0.0}]
    settings = {"lr": NET.rate, "betas": (NET.beta1, NET.beta2), "eps": NET.epsilon}
    if fused and next(iter(parameters.values())).is_cuda:
        settings.update(fused=True, capturable=True)
    return torch.optim.AdamW(groups, **settings)


def forget(optimizer):
    """Back to the state before the first step, in place."""
    for state in optimizer.state.values():
        for tensor in state.values():
            tensor.zero_()


class DeviceData:
    """The images as bytes on the device. A batch is gathered there and scaled to [0, 1] by the training rows' range."""

    def __init__(self, data, device):
        self.train_images, self.valid_images = (torch.tensor(part, device=device) for part in (data.train_images, data.valid_images))
        self.train_labels, self.valid_labels = (
            torch.tensor(part, device=device, dtype=torch.int64) for part in (data.train_labels, data.valid_labels))
        self.minimum, self.factor = data.minimum / data.range, 1 / data.range
        self.rows, self.valid_rows = len(self.train_labels), len(self.valid_labels)
        self.steps = self.rows // NET.batch

    def scaled(self, images):
        # Bytes times a number are floats: one operation converts and scales.
        floats = images * self.factor
        return floats.sub_(self.minimum) if self.minimum else floats

    def batch(self, rows):
        """Images and labels of rows, which may have any number of dimensions."""
        flat = rows.reshape(-1)
        images = self.train_images.index_select(0, flat).view(*rows.shape, PIXELS)
        return self.scaled(images), self.train_labels.index_select(0, flat).view(rows.shape)


def prepare_device(options):
    """Settings of the whole process; returns the device."""
    if options.device == "cuda" and not torch.cuda.is_available():
        raise PeerFailure("PyTorch sees no CUDA device")
    torch.backends.cuda.matmul.allow_tf32 = options.tf32 == "on"
    torch.backends.cudnn.allow_tf32 = options.tf32 == "on"
    return torch.device(options.device)


def facts(device, **more):
    return {
        "versions": {"torch": torch.__version__, "cuda": torch.version.cuda},
        "device": torch.cuda.get_device_name(device) if device.type == "cuda" else "cpu", **more}


def wait(device):
    if device.type == "cuda":
        torch.cuda.synchronize(device)


def memory(device):
    return torch.cuda.max_memory_reserved(device) if device.type == "cuda" else None
