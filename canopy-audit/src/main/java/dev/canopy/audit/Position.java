package dev.canopy.audit;

/**
 * A place between two entries of a log, with what a chain needs to go on from there.
 *
 * @param size how many entries are before it, which is the index of the next
 * @param segmentFirst the index of the first entry of the segment that it is in
 * @param offset where it is in that segment's file, in bytes
 * @param head the hash of the entry before it; 64 zeros if there is none
 * @param ts the time of the entry before it; empty if there is none
 * @param rotated true if the entry before it closes its segment
 */
record Position(
    long size, long segmentFirst, long offset, String head, String ts, boolean rotated) {
  /** In the place of a time that is not known. */
  static final String NO_TIME = "1970-01-01T00:00:00.000000Z";

  /** Before the first entry. */
  static final Position START = new Position(0, 0, 0, "0".repeat(64), "", false);
}
