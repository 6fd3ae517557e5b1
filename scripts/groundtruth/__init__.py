"""Ground Truth: from the ledger and the labs' evidence to verdicts and pages.

Data flows one way. Each room owns one arrow of it, and imports only from the floors below its own:

    8  building  the sources                           ->  site/, and a list of problems
    7  serve     the sources                           ->  the site on localhost, after every edit
       engine    the sources, by another engine        ->  site/, and what differs
       exports/  a built site, the notebooks           ->  exports/: copy for a disk, PDF, EPUB, notebooks, cards
    6  bench     the built site                        ->  speed figures
       release   a built version                       ->  the branch that GitHub Pages serves
       rot       links, packages with known holes      ->  a list of problems, and issues
       changes   two built sites                       ->  what a reviewer should look at
    5  checks/   sources and site/                     ->  a list of problems
       preview   the sources                           ->  one page when it is asked for
    4  pages/    a Handbook                            ->  HTML in pages, JSON in site/data
       study/    tables.yml (scored by models)         ->  study.json
    3  labs/     notebooks/*.ipynb                     ->  evidence and executed labs
       record    a Handbook                            ->  verdicts.json, in git
       flights   flights.sql, a package of tables      ->  flights.db.gz, in git
       printed   questions/ (code)                     ->  printed.json, in git
    2  ledger/   claims/, facts/, questions/, evidence/ -> a validated Handbook
    1  verdicts/ a claim, its evidence and sources     ->  a verdict with its certainty (pure)
       texts     what people wrote                     ->  what nobody could read of it
    0  problems, places, verbs                             what all of them speak of

`__main__` does what a verb asks for, above them all. tests/test_house.py keeps the floors, and no module above 300
lines.
"""

from __future__ import annotations

from typing import Any


# mkdocs-macros loads this package and calls these two. Pages are loaded with them: the verbs that need none of them
# shouldn't wait for it.
def define_env(env: Any) -> None:
    from .pages import plugin

    plugin.define_env(env)


def on_post_build(env: Any) -> None:
    from .pages import plugin

    plugin.on_post_build(env)
