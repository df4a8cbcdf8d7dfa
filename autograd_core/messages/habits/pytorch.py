"""Habits of PyTorch: methods of its tensors, and names of `torch` itself."""

from __future__ import annotations

from autograd_core.messages.habits.rows import each

_CPU = "arrays are on the CPU; leave it out"
_NO_JUMP = "comparisons are operators, and give plain arrays: write `x.data {} 0.0`"

NODES = {
    "ln": "write `x.log()`",
    "asin": "write `(x / 9.0).arcsin()`, or the function arcsin",
    "acos": "write `arccos(x / 9.0)`, or the method arccos",
    "atan": "write `x.arctan()`",
    "asinh": "write `x.arcsinh()`",
    "acosh": "write `x.arccosh()`",
    "atanh": "write `arctanh(x / 9.0)`, or the method arctanh",
    "swish": "write `x.silu()`",
    **each("logistic expit", "write `x.sigmoid()`"),
    **each("hardtanh", "write `x.hard_tanh()`"),
    "leakyrelu": "write `x.leaky_relu()`",
    "celu": "write `x.elu(1.0)`",
    **each("hardswish hard_swish", "write `x * (x / 6.0 + 0.5).clip(0.0, 1.0)`"),
    "glu": "write `a * b.sigmoid()` of the two halves a and b",
    **each("bernoulli poisson", "it has no derivative: NumPy draws numbers, as "
           "`rng.binomial(1, 0.5)`"),
    **each("untyped_storage", "write `x.data`"),
    **each("retain_graph", "the graph is kept; leave it out"),
    **each("register_post_accumulate_grad_hook", "no function is called in backward(): "
           "read `x.grad` after it, or write a `custom_op`"),
    "relu6": "write `x.clip(0.0, 6.0)`",
    "selu": "write `1.0507009873554805 * x.elu(1.6732632423543772)`",
    "mish": "write `x * x.softplus().tanh()`",
    "softsign": "write `x / (1.0 + abs(x))`",
    **each("hardsigmoid", "write `(x / 6.0 + 0.5).clip(0.0, 1.0)`"),
    **each("logsigmoid", "write `-(-x).softplus()`"),
    **each("frac", "write `x - x.trunc()`"),
    **each("fix", "write `x.trunc()`"),
    **each("sgn", "write `x.sign()`"),
    "lgamma": "write `gammaln(x)`",
    **each("rsub", "write `2.0 - x`"),
    "positive": "write `+x`",
    "float_power": "write `x ** 2`",
    **each("real imag conj", "only real numbers are there; leave it out"),
    **each("signbit isposinf isneginf isreal", "write `np.signbit(x)`, or the like"),
    **each("relu_ sigmoid_ tanh_ exp_ exp2_ expm1_ log_ log2_ log10_ log1p_ sqrt_ "
           "rsqrt_ square_ abs_ neg_ pow_ sin_ cos_ tan_ asin_ acos_ atan_ atan2_ "
           "sinh_ cosh_ asinh_ acosh_ atanh_ floor_ ceil_ round_ trunc_ frac_ sign_ "
           "reciprocal_ erf_ erfc_ lgamma_ digamma_ nan_to_num_ fmod_ remainder_ "
           "cumsum_ cumprod_ logit_ softplus_ leaky_relu_ elu_", "no op changes its "
           "operand: write `x = x.relu()`"),
    "rsqrt": "write `1.0 / x.sqrt()`",
    "pow": "write `x ** 2`",
    "neg": "write `-x`",
    "add": "write `x + x`",
    "sub": "write `x - x`",
    **each("mul multiply", "write `x * x`"),
    **each("div divide true_divide", "write `x / x`"),
    "clamp": "write `x.clip(0.0, 1.0)`",
    **each("clamp_min", "write `x.clip(min=0.0)`"),
    **each("clamp_max", "write `x.clip(max=1.0)`"),
    "lerp": "write `x + 0.5 * (x - x)`",
    "retain_grad": "every result keeps its gradient; leave it out",
    "grad_fn": "write `x.op` for its name, and `x.operands`",
    "register_hook": "no function is called in backward(): read `x.grad` after it, or "
    "write a `custom_op`",
    **each("requires_grad requires_grad_", "every leaf gets a gradient; keep a "
           "constant as a plain number or array, and leave a module out of training by "
           "`model.freeze()`"),
    "detach_": "write `x = x.detach()`",
    **each("zero_", "write `x.zero_grad()` for the gradient, `x.data = 0.0 * x.data` "
           "for the numbers"),
    **each("cpu cuda device is_cuda pin_memory xpu mps hpu", _CPU),
    "clone": "write `x + 0.0` for a recorded copy, `x.detach()` for a new leaf",
    "copy": "write `x + 0.0` for a recorded copy, `x.detach()` for a new leaf",
    **each("long int bool", "nodes hold floats; for a plain array write "
           "`np.asarray(x.data).astype(int)`"),
    "half": "float64 and float32 are there: for an array write `x.astype('float32')`",
    **each("eq equal", _NO_JUMP.format("==")),
    "ne": _NO_JUMP.format("!="),
    "gt": _NO_JUMP.format(">"),
    "ge": _NO_JUMP.format(">="),
    "lt": _NO_JUMP.format("<"),
    "le": _NO_JUMP.format("<="),
    **{name: _NO_JUMP.format(sign) for name, sign in (
        ("greater", ">"), ("greater_equal", ">="), ("less", "<"), ("less_equal", "<="),
    )},
    "atan2": "write `arctan2(x, x)`",
    "isnan": "write `np.isnan(x)`",
    "isinf": "write `np.isinf(x)`",
    "isfinite": "write `np.isfinite(x)`",
}  # fmt: skip
"""Methods that neither Value nor Tensor has."""

