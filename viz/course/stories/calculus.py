"""Stories of lessons 1 to 7: the graph and its derivatives."""

from __future__ import annotations

from collections.abc import Mapping

from autograd_core import Value, maximum
from viz.course.stepper import Example
from viz.page import say

_NEURON = {"w": 0.5, "x": 2.0, "b": -1.5}


def _two_uses(a: Value) -> Value:
    b = a + a
    b.label = "b"
    return b + b


CALCULUS: Mapping[int, Example] = {
    1: Example(
        {"x": 3.0},
        lambda x: x**2,
        (
            say(
                "L is x squared, and x is 3. Move x by 0.01: by how much does L grow? "
                "Say a number, to four places, then go on.",
                step=0,
            ),
            say(
                "x is 3.01, and L 9.0601. It has grown by 0.0601: six times the move, "
                "and a little more.",
                step=-1,
                put={"x": 3.01},
            ),
            say("Six is the slope at 3. What is it at 5?", put={"x": 5.0}, ask="x"),
            say(
                "Curve: drag the slider of x. Where does L hardly change when x moves? "
                "And where does L fall when x grows?",
                step=-1,
                put={"x": 3.0},
            ),
            say(
                "Step moves x against the sign of its slope. Take ten, and watch L.",
                step=-1,
            ),
        ),
    ),
    2: Example(
        {"a": 2.0, "b": 3.0},
        lambda a, b: (a + b) * (a + b),
        (
            say(
                "Count the nodes of (a + b)*(a + b), leaves included. How many are "
                "there if it is written as s = a + b, and then s*s?",
                step=0,
            ),
            say(
                "5 here, 4 there. Here the sum was computed twice: two nodes with the "
                "same number. s*s has one sum, used twice.",
                step=0,
            ),
            say(
                "Press the right arrow. A node is computed when its parents are. In "
                "which other orders could it be done?",
                step=0,
            ),
            say(
                "a is 7 now. Which cards have changed, and which could not?",
                step=0,
                put={"a": 7.0},
            ),
            say(
                "Write lines of your own beside such a page: backprop repl --live",
                step=0,
                put={"a": 2.0},
            ),
        ),
    ),
    3: Example(
        {"a": 4.0, "b": 2.0},
        lambda a, b: maximum(a, b) + (a / b).tanh(),
        (
            say(
                "The maximum of a = 4 and b = 2. Of the gradient that comes to it, how "
                "much goes on to a, and how much to b? Two numbers.",
                step=0,
                show=["a", "b", "n1"],
            ),
            say(
                "All of it to a, nothing to b: 1 and 0, on the two edges. A maximum "
                "lets it through to the larger operand.",
                step=-1,
                show=["a", "b", "n1"],
            ),
            say(
                "Now b is larger. What has changed?",
                step=-1,
                put={"a": 2.0, "b": 4.0},
                show=["a", "b", "n1"],
            ),
            say(
                "A tie. Equal shares are taken here; any two that add up to 1 would "
                "do. Elsewhere the slope is one number, here it is a choice.",
                step=-1,
                put={"a": 3.0, "b": 3.0},
                show=["a", "b", "n1"],
            ),
            say(
                "The other gates: a / b and tanh. Move a up until tanh lets nothing "
                "through. At which quotient is its slope below 0.01?",
                step=-1,
                put={"a": 4.0, "b": 2.0},
            ),
        ),
    ),
    4: Example(
        _NEURON,
        lambda w, x, b: (w * x + b).tanh(),
        (
            say(
                "Which is larger, the slope of L by w or by x? And by what factor? A "
                "letter and a number.",
                step=0,
            ),
            say("Type the slope of w. A product such as 0.7864 * 2 will do.", ask="w"),
            say("And that of x.", ask="x"),
            say(
                "1.573 and 0.393: w, by a factor 4. Down to the product they share "
                "the way; there the locals are x = 2 and w = 0.5.",
                step=-1,
            ),
            say(
                "w and x have changed places. Which is larger now? Then choose Predict "
                "above for the whole chain; Hint has four rungs.",
                put={"w": 2.0, "x": 0.5},
                ask="x",
            ),
        ),
    ),
    5: Example(
        {"a": 1.0},
        _two_uses,
        (
            say(
                "b = a + a, L = b + b, so the slope by a is 4. A program goes to a "
                "node each time it is reached, and passes on all that it has. What "
                "does it say?",
                step=0,
            ),
            say(
                "6. Switch on Naive recursion and step: b is reached twice, and what "
                "it had at first is sent twice.",
                step=0,
            ),
            say(
                "Right: wait until all uses of b are in. Under each number stands how "
                "many are still to come. What does b have when it passes on?",
                ask="b",
            ),
            say(
                "Choose Do above: you say which edge is next. One that comes too early "
                "is not taken, and the page says why.",
                step=0,
            ),
        ),
    ),
    6: Example(
        {"x": 3.0},
        lambda x: x * x * x,
        (
            say(
                "x*x*x at 3 has the slope 27. backward() is called twice, and nothing "
                "is reset. What does x hold? A number.",
                step=0,
            ),
            say(
                "54: leaves add up. n1 = x*x must begin at 0 again, else the second "
                "call would pass on 6 instead of 3.",
                step=-1,
                show=["x", "n1"],
            ),
            say(
                "Open Code and step through the backward half. Before each step say "
                "which node is node, which is parent, and what local is.",
                step=0,
            ),
            say("Three uses of x. Type what they add up to.", ask="x"),
        ),
    ),
    7: Example(
        {"x": 1.0, "h": 0.1},
        lambda x, h: ((x + h).sin() - (x - h).sin()) / (2 * h) - x.cos(),
        (
            say(
                "L is how far a two-sided difference of the sine is from its slope, "
                "the cosine. Which h is best: 0.1, 1e-5 or 1e-12?",
                step=0,
                show=["h"],
            ),
            say("h = 0.1 is off by 9e-4: the curve bends.", step=-1, show=["h", "L"]),
            say(
                "h = 1e-5: 1e-11 at most.",
                step=-1,
                put={"h": 1e-5},
                show=["h", "L"],
            ),
            say(
                "h = 1e-12: about 3e-5, far worse. Look at the two sines: they agree "
                "in twelve digits, and their difference has four.",
                step=-1,
                put={"h": 1e-12},
            ),
            say(
                "Type other h into the field of h. Between which powers of ten is the "
                "best? Then try another x.",
                step=-1,
                put={"h": 0.01},
            ),
        ),
        {"params": ["x"]},
    ),
}
