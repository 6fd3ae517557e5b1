"""What two files of the repository say differently is found on its line, and what may differ is left alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from groundtruth.checks.repository import FORM, repository
from groundtruth.pages.steps import FILES, TEMPLATE, template
from groundtruth.verdicts import VERDICTS
from miniature import REPOSITORY

WORKFLOW = ".github/workflows/check.yml"
FILE = {
    "CITATION.cff": "repository-code: https://github.com/o/n\nurl: https://o.github.io/n\nlicense: CC-BY-SA-4.0\n",
    "mkdocs.yml": 'site_url: !ENV [SITE_URL, "https://o.github.io/n/"]\nrepo_url: https://github.com/o/n # ours\n'
    "copyright: Text CC BY-SA 4.0, code MIT\n",
    "LICENSE": "MIT License\n",
    "LICENSE-TEXT.md": "[It](https://creativecommons.org/licenses/by-sa/4.0/legalcode) is CC BY-SA 4.0.\n",
    "Makefile": "lock:\n\tuv a -o b\n\tpip a \\\n\t--b || pip c || exit 1\n",
    FORM: "body:\n- id: verdict\n  attributes:\n    options:\n    - the same, for other reasons\n"
    + "".join(f"    - {verdict}\n" for verdict in VERDICTS),
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
        (WORKFLOW, "make check", "make check; true", f"{WORKFLOW}:11", "check; true"),
        (WORKFLOW, "# It may fail.", "", f"{WORKFLOW}:5", "continue-on-error"),
        (FORM, "- holds in part", "- partly holds", f"{FORM}:4", "offers 'partly holds', which is no verdict"),
        (FORM, "    - outdated\n", "", f"{FORM}:4", "does not offer 'outdated'"),
        ("CITATION.cff", "BY-SA", "BY-NC", "CITATION.cff:3", "mkdocs.yml:3 say CC BY-SA 4.0"),
        ("Makefile", "\tuv", "\t@-uv", "Makefile:2", "lets a failure pass"),
        ("Makefile", "exit 1", "true", "Makefile:4", "lets a failure pass"),
    ],
)
def test_what_is_said_differently_is_found_on_its_line(file, old, new, place, what, tmp_path):
    assert old in FILE[file]
    found = repository(planted(tmp_path, {**FILE, file: FILE[file].replace(old, new, 1)}))
    assert any(problem.place == place and what in problem.what for problem in found), found
    assert {problem.place for problem in found} == {place}


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


@pytest.mark.parametrize(
    ("name", "place"),
    [("a.pdf", []), ("b.pdf", ["README.md:3", "scripts/groundtruth/pages/launch.py:2"])],
)
def test_downloads_have_one_name(tmp_path, name, place):
    made = 'DOWNLOADS = {\n    "a.pdf": ("A book", "To print."),\n}\n'
    files = {"README.md": f"# A\n\n| `{name}` | a book |\n", "scripts/groundtruth/pages/launch.py": made}
    assert [problem.place for problem in repository(planted(tmp_path, FILE | files))] == place
