# The one door. Every target says what it does; `make help` lists them.
SHELL := /bin/bash
.ONESHELL:
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.PHONY: help setup viewer build run test check bench test-clients clean

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-14s %s\n", $$1, $$2}'

setup: ## install the system's libraries (Debian packages) that are missing
	@bash scripts/setup.sh

viewer: setup ## build the web map
	@bash scripts/viewer.sh

build: viewer ## build the program
	@echo "== building yike"
	cargo build --locked --bin yike

run: build ## build the demo and serve it on http://127.0.0.1:8080
	@echo "== building the demo and serving it"
	exec target/debug/yike demo --dir target/demo

test: build ## every test but the heavy desktop clients
	@bash scripts/test.sh

check: viewer ## formatting, lints, docs, dependencies, styles
	@bash scripts/check.sh

bench: build ## the product beside what a user would pick instead
	@echo "== nearest facility within 1000 m: 622,000 communities, 1,000,000 facilities"
	cargo bench --locked --profile dev --bench straight_line --no-run
	python3 benches/peers/run.py --ours "$$(ls -t target/debug/deps/straight_line-* | grep -v '\.d$$' | head -1)"
	@echo "== a million points into a workspace and back"
	cargo bench --locked --profile dev --bench read_back --no-run
	target/bench-venv/bin/python benches/peers/import_peers.py --yike target/debug/yike --read-back "$$(ls -t target/debug/deps/read_back-* | grep -v '\.d$$' | head -1)"
	@echo "== siting: the most people with 25 of 500 sites, proven, beside spopt; two larger towns"
	cargo bench --locked --profile dev --bench site_towns --no-run
	python3 benches/peers/siting_peers.py --ours "$$(ls -t target/debug/deps/site_towns-* | grep -v '\.d$$' | head -1)" --town ../shared/bench/siting_peers.py
	@echo "== the whole register rolled up over five levels"
	cargo bench --locked --profile dev --bench roll_up --no-run
	python3 benches/peers/roll_up_peers.py --ours "$$(ls -t target/debug/deps/roll_up-* | grep -v '\.d$$' | head -1)" --counts ../shared/data/china_division/counts_by_province.csv
	@echo "== streets: nearest facility of every corner, a 15-minute walk, from a file to a network, growth to 20 million corners"
	cargo bench --locked --profile dev --bench streets --no-run
	python3 benches/peers/streets_peers.py --yike target/debug/yike --ours "$$(ls -t target/debug/deps/streets-* | grep -v '\.d$$' | head -1)" --corners 20000000 \
	  ../shared/data/heidelberg_ors/heidelberg.test.pbf ../shared/data/poa_r5r/poa_osm.pbf ../shared/data/monaco_quackosm/monaco.osm.pbf
	@echo "== tiles: 10,000 polygons, zooms 8 to 16, beside Martin (cargo install martin --version 1.14.0 --locked --no-default-features --features postgres,mbtiles,geojson)"
	bash scripts/setup.sh wrk
	cargo build --locked --release --bin yike
	python3 benches/peers/tiles_peers.py --yike target/release/yike --town ../shared/bench/tile_town.py --lua ../shared/bench/tiles.lua
	@echo "== a million facilities: from the server's start to its first tile; then ten minutes of everything at once"
	python3 benches/peers/first_tile.py --yike target/release/yike
	python3 benches/peers/mixed_load.py --yike target/release/yike

test-clients: build ## QGIS opens the workspace and the tiles, MapServer publishes it (installs both); schemathesis asks the server
	@bash scripts/test-clients.sh

clean: ## remove what was built
	cargo clean
	rm -rf viewer/node_modules viewer/dist
