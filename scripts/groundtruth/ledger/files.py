"""Reads YAML and JSON against the schemas beside them, and says of every fault where it is and what to do."""

from __future__ import annotations

import functools
import json
import pickle
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import jsonschema_rs
import yaml
from jsonschema import Draft202012Validator, ValidationError
from referencing import Registry, Resource

from ..places import DATA, EVIDENCE, NOTEBOOKS, STUDY
from ..problems import Problem, nearest

# What the labs command adds to the object that a lab displays.
ADDED = ("lab", "key", "packages", "rules", "outputs")
# What a complaint must not repeat where everybody reads it.
PASSWORD = re.compile(r"(?<=//)[^\s/@'\"]+@")
CURLY = tuple("“”„\u2018\u2019")


@dataclass(frozen=True)
class Schema:
    """A schema twice: a quick validator says whether, and one that words its complaints says what is wrong."""

    quick: jsonschema_rs.Draft202012Validator
    worded: Draft202012Validator

    def errors(self, content: Any) -> list[ValidationError]:
        try:
            if self.quick.is_valid(content):
                return []
        except ValueError:  # YAML knows values that JSON does not, such as dates
            pass
        return list(self.worded.iter_errors(content))


Schemas = Mapping[str, Schema]


if TYPE_CHECKING:
    _Fast = yaml.SafeLoader
else:  # the loader in C is several times faster; PyYAML may be built without it
    _Fast = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Twice(yaml.constructor.ConstructorError):
    """A key that stands twice in one mapping, at its second place."""


class _Loader(_Fast):
    """YAML in which a key written twice is an error instead of the last one winning, and `no` is a word."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen = set()
        for key, _ in node.value:
            if key.value in seen:
                raise Twice(None, None, f"the key '{key.value}' stands twice", key.start_mark)
            seen.add(key.value)
        return super().construct_mapping(node, deep)


# YAML 1.1 reads yes, no, on and off as booleans; YAML 1.2 and people do not.
_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:bool" or first in "tTfF"]
    for first, resolvers in _Loader.yaml_implicit_resolvers.items()
}


def schemas(root: Path) -> Schemas:
    """All schemas of docs/data, by file name."""
    paths = sorted((root / DATA).glob("*.schema.json"))
    return _schemas(tuple((path.name, path.read_text("utf-8")) for path in paths))


@functools.lru_cache(maxsize=4)
def _schemas(files: tuple[tuple[str, str], ...]) -> Schemas:
    contents = {name: json.loads(text) for name, text in files}
    registry = Registry().with_resources((name, Resource.from_contents(c)) for name, c in contents.items())
    quick = jsonschema_rs.Registry(list(contents.items()))
    return {
        name: Schema(
            jsonschema_rs.Draft202012Validator(content, registry=quick),
            Draft202012Validator(content, registry=registry),
        )
        for name, content in contents.items()
    }


@functools.lru_cache(maxsize=1024)
def _parsed(text: str) -> bytes:
    """What a file says, pickled: while a writer edits one file, the others need not be parsed again, and nobody can
    change what is kept."""
    return pickle.dumps(yaml.load(text, Loader=_Loader))


def read(root: Path, path: Path, schema: Schema, problems: list[Problem]) -> Any:
    """The file's content, or None after adding to `problems`."""
    try:
        text = (root / path).read_text("utf-8")
        content = pickle.loads(_parsed(text))
    except FileNotFoundError:
        problems.append(Problem(str(path), "is missing", "Restore it from git: `git checkout -- " + str(path) + "`."))
        return None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)  # a character that YAML or UTF-8 does not allow has none
        place = f"{path}:{mark.line + 1}" if mark else str(path)
        what = f"not YAML: {getattr(error, 'problem', None) or error}"
        remedy = (
            "Keep one of the two." if isinstance(error, Twice) else "Correct the line; quote texts that contain ': '."
        )
        problems.append(Problem(place, what, remedy))
        return None
    errors = schema.errors(content)
    if errors:
        tree = yaml.compose(text, Loader=_Loader)
        problems += _said(errors, lambda where: _place(path, tree, where, content))
        return None
    return content


def read_folder(root: Path, folder: Path, schema: Schema, problems: list[Problem]) -> dict[str, dict[str, Any]]:
    """The entries of a folder with one file each, by id; a file that is not named after its id is a problem."""
    found = {}
    if not (root / folder).is_dir():
        problems.append(Problem(str(folder), "is missing", f"Restore it from git: `git checkout -- {folder}`."))
    for path in sorted((root / folder).iterdir()) if (root / folder).is_dir() else []:
        place = folder / path.name
        if path.suffix != ".yml":
            problems.append(Problem(str(place), "is no .yml file", "Rename it to its id with .yml, or delete it."))
            continue
        entry = read(root, place, schema, problems)
        if entry is None:
            continue
        if entry["id"] != path.stem:
            what = f"holds the id '{entry['id']}'"
            free = not path.with_name(f"{entry['id']}.yml").exists()
            remedy = f"Name the file {entry['id']}.yml, or correct the id." if free else f"Write id: {place.stem}."
            problems.append(Problem(str(place), what, remedy))
            continue
        found[entry["id"]] = entry
    return found


