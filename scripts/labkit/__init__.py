"""What several labs need, written once: `make labs` copies into each lab's folded kit cell the functions it names.

    setup        packages that a place lacks, and one sentence where there is no network
    tables       real tables from packages, as numbers
    scores       how well a model did, within each fold
    intervals    a value with its 95% interval, and the units that it rests on
    experiment   the same function on many tables, two at a time, with progress
    look         figures that read on white, on dark and in notebooks
    evidence     the object that a lab ends with

Imports nothing of the site's own code, because readers see these functions in the labs. Sources of the formulas stand
in the docstrings.
"""
