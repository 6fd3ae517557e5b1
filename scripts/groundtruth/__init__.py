"""Ground Truth: from the ledger and the labs' evidence to verdicts and pages.

Data flows one way, and each module owns one arrow of it:

    labs      notebooks/*.ipynb                       ->  evidence and executed labs
    study     study-tables.yml (scored by models)     ->  study.json
    verdicts  a claim, its evidence and sources       ->  a verdict with its certainty (pure)
    ledger    claims/, facts/, evidence/              ->  a validated Handbook
    record    a Handbook                              ->  verdicts.json, in git
    pages     a Handbook                              ->  HTML in pages, JSON in site/data
    release   a built version, with its notes         ->  a tag, and the branch that GitHub Pages serves
    checks    sources and site/                       ->  a list of problems
"""

# mkdocs-macros loads this package and calls these two.
from .pages import define_env, on_post_build

__all__ = ["define_env", "on_post_build"]
