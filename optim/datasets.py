"""Real data sets: scikit-learn's, names, and MNIST from the network."""

import typing as _typing

from autograd_core.extend import public_namespace as _public_namespace
from optim.checks.other_names import DATA as _DATA
from optim.data.datasets import Dataset as Dataset
from optim.data.datasets import fetch_mnist as fetch_mnist
from optim.data.datasets import load_breast_cancer as load_breast_cancer
from optim.data.datasets import load_diabetes as load_diabetes
from optim.data.datasets import load_digits as load_digits
from optim.data.datasets import load_iris as load_iris
from optim.data.datasets import load_names as load_names
from optim.data.datasets import load_wine as load_wine

# If type checkers saw these, every name would be right to them.
if not _typing.TYPE_CHECKING:
    __all__, __dir__, __getattr__ = _public_namespace(globals(), advice=_DATA)
