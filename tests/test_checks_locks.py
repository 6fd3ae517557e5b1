"""What would stop an installation from the locks, or install something else, is found on its line."""

from __future__ import annotations

import importlib.metadata

import pytest
from groundtruth.checks.locks import locks
from test_checks_repository import planted

NPM, COLAB = "linters/package-lock.json", "scripts/environments/colab.txt"
HASH = "    --hash=sha256:00\n"
FILE = {
    "pyproject.toml": '[dependency-groups]\nsite = [\n  "mike==0.2.0",\n  "Py_YAML>=6,<7",\n]\nlabs = ["numpy>=2"]\n',
    "Makefile": "lock:\n\tuv pip compile --group site -o requirements-site.lock\n"
    "\tuv pip compile --group lint -c requirements.lock -o requirements-lint.lock\n"
    "\tuv pip compile --group bench -o requirements-bench.lock\n",
    "requirements-site.lock": f"mike==0.2.0 \\\n{HASH}py-yaml==6.0.2 ; python_version < '4' \\\n{HASH}",
    "requirements.lock": f"mike==0.2.0 \\\n{HASH}numpy==2.1.3 \\\n{HASH}",
    "requirements-lint.lock": f"numpy==2.1.3 \\\n{HASH}typos==1.0 \\\n{HASH}",
    "requirements-bench.lock": f"numpy==1.0 \\\n{HASH}",  # goes into an environment of its own
    COLAB: "# Colab's\nnumpy==2.1.3  # the oldest\nlightgbm[dask]>=4\nscipy\n\n",
    NPM: '{"a": {},\n"b": {}}\n',
}


def test_what_agrees_is_left_alone(tmp_path):
    assert locks(planted(tmp_path, FILE)) == []
    assert locks(tmp_path / "nothing") == []


@pytest.mark.parametrize(
    ("file", "old", "new", "place", "what"),
    [
        ("pyproject.toml", "mike==0.2.0", "mike==0.1.3", "pyproject.toml:3", "requirements-site.lock has 0.2.0"),
        ("pyproject.toml", "Py_YAML>=6", "Py_YAML>=6.1", "pyproject.toml:4", "requirements-site.lock has 6.0.2"),
        ("requirements-site.lock", "mike==", "mick==", "pyproject.toml:3", "requirements-site.lock has none"),
        ("pyproject.toml", "site = [", "site = [[", "pyproject.toml", "not TOML"),
        (COLAB, "==", "=", f"{COLAB}:2", "cannot read 'numpy=2.1.3'"),
        (NPM, '"a": {', '"a": {"resolved": "https://example.org/a"', f"{NPM}:1", "https://example.org/a"),
        ("requirements-site.lock", "mike==0.2.0", "mike @ git+x", "requirements-site.lock:1", "mike @ git+x"),
        ("requirements-lint.lock", "3 \\", "4 \\", "requirements-lint.lock:1", "requirements.lock, which"),
        ("requirements-lint.lock", f"1.0 \\\n{HASH}", "1.0\n", "requirements-lint.lock:3", "no hash of typos 1.0"),
    ],
)
def test_what_is_said_differently_is_found_on_its_line(file, old, new, place, what, tmp_path):
    assert old in FILE[file]
    found = locks(planted(tmp_path, {**FILE, file: FILE[file].replace(old, new, 1)}))
    assert any(problem.place == place and what in problem.what for problem in found), found
    assert len({problem.place for problem in found} - {"pyproject.toml:3"} | {place}) == 1


def test_one_version_has_the_same_hashes_everywhere(tmp_path):
    bench = "requirements-bench.lock"
    other = FILE[bench].replace("numpy==1.0", "numpy==2.1.3").replace("sha256:00", "sha256:01")
    (problem,) = locks(planted(tmp_path, {**FILE, bench: other}))
    assert problem.place == f"{bench}:1" and "has other hashes for numpy 2.1.3 than requirements.lock" in problem.what


def test_a_package_that_another_asks_for_is_missed(tmp_path):
    """As the versions say that are installed here; a password in an address is not printed."""
    version = importlib.metadata.version("mkdocs")
    site = FILE["requirements-site.lock"] + f"mkdocs=={version} \\\n{HASH}"
    found = locks(planted(tmp_path, {**FILE, "requirements-site.lock": site}))
    assert {problem.place for problem in found} == {"requirements-site.lock:5"}
    assert any(f"has mkdocs {version}, which asks for mergedeep, and neither" in problem.what for problem in found)
    (tmp_path / "requirements.lock").write_text(
        f"-i https:/{chr(47)}me:word@example.org/\n{FILE['requirements.lock']}", "utf-8"
    )
    told = next(problem for problem in locks(tmp_path) if problem.place == "requirements.lock:1")
    assert "https://…@example.org" in told.what and "word@" not in told.what and "Revoke" in told.remedy
