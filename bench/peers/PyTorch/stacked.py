#!/usr/bin/env python3
"""PyTorch with torch.func: R nets with stacked parameters go through vmap together, fused AdamW, captured as CUDA graphs."""
import os
import sys

from stacked_training import CaptureFailed, StackedTraining
from peer_program import parser, run


def prepare(options, data):
    return StackedTraining(
        options, data, stacked=True, written_out=options.norm == "written-out",
        more_facts={"norm": options.norm, "graphNote": options.graph_note})


def main():
    options = parser(__doc__)
    options.add_argument("--graph", choices=["on", "off"], default="on")
    options.add_argument("--norm", choices=["library", "written-out"], default="library", help="BatchNorm's form; which is faster depends on R")
    options.add_argument("--graph-note", help="why there is no graph: said in the JSON")
    options = options.parse_args()

    def prepare_or_start_again(options, data):
        try:
            return prepare(options, data)
        except CaptureFailed as problem:
            # A failed capture leaves the process in doubt, so the training without a graph gets a new one.
            note = f"capture failed: {str(problem).splitlines()[0] if str(problem) else type(problem.__cause__).__name__}"
            print(f"pytorch-vmap: {note}; once more without a graph", file=sys.stderr, flush=True)
            os.execv(sys.executable, [sys.executable, *sys.argv, "--graph", "off", "--graph-note", note])

    name = "pytorch-vmap" if options.norm == "library" else "pytorch-vmap-written-out"
    return run(name, options, prepare_or_start_again)


if __name__ == "__main__":
    sys.exit(main())
