"""As much of PyTorch and JAX as the tester touches, where neither is installed."""

from types import SimpleNamespace

import numpy as np


class TorchTensor:
    """An array that NumPy reads by `__array__`, and only after a `detach`."""

    def __init__(self, data, requires_grad=False, node=None):
        self.array = np.asarray(data)
        self.requires_grad, self.node = requires_grad, node
        self.dtype, self.device = self.array.dtype, "cpu"
        self.leaf = self  # of a clone, what it was made of

    def __array__(self, dtype=None, copy=None):
        if self.requires_grad:
            raise RuntimeError("Can't call numpy() on Tensor that requires grad.")
        return self.array

    def detach(self):
        return TorchTensor(self.array)

    cpu = detach

    def clone(self):
        copy = TorchTensor(self.array.copy(), self.requires_grad)
        copy.leaf = self
        return copy

    def double(self):
        return TorchTensor(self.array.astype(np.float64))

    def requires_grad_(self):
        self.requires_grad = True
        return self

    def is_floating_point(self):
        return self.dtype.kind == "f"

    def new_tensor(self, data):
        return TorchTensor(np.asarray(data).astype(self.dtype))

    def __mul__(self, other):
        return TorchTensor(self.array * getattr(other, "array", other))

    def __pow__(self, power):
        return TorchTensor(self.array**power)

    __rmul__ = __mul__

    def sum(self):
        return TorchTensor(self.array.sum())


class SparseTensor(TorchTensor):
    """A tensor of which NumPy can make nothing before it is dense."""

    def __array__(self, dtype=None, copy=None):
        raise TypeError("can't convert Sparse layout tensor to numpy.")

    def detach(self):
        return self

    cpu = detach

    def to_dense(self):
        return TorchTensor(self.array)


class Function:
    """A subclass has `forward(ctx, x, ...)` and `backward(ctx, g)`."""

    @classmethod
    def apply(cls, *inputs):
        if not isinstance(inputs[0], TorchTensor):
            raise TypeError("argument 'input' must be Tensor, not Tensor of the engine")
        ctx = SimpleNamespace()
        out = cls.forward(ctx, *inputs)
        out.requires_grad = any(getattr(x, "requires_grad", False) for x in inputs)
        out.node = (cls, ctx, inputs)
        return out


def _torch_gradients(outputs, inputs, upstream, allow_unused):
    (out,), (g,) = outputs, upstream
    cls, ctx, operands = out.node
    parts = cls.backward(ctx, g)
    parts = parts if isinstance(parts, tuple) else (parts,)
    pairs = zip(operands, parts, strict=True)
    by_input = {id(getattr(x, "leaf", x)): part for x, part in pairs}
    return tuple(by_input.get(id(x)) for x in inputs)


def torch():
    """The module."""
    return SimpleNamespace(
        is_tensor=lambda x: isinstance(x, TorchTensor),
        as_tensor=lambda x, dtype, device: TorchTensor(np.asarray(x).astype(dtype)),
        zeros_like=lambda x: TorchTensor(np.zeros_like(x.array)),
        autograd=SimpleNamespace(grad=_torch_gradients, Function=Function),
        nn=SimpleNamespace(Module=type("Module", (), {})),
    )


def _jax_array(x, *dtype):
    if isinstance(x, str):
        raise TypeError(f"Value {x!r} with dtype <U2 is not a valid JAX array type.")
    return JaxArray(x)


class JaxArray:
    """An array of an array library, recognised by its namespace."""

    def __init__(self, data):
        self.array = np.asarray(data)
        self.dtype = self.array.dtype

    def __array__(self, dtype=None, copy=None):
        return self.array

    def __array_namespace__(self):
        return SimpleNamespace(asarray=JaxArray)

    def astype(self, dtype):
        return JaxArray(self.array.astype(dtype))


def sin(x):
    """A function of JAX: it takes arrays of JAX and of NumPy, no nodes."""
    if not isinstance(x, (JaxArray, np.ndarray, float)):
        raise TypeError(f"Argument of type {type(x)} is not a valid JAX type.")
    return JaxArray(np.sin(np.asarray(x)))


def jax(slope):
    """The module, whose derivative of `sin` is a factor `slope(x)`."""

    def vjp(f, x):
        return f(x), lambda g: (JaxArray(np.asarray(g) * slope(np.asarray(x))),)

    def jvp(f, primals, tangents):
        (x,), (v,) = primals, tangents
        return f(x), JaxArray(slope(np.asarray(x)) * np.asarray(v))

    def tree_map(function, tree, *more):
        if isinstance(tree, tuple):
            return tuple(map(function, tree, *more))
        return function(tree, *more)

    config = SimpleNamespace(jax_enable_x64=False)
    config.update = lambda name, value: setattr(config, name, value)
    return SimpleNamespace(
        config=config,
        vjp=vjp,
        jvp=jvp,
        numpy=SimpleNamespace(asarray=_jax_array),
        tree_util=SimpleNamespace(tree_map=tree_map, tree_leaves=lambda x: [x]),
    )