_IN_PLACE = (
    "write `with no_grad(): x {} 0.5`, which moves a leaf; elsewhere `x = x {} 0.5`"
)

TENSORS = {
    **each("view view_as reshape_as", "write `x.reshape(-1)`"),
    "resize_": "write `x.reshape(-1)`",
    "permute": "write `x.transpose(1, 0)`",
    **each("unsqueeze", "write `x.expand_dims(0)`"),
    "to_list": "write `x.tolist()`",
    **each("t mT H", "write `x.T`"),
    **each("numel nelement", "write `x.size`"),
    **each("dim ndimension", "write `x.ndim`"),
    **each("mm bmm matmul mv addmm", "write `x @ x.T`"),
    **each("float", "write `x.astype('float32')`"),
    **each("double", "write `x.astype('float64')`"),
    **each("to type type_as", "a Tensor is on the CPU; for a dtype write "
           "`x.astype('float32')`"),
    **each("contiguous is_contiguous data_ptr storage stride", "leave it out: NumPy "
           "takes care of the memory"),
    **each("expand expand_as", "write `x.broadcast_to((4, 2, 3))`"),
    "repeat_interleave": "write `repeat(x, 2, axis=0)`",
    **each("chunk unbind", "write `split(x, 2)`, or `list(x)` for the rows"),
    "split": "write `split(x, 2)`",
    **each("gather", "write `take_along_axis(x, np.array([[0], [1]]), axis=1)`"),
    "index_select": "write `x[:, [0, 2]]`",
    **each("select narrow", "write `x[:, 1]`"),
    **each("scatter scatter_ scatter_add scatter_add_ index_add_ index_fill_", "write "
           "`where(x > 2.0, x, 0.0)`, or a matrix product with one-hot rows"),
    **each("masked_fill masked_fill_", "write `where(x > 2.0, 0.0, x)`"),
    "masked_select": "write `x[x > 2.0]`",
    **each("topk kthvalue", "write `flip(sort(x), axis=-1)[..., :2]`"),
    "sort": "write `sort(x)`",
    "argsort": "write `np.argsort(x.data)`",
    **each("unique bincount histc multinomial", "it has no derivative: write "
           "`np.unique(x.numpy())`, or the like"),
    "nonzero": "write `np.nonzero(x)`",
    "det": "write `det(x @ x.T)`",
    **each("inverse inv", "write `inv(x @ x.T + np.eye(2))`"),
    "diag": "write `diag(x @ x.T)`",
    "triu": "write `triu(x)`",
    "tril": "write `tril(x)`",
    **each("outer ger", "write `outer(x, x)`"),
    **{name: f"it is a function: `{name}`, as `{call}`" for name, call in (
        ("median", "median(x)"), ("quantile", "quantile(x, 0.5)"),
        ("cumprod", "cumprod(x)"), ("diff", "diff(x)"), ("roll", "roll(x, 1)"),
        ("flip", "flip(x)"), ("fliplr", "fliplr(x)"), ("flipud", "flipud(x)"),
        ("rot90", "rot90(x)"), ("tile", "tile(x, 2)"), ("kron", "kron(x, x)"),
        ("cross", "cross(x, x)"), ("inner", "inner(x, x)"), ("vdot", "vdot(x, x)"),
        ("moveaxis", "moveaxis(x, 0, 1)"), ("svd", "svd(x, full_matrices=False)"), ("qr", "qr(x)"),
        ("cholesky", "cholesky(x @ x.T)"), ("slogdet", "slogdet(x @ x.T)"),
        ("matrix_power", "matrix_power(x @ x.T, 2)"), ("nansum", "nansum(x)"),
        ("nanmean", "nanmean(x)"), ("nan_to_num", "nan_to_num(x)"),
        ("deg2rad", "deg2rad(x)"), ("rad2deg", "rad2deg(x)"), ("sinc", "sinc(x)"),
        ("copysign", "copysign(x, -1.0)"), ("xlogy", "xlogy(x, x)"),
        ("digamma", "digamma(x)"), ("polygamma", "polygamma(1, x)"),
        ("logit", "logit(x / 9.0)"), ("vsplit", "vsplit(x, 2)"),
        ("hsplit", "hsplit(x, 3)"), ("partition", "partition(x, 1)"),
    )},
    **each("amax", "write `x.max(axis=1)`"),
    **each("amin", "write `x.min(axis=1)`"),
    "aminmax": "write `x.min(axis=1), x.max(axis=1)`",
    **each("std_mean var_mean", "write `x.var(axis=1), x.mean(axis=1)`"),
    **each("cummax cummin logcumsumexp", "it is not here: write "
           "`stack([x[:, : i + 1].max(axis=1) for i in range(3)], axis=1)`"),
    "take_along_dim": "write `take_along_axis(x, np.array([[0], [1]]), axis=1)`",
    **each("eig symeig lu", "write `eigh(x @ x.T)`, of a symmetric matrix"),
    **each("layer_norm batch_norm group_norm conv2d linear", "it is a layer: "
           "`nn.LayerNorm(3)(x)`"),
    **each("movedim", "write `moveaxis(x, 0, 1)`"),
    **each("swapdims", "write `x.swapaxes(0, 1)`"),
    **each("adjoint", "write `x.T`"),
    **each("rand_like randn_like zeros_like ones_like", "NumPy makes arrays: write "
           "`np.zeros_like(x)`, or `rng.normal(size=x.shape)`"),
    "sum_to_size": "write `x.sum(axis=0, keepdims=True)`",
    "logdet": "write `slogdet(x @ x.T)[1]`",
    **each("pinverse", "write `pinv(x)`"),
    "matrix_exp": "write `expm(x @ x.T)`",
    **each("cholesky_solve lstsq", "write `solve(x @ x.T, x)`"),
    **each("diag_embed diagflat", "write `x[0] * np.eye(3)`"),
    **each("addmv addr addbmm baddbmm", "write `x + x @ x.T @ x`"),
    "dist": "write `norm(x - x)`",
    **each("msort", "write `sort(x, axis=0)`"),
    **each("renorm", "write `x / maximum(norm(x, axis=1, keepdims=True), 1.0)`"),
    **each("unfold as_strided", "write `stack([x[:, i : i + 2] for i in range(2)], "
           "axis=1)`"),
    **each("tensor_split unsafe_chunk", "write `array_split(x, 2)`"),
    "dsplit": "write `dsplit(x[None], 3)`",
    "unflatten": "write `x.reshape(2, 3, 1)`",
    **each("resize", "write `x.reshape(-1)`"),
    **each("index_add index_copy index_put index_put_ index_reduce masked_scatter "
           "masked_scatter_ scatter_reduce slice_scatter diagonal_scatter put_",
           "write `where(x > 2.0, x, 0.0)`, or a matrix product with one-hot rows"),
    **each("allclose isclose", "write `np.allclose(x, x.data)`"),
    **each("logical_and logical_or logical_not logical_xor", "write "
           "`(x > 1.0) & (x < 3.0)`"),
    **each("bitwise_and bitwise_or bitwise_not bitwise_xor gcd lcm", "nodes are "
           "floats and have no bits; a condition is `(x > 1.0) & (x < 3.0)`"),
    "not_equal": "write `x != 0.0`",
    **each("negative", "write `-x`"),
    **each("count_nonzero", "write `np.count_nonzero(x)`"),
    **each("argwhere mode histogram bucketize searchsorted unique_consecutive "
           "argpartition corrcoef cov", "it has no derivative here: write the "
           "function of NumPy, as `np.argwhere(x.numpy() > 2.0)`"),
    "nanquantile": "write `quantile(x[~np.isnan(x)], 0.5)`",
    "nanmedian": "write `median(x[~np.isnan(x)])`",
    **each("compress choose", "write `x[:, [0, 2]]`"),
    **each("prelu", "write `where(x > 0.0, x, 0.25 * x)`"),
    "dropout": "it is a layer: `nn.Dropout(0.5)(x)`",
    **each("cross_entropy", "losses are in nn: `nn.cross_entropy(x, [0, 2])`"),
    **each("bfloat16 byte char short", "float64 and float32 are there: write "
           "`x.astype('float32')`"),
    **each("to_dense to_sparse resolve_conj resolve_neg get_device is_pinned "
           "is_shared share_memory_ record_stream refine_names retains_grad "
           "setflags", "leave it out"),
    **each("map_ apply_", "write an op, which may be a `custom_op`"),
    **each("tofile dump dumps", "write `np.save('x.npy', x.data)`"),
    **each("byteswap ctypes getfield setfield to_device", "it is of arrays: write "
           "`x.data`"),
    **each("new", "write `Tensor([1.0, 2.0])`"),
    **each("cauchy_ geometric_ log_normal_", "write `x.data = rng.normal(size=x.shape)` "
           "for a leaf"),
    **each("erfinv igamma igammac mvlgamma i0", "it is not here; an op of your own "
           "is a `custom_op`"),
    **each("add_ iadd", _IN_PLACE.format("+=", "+")),
    "sub_": _IN_PLACE.format("-=", "-"),
    "mul_": _IN_PLACE.format("*=", "*"),
    "div_": _IN_PLACE.format("/=", "/"),
    **each("addcmul_ addcdiv_ lerp_", _IN_PLACE.format("+=", "+")),
    **each("fill fill_ copy_ set_ data_", "write `x.data = np.ones((2, 3))` for a leaf"),
    **each("normal_ uniform_ random_ bernoulli_ exponential_", "write `x.data = "
           "rng.normal(size=x.shape)` for a leaf"),
    **each("clamp_ clip_", "write `x.data = np.clip(x.data, 0.0, 1.0)` for a leaf"),
    **each("element_size itemsize nbytes", "write `x.data.nbytes`"),
    **each("names", "write `x.label`"),
    "indices": "a reduction gives the entries alone: write `x.argmax(axis=1)` for their "
    "places",
    **each("new_zeros new_ones new_full new_empty new_tensor", "NumPy makes arrays: "
           "write `np.zeros((2, 3))`, and Tensor(...) of it for a parameter"),
    **each("layout is_floating_point is_complex is_sparse", "every Tensor is a dense "
           "array of floats; leave it out"),
    "addcmul": "write `x + 0.5 * x * x`",
    "addcdiv": "write `x + 0.5 * x / x`",
    "flat": "write `x.ravel()`",
    "ptp": "write `x.max(axis=0) - x.min(axis=0)`",
    **each("put itemset", "write `where(x > 2.0, 0.0, x)`"),
    **each("strides base flags tobytes", "write `x.data.strides`, or the like"),
    **each("squeeze_ unsqueeze_ t_ transpose_", "no op changes its "
           "operand: write `x = x.squeeze()`"),
    **each("append extend insert", "write `concatenate([x, x], axis=0)`"),
}  # fmt: skip
"""Methods that a Tensor lacks, beside `NODES`."""

