"""What several labs need, written once: `make labs` copies into each lab's folded kit cell the functions it names.

    setup        packages that a place lacks, and one sentence where there is no network
    tables       real tables from packages, read as the registry docs/data/tables.yml says
    worlds       small worlds to learn in: images and lines as pixels, and games that two learners repeat
    learners     logistic regression and boosting, prepared alike
    dropout      many small neural networks at once, without dropout and with it
    matrices     the same two on a matrix, for thousands of small fits
    scores       how well a model did, within each fold
    rivals       models that compete for one half of a table and meet the other half only in use
    intervals    a value with its 95% interval, the units that it rests on, and what a rule says of it
    experiment   the same function on many tables, two at a time, with progress
    look         figures that read on white, on dark and in notebooks
    explaining   a small network, one score for models of every kind, and tools that explain them
    rows         measures one below the other, and words about the marks
    evidence     the object that a lab ends with
    contests     two models on many tables: the same folds for less work, and how leads are drawn
    networks     small networks in plain numpy, trained side by side
    exercises    a reader's guess, and exercises that check a reader's own answer
    project      the project that the nine steps build: what earlier ones left, and its commands

and for the lab that takes a reader's own file:

    saying       notes, lists and narrow tables, and steps that end in one sentence
    opening      the file: found, unpacked, known by its first bytes, its encoding
    heads        which row holds the names, and clean names
    reading      text: separator, quotation marks, rows, and what is odd about them
    files        from a path to a table: text, workbooks, Parquet
    quantities   numbers as people write them, with units, thousands and currencies
    times        durations and dates as people write them
    kinds        numbers, dates, durations, categories or text, judged over a whole column
    judging      identifiers, repeated units and leaks, told by their values
    targets      classes as they are written, or a number
    deciding     what becomes of each column, and the split
    comparing    four models on the same folds
    answering    description, scores, curve, three answers, and the evidence

Imports nothing of the site's own code, because readers see these functions in the labs. Sources of the formulas stand
in the docstrings.
"""
