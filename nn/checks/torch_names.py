"""Names of torch.nn and keras.layers, and what to write here instead."""

from __future__ import annotations

from autograd_core.extend import each
from nn.checks.other_names import LOSSES, Vocabulary

_OF_IMAGES = "Conv1d, Conv2d, MaxPool2d and AvgPool2d are here, and Flatten()"
_CELL = "one step is a sequence of one step: cell(x[None], h)"
_OF_ATTENTION = "build it of MultiheadAttention, LayerNorm, Linear and Residual"
_FUNCTION = "write Activation(function), with a function of ops"
_OUTPUTS_FIRST = "(outputs, targets): outputs come first"

NETWORKS = Vocabulary(
    {
        "Parameter": "a leaf Tensor kept in an attribute of a Module is a parameter",
        "ModuleList": "a plain list of modules in an attribute of a Module is enough",
        "ModuleDict": "a plain dict of modules in an attribute of a Module is enough",
        "ParameterList": "a plain list of Tensors in an attribute is enough",
        "ParameterDict": "a plain dict of Tensors in an attribute is enough",
        "Buffer": "register_buffer(name, array) of a Module makes one",
        "functional": "losses are functions of nn, activations those of autograd_core",
        "utils": "clip_grad_norm_ and the like are in optim, prune is in nn",
        **each("clip_grad_norm_ clip_grad_value_", "it is in optim"),
        **each("Tensor Value no_grad backward grad", "it is in autograd_core"),
        **each("DataParallel DistributedDataParallel", "it is in optim.distributed"),
        **each("SGD Adam AdamW fit optim Optimizer DataLoader", "see optim"),
        "Hardtanh": "write `HardTanh`",
        **each("BatchNorm BatchNormalization SyncBatchNorm", "write `BatchNorm1d`"),
        "BatchNorm3d": "write BatchNorm1d(..., axis=-1), with the channels last",
        **each("InstanceNorm1d InstanceNorm2d", "write GroupNorm(channels, channels, "
               "affine=False)"),
        "LayerNormalization": "write `LayerNorm`",
        **each("Dense LazyLinear FullyConnected", "write `Linear`"),
        **each("Dropout1d Dropout2d Dropout3d AlphaDropout", "it is not here; "
               "`Dropout` draws for each entry, not for each channel"),
        **each("Embed EmbeddingBag", "write `Embedding`"),
        **each(
            "Conv3d ConvTranspose1d ConvTranspose2d MaxPool3d AvgPool3d Unfold Fold "
            "AdaptiveMaxPool2d Upsample ZeroPad2d PixelShuffle",
            _OF_IMAGES,
        ),
        "AdaptiveAvgPool2d": "x.mean(axis=(2, 3)) is the mean over the image",
        **each("MaxPooling2D", "write `MaxPool2d`"),
        **each("AveragePooling2D", "write `AvgPool2d`"),
        **each("Convolution2D Conv2D", "write `Conv2d`"),
        "Conv1D": "write `Conv1d`",
        "RNNCell": f"write `RNN`; {_CELL}",
        "GRUCell": f"write `GRU`; {_CELL}",
        "LSTMCell": f"write `LSTM`; {_CELL}",
        "SimpleRNN": "write `RNN`",
        **each("MultiHeadAttention Attention", "write `MultiheadAttention`"),
        **each(
            "Transformer TransformerEncoder TransformerEncoderLayer "
            "TransformerDecoder TransformerDecoderLayer",
            _OF_ATTENTION,
        ),
        **each(
            "CELU ReLU6 Hardswish Hardsigmoid LogSigmoid Tanhshrink Softshrink "
            "Hardshrink Softmin GLU Threshold Lambda",
            _FUNCTION,
        ),
        **each("precision precision_score", "it is counts.diagonal() / "
               "counts.sum(axis=0) of counts = confusion_matrix(outputs, targets)"),
        **each("recall recall_score", "it is counts.diagonal() / "
               "counts.sum(axis=1) of counts = confusion_matrix(outputs, targets)"),
        "f1_score": f"write `f1`{_OUTPUTS_FIRST}",
        "r2_score": f"write `r2`{_OUTPUTS_FIRST}",
        **each("roc_auc_score auc", f"write `roc_auc`{_OUTPUTS_FIRST}"),
        **each("accuracy_score categorical_accuracy", "write `accuracy`"),
        **each("state_dict load_state_dict", "it is a method of a Module"),
        **each("to_categorical get_dummies OneHotEncoder LabelBinarizer", "write "
               "`one_hot([0, 2], 3)`"),
        **each("Unflatten Reshape View", "write x.reshape(...) in the forward of a "
               "`Module`"),
        **each("keras models optimizers", "everything is at the top: "
               "`Sequential`, `Linear`, `squared_error`"),
        "Bilinear": "use autograd_core.einsum in forward of a class of `Module`",
        **each("Model Net Network", "write `Module`"),
        **each("relu tanh sigmoid softmax log_softmax gelu silu elu softplus", "as a "
               "function it is in autograd_core: `ac.relu(x)`; as a layer it is "
               "`ReLU()`, or the like"),
        "dropout": "keep `Dropout(0.5)` in a module: `model.eval()` turns it off",
        "linear": "write `Linear(2, 3)(X)`, or `X @ layer.weight + layer.bias`",
        **each("scaled_dot_product_attention", "write "
               "`MultiheadAttention(4, num_heads=2)`"),
        **each("Input InputLayer", "leave it out: the first layer says how many inputs "
               "there are, `Linear(2, 3)`"),
        **each("modules activations", "layers are here, as `Linear`; activations too, "
               "as `Tanh`"),
        **each("Add Multiply Concatenate Subtract Average", "write the op in the "
               "forward of a `Module`: `X + X`"),
        **each("GlobalAveragePooling2D GlobalAveragePooling1D GlobalMaxPooling2D",
               "x.mean(axis=(2, 3)) is the mean over the image"),
        **each("TimeDistributed", "leave it out: `Linear(2, 3)` acts on the last axis"),
        **each("Bidirectional", "an RNN has one direction; a second runs on `X[::-1]`"),
        **each("callbacks datasets preprocessing", "see optim"),
        **each("regularizers constraints", "write the penalty in the loss: "
               "`l2(model, 1e-3)`"),
        **each("initializers initialize", "they are in `init`"),
        **each("backend K", "functions of arrays are in autograd_core"),
        **each("classification_report", "write `confusion_matrix([0, 1], [0, 1])`"),
        **each("LogisticRegression LinearRegression MLPClassifier MLPRegressor",
               "write a model, as `Linear(2, 1)`, and `optim.fit` it"),
        "ce": "write `cross_entropy`",
        "pad": "it is in autograd_core: `ac.pad(X, 1)`",
        "normalize": "write `X / ac.norm(X, axis=-1, keepdims=True)`",
        "interpolate": "it is not here; each entry twice is "
        "`ac.repeat(X, 2, axis=0)`",
        **each("PairwiseDistance", "write `ac.norm(X - X, axis=-1)`"),
        **each("LocalResponseNorm CrossMapLRN2d", "write `LayerNorm(2)`"),
        **each("ConstantPad1d ReflectionPad2d ReplicationPad1d CircularPad2d",
               "write `ac.pad(X, 1)` in the forward of a `Module`"),
        **each("UpsamplingBilinear2d ChannelShuffle", _OF_IMAGES),
        **each("FeatureAlphaDropout", "it is not here; `Dropout` draws for each entry"),
        **each("UninitializedParameter param", "a leaf Tensor kept in an attribute of "
               "a Module is a parameter"),
        **each("compact setup", "write __init__ and forward of a `Module`"),
        **each("quantized quantization intrinsic qat", "numbers are floats: write "
               "`Linear(2, 3, dtype='float32')`"),
        **each("precision_recall_fscore_support", "write "
               "`confusion_matrix([0, 1], [0, 1])`, or `f1`"),
        "PositionalEncoding": "write `Embedding(8, 2)(np.arange(3))`, one row a place",
        "Container": "write `Sequential()`",
        "F": "losses are functions of nn, activations those of autograd_core",
        **LOSSES.names,
    }
)  # fmt: skip

