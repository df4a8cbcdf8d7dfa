"""Real data sets: digits, those of scikit-learn, names, and MNIST."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from autograd_core.extend import Absent, explained, require
from optim.checks.other_names import DATASETS

_DIGITS = """\
Optical recognition of handwritten digits, the 1,797 digits of its test set: E. Alpaydin
and C. Kaynak, 1998, UCI Machine Learning Repository, doi 10.24432/C50P49, CC BY 4.0.

Thirteen people wrote them. The programs of NIST cut bitmaps of 32x32 from their forms;
each feature is the count of pixels that are set in a block of 4x4, divided by 16.
"""


@dataclass(frozen=True)
class Dataset:
    """A data set: samples, targets, and what they are called.

    Attributes:
        X: of shape (samples, features); float64, of MNIST float32.
        y: class ids of shape (samples,), or numbers to predict.
        feature_names: one per column of X.
        target_names: one per class; empty where y is not a class.
        description: where the data comes from.

    >>> X, y = load_iris()
    >>> X.shape, y.shape
    ((150, 4), (150,))
    """

    X: Any
    y: Any
    feature_names: tuple[str, ...]
    target_names: tuple[str, ...]
    description: str

    def __iter__(self) -> Any:
        """X and y: `X, y = load_digits()`."""
        return iter((self.X, self.y))

    def __repr__(self) -> str:
        count, features = self.X.shape
        kind = f"{len(self.target_names)} classes" if self.target_names else "a number"
        return f"<Dataset of {count} samples, {features} features, target: {kind}>"


for _name, _advice in DATASETS.items():
    setattr(Dataset, _name, Absent(_name, _advice))


@explained
def load_digits() -> Dataset:
    """1,797 handwritten digits of 8x8 pixels from 0 to 1, ten classes; always at hand.

    >>> load_digits()
    <Dataset of 1797 samples, 64 features, target: 10 classes>

    Source: Alpaydin, Kaynak, "Optical recognition of handwritten digits", UCI Machine
    Learning Repository, 1998.
    """
    with np.load(Path(__file__).parent / "digits.npz") as arrays:
        images, labels = arrays["images"], arrays["labels"]
    return Dataset(
        X=images / 16.0,
        y=labels.astype(np.int64),
        feature_names=tuple(f"pixel_{i}_{j}" for i in range(8) for j in range(8)),
        target_names=tuple("0123456789"),
        description=_DIGITS,
    )


@explained
def load_iris() -> Dataset:
    """150 flowers by four lengths in cm, three species.

    Raises:
        MissingExtra: scikit-learn is not installed.

    >>> load_iris().target_names
    ('setosa', 'versicolor', 'virginica')

    Source: Fisher, "The use of multiple measurements in taxonomic problems", 1936.
    """
    return _bundled("load_iris")


@explained
def load_wine() -> Dataset:
    """178 wines by 13 measurements in various units, three growers.

    Raises:
        MissingExtra: scikit-learn is not installed.

    >>> load_wine().feature_names[0]
    'alcohol'

    Source: Aeberhard, Forina, "Wine", UCI Machine Learning Repository, 1991.
    """
    return _bundled("load_wine")


@explained
def load_breast_cancer() -> Dataset:
    """569 tumours by 30 measurements in various units; 0 is malignant, 1 benign.

    Raises:
        MissingExtra: scikit-learn is not installed.

    >>> load_breast_cancer().target_names
    ('malignant', 'benign')

    Source: Wolberg, Mangasarian, Street, Street, "Breast cancer Wisconsin
    (diagnostic)", UCI Machine Learning Repository, 1993.
    """
    return _bundled("load_breast_cancer")


@explained
def load_diabetes() -> Dataset:
    """442 patients by ten scaled measurements; y is how the disease went on in a year.

    Raises:
        MissingExtra: scikit-learn is not installed.

    >>> load_diabetes().feature_names[:3]
    ('age', 'sex', 'bmi')

    Source: Efron, Hastie, Johnstone, Tibshirani, "Least angle regression", 2004.
    """
    return _bundled("load_diabetes")


@explained
def load_names() -> list[str]:
    """1,491 common given names of several languages, in lower case, letters a to z.

    They come with the package, in alphabetical order.

    >>> names = load_names()
    >>> len(names), names[0], max(map(len, names))
    (1491, 'aaron', 11)

    Source: compiled for this package.
    """
    path = Path(__file__).with_name("names.txt")
    return path.read_text(encoding="ascii").split()


@explained
def fetch_mnist(cache: str | None = None) -> Dataset:
    """70,000 handwritten digits of 28x28 pixels from 0 to 1, from the network.

    The first 60,000 are meant to train on, the last 10,000 to test on. They are kept on
    disk: the next call needs no network.

    Args:
        cache: the directory to keep them in; scikit-learn's own by default.

    Raises:
        MissingExtra: scikit-learn is not installed.
        ConnectionError: OpenML cannot be reached.

    Source: LeCun, Cortes, Burges, "The MNIST database of handwritten digits", 1998;
    https://www.openml.org/d/554.
    """
    datasets = require("sklearn.datasets", "data", "scikit-learn")
    try:
        bunch = datasets.fetch_openml(
            "mnist_784", version=1, as_frame=False, parser="liac-arff", data_home=cache
        )
    except OSError as error:
        raise ConnectionError(
            f"MNIST comes from openml.org, which cannot be reached: {error}; "
            "load_digits() needs no network"
        ) from error
    return Dataset(
        X=(bunch.data / 255.0).astype(np.float32),
        y=bunch.target.astype(np.int64),
        feature_names=tuple(bunch.feature_names),
        target_names=tuple("0123456789"),
        description=bunch.DESCR,
    )


def _bundled(loader: str) -> Dataset:
    datasets = require("sklearn.datasets", "data", "scikit-learn")
    bunch = getattr(datasets, loader)()
    return Dataset(
        X=bunch.data,
        y=bunch.target,
        feature_names=tuple(map(str, bunch.feature_names)),
        target_names=tuple(map(str, getattr(bunch, "target_names", ()))),
        description=bunch.DESCR,
    )
