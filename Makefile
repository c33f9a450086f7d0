# The two commands a newcomer needs are `make demo` and `make test`; `make help` lists the rest.
SHELL := /bin/bash
.DEFAULT_GOAL := help

# One configuration serves the program and the tests: optimised, so that the tests on a real model take seconds.
CONFIGURATION ?= release
SWIFT_FLAGS := -c $(CONFIGURATION)
PROGRAM := .build/$(CONFIGURATION)/llama-recipes
SOURCES := Package.swift Sources Tests Examples

.PHONY: help
help: ## Show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

.PHONY: bootstrap
bootstrap: ## Install libtorch and the demo model into .deps/
	@scripts/bootstrap

.PHONY: build
build: bootstrap ## Build the llama-recipes program
	@swift build $(SWIFT_FLAGS) --product llama-recipes
	@echo "built $(PROGRAM)"

PREFIX ?= /usr/local

.PHONY: install
install: build ## Install program, libraries and modules below PREFIX (default /usr/local)
	@scripts/install "$(PROGRAM)" "$(PREFIX)"

.PHONY: demo
demo: build ## Fine-tune SmolLM2-135M on the demo data: about a minute on two cores
	@Examples/demo.sh "$(PROGRAM)"

.PHONY: test
test: ## Run every test, those on the real model and against transformers and peft included
	@scripts/bootstrap --reference
	@scripts/test $(SWIFT_FLAGS)

.PHONY: bench
bench: build ## Measure training beside transformers + peft and torchtune; hours, BENCH="--only 1024" for less
	@Benchmarks/bench.py $(BENCH)

.PHONY: docs
docs: build ## Write docs/options.md from the declarations of the settings
	@scripts/options-doc "$(PROGRAM)" > docs/options.md

.PHONY: lint
lint: ## Check formatting, the project's own rules, and that those checks can fail
	@scripts/lint

.PHONY: format
format: ## Format every Swift file in place
	@swift format format --in-place --parallel --recursive $(SOURCES)

.PHONY: clean
clean: ## Remove what was built (.deps/ stays)
	@rm -rf .build
