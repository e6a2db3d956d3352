# docker build -t packproof . && docker run --rm -v "$PWD:/work" packproof check
FROM rust:1.95-alpine AS build
RUN apk add --no-cache build-base
WORKDIR /src
COPY . .
RUN cargo build --release --locked --bin packproof

# npm packs folders and fetches packages; Node is for `smoke`.
FROM node:22-alpine
COPY --from=build /src/target/release/packproof /usr/local/bin/
WORKDIR /work
ENTRYPOINT ["packproof"]
