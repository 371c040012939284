# `make run` starts the demonstration, `make test` tests everything. Both do all the set-up.

SHELL := /bin/bash
.DELETE_ON_ERROR:
.PHONY: run test bench fmt lint frontend clean-data help

# Arguments for `kenes demo`, for example: make run ARGS="--contributions 62000 --bind 0.0.0.0:8000"
ARGS ?=
DATA ?= data
# The development profile is built in half the time and makes and serves the demonstration fast enough; `release` is
# what a server runs.
PROFILE ?= dev

help:
	@echo "make run    the demonstration: all 216 programs, on an embedded database"
	@echo "make test   every test, on SQLite, on PostgreSQL and in a browser"
	@echo "make bench  server time of a program page, from cache and without; the journal at a million acts"
	@echo "make fmt    format        make lint   what .ci/run checks before the tests"
	@echo "make clean-data   forget the data of the demonstration"

run: frontend
	@tests/tools/need rust cc
	cargo run --locked --profile $(PROFILE) -p kenes -- demo --data-dir $(DATA) $(ARGS)

test:
	@tests/tools/test

bench: frontend
	@tests/tools/need rust cc
	cargo build --locked --release -p kenes
	cargo bench --locked -p kenes-tests --bench pages -- $(ARGS)
	cargo run --locked --release -p kenes-service --example ledger_bench

fmt:
	cargo fmt --all

lint: frontend
	cargo fmt --all --check
	cd frontend && npm run --silent check
	cargo clippy --locked --workspace --all-targets -- -D warnings
	RUSTDOCFLAGS="-D warnings -A rustdoc::private_intra_doc_links" cargo doc --locked --workspace --no-deps --quiet

# The packages are installed anew only when their list has changed.
frontend: frontend/node_modules/.package-lock.json
	@cd frontend && npm run --silent build

frontend/node_modules/.package-lock.json: frontend/package-lock.json
	@tests/tools/need node
	cd frontend && npm ci --no-progress
	@touch $@

clean-data:
	rm -rf $(DATA)