_INITS_UNDER_OTHER_NAMES = {
    "kaiming_uniform": "write `he_uniform`",
    "kaiming_normal": "write `he_normal`",
    "glorot_uniform": "write `xavier_uniform`",
    "glorot_normal": "write `xavier_normal`",
    "calculate_gain": "write `gain`",
}
_INITS_IN_PLACE = {
    "eye_": "write np.eye",
    "dirac_": "write np.eye",
    "trunc_normal_": "write normal",
    **{f"{name}_": f"write {name}" for name in ("zeros", "ones", "constant", "sparse")},
    **{f"{name}_": f"write {name}" for name in ("uniform", "normal", "orthogonal")},
    **{f"{name}_": f"write {name}" for name in ("xavier_uniform", "xavier_normal")},
    **{f"{name}_": advice for name, advice in _INITS_UNDER_OTHER_NAMES.items()},
}
INITS = {
    **_INITS_UNDER_OTHER_NAMES,
    **{
        name: f"{advice}: it gives an array, for weight_init= of a layer or for "
        "layer.weight.data"
        for name, advice in _INITS_IN_PLACE.items()
    },
}

MODULES = {
    **each("cpu cuda share_memory device", "arrays are on the CPU; leave it out"),
    "to": "arrays are on the CPU; leave it out; for another precision give the layers "
          "dtype= when they are made: `nn.Linear(2, 3, dtype='float32')`",
    **each("float double half type astype", "give the layers dtype= when they are "
           "made: `nn.Linear(2, 3, dtype='float32')`"),
    "children": "write `model.named_children()`, or `model.modules()` for all below it",
    **each("add_module register_module", "assign it: `model.head = nn.Linear(1, 1)`"),
    "register_parameter": "assign it: `model.scale = Tensor([1.0])`",
    **each("get_parameter get_submodule", "write `model.named_parameters()` or "
           "`model.named_modules()`"),
    **each("requires_grad_ trainable", "write `model.freeze()` or `model.unfreeze()`"),
    **each("weights trainable_weights trainable_variables coef_ coefs_", "write "
           "`model.parameters()`"),
    **each("get_weights variables", "write `model.state_dict()`"),
    **each("set_weights load_weights", "write `model.load_state_dict(state)`"),
    **each("save save_weights save_model", "write "
           "`nn.save(model, 'm.safetensors')`"),
    "load": "write `nn.load(model, 'm.safetensors')`",
    **each("reset_parameters reset_weights reset", "make a new module, or write "
           "`model[0].weight.data = nn.init.he_normal((2, 4))`"),
    **each("fit compile train_on_batch partial_fit", "write `optim.fit(model, "
           "nn.squared_error, optimizer, (X, y), epochs=2)`"),
    **each("predict predict_proba", "write `nn.predict(model, X)`"),
    **each("evaluate score", "write `optim.evaluate(model, nn.squared_error, (X, y))`"),
    **each("weight kernel w", "that of a layer is `layer.weight`, of a Neuron "
           "`neuron.w`; all are in `model.named_parameters()`"),
    **each("bias b", "that of a layer is `layer.bias`, of a Neuron `neuron.b`; all are "
           "in `model.named_parameters()`"),
    **each("act output input", "call the module: `model(X)`"),
    "grad": "a parameter has it: `[p.grad for p in model.parameters()]`",
    "data": "a parameter has it: `[p.data for p in model.parameters()]`",
    **each("shape dtype", "a parameter has it: `[p.shape for p in "
           "model.parameters()]`"),
    **each("get_layer fc fc1 layer1", "write `model[0]`, or `model.layers`"),
    "build": "leave it out: parameters are there from the start",
    "neurons": "a Layer has them: `mlp.layers[0].neurons`",
    "accuracy": "it is a function: `nn.accuracy(model(X), y, 0.5)`",
    **each("n_params total_params", "write `model.num_parameters()`"),
    "count_params": "write `model.num_parameters()`",
    "register_forward_pre_hook": "write `model.register_forward_hook(print)`",
    **each("register_full_backward_hook register_backward_hook "
           "register_full_backward_pre_hook", "no function is called in backward(): "
           "read `model[0].weight.grad` after it, or write a `custom_op`"),
    **each("extend insert pop", "change the list `model.layers`, and "
           "`model.label_parameters()` after it"),
    **each("input_shape output_shape", "write `model.summary((2,))`"),
    "add": "write `model.append(nn.Tanh())`",
    **each("draw plot show visualize", "write `viz.draw_network(model)`"),
    "backward": "call it on the loss: `loss.backward()`",
    "step": "call it on the optimizer: `optimizer.step()`",
    **each("params parameters_list trainable_parameters biases", "write "
           "`model.parameters()`"),
    **each("num_params", "write `model.num_parameters()`"),
    "get_buffer": "write `model.state_dict()`",
    **each("bfloat16 to_empty xpu", "give the layers dtype= when they are made: "
           "`nn.Linear(2, 3, dtype='float32')`"),
    **each("call forward_pass", "call the module: `model(X)`"),
    **each("learn train_step", "write `optim.fit(model, nn.squared_error, optimizer, "
           "(X, y), epochs=2)`"),
    "update": "an optimizer moves the parameters: write `optimizer.step()`",
    "backward_pass": "call it on the loss: `loss.backward()`",
    **each("init bind", "parameters are there from the start: `model.parameters()`"),
    **each("tabulate", "write `model.summary((2,))`"),
    **each("get_config to_json get_params set_params", "write `model.state_dict()` for "
           "its numbers, `print(model)` for its layers"),
    **each("intercept_ intercepts_", "write `model[0].bias`"),
    **each("loss criterion loss_fn compute_loss", "a loss is a function: "
           "`nn.squared_error(model(X), y)`"),
    **each("gradient_descent optimize sgd", "an optimizer moves the parameters: write "
           "`optimizer.step()`"),
    **each("lr learning_rate learn_rate optimizer", "an optimizer has it: write "
           "`optim.Adam(model.parameters(), lr=0.01)`"),
    **each("copy clone", "write copy.deepcopy(model)"),
    "built": "leave it out: parameters are there from the start",
    **each("training_step configure_optimizers", "write `optim.fit(model, "
           "nn.squared_error, optimizer, (X, y), epochs=2)`"),
}  # fmt: skip
