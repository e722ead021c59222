package dev.canopy.policy;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A piece of a policy file, with the place where it starts (from 1). */
sealed interface YamlNode {
  int line();

  int column();

  /** The word for this kind of node in messages. */
  String kind();

  /** One value. For anything but {@link Type#TEXT} the text is what was written. */
  record Scalar(String text, Type type, int line, int column) implements YamlNode {
    /** The YAML 1.2 core schema's types. */
    enum Type {
      TEXT,
      NULL,
      FLAG,
      NUMBER
    }

    boolean isTrue() {
      return type == Type.FLAG && (text.charAt(0) == 't' || text.charAt(0) == 'T');
    }

    @Override
    public String kind() {
      return switch (type) {
        case TEXT -> "the text `" + text + "`";
        case NULL -> "nothing";
        case FLAG -> "the flag `" + text + "`";
        case NUMBER -> "the number `" + text + "`";
      };
    }
  }

  /** A list of values. */
  record Sequence(List<YamlNode> items, int line, int column) implements YamlNode {
    @Override
    public String kind() {
      return "a list";
    }
  }

  /** Keys and values. Keys may repeat: whoever reads it reports that. */
  record Mapping(List<Entry> entries, int line, int column) implements YamlNode {
    @Nullable YamlNode get(String key) {
      for (var entry : entries) {
        if (entry.key().text().equals(key)) {
          return entry.value();
        }
      }
      return null;
    }

    @Override
    public String kind() {
      return "a mapping";
    }
  }

  /** A key and its value. */
  record Entry(Scalar key, YamlNode value) {}
}
