from typing import Any

DONE: int
OTHER_STRUCTURE: int
OTHER_WAY: int
NOT_FINITE: int
ALIASED: int
avx2: bool
block: int

class OneInput:
    status: int
    def __init__(
        self,
        layout: Any,
        leaves: Any,
        operands: Any,
        values: Any,
        spec: Any,
        rule: Any,
    ) -> None: ...
    def call(self, arguments: tuple[Any, ...]) -> Any: ...

class Caller:
    last: Any
    calls: int
    next_audit: int
    changes: int
    def __init__(self) -> None: ...
    def __call__(self, *args: Any, **kwargs: Any) -> Any: ...

class Rows:
    layout: Any
    def __init__(self, layout: Any, leaves: Any) -> None: ...
    def run(
        self,
        shared: Any,
        columns: Any,
        weights: Any,
        results: Any = None,
        holds: Any = None,
        data: Any = None,
        outputs: Any = None,
    ) -> bytes: ...
    def node(
        self,
        columns: Any,
        rows: int,
        mean: bool,
        operands: Any,
        rule: Any,
        outputs: Any = None,
    ) -> Any: ...
    def leaf_data(self) -> Any: ...

def choose_loops(with_avx2: bool) -> None: ...
def finite_sums(sums: bytes) -> bool: ...
