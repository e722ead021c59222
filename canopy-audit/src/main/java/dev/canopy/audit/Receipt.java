package dev.canopy.audit;

/**
 * The proof that an entry is in the log, durably.
 *
 * @param entryHash the entry's RFC 6962 leaf hash in lower-case hex
 * @param entryIndex its place in the log, from 0
 * @param ts its time as logged
 */
public record Receipt(String entryHash, long entryIndex, String ts) {}
