package dev.canopy.gateway;

import dev.canopy.json.JsonException;
import dev.canopy.json.JsonObject;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is wrong with a request, in the form of RFC 9457: the code is the end of its {@code type}.
 *
 * @param status the HTTP status
 * @param code a stable name, such as {@code malformed-json}
 * @param title what is wrong, in general
 * @param detail what was found and what was wanted, here
 * @param pointer the place in the body, as an RFC 6901 pointer; null if it has none
 * @param line the line in the body, from 1; 0 if unknown
 * @param column the column in the body, from 1; 0 if unknown
 */
record Problem(
    int status,
    String code,
    String title,
    String detail,
    @Nullable String pointer,
    int line,
    int column) {
  static final String TYPE = "urn:canopy:problem:";

  Problem {
    Objects.requireNonNull(code, "code");
    Objects.requireNonNull(title, "title");
    Objects.requireNonNull(detail, "detail");
  }

  private static Problem of(int status, String code, String title, String detail) {
    return new Problem(status, code, title, detail, null, 0, 0);
  }

  /** The HTTP message is not one that is read here. */
  static Problem badRequest(String detail) {
    return of(400, "bad-request", "the request is malformed", detail);
  }

  static Problem malformedJson(JsonException e) {
    return new Problem(
        400,
        "malformed-json",
        "the body is not the strict JSON that is read here",
        Texts.short1(String.valueOf(e.getMessage())),
        null,
        e.line(),
        e.column());
  }

  /** The body is JSON, but not the JSON that is wanted. */
  static Problem wrongShape(String pointer, String detail) {
    return new Problem(
        422, "wrong-shape", "the body is not what is wanted here", detail, pointer, 0, 0);
  }

  static Problem noProof(String detail) {
    return of(401, "unauthenticated", "who is calling is not proven", detail);
  }

  static Problem forbidden(String detail) {
    return of(403, "forbidden", "this caller may not do this", detail);
  }

  static Problem noCsrfToken() {
    return of(
        403,
        "no-csrf-token",
        "the request may come from another's page",
        "send X-CSRF-Token, as GET /session says");
  }

  static Problem foreignOrigin(String detail) {
    return of(403, "foreign-origin", "the request comes from a web page", detail);
  }

  static Problem unknownHost(String detail) {
    return of(421, "unknown-host", "this host is not served here", detail);
  }

  static Problem notFound(String detail) {
    return of(404, "not-found", "there is nothing here", detail);
  }

  static Problem wrongMethod(String detail) {
    return of(405, "wrong-method", "not with this method", detail);
  }

  static Problem tooSlow() {
    return of(408, "too-slow", "the request took too long to arrive", "send it at once");
  }

  static Problem conflict(String detail) {
    return of(409, "conflict", "that cannot be done now", detail);
  }

  static Problem noLength() {
    return of(
        411,
        "length-required",
        "the length of the body must be known",
        "send Content-Length, and no Transfer-Encoding");
  }

  static Problem tooLarge(int limit) {
    return of(413, "too-large", "the body is too large", "at most " + limit + " bytes are read");
  }

  static Problem wrongType(String detail) {
    return of(415, "wrong-content-type", "the body must be plain JSON", detail);
  }

  static Problem unexpected() {
    return of(417, "expectation-failed", "this expectation is not met", "only 100-continue is");
  }

  static Problem tooMany() {
    return of(429, "too-many-requests", "too many requests", "ask again in a second");
  }

  static Problem overloaded() {
    return of(503, "overloaded", "too much waits already", "ask again in a second");
  }

  static Problem unavailable(String detail) {
    return of(503, "unavailable", "the log cannot be used", detail);
  }

  static Problem internal() {
    return of(500, "internal-error", "the gateway failed", "the action is not allowed");
  }

  JsonObject json(String requestId) {
    var out =
        JsonObject.builder()
            .put("type", code.startsWith("urn:") ? code : TYPE + code)
            .put("title", title)
            .put("status", status)
            .put("detail", detail);
    if (pointer != null) {
      out.put("pointer", pointer);
    }
    if (line > 0) {
      out.put("line", line).put("column", column);
    }
    return out.put("request_id", requestId).build();
  }
}
