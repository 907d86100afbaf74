#!/usr/bin/env python3
"""PyTorch with fused AdamW, whole steps captured as CUDA graphs. One net: many train in turn, each by the same graphs."""
import sys

from stacked_training import StackedTraining
from peer_program import parser, run


class GraphTraining:
    """One net's graphs, used for one net after another."""

    def __init__(self, options, data):
        self.count, options.nets = options.nets, 1
        self.one = StackedTraining(options, data, stacked=False)
        options.nets = self.count
        self.facts = self.one.facts

    def restart(self, seed):
        self.seed = seed
        self.one.restart(seed)

    def run(self, epochs):
        each = []
        for net in range(self.count):
            if net > 0:
                self.one.restart(self.seed + 1000 * net)
            each.append(self.one.run(epochs))
        return [{key: sum(net[epoch][key] for net in each) / self.count for key in each[0][0]} for epoch in range(epochs)]

    def wait(self):
        self.one.wait()

    def memory(self):
        return self.one.memory()


if __name__ == "__main__":
    options = parser(__doc__)
    options.add_argument("--graph", choices=["on", "off"], default="on", help="off: the same operations without graphs")
    sys.exit(run("pytorch-graph", options.parse_args(), GraphTraining))
