#!/usr/bin/env python3
"""PyTorch as its tutorials write it, with the data on the device: one operation after another. Many nets train in turn."""
import sys

import torch
import torch.nn.functional as F

from chapter_net import ChapterNet, DeviceData, adamw, facts, memory, prepare_device, wait
from peer_program import NET, metrics, parser, run


class EagerTraining:
    def __init__(self, options, data):
        self.device = prepare_device(options)
        self.data = DeviceData(data, self.device)
        self.nets = options.nets
        self.facts = facts(self.device, optimizer="AdamW, PyTorch's default form")

    def restart(self, seed):
        torch.manual_seed(seed)
        self.models = [ChapterNet().to(self.device) for _ in range(self.nets)]
        self.optimizers = [adamw(dict(model.named_parameters()), fused=False) for model in self.models]

    def run(self, epochs):
        """Means over the nets, epoch by epoch."""
        each = [[self.epoch(model, optimizer) for _ in range(epochs)] for model, optimizer in zip(self.models, self.optimizers)]
        return [{key: sum(net[epoch][key] for net in each) / self.nets for key in each[0][0]} for epoch in range(epochs)]

    def epoch(self, model, optimizer):
        data = self.data
        order = torch.randperm(data.rows, device=self.device)
        sums = torch.zeros(4, device=self.device)
        model.train()
        for step in range(data.steps):
            images, labels = data.batch(order[step * NET.batch:(step + 1) * NET.batch])
            logits = model(images)
            loss = F.cross_entropy(logits, labels)
            loss.backward()
            optimizer.step()
            optimizer.zero_grad(set_to_none=True)
            with torch.no_grad():
                sums[0] += loss * NET.batch
                sums[1] += (logits.argmax(1) == labels).sum()
        model.eval()
        with torch.no_grad():
            logits = model(data.scaled(data.valid_images))
            sums[2] += F.cross_entropy(logits, data.valid_labels, reduction="sum")
            sums[3] += (logits.argmax(1) == data.valid_labels).sum()
        return metrics(*sums.tolist(), 1, data.steps * NET.batch, data.valid_rows)

    def wait(self):
        wait(self.device)

    def memory(self):
        return memory(self.device)


if __name__ == "__main__":
    sys.exit(run("pytorch-eager", parser(__doc__).parse_args(), EagerTraining))
