package dev.canopy.gateway;

import dev.canopy.json.Json;
import dev.canopy.json.JsonArray;
import dev.canopy.json.JsonException;
import dev.canopy.json.JsonObject;
import dev.canopy.json.JsonString;
import dev.canopy.json.JsonValue;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * How far notices were delivered: the time of the last one, and which of that same time were. In a
 * file that is written, forced and renamed, so that it is the old one or the new one.
 *
 * <p>For one thread.
 */
final class NoticeState {
  private final Path file;
  private Instant at;
  private final Set<String> ids = new LinkedHashSet<>();

  /**
   * What the file says; if there is none, everything before now is taken as delivered.
   *
   * @throws GatewayException if the file cannot be read, or is not what is written here
   */
  NoticeState(Path file, Instant now) throws GatewayException {
    this.file = file;
    this.at = now;
    try {
      if (!Files.exists(file)) {
        write();
        return;
      }
      if (!(Json.parse(Files.readAllBytes(file)) instanceof JsonObject state)
          || !(state.get("at") instanceof JsonString time)
          || !(state.get("ids") instanceof JsonArray delivered)) {
        throw new GatewayException(
            "`" + file + "` is no state of notices; remove it to start anew");
      }
      at = Instant.parse(time.value());
      for (var item : delivered.items()) {
        if (item instanceof JsonString id) {
          ids.add(id.value());
        }
      }
    } catch (JsonException | DateTimeException e) {
      throw new GatewayException(
          "`" + file + "` is no state of notices; remove it to start anew", e);
    } catch (IOException e) {
      throw new GatewayException("cannot use `" + file + "`: " + e.getMessage(), e);
    }
  }

  boolean isDelivered(Notice notice) {
    return notice.at().isBefore(at) || (notice.at().equals(at) && ids.contains(notice.id()));
  }

  /** Remembers that it was delivered; those before it were, too. */
  void delivered(Notice notice) throws IOException {
    if (!notice.at().equals(at)) {
      at = notice.at();
      ids.clear();
    }
    ids.add(notice.id());
    write();
  }

  private void write() throws IOException {
    var items = new ArrayList<JsonValue>(ids.size());
    ids.forEach(id -> items.add(new JsonString(id)));
    var text =
        Json.write(
            JsonObject.builder().put("at", at.toString()).put("ids", new JsonArray(items)).build());
    var next = file.resolveSibling(file.getFileName() + ".new");
    try (var channel =
        FileChannel.open(
            next,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      var bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
