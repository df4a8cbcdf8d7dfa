# cython: annotation_typing=False, boundscheck=False, wraparound=False
"""Numbers by key, both integers: a dictionary in two arrays.

A large graph has a hundred thousand of them. Arrays hold no object for a key, and take
a quarter of the memory.
"""

from __future__ import annotations

from array import array

_FIRST = 64
_MIX, _ALL = 0x9E3779B97F4A7C15, (1 << 64) - 1
"""The golden ratio as 64 bits: neighbouring keys go to places far apart."""


class Numbering:
    """Numbers from 0 on by keys of 63 bits.

    >>> numbers = Numbering()
    >>> numbers.setdefault(70, 0), numbers.setdefault(70, 1), numbers.get(71)
    (0, 0, -1)
    """

    def __init__(self) -> None:
        self._keys = array("q", bytes(8 * _FIRST))
        self._numbers = array("i", [-1]) * _FIRST
        self._mask = _FIRST - 1
        self._count = 0

    def get(self, key: int) -> int:
        """The number of a key, -1 if it has none."""
        return self._numbers[self._place(key)]

    def setdefault(self, key: int, number: int) -> int:
        """The number of a key, which is `number` if it had none."""
        place = self._place(key)
        if self._numbers[place] >= 0:
            return self._numbers[place]
        self._keys[place] = key
        self._numbers[place] = number
        self._count += 1
        if 2 * self._count > self._mask:
            self._grow()
        return number

    def _place(self, key: int) -> int:
        """Where a key stands, or the free place where it belongs."""
        place = ((key * _MIX & _ALL) >> 32) & self._mask
        while self._numbers[place] >= 0 and self._keys[place] != key:
            place = (place + 1) & self._mask
        return place

    def _grow(self) -> None:
        keys, numbers = self._keys, self._numbers
        size = 4 * len(numbers)
        self._keys = array("q", bytes(8 * size))
        self._numbers = array("i", [-1]) * size
        self._mask = size - 1
        for i in range(len(numbers)):
            if numbers[i] >= 0:
                place = self._place(keys[i])
                self._keys[place] = keys[i]
                self._numbers[place] = numbers[i]
