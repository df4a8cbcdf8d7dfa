"""Habits of JAX, of HIPS autograd and of TensorFlow: names of whole packages."""

from __future__ import annotations

from autograd_core.messages.habits.rows import each

TENSORS = {
    "at": "write `where(np.arange(3) == 0, 1.0, x)` for x.at[:, 0].set(1.0)",
    **each("block_until_ready devices sharding aval", "leave it out: ops are done when "
           "they return"),
}  # fmt: skip
"""Attributes of JAX's arrays that a Tensor lacks."""

CORE = {
    **each("jit pjit filter_jit", "write `autograd_core.compile(f)` of the loss, and "
           "differentiate that: `grad(autograd_core.compile(f))(X)`"),
    **each("pmap shard_map", "one process works on one array; `optim.distributed` has "
           "data parallel training"),
    **each("lax", "loops and branches are Python's, as `[step(c) for c in range(3)]`; "
           "its functions are NumPy's, here at the top, and `stop_gradient(x)`"),
    **each("scan fori_loop while_loop", "write a loop of Python: `[step(c) for c in "
           "range(3)]`"),
    **each("cond switch", "write `x if x.sum() > 0 else -x`, or `where(x > 0.0, x, "
           "-x)` entry by entry"),
    **each("remat checkpoint_policies", "write `checkpoint(f)`"),
    **each("ravel_pytree flatten_util", "functions take and give dicts, lists and tuples; "
           "for one vector write `concatenate([a.reshape(-1) for a in [X, y]])`"),
    **each("tree_leaves tree_flatten tree tree_util pytree", "functions take and give "
           "dicts, lists and tuples; for each array in one write "
           "`tree_map(lambda a: 2.0 * a, {'w': X})`"),
    **each("custom_vjp custom_jvp custom_gradient primitive defvjp defjvp "
           "defgrad defgrads", "write `custom_op(lambda z: z**3, lambda z: 3 * z**2)`, or "
           "of whole arrays `custom_op(np.sin, vjp=lambda g, out, x: g * np.cos(x))`"),
    **each("numpy jnp", "NumPy's own functions take nodes: `np.exp(x)`, and those "
           "without a derivative are plain arrays"),
    **each("scipy", "`erf`, `logsumexp`, `solve` and the like are at the top; minimizers "
           "are in `optim.second_order`"),
    **each("device_put device_get devices local_devices device_count "
           "local_device_count default_backend block_until_ready", "arrays are on the "
           "CPU, and ops are done when they return; leave it out"),
    **each("Array ndarray", "write `isinstance(x, Tensor)`, or np.ndarray for a plain "
           "array"),
    **each("pure_callback io_callback", "functions run as they stand, so call it; with "
           "a derivative of its own it is a `custom_op`"),
    "custom_batching": "`vmap` runs what it cannot map in a loop, and says so",
    **each("deriv derivative derivatives grads", "write `grad(f)(X)`"),
    **each("value_and_jacobian value_and_jac", "write `jacobian(f)(X)`, and f(X)"),
    "linear_transpose": "write `vjp(f, X)`",
    **each("jax torch", "everything is at the top, as `grad`"),
    **each("experimental typing", "it is not here; see dir(autograd_core)"),
    "vectorize": "write `vmap(f)`, or functions of whole arrays",
    **each("custom_root custom_linear_solve", "the derivative of a "
           "solution is a `custom_op`; the page on derivatives of one's own has one"),
    **each("make_jaxpr xla_computation eval_shape", "write `viz.explain(v)` for the "
           "graph of a result, source() of a compiled function for a program"),
    **each("debug disable_jit", "functions run as they stand: Python's print and pdb "
           "work, and `detect_anomaly()` finds a nan"),
    **each("config enable_x64", "float64 is the default; leave it out"),
    **each("PRNGKey key split_key", "write `np.random.default_rng(0)`, and give it as "
           "rng="),
    **each("hessian_vector_product make_hvp", "write `hvp(f, (X,), (X,))`"),
    **each("make_vjp vector_jacobian_product", "write `vjp(f, X)`"),
    **each("make_jvp make_jvp_reversemode", "write `jvp(f, (X,), (X,))`"),
    **each("egrad", "write `elementwise_grad(np.sin)`"),
    **each("holomorphic_grad", "only real numbers are differentiated"),
    **each("multigrad multigrad_dict grad_named", "write `grad(two, argnums=(0, 1))`"),
    **each("grad_and_aux", "write `grad(two_results, has_aux=True)`"),
    **each("value_and_multigrad", "write `value_and_grad(two, argnums=(0, 1))`"),
    **each("hessian_tensor_product tensor_jacobian_product make_ggnvp", "write "
           "`hessian(f)(X)`, or `hvp(f, (X,), (X,))`"),
    **each("test_util", "it is autograd_core.testing: `testing.check_grads`"),
    **each("misc", "functions take dicts and lists as they are; optimizers are in "
           "`optim`"),
    **each("GradientTape tape", "ops are recorded without one: write `v.backward()`, or "
           "`grad(f)(X)`"),
    "constant": "a plain number or array is a constant: write `np.array([1.0, 2.0])`",
    **each("keras layers", "layers are in `nn`, training in `optim.fit`"),
    **each("reduce_sum", "write `sum(x)`"),
    **each("reduce_mean", "write `mean(x)`"),
    **each("closure_convert named_call named_scope ensure_compile_time_eval "
           "checking_leaks debug_nans transfer_guard default_matmul_precision "
           "live_arrays process_count make_mesh sharding xla", "functions run as they "
           "stand, on one CPU; leave it out"),
    **each("tree_structure tree_unflatten tree_reduce tree_transpose global_norm",
           "functions take and give dicts, lists and tuples: write Python's loops over "
           "them, as `sum([(a**2).sum() for a in [X, y]])`"),
    **each("associative_scan", "write `cumsum(x)`, or a loop of Python"),
    **each("dynamic_slice dynamic_update_slice dynamic_index_in_dim select_n",
           "indices are Python's: write `x[:, 1:3]`, and `where(x > 2.0, x, 0.0)`"),
    **each("dot_general conv_general_dilated", "write `einsum('ij,kj->ik', x, x)`; "
           "convolutions are layers, as `nn.Conv2d(1, 2, 3)`"),
    **each("top_k", "write `sort(x)[..., -2:]`"),
    **each("segment_sum", "write `nn.one_hot([0, 0], 2).T @ x`"),
    **each("categorical truncated_normal gumbel fold_in", "NumPy draws numbers: write "
           "`np.random.default_rng(0)`, and give it, or a seed, as rng="),
    "fwd_and_bwd": "write `vjp(f, X)`",
    **each("ShapeDtypeStruct api_util", "write `np.zeros((2, 3))`, or the like"),
    **each("haiku equinox flax optax linen eqx hk example_libraries", "layers are in `nn`, training in "
           "`optim.fit`"),
    **each("stop_recording", "write `no_grad()`"),
}  # fmt: skip
"""Names of jax, autograd and tensorflow that autograd_core lacks."""
