package dev.canopy.cli;

import dev.canopy.audit.AuditException;
import dev.canopy.audit.NoteKey;
import dev.canopy.audit.ProofException;
import dev.canopy.json.Json;
import dev.canopy.json.JsonException;
import dev.canopy.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The keys that a log names in its own entries. Whoever wrote the log anew wrote these too, so they
 * serve the log's owner, who takes it elsewhere; who doubts the log names its key.
 */
final class LogKeys {
  private static final String VKEY = "vkey";
  private static final List<String> ENTRIES = List.of("audit.genesis", "audit.key");

  private LogKeys() {}

  /**
   * Reads all lines of the log for its key entries.
   *
   * @param folder where closed segments are
   */
  static List<NoteKey> namedIn(Path log, Path folder) throws CommandFailure, AuditException {
    var files = new ArrayList<Path>();
    var segments = folder.resolve("segments");
    var pruned = folder.resolve("pruned");
    try {
      if (Files.exists(pruned)) {
        files.add(pruned); // it holds the entries of what was pruned that name keys
      }
      if (Files.isDirectory(segments)) {
        try (var names = Files.list(segments)) {
          names.filter(file -> file.toString().endsWith(".jsonl")).sorted().forEach(files::add);
        }
      }
      files.add(log);
      var keys = new LinkedHashSet<NoteKey>();
      for (var file : files) {
        // A character for a byte: lines of other actions may be anything.
        try (var lines = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
          for (var line = lines.readLine(); line != null; line = lines.readLine()) {
            if (ENTRIES.stream().anyMatch(line::contains) && line.contains(VKEY)) {
              addKey(line, keys);
            }
          }
        }
      }
      if (keys.isEmpty()) {
        throw CommandFailure.failure("`" + log + "` names no key: pass --key");
      }
      return List.copyOf(keys);
    } catch (IOException e) {
      throw CommandFailure.file("the log", log.toString(), e);
    }
  }

  private static void addKey(String line, Set<NoteKey> keys) throws AuditException {
    try {
      if (Json.parse(line.getBytes(StandardCharsets.ISO_8859_1)) instanceof JsonObject entry
          && ENTRIES.contains(entry.string("action_type").orElse(""))) {
        var vkey = entry.string(VKEY);
        if (vkey.isPresent()) {
          keys.add(NoteKey.parse(vkey.get()));
        }
      }
    } catch (JsonException | ProofException e) {
      throw new AuditException("a key entry of the log cannot be read: " + e.getMessage(), e);
    }
  }
}
