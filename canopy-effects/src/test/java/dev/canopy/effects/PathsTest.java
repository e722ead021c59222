package dev.canopy.effects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.canopy.json.JsonArray;
import dev.canopy.json.JsonBoolean;
import dev.canopy.json.JsonObject;
import dev.canopy.json.JsonString;
import dev.canopy.shell.Span;
import dev.canopy.shell.Word;
import dev.canopy.shell.WordPart;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class PathsTest {
  private static final Span SPAN = new Span(0, 1);

  @TestFactory
  Stream<DynamicTest> paths() {
    return Cases.read("paths.jsonl").stream()
        .map(c -> DynamicTest.dynamicTest("`" + given(c) + "`", () -> check(c)));
  }

  private static String given(JsonObject c) {
    return c.string("given").orElse("");
  }

  private static void check(JsonObject c) {
    var links = links(c);
    var files =
        new FileFacts() {
          @Override
          public Optional<String> realPath(String path) {
            return Optional.ofNullable(links.get(path));
          }

          @Override
          public boolean foldsCase() {
            return JsonBoolean.of(true).equals(c.get("folds"));
          }
        };
    var reading =
        Paths.of(
            given(c),
            new Surroundings(
                c.string("directory").orElse("/work/project"),
                c.string("home").orElse("/home/ann"),
                files));
    assertThat(reading.path().text()).isEqualTo(c.string("path").orElseThrow());
    assertThat(reading.path().certainty().name()).isEqualTo(c.string("certainty").orElse("EXACT"));
    var others = Cases.texts(c, "others");
    assertThat(reading.others().stream().map(Operand::text)).containsExactlyElementsOf(others);
    assertThat(reading.doubt() != null)
        .as("doubt: %s", reading.doubt())
        .isEqualTo(JsonBoolean.of(true).equals(c.get("doubt")));
    if (c.get("secret") != null) {
      assertThat(Places.secret(reading.path())).isEqualTo(c.string("secret").orElse(null));
    }
    if (c.get("persist") != null) {
      assertThat(Places.persist(reading.path())).isEqualTo(c.string("persist").orElse(null));
    }
  }

  private static Map<String, String> links(JsonObject c) {
    return c.get("link") instanceof JsonArray link
        ? Map.of(
            ((JsonString) link.items().get(0)).value(), ((JsonString) link.items().get(1)).value())
        : Map.of();
  }

  @TestFactory
  Stream<DynamicTest> scopes() {
    return Cases.read("scopes.jsonl").stream()
        .map(
            c ->
                DynamicTest.dynamicTest(
                    c.string("scope").orElseThrow() + " " + given(c),
                    () -> {
                      var certainty = Certainty.valueOf(c.string("certainty").orElse("EXACT"));
                      var operand = new Operand(given(c), given(c), certainty);
                      assertThat(PathScope.under(c.string("scope").orElseThrow(), operand).name())
                          .isEqualTo(c.string("under").orElseThrow());
                    }));
  }

  @Test
  void scope_emptyOrRelative_isRefused() {
    for (var bad : List.of("", " ", "tmp", "../tmp", "./", "**/", "/tmp\0")) {
      assertThatThrownBy(() -> PathScope.of(bad)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void word_withGlob_isPattern() {
    var word = new Word(List.of(new WordPart.Text("/etc//pass[1]"), new WordPart.Glob("*")), SPAN);
    var path = Paths.of(word, Surroundings.UNKNOWN).path();
    assertThat(path.text()).isEqualTo("/etc/pass\\[1]*");
    assertThat(path.certainty()).isEqualTo(Certainty.PATTERN);
  }

  @Test
  void word_withUnknown_keepsItsPrefix() {
    var word =
        new Word(
            List.of(new WordPart.Text("~/.ssh/"), new WordPart.Unknown("not set", List.of(), true)),
            SPAN);
    var path = Paths.of(word, new Surroundings("/work", "/home/ann", FileFacts.NONE)).path();
    assertThat(path.text()).isEqualTo("/home/ann/.ssh/");
    assertThat(path.certainty()).isEqualTo(Certainty.UNKNOWN);
    assertThat(Places.secret(path)).isEqualTo("ssh_key");
  }
}
