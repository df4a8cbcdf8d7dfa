"""Tables of other libraries wherever X or y is taken: as their numbers would be."""

import operator

import numpy as np
import pytest
import scipy.sparse

import nn
from autograd_core import Tensor
from nn import MLP, Perceptron
from optim import SGD, batches, evaluate, fit, standardize, train_test_split

pandas = pytest.importorskip("pandas")

NUMBERS = np.array([[1.0, 1, 3, 0.5], [2.5, 0, 2, 0.25], [-3.0, 1, 1, 4.0]])
Y = np.array([1.0, 0.0, 1.0])


def mixed():
    """A column of each kind: get_dummies makes tables of floats and bools."""
    return pandas.DataFrame(
        {
            "size": NUMBERS[:, 0],
            "is_new": NUMBERS[:, 1].astype(bool),
            "rooms": pandas.array([3, 2, 1], dtype="Int64"),
            "share": np.array([0.5, 0.25, 4.0], object),
        }
    )


def one_name_twice():
    frame = mixed()
    frame.columns = ["a", "a", "b", "b"]
    return frame


TABLES = {
    "mixed": mixed,
    "float32": lambda: pandas.DataFrame(NUMBERS.astype(np.float32)),
    "object": lambda: pandas.DataFrame(NUMBERS.astype(object)),
    "nullable": lambda: pandas.DataFrame(NUMBERS).convert_dtypes(),
    "dummies": lambda: pandas.get_dummies(
        pandas.DataFrame({"a": NUMBERS[:, 0], "b": ["x", "y", "x"]})
    ),
    "one name twice": one_name_twice,
    "other index": lambda: mixed().set_index(pandas.Index([7, 5, 3])),
    "sparse columns": lambda: pandas.DataFrame(NUMBERS).astype(
        pandas.SparseDtype(float)
    ),
    "csr": lambda: scipy.sparse.csr_matrix(NUMBERS),
    "coo array": lambda: scipy.sparse.coo_array(NUMBERS),
    "object array": lambda: NUMBERS.astype(object),
}
DUMMIES = np.column_stack([NUMBERS[:, 0], [1.0, 0, 1], [0.0, 1, 0]])


def dense(kind):
    return DUMMIES if kind == "dummies" else NUMBERS


tables = pytest.mark.parametrize("kind", TABLES)


@tables
def test_as_samples(kind):
    table, numbers = TABLES[kind](), dense(kind)
    close = {"rtol": 1e-6 if kind == "float32" else 1e-15, "atol": 1e-7}
    np.testing.assert_allclose(standardize(table), standardize(numbers), **close)
    whole = train_test_split(table, Y, rng=0)
    for part, expected in zip(whole, train_test_split(numbers, Y, rng=0), strict=True):
        np.testing.assert_array_equal(part, expected)
    (X, y), *rest = batches(table, pandas.Series(Y), shuffle=False)
    np.testing.assert_array_equal(X, numbers)
    np.testing.assert_array_equal(y, Y)
    assert (rest, X.dtype.kind, y.dtype.kind) == ([], "f", "f")


@tables
def test_in_a_model(kind):
    table, numbers = TABLES[kind](), dense(kind)
    model = nn.mlp([numbers.shape[1], 3, 1], rng=0)
    np.testing.assert_array_equal(model(table).data, model(numbers).data)
    np.testing.assert_array_equal(nn.predict(model, table), nn.predict(model, numbers))
    scalar = MLP(numbers.shape[1], [1], rng=0)
    np.testing.assert_array_equal(
        nn.predict(scalar, table), nn.predict(scalar, numbers)
    )
    if hasattr(table, "iloc"):
        assert scalar(table.iloc[1]).data == scalar(numbers[1]).data


@tables
@pytest.mark.parametrize("column", ["array", "Series", "frame", "list", "sparse"])
@pytest.mark.parametrize("scalar", [False, True])
def test_in_training(kind, column, scalar):
    """y of shape (n,) or (n, 1), for outputs of either."""

    def run(X, y):
        width = np.shape(dense(kind))[1]
        model = MLP(width, [2, 1], rng=0) if scalar else nn.mlp([width, 2, 1], rng=0)
        history = fit(
            model,
            nn.squared_error,
            SGD(model.parameters(), lr=0.01),
            (X, y),
            epochs=2,
            batch_size=2,
            validation=(X, y),
            metrics={"mae": nn.mean_absolute_error},
            rng=0,
        )
        measures = evaluate(model, nn.squared_error, (X, y))
        return [*history.epochs.values(), *measures.values()]

    y = {
        "array": lambda: Y,
        "Series": lambda: pandas.Series(Y, index=[2, 1, 0]),
        "frame": lambda: pandas.DataFrame({"y": Y.astype(bool)}).astype(object),
        "list": lambda: Y.tolist(),
        "sparse": lambda: scipy.sparse.csr_matrix(Y[:, None]),
    }[column]()
    expected = run(dense(kind), Y if scalar else Y[:, None])
    for got, number in zip(run(TABLES[kind](), y), expected, strict=True):
        np.testing.assert_allclose(got, number, rtol=1e-6)


