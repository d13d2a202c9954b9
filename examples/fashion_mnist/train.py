"""Train the example pair: a small VGG-style network for Fashion-MNIST, dense and pattern-pruned, as ONNX.

    pip install 'prunir[train,test]' && sudo apt-get install dataset-fashion-mnist
    python examples/fashion_mnist/train.py

Writes `dense.onnx`, `pruned.onnx` and `images.npz` beside this file, in ten epochs of about 80 s on two idle CPU cores.
The method is gradual projection and masked retraining:

1. Train the dense network (SGD, one-cycle learning rate, mirrored images).
2. Select the set of the most frequent natural patterns over all 3×3 layers but the first, which stays dense.
3. In each of the first epochs of retraining, project the weights onto patterns + connectivity at a growing rate and
   train under that mask. Weights that one projection removed stay zero, so the masks only shrink.
4. Train on under the last mask.

The projections are `prunir.schemes`, the same functions that the compiler uses.
"""

# torch is only in the extra `train`, so types are checked without it.
# pyright: reportMissingImports=false

from __future__ import annotations

import argparse
import gzip
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
import torch
from onnx import TensorProto, helper, numpy_helper
from prunir.schemes import Sparsity, detect
from prunir.schemes.pattern_connectivity import choose
from prunir.schemes.patterns import select_patterns
from torch import Tensor, nn
from torch.nn import functional

HERE = Path(__file__).parent
DATA = Path("/usr/share/datasets/fashion-mnist")
CHECKPOINT = HERE.parents[1] / "build" / "fashion_mnist" / "dense.pt"

# Output channels of the 3×3 convolutions; a True is followed by a 2×2 max pool: planes of 28², 14², 14², 7², 7².
LAYERS = ((64, True), (64, False), (128, True), (128, False), (128, False))
CLASSES = 10
BATCH = 128
SHIPPED_IMAGES = 1000
SEED = 2026

Masks = dict[str, Tensor]


def main() -> None:
    """Train, prune, retrain, write the files."""
    arguments = parse_arguments()
    torch.set_num_threads(2)
    torch.use_deterministic_algorithms(True)
    torch.manual_seed(SEED)
    train, test = read("train"), read("t10k")
    model = build()
    if arguments.reuse_dense:
        model.load_state_dict(torch.load(CHECKPOINT))
    else:
        fit(model, train, arguments.dense_epochs, peak_rate=0.15)
        CHECKPOINT.parent.mkdir(parents=True, exist_ok=True)
        torch.save(model.state_dict(), CHECKPOINT)
    onnx.save(export(model, "fashion_mnist_dense"), HERE / "dense.onnx")
    report(HERE / "dense.onnx", test, {})

    masks = prune_and_retrain(model, train, arguments)
    onnx.save(export(model, "fashion_mnist_pruned"), HERE / "pruned.onnx")
    report(HERE / "pruned.onnx", test, masks)
    save_images(test)


def parse_arguments() -> argparse.Namespace:
    """The options, all with the values that made the shipped files."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--dense-epochs", type=int, default=5)
    parser.add_argument("--pruned-epochs", type=int, default=5)
    parser.add_argument("--ramp-epochs", type=int, default=2, help="epochs that begin with a projection")
    parser.add_argument("--rate", type=float, default=3.6, help="keep one kernel in this many")
    parser.add_argument("--group", type=int, default=4, help="consecutive filters that share their structure")
    parser.add_argument("--patterns", type=int, default=8, help="size of the pattern set")
    parser.add_argument("--reuse-dense", action="store_true", help="prune the dense network of the last run")
    return parser.parse_args()


# --- Data -------------------------------------------------------------------------------------------------------------


def read(name: str) -> tuple[Tensor, Tensor]:
    """Images `[n, 1, 28, 28]` in bytes and labels `[n]` of the split `train` or `t10k`."""
    images, labels = (
        gzip.decompress((DATA / f"{name}-{part}-ubyte.gz").read_bytes())
        for part in ("images-idx3", "labels-idx1")
    )
    pixels = np.frombuffer(images, np.uint8, offset=16).reshape(-1, 1, 28, 28)
    classes = np.frombuffer(labels, np.uint8, offset=8)
    return torch.tensor(pixels), torch.tensor(classes, dtype=torch.long)


def prepare(images: Tensor) -> Tensor:
    """Bytes to the network's input: floats between 0 and 1. The first batch norm does the rest."""
    return (images.float() / 255).to(memory_format=torch.channels_last)


