# Short names for `cargo xtask`; everything works without just.

demo *arguments:
    cargo xtask demo {{arguments}}

test *arguments:
    cargo xtask test {{arguments}}

tidy:
    cargo xtask tidy

gen:
    cargo xtask gen

fmt:
    cargo fmt --all
    npm --prefix ui run format

dev:
    npm --prefix ui run dev