def test_in_losses_metrics_and_layers():
    outputs, ids = np.array([[0.5, 1.5], [2.0, 1.0]]), np.array([1, 1])
    frame, series = pandas.DataFrame(outputs), pandas.Series(ids, dtype="Int64")
    expected = nn.cross_entropy(outputs, ids)
    assert nn.cross_entropy(frame, series) == expected
    assert nn.cross_entropy(Tensor(outputs), series).item() == expected
    assert nn.squared_error(pandas.Series([1, 2]), [1, 4]) == 2.0
    assert (
        nn.squared_error(scipy.sparse.csr_array(outputs), frame.convert_dtypes()) == 0
    )
    assert nn.accuracy(frame, series) == 0.5
    assert nn.accuracy(frame.convert_dtypes(), series.to_frame()) == 0.5
    assert nn.confusion_matrix(frame, series).tolist() == [[0, 0], [1, 1]]
    assert nn.one_hot(series).tolist() == [[0, 1], [0, 1]]
    table = nn.Embedding(3, 2, rng=0)
    assert table(series).data.tolist() == table(ids).data.tolist()
    assert table([]).shape == (0, 2)
    assert table([[], []]).shape == (2, 0, 2)
    unit = Perceptron(2)
    unit.fit(frame, series)
    assert unit.predict(frame.convert_dtypes()).tolist() == [1, 1]
    weights = nn.cross_entropy(outputs, ids, class_weights=pandas.Series([1.0, 2.0]))
    assert weights == nn.cross_entropy(outputs, ids, class_weights=[1.0, 2.0])


def test_as_data_of_a_tensor():
    assert Tensor(mixed()).data.tolist() == NUMBERS.tolist()
    assert Tensor(mixed()["rooms"]).data.tolist() == [3.0, 2.0, 1.0]
    assert Tensor(scipy.sparse.eye(2)).data.tolist() == [[1.0, 0.0], [0.0, 1.0]]


OPERATORS = [
    *(operator.add, operator.sub, operator.mul, operator.truediv, operator.pow),
    *(operator.eq, operator.ne, operator.lt, operator.le, operator.gt, operator.ge),
]


@pytest.mark.filterwarnings("ignore::RuntimeWarning")  # 0 and -3 among the numbers
@pytest.mark.parametrize("op", OPERATORS, ids=lambda op: op.__name__)
@pytest.mark.parametrize("table", [mixed(), mixed()["rooms"]], ids=["frame", "column"])
def test_a_table_beside_a_tensor_is_an_array(op, table):
    numbers = np.asarray(table, float)
    tensor = Tensor(np.linspace(0.5, 1.5, numbers.size).reshape(numbers.shape))
    for ours, theirs in [
        (op(tensor, table), op(tensor.data, numbers)),
        (op(table, tensor), op(numbers, tensor.data)),
    ]:
        result = ours.data if isinstance(ours, Tensor) else ours
        assert isinstance(result, np.ndarray)
        assert np.array_equal(result, theirs, equal_nan=True)


def test_the_gradient_beside_a_table():
    tensor = Tensor(np.ones((3, 4)))
    (tensor @ mixed().T * 2.0 - NUMBERS[:, :3]).sum().backward()
    assert tensor.grad.tolist() == [(2.0 * NUMBERS.sum(axis=0)).tolist()] * 3


def test_words_as_targets_are_divided():
    words = pandas.Series(["a", "b"] * 6)
    parts = train_test_split(words, stratify=words, test_size=0.5, rng=0)
    assert [sorted(part) for part in parts] == [["a"] * 3 + ["b"] * 3] * 2


USES = {
    "fit": lambda X: fit(np.sum, print, SGD([Tensor(1.0)]), (X, Y), epochs=1),
    "split": train_test_split,
    "standardize": standardize,
    "batches": batches,
    "call": lambda X: nn.Linear(5, 1)(X),
    "predict": lambda X: nn.predict(nn.Linear(5, 1), X),
    "loss": lambda X: nn.squared_error(X, X),
    "accuracy": lambda X: nn.accuracy(X, Y),
    "Tensor": Tensor,
    "operator": lambda X: X * Tensor(0.0) + Tensor(0.0) / X,
}


@pytest.mark.parametrize("use", USES.values(), ids=USES)
@pytest.mark.parametrize(
    ("column", "message"),
    [
        (
            ["x", "y", "z"],
            r"column 'name' holds str 'x', not real numbers; .*get_dummies",
        ),
        (["1", "2", "3"], r"column 'name' holds str '1', not real"),
        ([1.0, "y", None], r"column 'name' holds str 'y'"),
        ([1j, 2.0, 3.0], "column 'name' holds complex numbers, .*real and .imag"),
        (
            pandas.to_datetime(["2020-01-01"] * 3),
            r"column 'name' holds dates \(datetime64.*; subtract a date",
        ),
        (pandas.Categorical(["x", "y", "z"]), "column 'name' holds str 'x'"),
    ],
)
def test_a_column_that_holds_no_numbers_is_named(use, column, message):
    with pytest.raises(TypeError, match=message):
        use(mixed().assign(name=column))


@pytest.mark.parametrize(
    "column", [[1.0, np.nan, 2.0], pandas.array([1, None, 2], "Int64"), [1, None, 2]]
)
@pytest.mark.parametrize("use", [standardize, batches])
def test_a_missing_number_is_named(use, column):
    message = r"\[1, 4\] \(column 'age'\) is nan; clean the data first"
    with pytest.raises(ValueError, match=message):
        use(mixed().assign(age=column))
