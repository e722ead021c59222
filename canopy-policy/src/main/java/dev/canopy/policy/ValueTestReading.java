package dev.canopy.policy;

import com.google.re2j.PatternSyntaxException;
import dev.canopy.json.JsonBoolean;
import dev.canopy.json.JsonNull;
import dev.canopy.json.JsonNumber;
import dev.canopy.json.JsonString;
import dev.canopy.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads tests of one value: a value to be equal to, a list of them, or operators. */
final class ValueTestReading {
  private static final List<String> TEXT =
      List.of("equals", "one_of", "contains", "starts_with", "ends_with", "matches");
  private static final List<String> PATH = List.of("path_under", "path_inside", "path_holds");
  private static final List<String> NUMBER =
      List.of("less_than", "greater_than", "at_most", "at_least");
  private static final List<String> LOGIC = List.of("all", "any", "not", "surely");

  private final Issues issues;
  private final NamedLists lists;

  ValueTestReading(Issues issues, NamedLists lists) {
    this.issues = issues;
    this.lists = lists;
  }

  private static List<String> operators(FieldType type) {
    var operators = new ArrayList<String>();
    switch (type) {
      case TEXT, WORD, PAYLOAD -> operators.addAll(TEXT);
      case PATH -> {
        operators.addAll(PATH);
        operators.addAll(TEXT);
      }
      case HOST -> {
        operators.add("host_in");
        operators.addAll(TEXT);
      }
      case FLAG -> operators.add("equals");
      case NUMBER -> {
        operators.addAll(NUMBER);
        operators.addAll(List.of("equals", "one_of"));
      }
      case JSON -> {
        operators.addAll(TEXT);
        operators.addAll(PATH);
        operators.add("host_in");
        operators.addAll(NUMBER);
        operators.add("exists");
      }
    }
    operators.addAll(LOGIC);
    return operators;
  }

  /**
   * Reads a test.
   *
   * @param field the effect's field, or null if it is none
   * @param of what is tested, as the policy calls it
   */
  ValueTest read(YamlNode node, FieldType type, @Nullable EffectField field, String of) {
    if (node instanceof YamlNode.Scalar scalar) {
      return equal(scalar, type, field, of);
    }
    if (node instanceof YamlNode.Sequence list) {
      return oneOf(list, type, field, of);
    }
    var mapping = (YamlNode.Mapping) node;
    if (mapping.entries().isEmpty()) {
      issues.add(node, "`" + of + "` has no test", "one of " + String.join(", ", operators(type)));
      return new Exists(true);
    }
    var operators = operators(type);
    var fields = Fields.of(mapping, operators, "a test of " + type.description, issues);
    var tests = new ArrayList<ValueTest>();
    for (var operator : operators) {
      var value = fields.get(operator);
      if (value != null) {
        tests.add(operator(operator, value, type, field, of));
      }
    }
    return tests.size() == 1 ? tests.get(0) : new Combined(Combined.Kind.ALL, tests);
  }

  private ValueTest operator(
      String operator, YamlNode value, FieldType type, @Nullable EffectField field, String of) {
    var name = "`" + operator + "`";
    return switch (operator) {
      case "equals" -> equalTo(value, type, field, of);
      case "one_of" ->
          value instanceof YamlNode.Sequence list
              ? oneOf(list, type, field, of)
              : wanted(value, name, "a list");
      case "contains" -> text(TextTest.Kind.CONTAINS, value, type, name);
      case "starts_with" -> text(TextTest.Kind.STARTS_WITH, value, type, name);
      case "ends_with" -> text(TextTest.Kind.ENDS_WITH, value, type, name);
      case "matches" -> matches(value, type, name);
      case "path_under" -> new PathTest(PathSet.Relation.UNDER, lists.paths(value, name));
      case "path_inside" -> new PathTest(PathSet.Relation.INSIDE, lists.paths(value, name));
      case "path_holds" -> new PathTest(PathSet.Relation.HOLDS, lists.paths(value, name));
      case "host_in" -> new HostTest(lists.hosts(value, name));
      case "less_than" -> number(NumberTest.Kind.LESS_THAN, value, name);
      case "greater_than" -> number(NumberTest.Kind.GREATER_THAN, value, name);
      case "at_most" -> number(NumberTest.Kind.AT_MOST, value, name);
      case "at_least" -> number(NumberTest.Kind.AT_LEAST, value, name);
      case "exists" -> new Exists(Fields.flag(value, name, issues));
      case "not" -> not(value, type, field, of);
      case "surely" -> new Combined(Combined.Kind.SURELY, List.of(read(value, type, field, of)));
      default -> several(operator.equals("all"), value, type, field, of);
    };
  }

  private ValueTest wanted(YamlNode value, String name, String what) {
    issues.add(value, name + " is " + value.kind() + ", wanted " + what, "");
    return new Exists(true);
  }

  private ValueTest equalTo(
      YamlNode value, FieldType type, @Nullable EffectField field, String of) {
    return value instanceof YamlNode.Scalar scalar
        ? equal(scalar, type, field, of)
        : wanted(value, "`equals`", "one value");
  }

  private Equals equal(
      YamlNode.Scalar scalar, FieldType type, @Nullable EffectField field, String of) {
    var foldCase =
        type == FieldType.PAYLOAD || field == EffectField.METHOD || field == EffectField.SCHEME;
    return Equals.of(constant(scalar, type, field, of), foldCase);
  }

