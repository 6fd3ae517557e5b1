"""The two calls of mkdocs-macros: at the start of a build, and at its end."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any

from ..ledger import load
from ..places import NOTEBOOKS
from ..problems import Refused
from . import dates
from .data import public_data
from .launch import launch
from .macros import Pages


def define_env(env: Any) -> None:
    """Called by mkdocs-macros: loads the handbook and registers the macros."""
    from mkdocs.exceptions import PluginError

    root = Path(env.project_dir)
    try:
        handbook = load(root)
        env.conf["extra"]["changed"] = dates.changed(root)  # for overrides/sitemap.xml
    except Refused as refused:
        raise PluginError(f"the handbook's data cannot be built from:\n\n{refused}") from refused
    links = launch(env.conf["repo_url"], root)
    if links.home != env.conf["repo_url"] and "SITE_URL" not in os.environ:
        env.conf["site_url"] = links.pages  # a fork's site lies elsewhere
    env.conf["repo_url"] = links.home
    env.conf["extra"]["launch"] = links
    if os.environ.get("MIKE_DOCS_VERSION"):  # elsewhere there is no versions.json for the menu to read
        env.conf["extra"]["version"] = {"provider": "mike", "alias": True, "default": ["^latest$", "^dev$"]}
    pages = Pages(handbook, links, here=lambda: env.page.url)
    env.conf["extra"]["lab_descriptions"] = {lab: pages._lab(lab)["description"] for lab in handbook.labs}
    for name, macro in pages.macros().items():
        env.macro(macro, name)
    env.variables["groundtruth"] = handbook


def on_post_build(env: Any) -> None:
    """Called by mkdocs-macros: publishes the data and the clean notebooks beside the pages."""
    handbook, site = env.variables["groundtruth"], Path(env.conf["site_dir"])
    for name, content in public_data(handbook).items():
        (site / "data" / name).write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", "utf-8")
    for lab in handbook.labs:
        (site / "labs" / lab).mkdir(parents=True, exist_ok=True)
        shutil.copyfile(handbook.root / NOTEBOOKS / f"{lab}.ipynb", site / "labs" / lab / f"{lab}.ipynb")
