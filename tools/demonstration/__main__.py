"""Writes the worked-out files of the demonstration: `python -m tools.demonstration`."""

from __future__ import annotations

import argparse
from pathlib import Path

from analytics.catalogue.catalogue import DATA
from tools.demonstration.writing import SEED, files


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tools.demonstration", description="Write the demonstration.")
    parser.add_argument("--seed", type=int, default=SEED, help="the same seed gives the same figures")
    parser.add_argument("--out", type=Path, default=DATA, metavar="DIR", help="a folder laid out like data/")
    asked = parser.parse_args()
    for name, content in files(asked.seed):
        file = asked.out / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
        print(file)


if __name__ == "__main__":
    main()
