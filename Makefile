# Every command of the project, for people and for CI alike. `make` alone lists them.

# Debug, because it answers first: it builds in about 60% of the time of a release build, shares its products with `make test`,
# and after an edit rebuilds in seconds. To judge speed: make run CONFIGURATION=release
CONFIGURATION ?= debug

# Passed on to what the target runs: make run ARGS="--port 9000", make test ARGS="--filter RetryPolicy"
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help setup run dev test lint format check bench conformance soak chaos fuzz clean

help: ## Show this list
	@awk 'BEGIN { FS = ":.*## " } /^[a-z-]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' Makefile

setup: ## Install the system packages that run, test and lint need and that are missing
	@scripts/install-system-packages run test lint

run: ## Build the guide and serve it on http://127.0.0.1:8000 (ARGS="--port 9000"; CONFIGURATION=release)
	@scripts/install-system-packages run
	@echo "Building the guide; the first time takes a few minutes."
	swift build --configuration $(CONFIGURATION) --product guide
	swift run --configuration $(CONFIGURATION) --skip-build guide serve $(ARGS)

dev: ## Serve the guide while you write: after each change it is built and started anew (ARGS as for run)
	@scripts/install-system-packages run
	@echo "Building the command that watches; the first time takes a few minutes."
	swift build --configuration $(CONFIGURATION) --product afterwork
	swift run --configuration $(CONFIGURATION) --skip-build afterwork dev guide --configuration $(CONFIGURATION) -- serve $(ARGS)

# Build and run apart, so that each one's time is seen.
test: ## Run all tests (ARGS="--filter RetryPolicy" for some)
	@scripts/install-system-packages run test
	swift build --build-tests
	scripts/test $(ARGS)
# Further steps of the test run stand here, a line each.

lint: ## Check format, imports, house rules and scripts; builds nothing
	scripts/test-lint
	scripts/lint

format: ## Format all Swift files in place
	scripts/format

check: lint test ## Lint and test: what CI runs

bench: ## Run the benchmarks
	@scripts/install-system-packages run bench
	Benchmarks/run $(ARGS)

conformance: ## Compare the answers with real FastAPI's, from PyPI, and record them
	@scripts/install-system-packages run conformance
	Conformance/run

soak: ## Run the long tests: load, kills and restarts over time
	@scripts/install-system-packages run test
	scripts/soak $(ARGS)

chaos: ## Kill a real server a thousand times, cut the power, run 100,000 simulations; see that nothing is lost (ARGS="100 SEED 1000")
	@scripts/install-system-packages run test
	scripts/chaos $(ARGS)

# What is fed, how often and with what options: scripts/fuzz.
fuzz: ## Feed parsers and server with ten million made-up inputs (ARGS="json"; RUNS=100000)
	@scripts/install-system-packages run
	scripts/fuzz $(ARGS)

clean: ## Remove everything that was built
	rm -rf .build Benchmarks/.build Fuzzing/.build
