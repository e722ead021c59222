package dev.canopy.audit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * A file in blocks of whole lines, and what is left behind the last of them. With helpers, blocks
 * are read ahead, and their lines are checked and hashed by other threads before they are asked
 * for. Used by one thread.
 */
final class Blocks {
  /** A part of a file. */
  static final class Block {
    /** The bytes, from index 1 on; there is room for one more byte behind them. */
    final byte[] buffer;

    private final HashedLines hashed = new HashedLines();
    private @Nullable CompletableFuture<?> helping;
    private int end;
    private int linesEnd;

    private Block(int size) {
      buffer = new byte[size];
    }

    /** Behind the last byte, where a line feed stands that is not in the file. */
    int end() {
      return end;
    }

    /** Lines of it that were checked and hashed: the first ones, perhaps all or none. */
    HashedLines hashed() {
      if (helping != null) {
        helping.join();
        helping = null;
      }
      return hashed;
    }
  }

  private final ReadableByteChannel channel;
  private final int chunkBytes;
  private final @Nullable ExecutorService helpers;
  private final ArrayDeque<Block> ahead = new ArrayDeque<>();
  private final ArrayDeque<Block> free = new ArrayDeque<>();
  private @Nullable Block read;
  private @Nullable Block given;
  private boolean ended;

  /**
   * @param depth so many blocks are in work at once
   * @param helpers who checks and hashes; null to leave it to the caller, and then the depth is 1
   */
  Blocks(
      ReadableByteChannel channel, int chunkBytes, int depth, @Nullable ExecutorService helpers) {
    this.channel = channel;
    this.chunkBytes = chunkBytes;
    this.helpers = helpers;
    for (var i = 0; i < depth; i++) {
      // A byte of scratch space before the first line, a line left over, a chunk, a line feed.
      free.add(new Block(1 + LineCheck.MAX_LINE_BYTES + 1 + chunkBytes + 1));
    }
  }

  /** The next block, until the one after it is asked for; null at the end of the file. */
  @Nullable Block next() throws IOException {
    if (given != null) {
      free.add(given);
      given = null;
    }
    while (!ended && !free.isEmpty()) {
      readOne();
    }
    given = ahead.poll();
    return given;
  }

  /** How many bytes are behind the last line feed, when all blocks were given. */
  int rest() {
    return read == null ? 0 : read.end - read.linesEnd;
  }

  private void readOne() throws IOException {
    var before = read;
    var rest = rest();
    if (rest > LineCheck.MAX_LINE_BYTES) {
      ended = true; // whoever takes the block refuses it
      return;
    }
    var block = free.remove();
    if (before != null) {
      System.arraycopy(before.buffer, before.linesEnd, block.buffer, 1, rest);
    }
    var bytes = channel.read(ByteBuffer.wrap(block.buffer, 1 + rest, chunkBytes));
    if (bytes < 0) {
      ended = true;
      free.add(block);
      return;
    }
    block.end = 1 + rest + bytes;
    block.linesEnd = block.end;
    while (block.linesEnd > 1 && block.buffer[block.linesEnd - 1] != '\n') {
      block.linesEnd--;
    }
    block.buffer[block.end] = '\n'; // ends every loop of the check
    read = block;
    block.hashed.clear();
    if (helpers != null) {
      block.helping =
          CompletableFuture.runAsync(() -> block.hashed.take(block.buffer, 1, block.end), helpers);
    }
    ahead.add(block);
  }
}
