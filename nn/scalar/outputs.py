"""The type of what a network of Values gives, for editors and type checkers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from autograd_core import Value

    class Outputs(Value, Sequence[Value]):
        """The Value of the only neuron, or a list of Values, one for each neuron.

        Which of the two it is, the widths say when the program runs. So that neither
        use is an error, it has the attributes of both.
        """

else:
    Outputs = Any
