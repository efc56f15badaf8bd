FROM golang:1.26-alpine AS build
WORKDIR /src
COPY go.mod go.sum ./
COPY services services
RUN --mount=type=cache,target=/go/pkg/mod \
    --mount=type=cache,target=/root/.cache/go-build \
    CGO_ENABLED=0 go build -trimpath -o /app ./services/world-cup-fixtures

FROM alpine:3.22
COPY --from=build /app /app
ENV HOST=0.0.0.0
HEALTHCHECK --interval=10s CMD ["wget", "-q", "-O-", "http://127.0.0.1:3001/readyz"]
USER 10001
ENTRYPOINT ["/app"]
