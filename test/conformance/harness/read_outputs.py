"""Reads a folder that Assay wrote with lm_eval's own code; prints what it found as one line of JSON, fails where it cannot."""

import json
import sys
from pathlib import Path

from datasets import load_dataset
from lm_eval.utils import get_file_datetime, get_file_task_name, get_latest_filename, get_results_filenames, get_sample_results_filenames, make_table

folder = Path(sys.argv[1])
names = [f"{folder.name}/{path.name}" for path in sorted(folder.iterdir())]
results = get_results_filenames(names)
samples = get_sample_results_filenames(names)
latest = folder / Path(get_latest_filename(results)).name
report = json.loads(latest.read_text(encoding="utf-8"))
table = make_table(json.loads(latest.read_text(encoding="utf-8")))
groups = make_table(json.loads(latest.read_text(encoding="utf-8")), "groups") if "groups" in report else ""
rows = 0
for name in samples:
    assert get_file_task_name(Path(name).name) in report["configs"], name
    assert get_file_datetime(Path(name).name) in latest.name, name
    loaded = load_dataset("json", data_files=str(folder / Path(name).name), split="train")
    # What lm_eval's Zeno script reads of each row.
    for row in loaded:
        assert row["arguments"]["gen_args_0"]["arg_0"] is not None and row["filtered_resps"] and row["doc_hash"] and row["target"] is not None
        assert all(metric in row for metric in row["metrics"])
    rows += len(loaded)
print(json.dumps({"tasks": len(report["results"]), "rows": rows, "lines": table.count("\n") + groups.count("\n")}))
