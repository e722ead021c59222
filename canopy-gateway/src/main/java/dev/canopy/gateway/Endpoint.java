package dev.canopy.gateway;

/** What one route does. Called on an event loop: it must not block, and answers once. */
@FunctionalInterface
interface Endpoint {
  void handle(Exchange exchange);
}
