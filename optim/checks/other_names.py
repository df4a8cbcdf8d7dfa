"""Names of PyTorch, Keras and scikit-learn, and what to write here instead."""

from __future__ import annotations

from autograd_core.extend import each

DATA = {
    **each("make_moons make_circles make_blobs two_moons make_classification "
            "make_regression fetch_california_housing fetch_openml load_boston",
            "write `optim.toys.moons()`, or the like"),
    **each("mnist MNIST load_mnist", "write optim.datasets.fetch_mnist(), from the "
            "network, or `optim.datasets.load_digits()`"),
    **each("digits iris wine", "write `optim.datasets.load_digits()`, or the like"),
}  # fmt: skip
"""For `optim.datasets` and `optim.toys`."""

OTHER_NAMES = {
    **each("DataLoader dataloader TensorDataset", "write batches(X, y, batch_size)"),
    "Dataset": "data are a pair (X, y); see optim.datasets",
    **each("random_split split", "write `train_test_split`"),
    **each("KFold kfold cross_validate cross_val_score", "write k_fold(X, n_splits)"),
    "StratifiedKFold": "write k_fold(X, n_splits, stratify=y)",
    **each("EMA AveragedModel ema", "write ExponentialMovingAverage(parameters)"),
    **each("StandardScaler scale normalize", "write `standardize`"),
    "ModelCheckpoint": "write Checkpoint(path, monitor=...)",
    **each("TerminateOnNaN DetectAnomaly", "write `NaNGuard`"),
    **each("lr_find lr_finder LRFinder", "write `learning_rate_sweep`"),
    **each("train fit_transform Trainer", "write `fit`"),
    **each("GridSearchCV GridSearch", "write `grid_search`"),
    **each("RandomizedSearchCV RandomSearch", "write `random_search`"),
    "RMSProp": "write `RMSprop`",
    "AdaGrad": "write `Adagrad`",
    "AdaDelta": "write `Adadelta`",
    "AdaMax": "write `Adamax`",
    **each("clip_gradients clip_by_global_norm clip_grad_norm", "write "
            "clip_grad_norm_"),
    **each("clip_grad_value clip_by_value", "write `clip_grad_value_`"),
    **each("ASGD Adafactor LAMB Muon SparseAdam FTRL", "it is not here; a rule of "
            "your own is a class of optim.rules with init and update"),
    **DATA,
    **each("load_digits load_iris load_wine load_breast_cancer load_diabetes "
            "load_names fetch_mnist", "write `datasets.load_digits()`, or the like"),
    **each("moons circles spirals blobs", "write `toys.moons()`, or the like"),
    **each("apply_updates chain", "a rule gives the new parameters: "
            "`rule.update(g, rule.init(x), x)`; clip g before it"),
    **each("cosine_decay_schedule exponential_decay warmup_cosine_decay_schedule "
            "linear_schedule join_schedules piecewise_constant_schedule",
            "schedules are functions of the step in optim.schedules"),
    "Scheduler": "it is in optim.schedules: "
    "`schedules.Scheduler(SGD(model.parameters()), schedules.Cosine(0.1, 10))`",
    "LambdaCallback": "write a class of `Callback`",
    **each("TensorBoard CSVLogger ProgressBar", "fit gives a `History`, and prints a "
           "line an epoch with progress=True"),
    **each("Pipeline make_pipeline LogisticRegression LinearRegression MLPClassifier "
            "MLPRegressor", "write a model of nn, and `fit` it; scikit-learn's own "
            "are in sklearn"),
    **each("least_squares curve_fit leastsq", "write "
           "`minimize(lambda p: p - 1.0, X, method='levenberg-marquardt')`"),
    **each("root fsolve newton_krylov", "write "
           "`minimize(lambda p: p**2 - 2.0, X, method='gauss-newton')`"),
    **each("fmin fmin_bfgs scipy_minimize", "write `minimize(f, X)`"),
    **each("losses loss metrics", "losses and metrics are functions of nn, as "
            "`nn.squared_error`, `nn.accuracy`"),
    **each("step zero_grad backward param_groups", "it belongs to an optimizer: "
            "`optimizer.step()`, `optimizer.zero_grad()`"),
    **each("swa_utils SWALR incremental_update", "write "
           "ExponentialMovingAverage(parameters)"),
    "utils": "it is not here; see dir(optim)",
    **each("adafactor lamb Lamb lookahead Lookahead LARS lars Shampoo AdaBound SAM "
           "AdaBelief Ftrl yogi noisy_sgd novograd", "it is not here; a rule of your "
           "own is a class of optim.rules with init and update"),
    **each("scale_by_adam add_decayed_weights apply_if_finite masked multi_transform "
           "inject_hyperparams MultiSteps", "a rule gives the new parameters: "
           "`rule.update(g, rule.init(x), x)`; clip g before it"),
    "clip": "write clip_grad_norm_",
    "global_norm": "write `clip_grad_norm_(model.parameters(), 1.0)`, which gives it",
    **each("polynomial_schedule constant_schedule sgdr_schedule",
           "schedules are functions of the step in optim.schedules"),
    **each("Subset Sampler WeightedRandomSampler ConcatDataset default_collate "
           "Dataloader", "write `batches(X, y, batch_size=2)`; some rows are "
           "`X[[0, 1]]`"),
    "BackupAndRestore": "write `Checkpoint('run.safetensors')`",
    **each("MinMaxScaler", "write `standardize`"),
    **each("OneHotEncoder LabelBinarizer to_categorical", "write "
           "`nn.one_hot([0, 2], 3)`"),
    **each("optax trainer training", "everything is at the top, as `fit`"),
    "LabelEncoder": "write `np.unique(y, return_inverse=True)`",
    **each("differential_evolution basinhopping dual_annealing", "write "
           "`minimize(f, X)` from several starts"),
    **each("train_loop", "write `fit`"),
    **each("GradScaler GradientTape", "leave it out; write "
           "`loss.backward(); optimizer.step()`"),
    "load_data": "write `datasets.load_digits()`, or the like",
}  # fmt: skip
"""What to write `for` a name that is not in `optim`; for schedules see their folder."""

