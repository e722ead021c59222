package dev.canopy.audit;

import java.time.Instant;
import java.time.LocalDate;

/** Times as the log writes them: {@code 2026-11-22T10:22:01.123456Z}. */
final class Timestamps {
  private static final long DAY_MICROS = 86_400_000_000L;

  /** 0000-01-01T00:00:00Z */
  private static final long FIRST_SECOND = -62_167_219_200L;

  /** 9999-12-31T23:59:59Z */
  private static final long LAST_SECOND = 253_402_300_799L;

  private long knownDay = Long.MIN_VALUE;
  private final byte[] date = new byte[10];

  /** Microseconds since 1970, held within the years that have four digits. */
  static long epochMicros(Instant instant) {
    if (instant.getEpochSecond() < FIRST_SECOND) {
      return FIRST_SECOND * 1_000_000;
    }
    if (instant.getEpochSecond() > LAST_SECOND) {
      return LAST_SECOND * 1_000_000 + 999_999;
    }
    return instant.getEpochSecond() * 1_000_000 + instant.getNano() / 1_000;
  }

  static long parse(String ts) {
    return epochMicros(Instant.parse(ts));
  }

  /** Writes 27 bytes. */
  void write(long epochMicros, byte[] to, int at) {
    var day = Math.floorDiv(epochMicros, DAY_MICROS);
    if (day != knownDay) {
      var d = LocalDate.ofEpochDay(day);
      digits(d.getYear(), 4, date, 0);
      date[4] = '-';
      digits(d.getMonthValue(), 2, date, 5);
      date[7] = '-';
      digits(d.getDayOfMonth(), 2, date, 8);
      knownDay = day;
    }
    System.arraycopy(date, 0, to, at, 10);
    var micros = Math.floorMod(epochMicros, DAY_MICROS);
    var seconds = (int) (micros / 1_000_000);
    to[at + 10] = 'T';
    digits(seconds / 3600, 2, to, at + 11);
    to[at + 13] = ':';
    digits(seconds / 60 % 60, 2, to, at + 14);
    to[at + 16] = ':';
    digits(seconds % 60, 2, to, at + 17);
    to[at + 19] = '.';
    digits((int) (micros % 1_000_000), 6, to, at + 20);
    to[at + 26] = 'Z';
  }

  private static void digits(int number, int count, byte[] to, int at) {
    var rest = number;
    for (var i = at + count - 1; i >= at; i--) {
      to[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
  }
}
