"""The weight store: names by content, one mapped file."""

from __future__ import annotations

from pathlib import Path

import ml_dtypes
import numpy as np
import pytest
from prunir.errors import WeightError
from prunir.weights import DerivedWeight, Weight, WeightStore, content_key

ARRAYS = [
    np.arange(12, dtype=np.float32).reshape(3, 4),
    np.array(1.5, np.float64),
    np.array([1, -2], np.int8),
    np.ones((2, 3), ml_dtypes.bfloat16),
    np.array([True, False]),
]


def test_the_key_depends_on_type_shape_and_bytes() -> None:
    a = np.zeros(4, np.float32)
    others = [a.astype(np.int32), a.reshape(2, 2), -a, a[:3]]
    assert len({content_key(x) for x in (a, *others)}) == 5
    assert content_key(a) == content_key(np.zeros((4, 2), np.float32)[:, 0])


def test_weights_of_equal_content_are_equal_and_read_only() -> None:
    one, two = Weight.of(np.ones(3)), Weight.of(np.ones(3))
    assert one == two and hash(one) == hash(two)
    assert one != Weight.of(np.full(3, 2.0)) and one != Weight.of(np.ones((3, 1)))
    assert Weight.of(np.zeros(999)) != Weight.of(np.append(np.zeros(998), 1))
    assert one.array is not None
    with pytest.raises(ValueError, match="read-only"):
        one.array[0] = 2


def test_a_store_survives_the_disk_and_is_mapped(tmp_path: Path) -> None:
    store, path = WeightStore(), tmp_path / "weights.safetensors"
    for array in ARRAYS:
        store.add(Weight.of(array))
    store.save(path)
    opened = WeightStore.open(path)
    assert set(opened) == set(store)
    for key, array in opened.items():
        assert content_key(array) == key
        assert not array.flags.owndata


def test_an_unbound_weight_equals_its_like_only() -> None:
    named = Weight(Weight.of(np.ones(3)).key)
    assert named == Weight(named.key) and hash(named) == hash(Weight(named.key))
    assert named != Weight.of(np.ones(3)) and named != Weight("0123")


def test_a_derived_weight_is_computed_when_it_is_asked_for() -> None:
    source, asked = Weight.of(np.arange(3.0)), list[int]()

    def write(array: np.ndarray, target: np.ndarray) -> None:
        asked.append(1)
        target[:] = array * 2

    weight, same, other = (
        DerivedWeight(source, recipe, (3,), np.dtype(np.float64), write) for recipe in ("a", "a", "b")
    )
    assert weight == same and hash(weight) == hash(same) and weight != other and not asked
    assert weight != Weight.of(np.array([0.0, 2, 4])) and Weight.of(np.array([0.0, 2, 4])) != weight
    target = np.zeros(3)
    weight.write(target)
    assert target.tolist() == [0, 2, 4] and len(asked) == 1
    assert weight.key == content_key(target) and weight.array is weight.array and len(asked) == 2
    assert weight.array is not None and not weight.array.flags.writeable


def test_an_unbound_weight_cannot_be_stored() -> None:
    with pytest.raises(WeightError, match="0123"):
        WeightStore().add(Weight("0123"))


@pytest.mark.parametrize("content", [b"", b"\x00" * 7, b"\xff" * 64, b"\x08" + b"\x00" * 7 + b"notjson!"])
def test_a_broken_file_is_one_clear_error(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "broken.safetensors"
    path.write_bytes(content)
    with pytest.raises(WeightError, match="broken.safetensors: not a readable safetensors file"):
        WeightStore.open(path)


def test_a_failed_save_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "weights.safetensors"
    good = WeightStore({"a": np.ones(2, np.float32)})
    good.save(path)
    with pytest.raises(Exception):  # noqa: B017 - whatever safetensors raises for a type it does not know
        WeightStore({"a": np.array(["text"])}).save(path)
    assert list(WeightStore.open(path)) == ["a"]
    assert [p.name for p in tmp_path.iterdir()] == ["weights.safetensors"]


def test_a_save_that_cannot_be_names_the_file(tmp_path: Path) -> None:
    path = tmp_path / "missing" / "weights.safetensors"
    with pytest.raises(FileNotFoundError) as error:
        WeightStore({"a": np.ones(2, np.float32)}).save(path)
    assert error.value.filename == str(path)
