"""
One net or many, trained by captured CUDA graphs. A graph holds several steps and reads its batches' row numbers from a buffer
that is filled before each replay; another graph holds the validation pass. On the CPU the same functions are simply called.
"""
import torch
import torch.nn.functional as F

from chapter_net import ChapterNet, DeviceData, adamw, facts, forget, initialize, memory, prepare_device, wait
from peer_program import NET, metrics, validation_parts

try:
    from torch.func import functional_call, vmap
except ImportError:  # before PyTorch 2
    from functorch import vmap
    from torch.nn.utils.stateless import functional_call

# Steps captured together, at most: the pause between two replays is shared by them. 375 steps are 15 graphs of 25.
MOST_STEPS = 25


class CaptureFailed(Exception):
    """A graph could not be captured. What CUDA does afterwards is not to be relied upon: start a new process."""


class StackedTraining:
    """`stacked` nets have a leading dimension and go through vmap, also where there is only one."""

    def __init__(self, options, data, stacked, written_out=False, dropout=NET.dropout, more_facts=None):
        self.device = prepare_device(options)
        self.data = DeviceData(data, self.device)
        self.nets = options.nets
        self.stacked = stacked
        self.model = ChapterNet(dropout, written_out).to(self.device)
        self.parameters = self.leaves(self.model.named_parameters(), needs_gradient=True)
        self.buffers = self.leaves(self.model.named_buffers(), needs_gradient=False)
        self.optimizer = adamw(self.parameters, fused=True)
        self.sums = torch.zeros(4, device=self.device, dtype=torch.float64)
        self.together = next(count for count in range(min(MOST_STEPS, self.data.steps), 0, -1) if self.data.steps % count == 0)
        self.rows = torch.zeros((self.together, self.nets, NET.batch), device=self.device, dtype=torch.int64)
        self.train_steps, self.validate = self.all_steps, self.validation
        self.is_graph = options.graph == "on" and self.device.type == "cuda"
        if self.is_graph:
            initialize(self.parameters, self.buffers)
            self.train_steps = self.captured(self.all_steps)
            self.validate = self.captured(self.validation)
        self.facts = facts(
            self.device, graph=self.is_graph, stepsPerGraph=self.together if self.is_graph else None,
            optimizer="AdamW, fused and capturable" if self.device.type == "cuda" else "AdamW, PyTorch's default form", **(more_facts or {}))

    def leaves(self, named, needs_gradient):
        """
        The model's own tensors, or what torch.func.stack_module_state makes of as many models, without making these: their
        numbers are drawn on the device.
        """
        if not self.stacked:
            return dict(named)
        return {
            name: torch.zeros((self.nets, *tensor.shape), device=self.device, requires_grad=needs_gradient) for name, tensor in named}

    def restart(self, seed):
        torch.manual_seed(seed)
        initialize(self.parameters, self.buffers)
        forget(self.optimizer)

    def run(self, epochs):
        return [self.epoch() for _ in range(epochs)]

    def epoch(self):
        data = self.data
        self.sums.zero_()
        order = self.shuffled()
        for first in range(0, data.steps, self.together):
            self.rows.copy_(order[first:first + self.together])
            self.train_steps()
        self.validate()
        return metrics(*self.sums.tolist(), self.nets, data.steps * NET.batch, data.valid_rows)

    def shuffled(self):
        """Row numbers by step, net and place in the batch. Each net has an order of its own: random numbers, sorted."""
        data = self.data
        if self.nets == 1:
            order = torch.randperm(data.rows, device=self.device).view(1, -1)
        else:
            order = torch.randint(-2**31, 2**31 - 1, (self.nets, data.rows), device=self.device, dtype=torch.int32).argsort(1)
        return order[:, :data.steps * NET.batch].view(self.nets, data.steps, NET.batch).transpose(0, 1)

    def all_steps(self):
        self.model.train()
        for rows in self.rows:
            self.step(rows)

    def step(self, rows):
        images, labels = self.data.batch(rows)
        flat = labels.view(-1)
        logits = self.logits(images)
        # The sum over nets of each one's mean: a net's parameters are in its own term only, so these are its own gradients.
        loss = F.cross_entropy(logits, flat, reduction="sum")
        leaves = list(self.parameters.values())
        for leaf, gradient in zip(leaves, torch.autograd.grad(loss / NET.batch, leaves)):
            # The fused optimizer refuses gradients whose strides are not their parameter's, and vmap's can be a transposed product.
            leaf.grad = gradient.contiguous()
        self.optimizer.step()
        with torch.no_grad():
            self.sums[0] += loss
            self.sums[1] += (logits.argmax(1) == flat).sum()

    def logits(self, images):
        """[nets, rows, 784] to [nets * rows, 10]."""
        if not self.stacked:
            return self.model(images[0])
        each = vmap(self.one_net, in_dims=(0, 0, 0), randomness="different")(self.parameters, self.buffers, images)
        return each.reshape(-1, each.shape[-1])

    def one_net(self, parameters, buffers, images):
        # Running statistics are stacked too, so BatchNorm may update them in place below vmap.
        return functional_call(self.model, {**parameters, **buffers}, (images,))

    def validation(self):
        data = self.data
        self.model.eval()
        parts = validation_parts(self.nets, data.valid_rows)
        with torch.no_grad():
            for bytes_, labels in zip(data.valid_images.chunk(parts), data.valid_labels.chunk(parts)):
                images = data.scaled(bytes_)
                if self.stacked:
                    logits = vmap(self.one_net, in_dims=(0, 0, None))(self.parameters, self.buffers, images)
                    logits, labels = logits.reshape(-1, logits.shape[-1]), labels.repeat(self.nets)
                else:
                    logits = self.model(images)
                self.sums[2] += F.cross_entropy(logits, labels, reduction="sum")
                self.sums[3] += (logits.argmax(1) == labels).sum()

    def captured(self, function):
        """The function as a graph, after calls on a side stream, as PyTorch's notes on CUDA graphs ask for."""
        side = torch.cuda.Stream()
        side.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(side):
            for _ in range(2):
                function()
        torch.cuda.current_stream().wait_stream(side)
        # Gradients of the calls above: those of the graph live in its own memory.
        for leaf in self.parameters.values():
            leaf.grad = None
        torch.cuda.synchronize()
        graph = torch.cuda.CUDAGraph()
        try:
            with torch.cuda.graph(graph):
                function()
        except RuntimeError as problem:
            raise CaptureFailed(str(problem)) from problem
        return graph.replay

    def wait(self):
        wait(self.device)

    def memory(self):
        return memory(self.device)
