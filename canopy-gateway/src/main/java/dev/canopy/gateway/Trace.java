package dev.canopy.gateway;

import org.jspecify.annotations.Nullable;

/**
 * Where a request stands in a trace: W3C Trace Context, level 1, section 3.2.
 *
 * @param traceId 32 lower-case hex digits
 * @param parentId the caller's span, 16 lower-case hex digits
 * @param flags 2 lower-case hex digits
 */
record Trace(String traceId, String parentId, String flags) {

  /** The trace that a {@code traceparent} header names; null if it names none. */
  static @Nullable Trace of(@Nullable String header) {
    // Version 00 is exactly this long; what later versions add comes after it, behind a dash.
    if (header == null || header.length() < 55) {
      return null;
    }
    var isCurrent = header.startsWith("00-") && header.length() == 55;
    var isLater =
        !header.startsWith("00-")
            && !header.startsWith("ff")
            && (header.length() == 55 || header.charAt(55) == '-');
    if (!isCurrent && !isLater) {
      return null;
    }
    if (header.charAt(2) != '-'
        || header.charAt(35) != '-'
        || header.charAt(52) != '-'
        || !Texts.isLowerHex(header, 0, 2)
        || !Texts.isLowerHex(header, 3, 35)
        || !Texts.isLowerHex(header, 36, 52)
        || !Texts.isLowerHex(header, 53, 55)) {
      return null;
    }
    var traceId = header.substring(3, 35);
    var parentId = header.substring(36, 52);
    if (traceId.equals("0".repeat(32)) || parentId.equals("0".repeat(16))) {
      return null;
    }
    return new Trace(traceId, parentId, header.substring(53, 55));
  }

  /** The {@code traceresponse} header for our own span. */
  String response(String spanId) {
    return "00-" + traceId + "-" + spanId + "-" + flags;
  }
}
