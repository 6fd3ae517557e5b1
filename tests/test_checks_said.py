"""What MkDocs complains of comes out in our form, and nothing that it said is lost."""

from __future__ import annotations

import pytest
from groundtruth.building import told
from groundtruth.checks import said
from groundtruth.problems import Problem, report
from jinja2 import Environment, FileSystemLoader

OUTPUT = """INFO    -  Building documentation...
WARNING -  The following pages exist in the docs directory, but are not included in the "nav" configuration:
  - stray.md
  - myths/maths.md
WARNING -  A reference to 'myths/math.md' is included in the 'nav' configuration, which is not found in the docs.
WARNING -  Doc file 'myths/phd.md' contains a link 'nowhere.md', but the target is not found among documentation files.
WARNING -  Doc file 'labs/coin.ipynb' contains an absolute link '/abs/', it was left as is.
WARNING -  Config value 'plugnis': Unrecognised configuration name: plugnis
INFO    -  The end

Aborted with 5 warnings in strict mode!
"""


def test_each_complaint_has_its_place(tmp_path):
    (tmp_path / "docs/myths").mkdir(parents=True)
    (tmp_path / "docs/myths/phd.md").write_text("# Title\n\n[words](nowhere.md)\n", "utf-8")
    (tmp_path / "mkdocs.yml").write_text("nav:\n  - myths/math.md\nplugnis: []\n", "utf-8")
    found = said(OUTPUT, tmp_path)
    assert [problem.place for problem in found] == [
        "docs/stray.md",
        "docs/myths/maths.md",
        "mkdocs.yml:2",
        "docs/myths/phd.md:3",
        "notebooks/coin.ipynb",
        "mkdocs.yml:3",
    ]
    assert all(problem.remedy for problem in found)


def test_what_is_not_known_stays_as_it_was_said(tmp_path):
    (problem,) = said("INFO    -  x\nERROR   -  The plugin exploded:\n  badly\n\nAborted\n", tmp_path, "site/ stays")
    assert (problem.place, problem.remedy) == ("mkdocs.yml", "Mend what it names; site/ stays.")
    assert problem.what == "MkDocs stopped:\nThe plugin exploded:\n  badly"


def test_a_build_that_stops_without_a_complaint_is_told_in_full(tmp_path):
    (problem,) = said("Traceback\nValueError: no\n", tmp_path, "x")
    assert "ValueError: no" in problem.what


def test_problems_that_a_plugin_told_come_out_as_they_are():
    told = report([Problem("docs/data/asked.yml x/", "no page has this address", "Move it."), Problem("a", "b", "c")])
    output = f"ERROR   -  the search index cannot be made:\n\n{told}\n\nAborted with a BuildError!\n"
    assert report(said(output)) == told
    assert [one.place for one in said(f"WARNING -  Something else.\n{output}")][2:] == ["mkdocs.yml"]


def test_settings_that_are_no_yaml_have_their_line(tmp_path):
    told = "Error: MkDocs encountered an error parsing the configuration file: while parsing a flow node\nexpected x\n"
    (problem,) = said(told + '  in "/a/mkdocs.yml", line 180, column 1\n', tmp_path)
    assert problem.place == "mkdocs.yml:180"


BROKEN = """WARNING -  [macros] - ERROR # _Macro Rendering Error_

_File_: `disagree/automation.md`

_UndefinedError_: 'dict object' has no attribute 'summary'

```
Traceback (most recent call last):
  File "<template>", line 63, in top-level template code
{}jinja2.exceptions.UndefinedError: 'dict object' has no attribute 'summary'

```
WARNING -  Config value 'plugnis': Unrecognised configuration name: plugnis
"""


def test_a_macro_that_fails_is_told_with_the_template_or_the_page(tmp_path):
    frame = '  File "/their/clone/overrides/cards/lab.html", line 2, in top-level template code\n'
    found = said(BROKEN.format(frame), tmp_path, "site/ stays")
    assert [problem.place for problem in found] == ["overrides/cards/lab.html:2", "mkdocs.yml"]
    assert found[0].what == "UndefinedError: 'dict object' has no attribute 'summary'"
    assert "docs/disagree/automation.md" in found[0].remedy
    assert said(BROKEN.format(""), tmp_path)[0].place == "docs/disagree/automation.md"


@pytest.mark.parametrize("name", ["overrides/cards/lab.html", "scripts/groundtruth/pages/notebook/a/b.html.j2"])
@pytest.mark.parametrize("fault", ["{% nothing %}", "{{ nobody.name }}", "{{ 1 | shouted }}"])
def test_a_template_that_fails_has_its_file_and_line(tmp_path, name, fault):
    (tmp_path / name).parent.mkdir(parents=True)
    (tmp_path / name).write_text(f"<p>\n{fault}\n</p>", "utf-8")
    (problem,) = told(lambda: Environment(loader=FileSystemLoader(tmp_path)).get_template(name).render())
    assert problem.place == f"{name}:2"
    assert problem.what.startswith(("TemplateSyntaxError: ", "UndefinedError: ", "TemplateAssertionError: "))
    assert problem.remedy == "Correct the template; nothing was written."
