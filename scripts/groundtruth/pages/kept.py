"""What takes a while to make of the same sources by the same code is made once, and kept in a folder of .cache/."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable
from pathlib import Path
from types import CodeType
from typing import Any

from jinja2 import Environment, FileSystemBytecodeCache


def remembered(folder: Path, made_of: Iterable[bytes], make: Callable[[], str]) -> str:
    """What `make` gave when it was made of these bytes, code included, before; or what it gives now."""
    path = folder / hashlib.sha256(b"\0".join(made_of)).hexdigest()
    if not path.exists():
        text = make()
        folder.mkdir(parents=True, exist_ok=True)
        draft = path.with_suffix(f".{os.getpid()}")
        draft.write_text(text, "utf-8")
        draft.replace(path)
    return path.read_text("utf-8")


def modules(*names: str) -> list[bytes]:
    """The text of modules beside this one."""
    return [Path(__file__).with_name(name).read_bytes() for name in names]


def compiled(root: Path) -> FileSystemBytecodeCache:
    """Where templates are kept that were compiled once, so that not each build does."""
    folder = root / ".cache/templates"
    folder.mkdir(parents=True, exist_ok=True)
    return FileSystemBytecodeCache(str(folder))


def remembering(environment: Environment, root: Path) -> Environment:
    """The same environment, which keeps what texts compile to, as its loader does for files."""
    kept, compile_ = compiled(root), environment.compile
    # What a text compiles to depends on its signs, { or <, and on white space and escapes.
    signs = repr(sorted((name, set_) for name, set_ in vars(environment).items() if isinstance(set_, str | bool)))

    def remembered_code(source: str, *of_a_file: Any) -> CodeType:
        if of_a_file:
            return compile_(source, *of_a_file)
        name = hashlib.sha256(f"{signs}\0{source}".encode()).hexdigest()
        bucket = kept.get_bucket(environment, name, None, source)
        if bucket.code is None:
            bucket.code = compile_(source)
            kept.set_bucket(bucket)
        return bucket.code

    environment.compile = remembered_code  # type: ignore[method-assign,assignment]
    return environment