  private ValueTest oneOf(
      YamlNode.Sequence list, FieldType type, @Nullable EffectField field, String of) {
    var choices = new ArrayList<Equals>();
    for (var item : list.items()) {
      if (item instanceof YamlNode.Scalar scalar) {
        choices.add(equal(scalar, type, field, of));
      } else {
        wanted(item, "an item of `" + of + "`", "one value");
      }
    }
    if (list.items().isEmpty()) {
      issues.add(list, "`" + of + "` is an empty list, which nothing is one of", "");
    }
    return new OneOf(choices);
  }

  private JsonValue constant(
      YamlNode.Scalar scalar, FieldType type, @Nullable EffectField field, String of) {
    var fits =
        switch (type) {
          case JSON -> true;
          case FLAG -> scalar.type() == YamlNode.Scalar.Type.FLAG;
          case NUMBER -> scalar.type() == YamlNode.Scalar.Type.NUMBER;
          case TEXT, WORD, PATH, HOST, PAYLOAD -> scalar.type() == YamlNode.Scalar.Type.TEXT;
        };
    if (!fits) {
      var quote =
          type != FieldType.FLAG
              && type != FieldType.NUMBER
              && scalar.type() != YamlNode.Scalar.Type.NULL;
      issues.add(
          scalar,
          "`" + of + "` is " + scalar.kind() + ", wanted " + type.description,
          quote ? "put it into quotes" : "");
      return JsonNull.NULL;
    }
    return switch (scalar.type()) {
      case NULL -> JsonNull.NULL;
      case FLAG -> JsonBoolean.of(scalar.isTrue());
      case NUMBER -> new JsonNumber(Double.parseDouble(scalar.text()));
      case TEXT -> new JsonString(word(scalar, type, field, of));
    };
  }

  private String word(
      YamlNode.Scalar scalar, FieldType type, @Nullable EffectField field, String of) {
    var text = scalar.text();
    if (field != null && !field.words.isEmpty() && !field.words.contains(text)) {
      issues.add(
          scalar,
          "`" + of + "` is never `" + text + "`",
          NearestName.help(text, field.words.stream().sorted().toList()));
    }
    if (type == FieldType.HOST) {
      if (text.indexOf('*') >= 0 || text.indexOf('/') >= 0) {
        issues.add(scalar, "`" + text + "` is no single host", "use `host_in`");
      }
      return HostSet.canonical(text);
    }
    if (type == FieldType.PATH) {
      if (!text.startsWith("/") || text.indexOf('*') >= 0) {
        issues.add(
            scalar, "`" + text + "` is no single absolute path", "use `path_under` for a place");
        return text;
      }
      return Paths.normalize(text);
    }
    return text.toLowerCase(Locale.ROOT).equals(text) || field != EffectField.SCHEME
        ? text
        : text.toLowerCase(Locale.ROOT);
  }

  private ValueTest text(TextTest.Kind kind, YamlNode value, FieldType type, String name) {
    return TextTest.of(kind, Fields.text(value, name, issues), type == FieldType.PAYLOAD);
  }

  private ValueTest matches(YamlNode value, FieldType type, String name) {
    var source = Fields.text(value, name, issues);
    var pattern = pattern(source, value, type == FieldType.PAYLOAD, issues);
    return pattern == null ? new Exists(true) : TextTest.matches(pattern);
  }

  /** A compiled pattern; null if it is none (then issues say so). */
  static @Nullable TextPattern pattern(
      String source, YamlNode where, boolean foldCase, Issues issues) {
    if (source.isBlank()) {
      return null;
    }
    if (source.length() > TextPattern.MAX_SOURCE) {
      issues.add(
          where, "the pattern has more than " + TextPattern.MAX_SOURCE + " characters", "split it");
      return null;
    }
    try {
      return new TextPattern(source, foldCase);
    } catch (PatternSyntaxException e) {
      issues.add(
          where,
          "the pattern does not compile: "
              + e.getDescription()
              + ": `"
              + part(e.getPattern())
              + "`",
          "patterns are RE2: no look-around, no back references");
      return null;
    }
  }

  /** The part that is wrong, without the flag that we put in front. */
  private static String part(String pattern) {
    return pattern.startsWith("(?i)") ? pattern.substring(4) : pattern;
  }

  private ValueTest number(NumberTest.Kind kind, YamlNode value, String name) {
    return new NumberTest(kind, Fields.number(value, name, issues));
  }

  /** A value that is really many (arguments, texts) has no `not`: it would hold nearly always. */
  private ValueTest not(YamlNode value, FieldType type, @Nullable EffectField field, String of) {
    if (type == FieldType.PAYLOAD || field == EffectField.ARGUMENT || field == EffectField.VIA) {
      issues.add(
          value,
          "`" + of + "` is many values, so `not` here would mean that one of them is not",
          "put `not` around `" + of + "`");
    }
    return new Combined(Combined.Kind.NOT, List.of(read(value, type, field, of)));
  }

  private ValueTest several(
      boolean all, YamlNode value, FieldType type, @Nullable EffectField field, String of) {
    if (!(value instanceof YamlNode.Sequence list) || list.items().isEmpty()) {
      return wanted(value, all ? "`all`" : "`any`", "a list of tests");
    }
    var tests = new ArrayList<ValueTest>();
    for (var item : list.items()) {
      tests.add(read(item, type, field, of));
    }
    return new Combined(all ? Combined.Kind.ALL : Combined.Kind.ANY, tests);
  }
}
