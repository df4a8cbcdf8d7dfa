"""PyTorch's numbers for layers and networks, which make_torch_layers.py has stored."""

import json
from pathlib import Path

STORED = json.loads(
    Path(__file__).with_name("torch_layers.json").read_text(encoding="utf-8")
)
