package dev.canopy.audit;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Entries one after another, each with its length in two bytes before it (C2SP tlog-tiles). */
public final class EntryBundle {
  /** What two bytes can say. */
  static final int MAX_ENTRY_BYTES = 65_535;

  private EntryBundle() {}

  /** Writes a bundle of up to 256 entries. */
  public static byte[] encode(List<byte[]> entries) {
    if (entries.isEmpty() || entries.size() > TilePath.FULL) {
      throw new IllegalArgumentException("a bundle has 1 to 256 entries, not " + entries.size());
    }
    var out = new ByteArrayOutputStream();
    for (var entry : entries) {
      if (entry.length > MAX_ENTRY_BYTES) {
        throw new IllegalArgumentException("an entry is longer than 65535 bytes");
      }
      out.write(entry.length >> 8);
      out.write(entry.length);
      out.writeBytes(entry);
    }
    return out.toByteArray();
  }

  /** Reads a bundle of exactly so many entries. */
  public static List<byte[]> decode(byte[] bundle, int count) throws ProofException {
    var entries = new ArrayList<byte[]>();
    for (var at = 0; at < bundle.length; ) {
      if (entries.size() == count) {
        throw new ProofException("the bundle has more than " + count + " entries");
      }
      if (bundle.length - at < 2) {
        throw new ProofException("the bundle ends inside a length");
      }
      var length = (bundle[at] & 0xFF) << 8 | (bundle[at + 1] & 0xFF);
      at += 2;
      if (bundle.length - at < length) {
        throw new ProofException("the bundle ends inside an entry");
      }
      entries.add(Arrays.copyOfRange(bundle, at, at + length));
      at += length;
    }
    if (entries.size() != count) {
      throw new ProofException("the bundle has " + entries.size() + " entries, expected " + count);
    }
    return entries;
  }
}
