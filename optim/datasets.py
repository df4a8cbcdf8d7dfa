"""Real data sets: scikit-learn's, names, and MNIST from the network."""

from optim.data.datasets import Dataset as Dataset
from optim.data.datasets import fetch_mnist as fetch_mnist
from optim.data.datasets import load_breast_cancer as load_breast_cancer
from optim.data.datasets import load_diabetes as load_diabetes
from optim.data.datasets import load_digits as load_digits
from optim.data.datasets import load_iris as load_iris
from optim.data.datasets import load_names as load_names
from optim.data.datasets import load_wine as load_wine
