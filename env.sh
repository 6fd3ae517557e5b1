export PY=/tmp/t3/.venv/bin/python PYTHONPATH=scripts NO_MKDOCS_2_WARNING=1 PATH=/tmp/t3/.venv/bin:$PATH
