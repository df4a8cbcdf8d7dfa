"""What a package built on the engine needs beside the public names of autograd_core.

nn, optim and viz import from here and from `autograd_core` itself, nothing else of it:
rules of their own, recording a node, edges of a graph, words for messages.
"""

from typing import Any as _Any

from autograd_core.array_ops.coercion import real_array as real_array
from autograd_core.array_ops.matmul import affine as affine
from autograd_core.engine.node import Node as _Node
from autograd_core.engine.node import payload_of as payload_of
from autograd_core.engine.record import row_of as row_of
from autograd_core.engine.sequences import DOT as DOT
from autograd_core.engine.sequences import LOGSUMEXP as LOGSUMEXP
from autograd_core.engine.sequences import MAX as MAX
from autograd_core.engine.sequences import MEAN as MEAN
from autograd_core.engine.sequences import MIN as MIN
from autograd_core.engine.sequences import SUM as SUM
from autograd_core.engine.sequences import dot as dot
from autograd_core.engine.value import record_many as record_many
from autograd_core.engine.walk import check_stays as check_stays
from autograd_core.files import require_folder as require_folder
from autograd_core.files import write_file as write_file
from autograd_core.interop.absent import Absent as Absent
from autograd_core.interop.absent import Unassignable as Unassignable
from autograd_core.interop.parameter_names import is_bias as is_bias
from autograd_core.interop.tables import column_names as column_names
from autograd_core.interop.tables import plain_table as plain_table
from autograd_core.messages.clashes import clashes as clashes
from autograd_core.messages.errors import ColumnMismatch as ColumnMismatch
from autograd_core.messages.explained import (
    explain_constructors as explain_constructors,
)
from autograd_core.messages.explained import explained as explained
from autograd_core.messages.extras import MissingExtra as MissingExtra
from autograd_core.messages.extras import install_command as install_command
from autograd_core.messages.extras import reinstall_command as reinstall_command
from autograd_core.messages.extras import require as require
from autograd_core.messages.habits.rows import each as each
from autograd_core.messages.keywords import CALLS as CALLS
from autograd_core.messages.keywords import keyword_advice as keyword_advice
from autograd_core.messages.keywords import wrong_arguments as wrong_arguments
from autograd_core.messages.namespaces import advise_calls as advise_calls
from autograd_core.messages.namespaces import advise_imports as advise_imports
from autograd_core.messages.namespaces import no_such_name as no_such_name
from autograd_core.messages.namespaces import public_namespace as public_namespace
from autograd_core.messages.numbers import as_float as as_float
from autograd_core.messages.numbers import is_number as is_number
from autograd_core.messages.operands import describe as describe
from autograd_core.messages.operands import innermost as innermost
from autograd_core.messages.operands import is_mapped as is_mapped
from autograd_core.messages.operands import refuse_node as refuse_node
from autograd_core.messages.operands import short_repr as short_repr
from autograd_core.messages.plural import plural as plural
from autograd_core.messages.rng import checked_rng as checked_rng
from autograd_core.messages.types import Array as Array
from autograd_core.messages.types import Operand as Operand
from autograd_core.messages.types import Payload as Payload
from autograd_core.modes.active_inputs import transform_running as transform_running
from autograd_core.modes.anomaly import without_warnings as without_warnings
from autograd_core.modes.modes import detecting as detecting
from autograd_core.modes.modes import recording_resumed as recording_resumed
from autograd_core.modes.modes import traced_line as traced_line
from autograd_core.modes.modes import tracing as tracing
from autograd_core.modes.recordings import compiling as compiling
from autograd_core.modes.recordings import note_model_change as note_model_change
from autograd_core.modes.recordings import note_obstacle as note_obstacle
from autograd_core.modes.recordings import note_outputs as note_outputs
from autograd_core.modes.scopes import scopes_in as scopes_in
from autograd_core.modes.user_code import is_own_file as is_own_file
from autograd_core.modes.user_code import warn as warn
from autograd_core.ops.custom import CustomOp as CustomOp
from autograd_core.ops.manual import MANUAL as MANUAL
from autograd_core.ops.op import OPS as OPS
from autograd_core.ops.op import Op as Op
from autograd_core.ops.rule import Rule as Rule
from autograd_core.ops.sequence_op import NaryOp as NaryOp
from autograd_core.replay.parameters import all_have_gradients as all_have_gradients
from autograd_core.replay.parameters import assign as assign
from autograd_core.replay.parameters import clear_gradients as clear_gradients
from autograd_core.replay.parameters import data_of as data_of
from autograd_core.replay.parameters import gather as gather
from autograd_core.tensor.flat_buffers import forget_gradients as forget_gradients
from autograd_core.tensor.flat_buffers import live_in as live_in
from autograd_core.tensor.flat_buffers import note_changes as note_changes
from autograd_core.transforms import pytree as pytree
from autograd_core.transforms.leaf import is_single_number as is_single_number


def edges(node: _Any) -> list[tuple[int, _Node, _Any]]:
    """`(position, parent, local derivative)` for each operand that is a node.

    The local derivative of a Tensor is None: it is computed when it is asked for.

    >>> from autograd_core import Value
    >>> a = Value(2.0, label="a")
    >>> [(i, parent.label, slope) for i, parent, slope in edges(5 * a)]
    [(1, 'a', 5.0)]
    """
    return node._edges()
