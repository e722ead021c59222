package dev.canopy.audit;

import java.util.Locale;

/** What can be wrong with one line of a log. */
public enum Fault {
  EMPTY_LOG("the log is empty; it begins with a genesis entry"),
  EMPTY_LINE("empty line"),
  TOO_LONG("longer than 65535 bytes"),
  BYTE_ORDER_MARK("byte order mark"),
  CARRIAGE_RETURN("carriage return; lines end with a line feed alone"),
  CONTROL_CHARACTER("bare control character"),
  WHITE_SPACE("white space between tokens"),
  NOT_UTF8("not valid UTF-8"),
  NOT_JSON("not a JSON object"),
  TOO_DEEP("nested deeper than 64"),
  DUPLICATE_NAME("the same name twice in one object"),
  SPELLING("not in the one spelling that the log uses for this string or number"),
  TEXT_AFTER_ENTRY("text after the entry"),
  NO_TS("does not begin with `ts`, in UTC with six decimals"),
  NO_SEQ("has no `seq`"),
  NO_PREV_HASH("does not end with `prev_hash`, 64 lower-case hex digits"),
  NO_GENESIS("the first entry is not an `audit.genesis` of a known format"),
  UNFINISHED("unfinished line in a segment that is closed"),
  WRONG_COUNT("not as many entries as the segment's name says: some were cut off or added"),
  WRONG_SEQ("`seq` does not follow: an entry was removed, inserted or moved"),
  WRONG_PREV_HASH("`prev_hash` is not the hash of the entry before: one of the two was changed");

  private final String words;

  Fault(String words) {
    this.words = words;
  }

  /** The fault in words, for a person. */
  public String words() {
    return words;
  }

  /** The fault as a word in JSON, such as {@code wrong_prev_hash}. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }
}