def read_evidence(root: Path, schema: Schema, problems: list[Problem]) -> dict[str, Any]:
    """Evidence by lab, in the order of notebooks/; a lab without evidence and evidence without a lab are problems."""
    labs = sorted(path.stem for path in (root / NOTEBOOKS).glob("*.ipynb"))
    found = {}
    for path in sorted((root / EVIDENCE).glob("*.json")):
        place = f"{EVIDENCE}/{path.name}"
        if path.stem not in labs:
            problems.append(
                Problem(place, "there is no such lab", f"Delete it, or restore {NOTEBOOKS}/{path.stem}.ipynb.")
            )
            continue
        try:
            content = json.loads(path.read_text("utf-8"))
        except ValueError as error:
            problems.append(Problem(place, f"not JSON: {error}", f"Run `make labs LAB={path.stem} FRESH=1`."))
            continue
        missing = [key for key in ADDED if not isinstance(content, dict) or key not in content]
        if missing:
            problems.append(Problem(place, f"lacks {', '.join(missing)}", f"Run `make labs LAB={path.stem} FRESH=1`."))
            continue
        own = {key: value for key, value in content.items() if key not in ADDED}
        wrong = list(violations(own, schema, place))
        problems += wrong
        if not wrong:
            found[path.stem] = content
    problems += [
        Problem(
            f"{NOTEBOOKS}/{lab}.ipynb", "has no evidence yet", f"Run `make labs LAB={lab}` and commit what it writes."
        )
        for lab in labs
        if not (root / EVIDENCE / f"{lab}.json").exists()
    ]
    return found


def read_lab_doubts(root: Path, labs: list[str], schema: Schema, problems: list[Problem]) -> dict[str, Any]:
    """What each lab's author doubts about it, from the notebook's metadata."""
    found = {}
    for lab in labs:
        path = NOTEBOOKS / f"{lab}.ipynb"
        try:
            doubts = json.loads((root / path).read_text("utf-8"))["metadata"].get("doubts", [])
        except (ValueError, KeyError, AttributeError, TypeError):
            continue  # not a notebook: the labs command says so, with its cell
        wrong = list(violations(doubts, schema, f"{path} metadata.doubts"))
        problems += wrong
        found[lab] = [] if wrong else doubts
    return found


def read_study(root: Path, schema: Schema, problems: list[Problem]) -> Any:
    """What the full study found, or None before its first run."""
    if not (root / STUDY).exists():
        return None
    try:
        content = json.loads((root / STUDY).read_text("utf-8"))
    except ValueError as error:
        problems.append(Problem(str(STUDY), f"not JSON: {error}", "Run `make study`."))
        return None
    problems += violations(content, schema, str(STUDY))
    return content


def violations(content: Any, schema: Schema, place: str) -> Iterator[Problem]:
    """What a schema complains of in a file that a machine wrote: `place measures.name`, without a line."""
    yield from _said(schema.errors(content), lambda where: f"{place} {'.'.join(map(str, where))}".rstrip())


def _said(errors: list[ValidationError], place: Callable[..., str]) -> Iterator[Problem]:
    """A schema's complaints in words that say what to do."""
    for error in errors:
        where = place(list(error.absolute_path))
        # What a validator yields has both.
        asked, given = cast(Any, error.validator_value), cast(Any, error.instance)
        described = error.schema if isinstance(error.schema, Mapping) else {}
        if error.validator == "additionalProperties" and isinstance(asked, bool):
            known = described.get("properties", {})
            for key in [key for key in given if key not in known]:
                remedy = nearest(str(key), known, f"Known keys: {', '.join(known)}.")
                yield Problem(place([*error.absolute_path, key]), f"unknown key '{key}'", remedy)
        elif error.validator == "required":
            missing = [key for key in asked if key not in given]
            yield Problem(
                where, f"lacks {', '.join(missing)}", "Add it; the schema beside the file says what it means."
            )
        elif error.validator == "enum":
            options = [str(option) for option in asked]
            remedy = nearest(str(given), options, f"One of: {', '.join(options)}.")
            yield Problem(where, f"'{given}' is not allowed", remedy)
        elif error.validator == "uniqueItems":
            twice = next(one for number, one in enumerate(given) if one in given[:number])
            said = next((str(value) for value in twice.values()), "") if isinstance(twice, Mapping) else twice
            yield Problem(where, f"'{said}' stands twice", "Keep it once.")
        elif error.validator == "oneOf":
            either = " or ".join(option["required"][0] for option in asked)
            yield Problem(where, f"needs exactly one of {either}", f"Give {either}, not both.")
        else:
            meaning = described.get("description", "")
            if str(error.instance)[:1] in CURLY:
                meaning = 'YAML takes curly quotes for a part of it: write straight ones, ", or none.'
            yield Problem(where, PASSWORD.sub("…@", error.message), f"Correct the value. {meaning}".strip())


def _place(path: Path, tree: yaml.Node | None, where: list[str | int], content: Any) -> str:
    """`file:line entry.field` for a path into the content."""
    node: Any = tree
    names: list[str] = []
    value = content
    for step in where:
        if isinstance(node, yaml.SequenceNode):
            node = node.value[step]
        else:
            node = next(v for k, v in node.value if k.value == str(step))
        value = value[step]
        name = value.get("id", value.get("name")) if isinstance(value, dict) else None
        if isinstance(name, str):
            names = [name]
        else:
            names.append(str(step))
    line = node.start_mark.line + 1 if node else 1  # an empty file has no node
    return f"{path}:{line} {'.'.join(names)}".rstrip()
