package dev.canopy.fuzzing;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.canopy.audit.Checkpoint;
import dev.canopy.audit.NoteKey;
import dev.canopy.audit.ProofException;
import dev.canopy.audit.SignedNote;
import dev.canopy.audit.TilePath;
import dev.canopy.audit.TlogProof;
import dev.canopy.effects.ActionType;
import dev.canopy.effects.Effect;
import dev.canopy.json.JsonObject;
import dev.canopy.policy.Policy;
import dev.canopy.policy.PolicyException;
import dev.canopy.policy.PolicySource;
import dev.canopy.shell.Shell;
import dev.canopy.shell.ShellDialect;
import dev.canopy.shell.ShellWorld;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Every parser, on whatever bytes there are: it answers or throws its own exception, never
 * overflows the stack, and what it answers is consistent. Ordinary runs try the seeds in {@code
 * src/test/resources}; CONTRIBUTING.md says how to let it search.
 */
class ParsersFuzzTest {
  /** What such an address means is in the address itself. */
  private static final List<String> CONNECTS_NOWHERE = List.of("about:", "data:", "urn:");

  @FuzzTest
  void shell(byte[] bytes) {
    var text = Invariants.text(bytes);
    for (var dialect : ShellDialect.values()) {
      var world = new ShellWorld(dialect, Map.of("HOME", "/w"), List.of());
      Invariants.check(text, Shell.read(text, world));
    }
    for (var fault : Shell.faults(text, ShellDialect.BASH)) {
      assertThat(fault.span().end()).isLessThanOrEqualTo(text.length());
    }
  }

  @FuzzTest
  void command(byte[] bytes) {
    var text = Invariants.text(bytes);
    // One line that every shell refuses has no effects, so that there may be none.
    Invariants.effects(ActionType.EXECUTE_SHELL, "command", text);
    // What stands before cannot take an effect away, be it that the rest is read in another way.
    var after = Invariants.effects(ActionType.EXECUTE_SHELL, "command", "rm -rf /etc\n" + text);
    assertThat(after.effects().toString()).contains("/etc");
  }

  @FuzzTest
  void json(byte[] bytes) {
    Invariants.roundTrip(bytes);
  }

  @FuzzTest
  void url(byte[] bytes) {
    var text = Invariants.text(bytes);
    var analysis = Invariants.effects(ActionType.CALL_EXTERNAL_API, "url", text);
    var scheme = text.strip().toLowerCase(Locale.ROOT);
    if (CONNECTS_NOWHERE.stream().noneMatch(scheme::startsWith)) {
      assertThat(analysis.effects()).isNotEmpty();
    }
  }

  @FuzzTest
  void path(byte[] bytes) {
    var text = Invariants.text(bytes);
    assertThat(Invariants.effects(ActionType.DELETE_FILE, "path", text).effects()).isNotEmpty();
    assertThat(Invariants.effects(ActionType.READ_FILE, "path", text).effects()).isNotEmpty();
  }

  @FuzzTest
  void sql(byte[] bytes) {
    var text = Invariants.text(bytes);
    Invariants.effects(ActionType.QUERY_DATABASE, "query", text);
    var after = Invariants.effects(ActionType.QUERY_DATABASE, "query", "drop table t;\n" + text);
    assertThat(after.effects()).anyMatch(e -> e instanceof Effect.Destroys);
  }

  @FuzzTest
  void python(byte[] bytes) {
    code("python", bytes);
  }

  @FuzzTest
  void javascript(byte[] bytes) {
    code("javascript", bytes);
  }

  private static void code(String language, byte[] bytes) {
    var payload =
        JsonObject.builder().put("language", language).put("code", Invariants.text(bytes)).build();
    Invariants.effects(ActionType.RUN_CODE, payload);
  }

  @FuzzTest
  void patch(byte[] bytes) {
    Invariants.effects(ActionType.MODIFY_FILE, "patch", Invariants.text(bytes));
  }

  @FuzzTest
  void policy(byte[] bytes) {
    try {
      Policy.load(new PolicySource("fuzzed.yaml", Invariants.text(bytes)));
    } catch (PolicyException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }

  @FuzzTest
  void proofs(byte[] bytes) {
    var text = Invariants.text(bytes);
    List<Reader> readers =
        List.of(
            () -> SignedNote.parse(bytes),
            () -> Checkpoint.parse(text),
            () -> TlogProof.parse(bytes),
            () -> NoteKey.parse(text),
            () -> TilePath.parse(text));
    for (var reader : readers) {
      try {
        assertThat(reader.read()).isNotNull();
      } catch (ProofException e) {
        assertThat(e.getMessage()).isNotBlank();
      }
    }
  }

  /** Reads what the target was given. */
  private interface Reader {
    Object read() throws ProofException;
  }
}
