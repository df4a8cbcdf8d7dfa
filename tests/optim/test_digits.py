"""Real data, end to end: a network of Tensors learns to read handwritten digits."""

from nn import accuracy, losses, mlp
from optim import Adam, EarlyStopping, evaluate, fit, train_test_split
from optim.datasets import load_digits


def test_a_network_of_tensors_reads_97_percent_of_the_digits():
    X, y = load_digits()
    X_train, X_test, y_train, y_test = train_test_split(
        X, y, test_size=0.2, rng=1, stratify=y
    )
    model = mlp([64, 64, 10], rng=0)
    history = fit(
        model,
        losses.cross_entropy,
        Adam(model.parameters(), lr=0.01),
        (X_train, y_train),
        epochs=30,
        batch_size=64,
        validation=(X_test, y_test),
        metrics=[accuracy],
        callbacks=EarlyStopping(monitor="val_accuracy", mode="max", patience=10),
        rng=0,
    )
    assert max(history["val_accuracy"]) >= 0.97
    found = evaluate(model, losses.cross_entropy, (X_test, y_test), metrics=[accuracy])
    assert found["accuracy"] == max(history["val_accuracy"])