SETTINGS = {
    "learning_rate": "write `optimizer.lr`, to read it or to assign",
    **each("momentum weight_decay betas eps nesterov alpha amsgrad", "write "
           "`optimizer.param_groups[0]['weight_decay']`, to read it or to assign"),
}  # fmt: skip
"""What an optimizer lacks, and does not let anybody assign."""

METHODS = {
    "minimize": "call loss.backward(), then step(): "
    "`loss.backward(); optimizer.step()`",
    **each("apply_gradients update", "write `optimizer.step()`"),
    "backward": "call it on the loss: `loss.backward()`",
    **each("get_lr get_last_lr", "write `optimizer.lr`"),
    **each("set_lr", "write `optimizer.lr = 0.01`"),
    **each("state iterations step_count variables", "write `optimizer.state_dict()`"),
    **each("clip_grad_norm clip_gradients", "write "
           "`optim.clip_grad_norm_(model.parameters(), 1.0)`"),
    **each("get_weights parameters", "write `optimizer.params`"),
    **each("init apply", "parameters are given when it is made: write "
           "`optimizer.step()`"),
    **each("scheduler lr_scheduler last_epoch", "write "
           "`optim.schedules.Scheduler(optimizer, optim.schedules.Cosine(0.1, 10))`"),
    "get_config": "write `optimizer.state_dict()`",
    **each("zero_grads zero_gradients clear_grad clear_gradients", "write "
           "`optimizer.zero_grad()`"),
}  # fmt: skip
"""What an optimizer lacks, beside `SETTINGS`."""

DATASETS = {
    **each("data", "write `dataset.X`"),
    **each("target targets labels", "write `dataset.y`"),
    **each("images", "write `dataset.X.reshape(-1, 8, 8)`"),
    "DESCR": "write `dataset.description`",
    "shape": "write `dataset.X.shape`",
    **each("keys items", "write `X, y = dataset`"),
    "frame": "write `dataset.feature_names` for the columns of `dataset.X`",
}
"""What a Dataset lacks."""

HISTORIES = {
    **each("history losses loss train_loss val_loss metrics", "write history['loss']"),
    **each("plot draw show", "write `viz.plots.learning_curves(history)`"),
}
"""What a History lacks."""

LOSSES = {
    **each("mse mean_squared_error l2", "nn.squared_error"),
    **each("mae mean_absolute_error l1", "nn.mean_absolute_error"),
    "huber": "nn.huber",
    **each("binary_crossentropy bce", "nn.binary_cross_entropy"),
    **each(
        "cross_entropy categorical_crossentropy sparse_categorical_crossentropy ce",
        "nn.cross_entropy",
    ),
    **each("hinge nll", "a loss of nn, such as nn.hinge or nn.nll_loss"),
}
"""The functions for names of losses, which Keras takes."""

OPTIMIZERS = {
    name.lower(): f"{name}(model.parameters())"
    for name in ("SGD", "Adam", "AdamW", "RMSprop", "Adagrad", "Adadelta", "Adamax")
}
"""The calls for names of optimizers, which Keras takes."""

METRICS = {
    **each("accuracy acc categorical_accuracy", "nn.accuracy"),
    **LOSSES,
}
"""The functions for names of metrics, which Keras takes."""


def remedy(name: object, others: dict[str, str]) -> str:
    """The end of a message on a name in place of a function; "" if it is not known.

    >>> remedy("MSE", LOSSES), remedy(3, LOSSES)
    ('; write nn.squared_error', '')
    """
    right = others.get(name.lower()) if isinstance(name, str) else None
    return f"; write {right}" if right else ""
