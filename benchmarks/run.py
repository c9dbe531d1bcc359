"""Runs the benchmarks beside this file, or those named, and keeps their figures in results.json: each against a peer in one run."""

import importlib.util
import json
import sys
from pathlib import Path

HERE = Path(__file__).parent
RESULTS = HERE / "results.json"
FIELDS = ("name", "ours", "theirs", "peer", "unit", "ratio", "goal")


def main(*names: str) -> int:
    """Runs them one after another; a benchmark is a file with a function `run`. Figures of those not named stay."""
    rows: list[dict[str, object]] = []
    for path in sorted(HERE.glob("*.py")):
        if path.name == "run.py" or (names and path.stem not in names):
            continue
        spec = importlib.util.spec_from_file_location(path.stem, path)
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules[path.stem] = module
        spec.loader.exec_module(module)
        rows += [{name: row[name] for name in FIELDS} for row in module.run()]
    fresh = {row["name"] for row in rows}
    kept = json.loads(RESULTS.read_text(encoding="utf-8")) if names and RESULTS.exists() else []
    every = sorted([row for row in kept if row["name"] not in fresh] + rows, key=lambda row: str(row["name"]))
    RESULTS.write_text(json.dumps(every, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    for row in rows:
        print(
            f"{row['name']:48} {row['ours']:>10} against {row['theirs']:>10} {row['unit']} ({row['peer']}): "
            f"{row['ratio']} times, goal {row['goal']}"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
