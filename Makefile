# Two commands do everything on Debian or Ubuntu: make run, make test.
SHELL := /bin/bash
GO = $(shell .ci/go)
VERSION := $(shell sed -n 's/^Version = "\(.*\)"/\1/p' FyneApp.toml)
LDFLAGS := -X main.version=$(VERSION)

.PHONY: run build test soak lint gallery bench clean

run: ## opens Rollcall on its sample account
	@.ci/install run
	@$(MAKE) --no-print-directory build
	@.ci/show bin/rollcall build/rollcall.png

build:
	@echo "Building (the first time takes some minutes: OpenGL)."
	@mkdir -p bin
	@$(GO) build -ldflags '$(LDFLAGS)' -o bin/ ./cmd/rollcall ./cmd/accountd

test: ## runs every test, long trials with a tenth of their rounds
	@.ci/install test
	@$(MAKE) --no-print-directory build
	@.ci/lint
	@GO=$(GO) .ci/test

soak: ## runs every test with all rounds of the long trials
	@.ci/install test
	@$(MAKE) --no-print-directory build
	@GO=$(GO) ROLLCALL_SOAK=1 .ci/test

lint:
	@.ci/lint

gallery: ## draws every screen, every mail and the pages behind links into docs/gallery
	@$(GO) test ./ui -run '^TestGallery$$' -count=1 -gallery "$(CURDIR)/docs/gallery"
	@ROLLCALL_PICTURES="$(CURDIR)/docs/gallery" $(GO) test ./server/mail -run '^TestMailsAreReadableByEverybody$$' -count=1
	@GO=$(GO) .ci/gallery-pages docs/gallery

bench: build ## the figures that the documents quote
	@$(GO) test -run '^$$' -bench . -benchmem $$($(GO) list ./... | grep -v '/cmd/rollcall$$')

clean:
	@rm -rf bin build
