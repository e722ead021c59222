package dev.canopy.audit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * What an anchor has kept, read back: checkpoints in their notes, of which nothing is verified.
 *
 * @param name where they were kept, for messages
 * @param notes in the order in which they stand there
 */
public record AnchorNotes(String name, List<byte[]> notes) {
  /** A note of ours has some 300 bytes; a year of one a minute fits. */
  static final int MAX_BYTES = 1 << 28;

  public AnchorNotes {
    notes = List.copyOf(notes);
  }

  /**
   * Reads a file of {@link FileAnchor}, or a log into which {@link StreamAnchor} or {@link
   * SyslogAnchor} wrote among others: whatever stands around their lines is left out.
   *
   * @throws AuditException if it cannot be read
   */
  public static AnchorNotes ofFile(Path file) throws AuditException {
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new AuditException("`" + file + "` is longer than " + MAX_BYTES + " bytes");
      }
      var bytes = Files.readAllBytes(file);
      var lines = ofLines(bytes);
      return new AnchorNotes("file " + file, lines.isEmpty() ? FileAnchor.notes(bytes) : lines);
    } catch (NoSuchFileException e) {
      throw new AuditException("there is no file `" + file + "`", e);
    } catch (IOException e) {
      throw new AuditException("cannot read `" + file + "`: " + e.getMessage(), e);
    }
  }

  /** Reads what {@link GitAnchor} has committed. */
  public static AnchorNotes ofGit(Path repository) throws AuditException {
    var anchor = new GitAnchor(repository);
    return new AnchorNotes(anchor.name(), anchor.kept());
  }

  /** The notes in lines as {@link StreamAnchor#line} makes them, wherever they begin. */
  private static List<byte[]> ofLines(byte[] bytes) {
    var notes = new ArrayList<byte[]>();
    var text = new String(bytes, StandardCharsets.ISO_8859_1); // a character for a byte
    var marker = StreamAnchor.WORD + " ";
    for (var at = text.indexOf(marker); at >= 0; at = text.indexOf(marker, at + 1)) {
      var from = at + marker.length();
      for (var word = 0; word < 3 && from > 0; word++) { // origin, size and root
        from = text.indexOf(' ', from) + 1;
      }
      var to = from;
      while (from > 0 && to < text.length() && isBase64(text.charAt(to))) {
        to++;
      }
      try {
        notes.add(Base64.getDecoder().decode(text.substring(from, to)));
      } catch (IllegalArgumentException e) {
        notes.add(new byte[0]); // cut or altered, which whoever verifies it will say
      }
    }
    return notes;
  }

  private static boolean isBase64(char c) {
    return (c >= 'A' && c <= 'Z')
        || (c >= 'a' && c <= 'z')
        || (c >= '0' && c <= '9')
        || c == '+'
        || c == '/'
        || c == '=';
  }
}