ARRAYS = {
    **each("zero_ fill_", "write `x.zero_grad()`, or `x.grad = None`"),
    **each("copy_ normal_ uniform_", "write `x.grad = np.ones((2, 3))`"),
    "sub_": "write `x.grad -= 0.5`",
    **each("size dim numel", "write `x.grad.shape`, `x.grad.ndim`, `x.grad.size`"),
    **each("detach cpu numpy item clone", "it is a plain array already: write "
           "`x.grad.copy()`"),
    "norm": "write `np.linalg.norm(x.grad)`",
    "abs": "write `np.abs(x.grad)`",
    **each("clamp_ clip_", "write `optim.clip_grad_value_(model.parameters(), 1.0)`"),
    **each("mul_ div_ add_", "write `x.grad = 0.5 * x.grad`"),
    "data": "of an array of NumPy it is the memory; write `x.grad`",
}  # fmt: skip
"""Attributes of a gradient, an array of NumPy, whose errors are NumPy's own."""

DATA = {
    **each("zero_", "write `x.data = 0.0 * x.data`"),
    **each("fill_ copy_ set_", "write `x.data = np.ones((2, 3))`"),
    **each("normal_ uniform_ random_", "write `x.data = rng.normal(size=x.shape)`"),
    "add_": "write `x.data += 0.5`",
    "sub_": "write `x.data -= 0.5 * x.grad`",
    "mul_": "write `x.data *= 0.5`",
    "div_": "write `x.data /= 2.0`",
    **each("clamp_ clip_", "write `x.data = np.clip(x.data, 0.0, 1.0)`"),
    **each("detach cpu numpy clone", "it is a plain array already: write "
           "`x.data.copy()`"),
    **each("size dim numel", "write `x.data.shape`, `x.data.ndim`, `x.data.size`"),
    "backward": "call it on the node: `x.sum().backward()`",
}  # fmt: skip
"""Attributes of `data`, an array of NumPy, whose errors are NumPy's own."""

