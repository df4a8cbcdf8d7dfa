"""Damaged safetensors files: `load` refuses them, or gives the numbers that were saved.

Without a checksum, as in the files of other programs, other numbers may be loaded, but
nothing of another shape, and never a part.
"""

from __future__ import annotations

import functools
import json
import random
import struct
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

import nn
from tests.fuzz.harness import Case
from tests.fuzz.mutations import (
    byte_mutation,
    mutated_bytes,
    mutated_tree,
    places,
    same,
    tree_mutation,
)


def network(seed: int) -> Any:
    return nn.Sequential(
        nn.Linear(3, 4, rng=seed), nn.BatchNorm1d(4), nn.Linear(4, 2, rng=seed)
    )


class _Models:
    """Loading a damaged file into a network of the same architecture."""

    @functools.cached_property
    def folder(self) -> Path:
        self._folder = tempfile.TemporaryDirectory()
        return Path(self._folder.name)

    @functools.cached_property
    def content(self) -> bytes:
        nn.save(network(0), self.folder / "saved")
        return (self.folder / "saved").read_bytes()

    @functools.cached_property
    def header(self) -> dict[str, Any]:
        length = int.from_bytes(self.content[:8], "little")
        return json.loads(self.content[8 : 8 + length])

    def load(self, content: bytes) -> str:
        path = self.folder / "damaged"
        path.write_bytes(content)
        model, saved = network(1), network(0).state_dict()
        before = model.state_dict()
        try:
            nn.load(model, path)
        except nn.LoadError as error:
            assert same(model.state_dict(), before), f"half loaded: {error}"
            assert str(path) in str(error), f"does not name the file: {error}"
            assert len(str(error)) < 1000, f"long message: {len(str(error))}"
            return "refused"
        state = model.state_dict()
        if b'"sha256":"' in content:
            assert same(state, saved), "other numbers than were saved"
            return "loaded"
        layouts = [
            {name: (array.shape, array.dtype) for name, array in numbers.items()}
            for numbers in (state, saved)
        ]
        assert layouts[0] == layouts[1]
        return "loaded" if same(state, saved) else "loaded without its checksum"


class ModelBytes(_Models):
    """Bytes changed anywhere."""

    name = "model-bytes"

    def case(self, rng: random.Random) -> Case:
        size = len(self.content)
        return [byte_mutation(rng, size) for _ in range(rng.choice([1, 1, 2, 5]))]

    def run(self, case: Case) -> str:
        return self.load(mutated_bytes(self.content, case))


class ModelHeader(_Models):
    """The list of tensors changed, in a file that is else as it should be."""

    name = "model-header"

    def case(self, rng: random.Random) -> Case:
        paths = places(self.header)
        changes = [tree_mutation(rng, paths) for _ in range(rng.choice([1, 1, 2, 5]))]
        return [("checksum", rng.random() < 0.5), *changes]

    def run(self, case: Case) -> str:
        has_checksum = ("checksum", False) not in case
        changes = [change for change in case if change[0] != "checksum"]
        metadata = dict(self.header["__metadata__"])
        if not has_checksum:
            del metadata["sha256"]
        header = mutated_tree({**self.header, "__metadata__": metadata}, changes)
        text = json.dumps(header, default=_listed, separators=(",", ":")).encode()
        length = int.from_bytes(self.content[:8], "little")
        return self.load(
            struct.pack("<Q", len(text)) + text + self.content[8 + length :]
        )


def _listed(array: Any) -> Any:
    return np.asarray(array).tolist()
