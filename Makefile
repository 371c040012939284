# `make run` starts the demonstration, `make test` tests everything. Both do all the set-up.

SHELL := /bin/bash
.DELETE_ON_ERROR:
.PHONY: run test bench api fmt lint frontend clean-data help

# Arguments for `kenes demo`, for example: make run ARGS="--contributions 62000 --bind 0.0.0.0:8000"
ARGS ?=
DATA ?= data
# The development profile is built in half the time and makes and serves the demonstration fast enough; `release` is
# what a server runs.
PROFILE ?= dev

help:
	@echo "make run    the demonstration: all 216 programs, on an embedded database"
	@echo "make test   every test, on SQLite, on PostgreSQL and in a browser"
	@echo "make bench  server time of a program page, from cache and without"
	@echo "make api    keep the description of the API in frontend/api"
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

# The description of the API in a file, from which the workspace gets its types.
api:
	cargo run --locked -p kenes-api --example openapi > frontend/api/openapi.json.new
	mv frontend/api/openapi.json.new frontend/api/openapi.json

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