def batches(data: tuple[Tensor, Tensor]) -> Iterator[tuple[Tensor, Tensor]]:
    """One epoch in random order, each image mirrored at random."""
    images, labels = data
    for chosen in torch.randperm(len(images)).split(BATCH):
        x = images[chosen]
        mirrored = torch.rand(len(x)) < 0.5
        yield prepare(torch.where(mirrored[:, None, None, None], x.flip(3), x)), labels[chosen]


def save_images(test: tuple[Tensor, Tensor]) -> None:
    """The first test images and their labels, for the demo and the tests."""
    images, labels = (part[:SHIPPED_IMAGES].numpy().astype(np.uint8) for part in test)
    np.savez_compressed(HERE / "images.npz", images=images[:, 0], labels=labels)


# --- The network ------------------------------------------------------------------------------------------------------


def build() -> nn.Sequential:
    """The network; its module names become the ONNX node names."""
    model, channels = nn.Sequential(), 1
    for number, (filters, pooled) in enumerate(LAYERS, 1):
        model.add_module(f"conv{number}", nn.Conv2d(channels, filters, 3, padding=1, bias=False))
        model.add_module(f"norm{number}", nn.BatchNorm2d(filters))
        model.add_module(f"relu{number}", nn.ReLU(inplace=True))
        if pooled:
            model.add_module(f"pool{number}", nn.MaxPool2d(2))
        channels = filters
    model.add_module("average", nn.AdaptiveAvgPool2d(1))
    model.add_module("flatten", nn.Flatten())
    model.add_module("classifier", nn.Linear(channels, CLASSES))
    return model.to(memory_format=torch.channels_last)  # pyright: ignore[reportCallIssue]


