package dev.canopy.audit;

/**
 * A closed segment of a log.
 *
 * @param name its file's name, such as {@code 00000000000000004096-904.jsonl}
 * @param first the index of its first entry
 * @param last the index of its last entry
 * @param bytes how long its file is
 * @param firstTs the time of its first entry; empty if that cannot be read
 * @param lastTs the time of its last entry; empty if that cannot be read
 */
public record ClosedSegment(
    String name, long first, long last, long bytes, String firstTs, String lastTs) {}
