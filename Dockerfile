FROM golang:1.26 AS build
# npm brings Python and the editor into the program.
RUN apt-get update && apt-get install -y --no-install-recommends npm && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 make build

FROM scratch
COPY --from=build /src/bin/inflight /inflight
# One port for the site and its demo backend: see docs/hosting.md.
ENV PORT=8000
EXPOSE 8000
USER 65534:65534
ENTRYPOINT ["/inflight"]
