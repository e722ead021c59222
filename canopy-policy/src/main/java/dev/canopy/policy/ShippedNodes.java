package dev.canopy.policy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * The shipped policies as the nodes that {@link YamlReading} found in them when Canopy was built,
 * because parsing YAML is most of what a short process would do. Only parsing is left out: rules
 * are read from the nodes as from any others.
 *
 * <p>Each file begins with the CRC-32 and the length of the text that it was made from. If the text
 * beside it is another one, or there is no such file, the text is parsed.
 *
 * <p>After that come the nodes, depth first: a byte for the kind, line and column, and then the
 * text of a scalar, or the number of items or entries and these.
 */
final class ShippedNodes {
  static final List<String> POLICIES = List.of("default.yaml", "strict.yaml");

  private static final String SUFFIX = ".nodes";
  private static final int SEQUENCE = 's';
  private static final int MAPPING = 'm';

  private ShippedNodes() {}

  /** For the build: writes the nodes of all shipped policies into the directory {@code args[0]}. */
  public static void main(String[] args) throws IOException, PolicyException {
    for (var name : POLICIES) {
      Files.write(Path.of(args[0], name + SUFFIX), write(Policy.shippedSource(name)));
    }
  }

  /** The root of a shipped policy; null if the build did not see exactly this text. */
  static @Nullable YamlNode load(PolicySource source) {
    try (var in = ShippedNodes.class.getResourceAsStream(source.name() + SUFFIX)) {
      return in == null ? null : read(source, in.readAllBytes());
    } catch (IOException e) {
      return null; // the text says the same, slower
    }
  }

  static @Nullable YamlNode read(PolicySource source, byte[] nodes) throws IOException {
    var in = new DataInputStream(new ByteArrayInputStream(nodes));
    if (in.readLong() != checksum(source.text()) || in.readInt() != source.text().length()) {
      return null;
    }
    return node(in);
  }

  static byte[] write(PolicySource source) throws IOException, PolicyException {
    var issues = new Issues(source);
    var root = YamlReading.read(source, issues);
    if (root == null) {
      throw issues.toException();
    }
    var bytes = new ByteArrayOutputStream();
    var out = new DataOutputStream(bytes);
    out.writeLong(checksum(source.text()));
    out.writeInt(source.text().length());
    put(root, out);
    return bytes.toByteArray();
  }

  private static long checksum(String text) {
    var crc = new CRC32();
    crc.update(text.getBytes(StandardCharsets.UTF_8));
    return crc.getValue();
  }

  private static YamlNode node(DataInputStream in) throws IOException {
    var kind = in.readByte();
    var line = in.readInt();
    var column = in.readInt();
    if (kind == SEQUENCE) {
      var size = in.readInt();
      var items = new ArrayList<YamlNode>(size);
      for (var i = 0; i < size; i++) {
        items.add(node(in));
      }
      return new YamlNode.Sequence(items, line, column);
    }
    if (kind == MAPPING) {
      var size = in.readInt();
      var entries = new ArrayList<YamlNode.Entry>(size);
      for (var i = 0; i < size; i++) {
        entries.add(new YamlNode.Entry((YamlNode.Scalar) node(in), node(in)));
      }
      return new YamlNode.Mapping(entries, line, column);
    }
    return new YamlNode.Scalar(in.readUTF(), type(kind), line, column);
  }

  private static void put(YamlNode node, DataOutputStream out) throws IOException {
    if (node instanceof YamlNode.Scalar scalar) {
      head(kind(scalar.type()), scalar, out);
      out.writeUTF(scalar.text());
    } else if (node instanceof YamlNode.Sequence sequence) {
      head(SEQUENCE, sequence, out);
      out.writeInt(sequence.items().size());
      for (var item : sequence.items()) {
        put(item, out);
      }
    } else if (node instanceof YamlNode.Mapping mapping) {
      head(MAPPING, mapping, out);
      out.writeInt(mapping.entries().size());
      for (var entry : mapping.entries()) {
        put(entry.key(), out);
        put(entry.value(), out);
      }
    }
  }

  private static void head(int kind, YamlNode node, DataOutputStream out) throws IOException {
    out.writeByte(kind);
    out.writeInt(node.line());
    out.writeInt(node.column());
  }

  private static int kind(YamlNode.Scalar.Type type) {
    return switch (type) {
      case TEXT -> 't';
      case NULL -> '0';
      case FLAG -> 'f';
      case NUMBER -> 'n';
    };
  }

  private static YamlNode.Scalar.Type type(int kind) throws IOException {
    return switch (kind) {
      case 't' -> YamlNode.Scalar.Type.TEXT;
      case '0' -> YamlNode.Scalar.Type.NULL;
      case 'f' -> YamlNode.Scalar.Type.FLAG;
      case 'n' -> YamlNode.Scalar.Type.NUMBER;
      default -> throw new IOException("no kind of node: " + kind);
    };
  }
}
