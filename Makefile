# Two commands do everything: `make demo` and `make test`. Each sets up .venv from the lock first.
SHELL := bash
PYTHON ?= python3.11
BIN := .venv/bin
CONFIG ?= config/config.yaml
SNAKEMAKE := $(BIN)/snakemake --cores $(shell nproc)
HOLLY := $(BIN)/holly

# Containers often set it; then every job would compile anew what it imports, at twice the time.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help setup demo own npc wormbrain plan docs verify unlock lint test fuzz faults clean

help:  ## what there is
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

setup: .venv/ready  ## create .venv from the lock

# --no-compile: Python compiles modules when they are imported, which few of these 4 GB are.
.venv/ready: requirements.lock pyproject.toml envs/lock.py
	$(PYTHON) -m venv --clear .venv
	$(BIN)/python envs/lock.py constraints > .venv/constraints.txt
	$(BIN)/python envs/lock.py requirements > .venv/requirements.txt
	$(BIN)/pip install --quiet --require-hashes --no-compile --no-deps --requirement .venv/requirements.txt
	$(BIN)/pip install --quiet --no-compile --constraint .venv/constraints.txt torch
	$(BIN)/pip install --quiet --no-deps --no-build-isolation --editable .
	touch $@

demo: setup  ## the whole pipeline, small, on the CPU; ends with a page to look at
	$(SNAKEMAKE) --configfile config/demo.yaml

own: setup  ## your own localisations: make own DATA=FILE (OPTIONS="--units nm" and others)
	$(HOLLY) reconstruct $(DATA) --cores $(shell nproc) $(OPTIONS)

npc: setup  ## real data: nuclear pores measured by 3D STORM
	$(SNAKEMAKE) --configfile config/npc.yaml

wormbrain: setup  ## the second pipeline: a recording of a moving brain, made up, aligned and judged
	$(SNAKEMAKE) --configfile config/wormbrain-demo.yaml -- wormbrain

plan: setup  ## what reproducing the whole paper would run
	$(SNAKEMAKE) --dry-run --quiet rules --resources gpu=1

docs: setup  ## the documentation as a site, in results/docs; it is a part of the report too
	$(SNAKEMAKE) --forcerun docs -- results/docs

verify: setup  ## the paper's claims, tested on what is in results; trains nothing
	$(SNAKEMAKE) --quiet all --configfile $(CONFIG) -- verify

unlock: setup  ## where another machine was killed, if Snakemake calls the folder locked
	$(SNAKEMAKE) --unlock

lint: setup  ## ruff, the walls between the rooms, snakefmt and snakemake's own linter
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/snakefmt --check Snakefile workflow
	$(BIN)/snakemake --lint

# One process more than processors, because the tests of clusters wait for the most part.
test: lint  ## lint, then every test this machine can run
	$(BIN)/pytest -n $$(($$(nproc) + 1)) --dist loadfile --no-loadscope-reorder

fuzz: setup  ## 100,000 damaged files for every reader; continues where it was stopped
	nice -n 15 $(BIN)/python tests/fuzz/campaign.py

faults: setup  ## every fault at every stage, ten times; writes the table of docs/faults.md
	$(BIN)/pytest -n 0 tests/faults --tries 10 --table

clean:  ## remove .venv and results, keep downloads
	rm -rf .venv results/*/ .snakemake
