"""The repository's root is the package `prunir`; its sub-packages are computed from the folders."""

from setuptools import find_packages, setup
from setuptools.command.build_py import build_py

NOT_INSTALLED = ["tests*", "benchmarks*", "docs*", "examples*", "build*"]
SCRIPTS = {"dev", "setup"}
"""Files beside the package's that are not modules of it."""


class BuildPackage(build_py):
    """Leaves the root's scripts out of the wheel."""

    def find_package_modules(self, package, package_dir):
        modules = super().find_package_modules(package, package_dir)
        return [module for module in modules if module[0] != "prunir" or module[1] not in SCRIPTS]


setup(
    package_dir={"prunir": "."},
    packages=["prunir", *(f"prunir.{name}" for name in find_packages(".", exclude=NOT_INSTALLED))],
    cmdclass={"build_py": BuildPackage},
)