VALUES = {
    "to": "a Value is on the CPU; leave it out",
    **each("float double", "a Value is a float64; leave it out"),
}
"""Methods that a Value lacks, beside `NODES`."""

_NUMPY = "NumPy makes arrays: write `np.{}`, and Tensor(...) of it for a parameter"
_BY_RNG = (
    "NumPy draws numbers: make one generator, `rng = np.random.default_rng(0)`, and "
    "write `rng.{}`"
)
_REPEATABLE = (
    "there is no global state: what draws numbers takes rng=, a seed or a generator, as "
    "in `nn.MLP(2, [4, 1], rng=0)`"
)

CORE = {
    **each("as_tensor from_numpy asarray array", "write `Tensor([1.0, 2.0])` for what "
           "gets a gradient, `np.asarray([1.0, 2.0])` for a constant"),
    "zeros": _NUMPY.format("zeros((2, 3))"),
    "ones": _NUMPY.format("ones((2, 3))"),
    "full": _NUMPY.format("full((2, 3), 0.5)"),
    "empty": _NUMPY.format("empty((2, 3))"),
    "eye": _NUMPY.format("eye(3)"),
    "arange": _NUMPY.format("arange(3.0)"),
    "logspace": _NUMPY.format("logspace(-3.0, 0.0, 4)"),
    "meshgrid": _NUMPY.format("meshgrid([0.0, 1.0], [0.0, 1.0])"),
    "zeros_like": _NUMPY.format("zeros_like(x)"),
    "ones_like": _NUMPY.format("ones_like(x)"),
    "full_like": _NUMPY.format("full_like(x, 0.5)"),
    "empty_like": _NUMPY.format("empty_like(x)"),
    "randn": _BY_RNG.format("normal(size=(2, 3))"),
    **each("normal randn_like", _BY_RNG.format("normal(size=x.shape)")),
    "rand": _BY_RNG.format("uniform(size=(2, 3))"),
    **each("uniform rand_like", _BY_RNG.format("uniform(size=x.shape)")),
    "randint": _BY_RNG.format("integers(0, 3, size=2)"),
    "randperm": _BY_RNG.format("permutation(3)"),
    **each("bernoulli multinomial", _BY_RNG.format("choice(3, p=[0.2, 0.3, 0.5])")),
    **each("manual_seed seed set_seed", _REPEATABLE),
    **each("Generator default_rng", _REPEATABLE),
    **each("cat concat", "write `concatenate([x, x], axis=0)`"),
    "chunk": "write `split(x, 2)`",
    "clamp": "write `clip(x, 0.0, 1.0)`",
    **each("mm bmm mv", "write `x @ x.T`"),
    "pow": "write `x ** 2`",
    "sub": "write `x - x`",
    "mul": "write `x * x`",
    **each("div true_divide", "write `x / x`"),
    "neg": "write `-x`",
    "asin": "write `arcsin`",
    "acos": "write `arccos`",
    "atan": "write `arctan`",
    "asinh": "write `arcsinh`",
    "acosh": "write `arccosh`",
    "atanh": "write `arctanh`",
    "rsqrt": "write `1.0 / sqrt(x)`",
    **each("allclose isclose equal array_equal eq", "write `np.allclose(x, x.data)`, or "
           "compare `x == x`"),
    **each("isnan isinf isfinite", "write `np.isnan(x)`"),
    **each("argmax argmin argsort nonzero", "write `x.argmax(axis=1)`, or the function "
           "of NumPy"),
    **each("topk kthvalue", "write `flip(sort(x), axis=-1)[..., :2]`"),
    **each("unique bincount histc searchsorted", "write the function of NumPy, such as "
           "`np.unique(x.numpy())`"),
    **each("any all", "write `np.any(x)`"),
    "unsqueeze": "write `expand_dims(x, 0)`",
    **each("permute t", "write `transpose(x)`"),
    "flatten": "write `ravel(x)`, or for each sample `x.flatten(1)`",
    "view": "write `reshape(x, -1)`",
    **each("gather index_select", "write `take_along_axis(x, np.array([[0], [1]]), "
           "axis=1)`, or an index, `x[:, [0, 2]]`"),
    **each("masked_fill scatter", "write `where(x > 2.0, 0.0, x)`"),
    "repeat_interleave": "write `repeat(x, 2, axis=0)`",
    "lerp": "write `x + 0.5 * (x - x)`",
    **each("addmm baddbmm", "write `x + x @ x.T @ x`"),
    "atan2": "write `arctan2(x, x)`",
    "numel": "write `x.size`",
    **each("is_tensor", "write `isinstance(x, Tensor)`"),
    **each("logical_not logical_and logical_or logical_xor", "write "
           "`np.logical_not(x)`"),
    **each("pi e inf nan newaxis", "write `np.pi`, or the like of NumPy"),
    "set_printoptions": "write `np.set_printoptions(precision=6)`",
    **each("set_num_threads get_num_threads", "threads are those of NumPy: set "
           "OPENBLAS_NUM_THREADS in the environment"),
    **each("autocast amp GradScaler", "numbers keep the dtype of their array: write "
           "`Tensor([1.0], dtype='float32')`, and nothing more"),
    **each("FloatTensor DoubleTensor LongTensor", "write `Tensor([1.0, 2.0])`"),
    "cosine_similarity": "write `(x * x).sum(axis=-1) / norm(x, axis=-1) ** 2`",
    "normalize": "write `x / norm(x, axis=-1, keepdims=True)`",
    "scaled_dot_product_attention": "write `softmax(x @ x.T / 3**0.5) @ x`; as a layer "
    "it is `nn.MultiheadAttention(4, num_heads=2)`",
    "interpolate": "write `repeat(x, 2, axis=1)` for each entry twice",
    "dropout": "it is in nn: keep `nn.Dropout(0.5)` in a module: `model.eval()` turns it "
    "off",
    "linear": "write `X @ layer.weight + layer.bias`",
    **each("conv1d conv2d max_pool2d avg_pool2d batch_norm embedding", "as "
           "layers they are in nn: `nn.Conv2d(1, 2, 3)`"),
    "functional_call": "it is in nn: `nn.functional_call(model, {}, X)`",
    "cdist": "write `norm(expand_dims(x, 1) - expand_dims(x, 0), axis=-1)`",
    "sigmoid_": "write `sigmoid(x)`",
    **each("as_strided narrow", "write `x[:, 1:3]`"),
    **each("unbind", "write `list(x)`"),
    **each("unflatten", "write `x.reshape(2, 3, 1)`"),
    "cartesian_prod": "write `np.stack(np.meshgrid([1.0, 2.0], [3.0, 4.0]), -1)`",
    "diag_embed": "write `x[0] * np.eye(3)`",
    "pairwise_distance": "write `norm(x - x, axis=-1)`",
    **each("scatter_add index_add", "write `nn.one_hot([0, 0], 2).T @ x`"),
    **each("unique_consecutive", "write `np.unique(x.numpy())`"),
    **each("bucketize", "write `np.digitize(x.numpy(), [2.0])`"),
    "poisson": _BY_RNG.format("poisson(3.0, size=2)"),
    **each("get_rng_state set_rng_state", "a generator keeps its state: write "
           "`rng.bit_generator.state`"),
    **each("layer_norm instance_norm lstm feature_dropout native_batch_norm "
           "pixel_shuffle", "layers are in nn: `nn.LayerNorm(3)(x)`"),
    **each("huber_loss l1_loss smooth_l1_loss kl_div", "losses are in nn: `nn.huber`, "
           "`nn.mean_absolute_error`"),
    "threshold": "write `where(x > 2.0, x, 0.0)`",
    "distributed": "it is in optim: `optim.distributed`",
    "typename": "write `type(x).__name__`",
    "Size": "write `x.shape`, a tuple",
    "is_inference": "gradients are recorded except inside `no_grad()`",
    "use_deterministic_algorithms": "ops give the same numbers every time; leave it out",
    **each("make_functional stack_module_state functionalize",
           "a module is a function of its inputs; of parameters write "
           "`grad(loss_of)({'w': 1.0})`"),
    "grad_and_value": "write `value_and_grad(f)(X)`, the value first",
    **each("anomaly_mode", "write `detect_anomaly()`"),
    **each("record_function", "write `profile()`, or `scope('name')`"),
    **each("sparse_coo_tensor quantize_per_tensor view_as_complex empty_strided",
           "every Tensor is a dense array of floats: write `Tensor([1.0, 2.0])`"),
    **each("multiprocessing hub onnx overrides package", "models are written by nn: "
           "`nn.save(model, 'm.safetensors')`, and `nn.export_onnx`"),
    **each("pca_lowrank", "write `svd(x - x.mean(axis=0), full_matrices=False)`"),
    **each("cumulative_trapezoid", "write `cumsum(x)`"),
    **each("stft hann_window hamming_window", "complex numbers are not differentiated; "
           "a sine transform is a matrix product, "
           "`np.sin(np.outer([1.0, 2.0], [0.0, 0.5])) @ x`"),
    **each("lstsq", "write `solve(x @ x.T, x)`, or `pinv(x) @ x`"),
    **each("multi_dot chain_matmul", "write `x @ x.T @ x`"),
    "vector_norm": "write `norm(x)`",
    "cond_number": "write `svdvals(x)`",
    **each("linalg", "they are at the top: `inv`, `det`, `solve`, `norm`; np.linalg's "
           "take Tensors too, as in `np.linalg.norm(x)`"),
    **each("fft", "complex numbers are not differentiated; a sine transform is a matrix "
           "product, `np.sin(np.outer([1.0, 2.0], [0.0, 0.5])) @ x`"),
    **each("special", "they are at the top: `erf`, `sigmoid`, `logsumexp`, `softmax`"),
    **each("distributions", "write its log density in ops, such as "
           "`-0.5 * ((x - 1.0) / 2.0) ** 2`"),
    **each("device cuda backends mps xpu get_default_device set_default_device", _CPU),
    **each("float32 float64 double float half int64 long dtype", "dtypes are NumPy's: "
           "`Tensor([1.0], dtype='float32')`"),
    **each("set_default_dtype get_default_dtype", "give dtype= where numbers come in: "
           "`Tensor([1.0], dtype='float32')`"),
    **each("nn", "it is a package of its own: `import nn`"),
    **each("optim", "it is a package of its own: `import optim`"),
    **each("viz", "it is a package of its own: `import viz`"),
    **each("functional F", "activations are here, as `relu`; losses are functions of "
           "nn, as `nn.cross_entropy`"),
    **each("cross_entropy mse_loss nll_loss binary_cross_entropy MSELoss "
           "CrossEntropyLoss", "losses are in nn: `nn.cross_entropy`, "
           "`nn.squared_error`"),
    **each("Linear Sequential Parameter ReLU Dropout mlp one_hot", "it is in nn: "
           "`nn.Linear(2, 3)`, `nn.one_hot([0, 2], 3)`"),
    **each("SGD Adam AdamW fit minimize Optimizer optimizers", "it is in optim: "
           "`optim.Adam(model.parameters())`"),
    **each("DataLoader TensorDataset Dataset", "it is in optim: `optim.batches(X, y, "
           "batch_size=4)`"),
    **each("save load", "modules are saved by nn: `nn.save(model, 'm.safetensors')`"),
    "autograd": "derivatives are here: `gradients(x.sum(), [x])` for "
    "torch.autograd.grad, `grad`, `jacobian`, `hessian`, and `custom_op` for Function",
    **each("Function", "write a `custom_op`"),
    **each("enable_grad set_grad_enabled is_grad_enabled", "gradients are recorded "
           "except inside `no_grad()`"),
    "inference_mode": "write `no_grad()`",
    **each("set_detect_anomaly", "write `detect_anomaly()`"),
    **each("func", "they are at the top: `grad`, `jacobian`, `hessian`, `jvp`, `vjp`"),
    "backward": "write `x.sum().backward()`",
    **each("jit script", "write `compile(loss_of)`"),
    **each("Variable", "write `Tensor([1.0])`, or `Value(1.0)`"),
    **each("utils", "batches and clipping are in optim, as `optim.batches`; "
           "`nn.save` writes files"),
    "gradcheck": "it is in autograd_core.testing: `testing.gradcheck`",
    **each("checkgrad check_grads check_gradient assert_gradient", "it is in "
           "autograd_core.testing: `testing.check_gradient`"),
    "random": "NumPy draws numbers: write `np.random.default_rng(0)`, and give it, or a "
    "seed, as rng=",
}  # fmt: skip
"""Names of torch, and of NumPy, that autograd_core lacks."""
