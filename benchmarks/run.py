"""Runs every benchmark beside this file and writes results.json: each figure is a ratio against a peer in the same run."""

import importlib.util
import json
import sys
from pathlib import Path

HERE = Path(__file__).parent
FIELDS = ("name", "ours", "theirs", "peer", "unit", "ratio", "goal")


def main() -> int:
    """Runs them one after another; a benchmark is a file with a function `run`."""
    rows: list[dict[str, object]] = []
    for path in sorted(HERE.glob("*.py")):
        if path.name == "run.py":
            continue
        spec = importlib.util.spec_from_file_location(path.stem, path)
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules[path.stem] = module
        spec.loader.exec_module(module)
        rows += [{name: row[name] for name in FIELDS} for row in module.run()]
    (HERE / "results.json").write_text(json.dumps(rows, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    for row in rows:
        print(
            f"{row['name']:48} {row['ours']:>10} against {row['theirs']:>10} {row['unit']} ({row['peer']}): "
            f"{row['ratio']} times, goal {row['goal']}"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
