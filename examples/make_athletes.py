"""Write athletes.csv: 160 made-up athletes, half sprinters, half marathon runners.

python examples/make_athletes.py

Nobody was measured. Each number is drawn from a normal distribution around a plausible
mean, with weight following height, and thigh girth following weight.
"""

import csv
from pathlib import Path
from typing import Any

import numpy as np

COLUMNS = ["height_cm", "weight_kg", "age", "thigh_cm", "resting_pulse", "jump_cm"]
# event: means of height, body mass index, age, thigh beyond 0.4 weight, pulse, jump
EVENTS = {
    "sprint": (178.0, 23.8, 25.0, 25.0, 55.0, 60.0),
    "marathon": (173.0, 20.4, 30.0, 24.5, 47.0, 45.0),
}
SPREADS = (7.0, 1.6, 4.5, 2.0, 6.0, 9.0)


def athlete(event: str, rng: Any) -> list[float]:
    """One row: the columns in order."""
    height, index, age, thigh, pulse, jump = rng.normal(EVENTS[event], SPREADS)
    weight = index * (height / 100) ** 2
    row = [height, weight, max(17.0, age), thigh + 0.4 * weight, pulse, jump]
    integers = (2, 4)  # age and pulse
    return [round(number, None if i in integers else 1) for i, number in enumerate(row)]


if __name__ == "__main__":
    rng = np.random.default_rng(2024)
    rows = [(*athlete(event, rng), event) for event in EVENTS for _ in range(80)]
    order = rng.permutation(len(rows))
    target = Path(__file__).with_name("athletes.csv")
    with open(target, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([*COLUMNS, "event"])
        writer.writerows(rows[i] for i in order)
