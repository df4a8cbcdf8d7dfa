"""An exercise on the negative log-likelihood of a softmax, over any engine's `Value`.

The gradient that comes out is checked against the one derived on paper.
"""

import itertools


def softmax(logits):
    """Probabilities of logits, with `exp`, a sum and divisions only."""
    counts = [logit.exp() for logit in logits]
    total = sum(counts)
    return [count / total for count in counts]


def negative_log_likelihood(Value, numbers, label):
    """`(loss, logits, probabilities)` of one example."""
    logits = [Value(x) for x in numbers]
    probabilities = softmax(logits)
    loss = -probabilities[label].log()
    return loss, logits, probabilities


def bigram_losses(Value, words, steps, rate):
    """A table of logits for the next letter, trained on the pairs of the words."""
    letters = sorted({letter for word in words for letter in word})
    n = len(letters)
    table = [[Value(0.1 * (i - j)) for j in range(n)] for i in range(n)]
    pairs = [
        (letters.index(a), letters.index(b))
        for word in words
        for a, b in itertools.pairwise(word)
    ]
    losses = []
    for _ in range(steps):
        loss = Value(0.0)
        for i, j in pairs:
            loss = loss - softmax(table[i])[j].log()
        loss = loss / len(pairs)
        for row in table:
            for logit in row:
                logit.grad = 0
        loss.backward()
        for row in table:
            for logit in row:
                logit.data -= rate * logit.grad
        losses.append(loss.data)
    return losses, [[logit.data for logit in row] for row in table]
