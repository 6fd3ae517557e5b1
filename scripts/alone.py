"""Runs one notebook in an empty folder with whatever Python runs this, and prints what it gave as JSON.

Used by `make works` with the Python of another environment, so it needs nothing of ours: nbformat and nbclient only.
"""

import json
import sys
import tempfile

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

notebook = nbformat.read(sys.argv[1], as_version=4)
found = {"evidence": None, "said": "", "error": None}
with tempfile.TemporaryDirectory() as empty:
    client = NotebookClient(
        notebook,
        timeout=600,
        kernel_name="python3",
        resources={"metadata": {"path": empty}},
        extra_arguments=["--log-level=ERROR"],
    )
    try:
        client.execute()
    except CellExecutionError as error:
        found["error"] = f"{error.ename}: {error.evalue}"
for output in (output for cell in notebook.cells for output in cell.get("outputs", [])):
    if output.get("name") == "stderr":
        found["said"] += output["text"]
    found["evidence"] = output.get("data", {}).get("application/json", found["evidence"])
print(json.dumps(found))
