"""The repository's root is the package `prunir`; its sub-packages are computed from the folders."""

from setuptools import find_packages, setup

NOT_INSTALLED = ["tests*", "benchmarks*", "docs*", "examples*", "build*"]

setup(
    package_dir={"prunir": "."},
    packages=["prunir", *(f"prunir.{name}" for name in find_packages(".", exclude=NOT_INSTALLED))],
)