def fit(
    model: nn.Sequential,
    data: tuple[Tensor, Tensor],
    epochs: int,
    peak_rate: float,
    masks_for: Callable[[int], Masks] = lambda epoch: {},
) -> None:
    """Train for some epochs; weights outside `masks_for(epoch)` stay zero."""
    optimizer = torch.optim.SGD(model.parameters(), peak_rate, momentum=0.9, nesterov=True, weight_decay=5e-4)
    steps = epochs * -(-len(data[0]) // BATCH)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, peak_rate, steps, pct_start=0.25)
    for epoch in range(epochs):
        start, losses, masks = time.monotonic(), [], masks_for(epoch)
        model.train()
        for x, labels in batches(data):
            optimizer.zero_grad()
            loss = functional.cross_entropy(model(x), labels)
            loss.backward()
            optimizer.step()
            schedule.step()
            apply_masks(model, masks)
            losses.append(loss.item())
        print(
            f"epoch {epoch + 1}/{epochs}: loss {np.mean(losses):.4f}, {time.monotonic() - start:.0f} s",
            flush=True,
        )


# --- Pruning ----------------------------------------------------------------------------------------------------------


def prune_and_retrain(
    model: nn.Sequential, data: tuple[Tensor, Tensor], arguments: argparse.Namespace
) -> Masks:
    """Steps 2 to 4 of the method; the masks that the weights ended in."""
    names = [f"conv{number}.weight" for number in range(2, len(LAYERS) + 1)]
    weights = {name: model.get_parameter(name) for name in names}
    patterns = select_patterns([w.detach().numpy() for w in weights.values()], arguments.patterns)
    print("pattern set:", " ".join(map(str, patterns)))
    masks: Masks = {}
    torch.manual_seed(SEED)  # The same result after --reuse-dense.

    def masks_for(epoch: int) -> Masks:
        if epoch < arguments.ramp_epochs:
            rate = arguments.rate ** ((epoch + 1) / arguments.ramp_epochs)
            for name, w in weights.items():
                found: Sparsity = choose(w.detach().numpy(), patterns, arguments.group, rate)
                masks[name] = torch.tensor(found.mask)
            apply_masks(model, masks)
        return masks

    fit(model, data, arguments.pruned_epochs, peak_rate=0.1, masks_for=masks_for)
    return masks


@torch.no_grad()
def apply_masks(model: nn.Sequential, masks: Masks) -> None:
    """Zero the pruned weights; selecting instead of multiplying makes them +0.0."""
    for name, mask in masks.items():
        model.get_parameter(name).masked_fill_(~mask, 0)


# --- ONNX -------------------------------------------------------------------------------------------------------------


def export(model: nn.Sequential, name: str) -> onnx.ModelProto:
    """The network in evaluation mode as ONNX, one node a module, batch size `N`."""
    nodes, initializers, value = [], [], "image"
    for module_name, module in model.named_children():
        operator, attributes, tensors = describe(module)
        inputs = [f"{module_name}.{tensor}" for tensor in tensors]
        initializers += [
            numpy_helper.from_array(model.state_dict()[key].contiguous().numpy(), key) for key in inputs
        ]
        output = "scores" if module_name == "classifier" else module_name
        nodes.append(helper.make_node(operator, [value, *inputs], [output], module_name, **attributes))
        value = output
    graph = helper.make_graph(
        nodes,
        name,
        [helper.make_tensor_value_info("image", TensorProto.FLOAT, ["N", 1, 28, 28])],
        [helper.make_tensor_value_info("scores", TensorProto.FLOAT, ["N", CLASSES])],
        initializers,
        doc_string="Fashion-MNIST classifier; image: grey values / 255; made by examples/fashion_mnist/train.py",
    )
    opset = helper.make_opsetid("", 17)
    exported = helper.make_model(graph, producer_name="prunir", ir_version=8, opset_imports=[opset])
    onnx.checker.check_model(exported, full_check=True)
    return exported


def describe(module: nn.Module) -> tuple[str, dict[str, Any], list[str]]:
    """ONNX operator, attributes and the names of the module's tensors in operand order."""
    match module:
        case nn.Conv2d():
            return "Conv", {"kernel_shape": [3, 3], "pads": [1, 1, 1, 1]}, ["weight"]
        case nn.BatchNorm2d():
            tensors = ["weight", "bias", "running_mean", "running_var"]
            return "BatchNormalization", {"epsilon": module.eps}, tensors
        case nn.ReLU():
            return "Relu", {}, []
        case nn.MaxPool2d():
            return "MaxPool", {"kernel_shape": [2, 2], "strides": [2, 2]}, []
        case nn.AdaptiveAvgPool2d():
            return "GlobalAveragePool", {}, []
        case nn.Flatten():
            return "Flatten", {"axis": 1}, []
        case nn.Linear():
            return "Gemm", {"transB": 1}, ["weight", "bias"]
    raise TypeError(f"no ONNX operator for {module}")


# --- Report -----------------------------------------------------------------------------------------------------------


def report(path: Path, test: tuple[Tensor, Tensor], masks: Masks) -> None:
    """Run the written file over the test images, and make sure that its zeros tell the masks it was trained under."""
    session = onnxruntime.InferenceSession(path)
    images, labels = prepare(test[0]).contiguous().numpy(), test[1].numpy()
    scores = [np.asarray(session.run(None, {"image": x})[0]) for x in np.split(images, 20)]
    print(f"{path.name}: {np.mean(np.concatenate(scores).argmax(1) == labels):.2%} of the test images right")
    weights = {tensor.name: numpy_helper.to_array(tensor) for tensor in onnx.load(path).graph.initializer}
    for name in (name for name in weights if name.startswith("conv")):
        found = detect(weights[name])
        if (found is None) != (name not in masks) or (found and (found.mask != masks[name].numpy()).any()):
            raise RuntimeError(f"{path.name}: the zeros of {name} do not tell how it was pruned")
        if found:
            print(f"  {name}: {found.density:.1%} kept, group {found.group}, {len(found.patterns)} patterns")
    if masks:
        kept, total = sum(int(mask.sum()) for mask in masks.values()), sum(map(torch.numel, masks.values()))
        print(f"  {total / kept:.2f} times fewer weights in the pruned layers")


if __name__ == "__main__":
    main()
