"""A lecture's notebook on backpropagation, over any engine that has its `Value`.

Gradients are first carried by hand from node to node, then over a sorted list of nodes;
the graph is traced and written as DOT text by the notebook's own functions.
"""

import math


def neuron(Value):
    """tanh(x1 w1 + x2 w2 + b), every node with a name."""
    x1, x2 = Value(2.0), Value(0.0)
    w1, w2 = Value(-3.0), Value(1.0)
    b = Value(6.8813735870195432)
    x1w1 = x1 * w1
    x2w2 = x2 * w2
    total = x1w1 + x2w2
    n = total + b
    o = n.tanh()
    names = ("x1", "x2", "w1", "w2", "b", "x1w1", "x2w2", "total", "n", "o")
    nodes = {}
    for name, node in zip(
        names, (x1, x2, w1, w2, b, x1w1, x2w2, total, n, o), strict=True
    ):
        node.label = name
        nodes[name] = node
    return nodes


def step_by_step(nodes):
    """The chain rule, one node after the other."""
    nodes["o"].grad = 1.0
    for name in ("o", "n", "b", "total", "x2w2", "x1w1"):
        nodes[name]._backward()
    return {name: node.grad for name, node in nodes.items()}


def sorted_nodes(root):
    """Every node after those that it was made of."""
    order, visited = [], set()

    def build(node):
        if node not in visited:
            visited.add(node)
            for child in node._prev:
                build(child)
            order.append(node)

    build(root)
    return order


def walk_by_hand(root):
    """What `backward()` does, written out."""
    root.grad = 1.0
    for node in reversed(sorted_nodes(root)):
        node._backward()


def trace(root):
    """All nodes and edges of the graph."""
    nodes, edges = set(), set()

    def build(node):
        if node not in nodes:
            nodes.add(node)
            for child in node._prev:
                edges.add((child, node))
                build(child)

    build(root)
    return nodes, edges


def dot_text(root):
    """The graph in Graphviz's language: a box for a node, an oval for its op."""
    nodes, edges = trace(root)
    lines = ["digraph {", "rankdir=LR"]
    for node in nodes:
        text = f"{{ {node.label} | data {node.data:.4f} | grad {node.grad:.4f} }}"
        lines.append(f'"{id(node)}" [label="{text}", shape=record]')
        if node._op:
            lines.append(f'"{id(node)}{node._op}" [label="{node._op}"]')
            lines.append(f'"{id(node)}{node._op}" -> "{id(node)}"')
    for child, node in edges:
        lines.append(f'"{id(child)}" -> "{id(node)}{node._op}"')
    return "\n".join([*lines, "}"])


def tanh_in_parts(x):
    """(e^2x - 1) / (e^2x + 1)."""
    e = (2 * x).exp()
    return (e - 1) / (e + 1)


def slope_by_difference(f, point, i, h=1e-6):
    """The derivative of f in its i-th number, from two values."""
    above, below = list(point), list(point)
    above[i] += h
    below[i] -= h
    return (f(*above) - f(*below)) / (2 * h)


def neuron_on_floats(x1, x2, w1, w2, b):
    return math.tanh(x1 * w1 + x2 * w2 + b)
