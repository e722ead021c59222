package dev.canopy.audit;

import java.util.Arrays;

/** Events that wait for the committer, in the order in which they came. Guarded by its owner. */
final class Queue {
  /** What is kept for the next round; a queue that grew larger is given up. */
  private static final int KEPT_BYTES = 4 << 20;

  private byte[] text = new byte[8 << 10];
  private int[] fieldsEnd = new int[32];
  private int[] end = new int[32];
  private PendingReceipt[] receipts = new PendingReceipt[32];
  private int count;

  /** What goes beside the log, in the same order. */
  private byte[] beside = new byte[0];

  private int[] besideEnd = new int[32];

  void add(EventText event, PendingReceipt receipt) {
    add(event.bytes(), event.fieldsEnd(), event.size(), receipt);
    addBeside(event.besideBytes(), event.besideSize());
  }

  private void addBeside(byte[] bytes, int length) {
    var index = count - 1;
    var from = besideFrom(index);
    if (from + length > beside.length) {
      beside = Arrays.copyOf(beside, Math.max(from + length, beside.length * 2));
    }
    System.arraycopy(bytes, 0, beside, from, length);
    besideEnd[index] = from + length;
  }

  private void add(byte[] bytes, int fieldsLength, int length, PendingReceipt receipt) {
    var from = bytes();
    if (from + length > text.length) {
      text = Arrays.copyOf(text, Math.max(from + length, text.length * 2));
    }
    if (count == end.length) {
      fieldsEnd = Arrays.copyOf(fieldsEnd, count * 2);
      end = Arrays.copyOf(end, count * 2);
      besideEnd = Arrays.copyOf(besideEnd, count * 2);
      receipts = Arrays.copyOf(receipts, count * 2);
    }
    System.arraycopy(bytes, 0, text, from, length);
    fieldsEnd[count] = from + fieldsLength;
    end[count] = from + length;
    receipts[count] = receipt;
    count++;
  }

  int count() {
    return count;
  }

  int bytes() {
    return count == 0 ? 0 : end[count - 1];
  }

  int besideBytes() {
    return count == 0 ? 0 : besideEnd[count - 1];
  }

  byte[] beside() {
    return beside;
  }

  int besideFrom(int index) {
    return index == 0 ? 0 : besideEnd[index - 1];
  }

  int besideEnd(int index) {
    return besideEnd[index];
  }

  byte[] text() {
    return text;
  }

  int from(int index) {
    return index == 0 ? 0 : end[index - 1];
  }

  int fieldsEnd(int index) {
    return fieldsEnd[index];
  }

  int end(int index) {
    return end[index];
  }

  PendingReceipt receipt(int index) {
    return receipts[index];
  }

  PendingReceipt[] receipts(int from, int to) {
    return Arrays.copyOfRange(receipts, from, to);
  }

  void clear() {
    Arrays.fill(receipts, 0, count, null);
    count = 0;
    if (text.length > KEPT_BYTES) {
      text = new byte[8 << 10];
    }
    if (beside.length > KEPT_BYTES) {
      beside = new byte[0];
    }
  }
}
