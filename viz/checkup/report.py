"""The text of `health`: a bar for each layer, a sentence for each warning."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from viz.checkup.layers import OTHER
from viz.graph.screen import screen_width, wrapped

LOW, HIGH = 1e-4, 1e1
"""The band in which a gradient is healthy."""
SCALE = (-8, 2)
"""The exponents at the ends of the bars; a sign is half a power of ten."""
RATIOS = (1e-5, 1e-1)
"""The band of updates over parameters."""
MOST_LAYERS = 24


@dataclass(frozen=True, slots=True)
class Layer:
    """A layer and the size of its gradient.

    Attributes:
        name: of the layer, or of a leaf that is in none.
        parameters: how many numbers it has.
        gradient: their root mean square; None before `backward()`.
        update_ratio: the next update over the parameters; None without a step.
    """

    name: str
    parameters: int
    gradient: float | None
    update_ratio: float | None = None


class Health(str):
    """Text about the gradients of a model or a loss.

    Attributes:
        layers: the layers in their order.
        warnings: a sentence for each thing that is wrong.
        badges: of a loss, the badges of each node by its name.

    >>> report("L", [Layer("w", 1, 0.5)], [])
    L
                      gradient    1e-8    1e-4      1e1
    w                      0.5    ###############.....
    No warnings.
    """

    layers: list[Layer]
    warnings: list[str]
    badges: dict[str, dict[str, str]]

    def __repr__(self) -> str:
        return str(self)


def report(
    title: str,
    layers: Sequence[Layer],
    warnings: Sequence[str],
    badges: Mapping[str, Mapping[str, str]] | None = None,
) -> Health:
    """Return the text of some layers and warnings."""
    complaints = [*warnings, *_complaints(layers)]
    first_layers = layers[:MOST_LAYERS]
    room = max([16, *(min(len(layer.name), 32) for layer in first_layers)])
    ratios = any(layer.update_ratio is not None for layer in layers)
    head = f"{'':{room}}  gradient    {_ruler()}{'update/data' if ratios else ''}"
    lines = [
        title,
        head.rstrip(),
        *(_line(layer, room, ratios) for layer in first_layers),
    ]
    if len(layers) > len(first_layers):
        lines.append(f"... {len(layers) - len(first_layers)} more")
    for complaint in complaints:
        lines += wrapped(f"! {complaint}", screen_width(), "  ")
    if not complaints:
        lines.append("No warnings.")
    health = Health("\n".join(lines))
    health.layers, health.warnings = [*layers], complaints
    health.badges = {name: {**own} for name, own in (badges or {}).items()}
    return health


def _ruler() -> str:
    return "1e-8    1e-4      1e1   "


def _line(layer: Layer, room: int, ratios: bool) -> str:
    name = layer.name if len(layer.name) <= room else f"{layer.name[: room - 3]}..."
    size = "none" if layer.gradient is None else _short(layer.gradient)
    text = f"{name:{room}}  {size:>8}    {_bar(layer.gradient):<24}"
    if ratios and layer.update_ratio is not None:
        text += f"{_short(layer.update_ratio):>11}"
    return text.rstrip()


def _bar(size: float | None) -> str:
    """Return a bar on a log scale: one sign is half a power of ten.

    >>> _bar(1e-4), len(_bar(1e9)), _bar(0.0)
    ('########............', 20, '')
    """
    if size is None or not size > 0.0:
        return ""
    low, high = SCALE
    whole = 2 * (high - low)
    filled = whole if size == math.inf else round(2 * (math.log10(size) - low))
    filled = min(max(filled, 1), whole)
    return "#" * filled + "." * (whole - filled)


def _short(x: float) -> str:
    text = f"{x:.3g}"
    return f"{text}.0" if text.lstrip("-").isdigit() else text


def _complaints(layers: Sequence[Layer]) -> list[str]:
    """Return a sentence for each size that is out of its band."""
    groups: dict[str, list[str]] = {}
    for layer in layers:
        if layer.name == OTHER and layer.gradient and math.isfinite(layer.gradient):
            continue  # nothing is learned there
        for text in _verdicts(layer):
            groups.setdefault(text, []).append(layer.name)
    return [f"{listed(names)}: {text}" for text, names in groups.items()]


def _verdicts(layer: Layer) -> list[str]:
    size, ratio = layer.gradient, layer.update_ratio
    verdicts: list[str] = []
    if size is not None:
        if not math.isfinite(size):
            verdicts.append("the gradient is inf or nan: a step would spoil it.")
        elif size == 0.0:
            verdicts.append("the gradient is 0: nothing is learned here.")
        elif size < LOW:
            verdicts.append(
                "the gradient is below 1e-4, vanishing: look for saturated or closed "
                "activations after it, or begin with other weights."
            )
        elif size > HIGH:
            verdicts.append(
                "the gradient is above 1e1, exploding: a smaller rate, clipping, or "
                "inputs of size 1."
            )
    if ratio is not None and math.isfinite(ratio):
        low, high = RATIOS
        if ratio > high:
            verdicts.append("the step is more than a tenth of it: a smaller rate.")
        elif 0.0 < ratio < low:
            verdicts.append("the step is below 1e-5 of it: it hardly moves.")
    return verdicts


def listed(names: Sequence[str], most: int = 4) -> str:
    """Return the first names, and how many more there are.

    >>> listed(["a", "b", "c"], 2)
    'a, b and 1 more'
    """
    rest = len(names) - most
    return ", ".join(names[:most]) + (f" and {rest} more" if rest > 0 else "")
