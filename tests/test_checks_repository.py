"""What two files of the repository say differently is found on its line, and what may differ is left alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from groundtruth.checks.repository import FORM, repository
from groundtruth.pages.steps import FILES, TEMPLATE, template
from groundtruth.verdicts import VERDICTS
from miniature import REPOSITORY

WORKFLOW, NPM, COLAB = ".github/workflows/check.yml", "linters/package-lock.json", "scripts/environments/colab.txt"
HASH = "    --hash=sha256:00\n"
FILE = {
    "CITATION.cff": "repository-code: https://github.com/o/n\nurl: https://o.github.io/n\nlicense: CC-BY-SA-4.0\n",
    "mkdocs.yml": 'site_url: !ENV [SITE_URL, "https://o.github.io/n/"]\nrepo_url: https://github.com/o/n # ours\n'
    "copyright: Text CC BY-SA 4.0, code MIT\n",
    "LICENSE": "MIT License\n",
    "LICENSE-TEXT.md": "[It](https://creativecommons.org/licenses/by-sa/4.0/legalcode) is CC BY-SA 4.0.\n",
    "pyproject.toml": '[dependency-groups]\nsite = [\n  "mike==2.2.0",\n  "Py_YAML>=6,<7",\n]\nlabs = ["numpy>=2"]\n',
    "Makefile": "lock:\n\tuv pip compile --group site -o requirements-site.lock\n"
    "\tuv pip compile --group lint -c requirements.lock -o requirements-lint.lock\n"
    "\tuv pip compile --group bench -o requirements-bench.lock\n"
    "\tpip a \\\n\t--b || pip c || exit 1\n",
    "requirements-site.lock": f"mike==2.2.0 \\\n{HASH}py-yaml==6.0.2 ; python_version < '4' \\\n{HASH}",
    "requirements.lock": f"mike==2.2.0 \\\n{HASH}numpy==2.1.3 \\\n{HASH}",
    "requirements-lint.lock": f"numpy==2.1.3 \\\n{HASH}typos==1.0 \\\n{HASH}",
    "requirements-bench.lock": f"numpy==1.0 \\\n{HASH}",  # goes into an environment of its own
    FORM: "body:\n- id: verdict\n  attributes:\n    options:\n    - the same, for other reasons\n"
    + "".join(f"    - {verdict}\n" for verdict in VERDICTS),
    COLAB: "# Colab's\nnumpy==2.1.3  # the oldest\nlightgbm[dask]>=4\nscipy\n\n",
    NPM: '{"a": {},\n"b": {}}\n',
    WORKFLOW: "jobs:\n  a:\n    # It may fail.\n    timeout-minutes: 2\n"
    "    continue-on-error: true\n    steps:\n      - run: make build || exit 1\n      # Nobody reads it.\n"
    "      - run: make bench || true\n      - run: make bench || true # as above\n      - run: make check\n",
    ".gitignore": ".DS_Store\n__pycache__/\n",
    **{f"{TEMPLATE}/{name}": "x" for name in FILES},
    f"{TEMPLATE}/.DS_Store": "x",
    f"{TEMPLATE}/tests/__pycache__/a.pyc": "x",
}


def planted(root: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, "utf-8")
    return root


def test_what_agrees_is_left_alone(tmp_path):
    assert repository(planted(tmp_path, FILE)) == []
    assert repository(tmp_path / "nothing") == []


@pytest.mark.parametrize(
    ("file", "old", "new", "place", "what"),
    [
        ("CITATION.cff", "com/o/n", "com/fork/n", "mkdocs.yml:2", "CITATION.cff:1 says that repository-code is"),
        ("mkdocs.yml", "o.github.io/n/", "o.github.io/m/", "mkdocs.yml:1", "site_url is https://o.github.io/m/, but"),
        ("mkdocs.yml", "BY-SA 4.0", "BY-NC 4.0", "mkdocs.yml:3", "names the licence CC BY-NC 4.0"),
        ("LICENSE", "MIT", "Apache", "mkdocs.yml:3", "names the licence MIT"),
        ("LICENSE-TEXT.md", "by-sa/4.0", "by-sa/3.0", "LICENSE-TEXT.md:1", "names the licence CC BY-SA 3.0"),
        ("pyproject.toml", "mike==2.2.0", "mike==2.1.3", "pyproject.toml:3", "requirements-site.lock has 2.2.0"),
        ("pyproject.toml", "Py_YAML>=6", "Py_YAML>=6.1", "pyproject.toml:4", "requirements-site.lock has 6.0.2"),
        ("requirements-site.lock", "mike==", "mick==", "pyproject.toml:3", "requirements-site.lock has none"),
        ("pyproject.toml", "site = [", "site = [[", "pyproject.toml", "not TOML"),
        (COLAB, "==", "=", f"{COLAB}:2", "cannot read 'numpy=2.1.3'"),
        (NPM, '"a": {', '"a": {"resolved": "https://example.org/a"', f"{NPM}:1", "https://example.org/a"),
        ("requirements-site.lock", "mike==2.2.0", "mike @ git+x", "requirements-site.lock:1", "mike @ git+x"),
        (WORKFLOW, "make check", "make check; true", f"{WORKFLOW}:11", "check; true"),
        (WORKFLOW, "# It may fail.", "", f"{WORKFLOW}:5", "continue-on-error"),
        (
            "requirements-lint.lock",
            "numpy==2.1.3",
            "numpy==2.1.4",
            "requirements-lint.lock:1",
            "requirements.lock, which",
        ),
        (FORM, "- holds in part", "- partly holds", f"{FORM}:4", "offers 'partly holds', which is no verdict"),
        (FORM, "    - outdated\n", "", f"{FORM}:4", "does not offer 'outdated'"),
        ("CITATION.cff", "BY-SA", "BY-NC", "CITATION.cff:3", "mkdocs.yml:3 say CC BY-SA 4.0"),
        ("Makefile", "\tuv", "\t@-uv", "Makefile:2", "lets a failure pass"),
        ("Makefile", "exit 1", "true", "Makefile:6", "lets a failure pass"),
    ],
)
def test_what_is_said_differently_is_found_on_its_line(file, old, new, place, what, tmp_path):
    assert old in FILE[file]
    found = repository(planted(tmp_path, {**FILE, file: FILE[file].replace(old, new, 1)}))
    assert any(problem.place == place and what in problem.what for problem in found), found
    assert len({problem.place for problem in found} - {"pyproject.toml:3"} | {place}) == 1


def test_one_version_has_the_same_hashes_everywhere(tmp_path):
    bench = "requirements-bench.lock"
    other = FILE[bench].replace("numpy==1.0", "numpy==2.1.3").replace("sha256:00", "sha256:01")
    (problem,) = repository(planted(tmp_path, {**FILE, bench: other}))
    assert problem.place == f"{bench}:1" and "has other hashes for numpy 2.1.3 than requirements.lock" in problem.what


def test_the_template_is_packed_by_its_list(tmp_path):
    root = planted(tmp_path, {**FILE, f"{TEMPLATE}/kaggle.json": "{}"})
    (root / TEMPLATE / "ERRORS.md").unlink()
    assert [problem.place for problem in repository(root)] == [f"{TEMPLATE}/kaggle.json", f"{TEMPLATE}/ERRORS.md"]
    assert template(root).keys() == set(FILES) - {"ERRORS.md"}


def test_make_check_runs_the_linters_and_installs_by_hashes():
    makefile = (REPOSITORY / "Makefile").read_text("utf-8")
    recipe = makefile.partition("\ncheck:")[2].partition("\n\n")[0]
    assert "-m groundtruth check --lint" in recipe
    assert makefile.count("--require-hashes -r") == 3
