package dev.canopy.records;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** Times as people give them, and as the log writes them. */
public final class LogTime {
  private static final DateTimeFormatter AS_WRITTEN =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);
  private static final Instant FIRST = Instant.parse("0000-01-01T00:00:00Z");
  private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999Z");

  private LogTime() {}

  /**
   * Reads a day, a time (UTC unless it says otherwise), or a span such as {@code 2h} or {@code
   * 1d12h} before {@code now}.
   *
   * @throws DateTimeException if it is none of these
   */
  public static Instant parse(String text, Instant now) {
    try {
      if (isSpan(text)) {
        return now.minus(span(text));
      }
      if (text.indexOf('T') < 0) {
        return LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
      }
      var hasZone = text.endsWith("Z") || text.lastIndexOf('+') > 0 || text.lastIndexOf('-') > 7;
      return hasZone
          ? OffsetDateTime.parse(text).toInstant()
          : LocalDateTime.parse(text).toInstant(ZoneOffset.UTC);
    } catch (DateTimeException | ArithmeticException e) {
      throw new DateTimeException(
          "`"
              + text
              + "` is not a time like 2026-11-22 or 2026-11-22T10:00:00Z, nor a span like 2h",
          e);
    }
  }

  private static boolean isSpan(String text) {
    return text.length() > 1 && "wdhms".indexOf(text.charAt(text.length() - 1)) >= 0;
  }

  /**
   * Reads a span such as {@code 30m} or {@code 1h30m}.
   *
   * @throws DateTimeException if it is none, or no time at all
   */
  public static Duration toSpan(String text) {
    try {
      var span = isSpan(text) ? span(text) : Duration.ZERO;
      if (!span.isZero()) {
        return span;
      }
    } catch (DateTimeException | ArithmeticException e) {
      throw new DateTimeException("`" + text + "` is not a span like 30m or 8h", e);
    }
    throw new DateTimeException("`" + text + "` is not a span like 30m or 8h");
  }

  private static Duration span(String text) {
    var total = Duration.ZERO;
    var from = 0;
    for (var i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      if (c < '0' || c > '9') {
        if (i == from || i - from > 9) {
          throw new DateTimeException("no span");
        }
        total = total.plus(span(Long.parseLong(text.substring(from, i)), c));
        from = i + 1;
      }
    }
    return total;
  }

  private static Duration span(long count, char unit) {
    return switch (unit) {
      case 'w' -> Duration.ofDays(count * 7);
      case 'd' -> Duration.ofDays(count);
      case 'h' -> Duration.ofHours(count);
      case 'm' -> Duration.ofMinutes(count);
      case 's' -> Duration.ofSeconds(count);
      default -> throw new DateTimeException("no span");
    };
  }

  /**
   * The time as 27 characters, the first of the log's times that is not before it: {@code
   * 2026-11-22T10:22:01.123456Z}. These sort as the times do.
   */
  public static String asWritten(Instant time) {
    var held = time.isBefore(FIRST) ? FIRST : time.isAfter(LAST) ? LAST : time;
    var micros = held.truncatedTo(ChronoUnit.MICROS);
    return AS_WRITTEN.format(micros.equals(held) ? micros : micros.plus(1, ChronoUnit.MICROS));
  }
}
