package dev.canopy.policy;

import static dev.canopy.policy.EffectKind.*;

import dev.canopy.effects.Effect;
import dev.canopy.effects.HostPlace;
import dev.canopy.effects.Operand;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * The fields of effects that policies can test. One name may stand for fields of several kinds.
 *
 * <p>The set fields hold one of a few words; a policy that names another word does not load.
 */
enum EffectField {
  PROGRAM("program", FieldType.WORD, RUNS.bit()),
  ARGUMENT("argument", FieldType.WORD, RUNS.bit()),
  COMMAND("command", FieldType.WORD, RUNS.bit()),
  VIA("via", FieldType.TEXT, RUNS.bit()),
  PATH("path", FieldType.PATH, READS.bit() | WRITES.bit() | DELETES.bit()),
  MODE(
      "mode",
      FieldType.TEXT,
      WRITES.bit(),
      "create",
      "truncate",
      "append",
      "metadata",
      "directory"),
  RECURSIVE("recursive", FieldType.FLAG, WRITES.bit() | DELETES.bit()),
  MOVED("moved", FieldType.FLAG, DELETES.bit()),
  HOST("host", FieldType.HOST, CONNECTS.bit()),
  PORT("port", FieldType.NUMBER, CONNECTS.bit()),
  SCHEME("scheme", FieldType.TEXT, CONNECTS.bit()),
  METHOD("method", FieldType.TEXT, CONNECTS.bit()),
  SENDS_DATA("sends_data", FieldType.FLAG, CONNECTS.bit()),
  ADDRESS("place", FieldType.TEXT, CONNECTS.bit(), "public", "loopback", "private", "metadata"),
  INTERPRETER("interpreter", FieldType.TEXT, RUNS_REMOTE_CODE.bit()),
  SOURCE("source", FieldType.WORD, RUNS_REMOTE_CODE.bit()),
  NAME("name", FieldType.WORD, INSTALLS.bit()),
  MANAGER("manager", FieldType.TEXT, INSTALLS.bit()),
  RUNS_SCRIPTS("runs_scripts", FieldType.FLAG, INSTALLS.bit()),
  HOW("how", FieldType.TEXT, ESCALATES.bit()),
  PLACE("place", FieldType.PATH, PERSISTS.bit()),
  AREA(
      "area",
      FieldType.TEXT,
      CHANGES_SYSTEM.bit(),
      "users",
      "firewall",
      "kernel",
      "boot",
      "power",
      "devices",
      "mounts",
      "processes",
      "services",
      "settings"),
  RESOURCE(
      "resource",
      FieldType.TEXT,
      DESTROYS.bit() | CHANGES.bit(),
      "git_history",
      "git_worktree",
      "database",
      "cloud",
      "cluster",
      "container",
      "queue",
      "repository",
      "account"),
  WHAT(
      "what",
      FieldType.WORD,
      PERSISTS.bit() | CHANGES_SYSTEM.bit() | DESTROYS.bit() | CHANGES.bit() | READS_SECRET.bit()),
  DESTINATION("destination", FieldType.WORD, SENDS.bit()),
  SECRET("secret", FieldType.FLAG, SENDS.bit()),
  VARIABLE("variable", FieldType.TEXT, POISONS_ENVIRONMENT.bit()),
  AMOUNT("amount", FieldType.NUMBER, SPENDS.bit()),
  CURRENCY("currency", FieldType.TEXT, SPENDS.bit()),
  SERVER("server", FieldType.TEXT, CALLS_TOOL.bit()),
  TOOL("tool", FieldType.TEXT, CALLS_TOOL.bit()),
  READ_ONLY("read_only", FieldType.FLAG, CALLS_TOOL.bit()),
  REASON("reason", FieldType.TEXT, UNRESOLVED.bit());

  private static final EffectField[] VALUES = values();

  private static final Operand UNKNOWN_WORD = Operand.unknown("");

  /** Programs in these folders are the ones that their bare names mean. */
  private static final List<String> PROGRAM_FOLDERS =
      List.of("/bin/", "/usr/bin/", "/sbin/", "/usr/sbin/", "/usr/local/bin/");

  final String wireName;
  final FieldType type;
  final int kinds;

  /** The words that a set field can hold; empty if it can hold any. */
  @SuppressWarnings("ImmutableEnumChecker") // Set.of
  final Set<String> words;

  EffectField(String wireName, FieldType type, int kinds, String... words) {
    this.wireName = wireName;
    this.type = type;
    this.kinds = kinds;
    this.words = Set.of(words);
  }

  static List<EffectField> named(String name) {
    var found = new ArrayList<EffectField>();
    for (var field : VALUES) {
      if (field.wireName.equals(name)) {
        found.add(field);
      }
    }
    return found;
  }

  /** The names of the fields that every kind in the set has. */
  static Set<String> namesFor(int kinds) {
    var names = new TreeSet<String>();
    for (var field : VALUES) {
      if (kinds == ALL || (field.kinds & kinds) == kinds) {
        names.add(field.wireName);
      }
    }
    return names;
  }

  /** The outcome of a test on this field of an effect; FALSE if that kind has no such field. */
  Outcome test(Effect effect, ValueTest test, Scope scope) {
    return switch (this) {
      case PROGRAM -> effect instanceof Effect.Runs e ? program(e.program(), test, scope) : no();
      case ARGUMENT -> effect instanceof Effect.Runs e ? argument(e, test, scope) : no();
      case COMMAND ->
          effect instanceof Effect.Runs e ? test.operand(CommandLine.of(e), type, scope) : no();
      case VIA -> effect instanceof Effect.Runs e ? via(e, test, scope) : no();
      case PATH -> path(effect, test, scope);
      case MODE ->
          effect instanceof Effect.Writes e ? test.text(word(e.mode().name()), scope) : no();
      case RECURSIVE -> recursive(effect, test);
      case MOVED -> effect instanceof Effect.Deletes e ? test.flag(e.moved()) : no();
      case HOST -> effect instanceof Effect.Connects e ? test.operand(e.host(), type, scope) : no();
      case PORT -> effect instanceof Effect.Connects e ? port(e, test) : no();
      case SCHEME -> effect instanceof Effect.Connects e ? test.text(e.scheme(), scope) : no();
      case METHOD -> effect instanceof Effect.Connects e ? test.text(e.method(), scope) : no();
      case SENDS_DATA -> effect instanceof Effect.Connects e ? test.flag(e.sendsData()) : no();
      case ADDRESS -> effect instanceof Effect.Connects e ? address(e, test, scope) : no();
      case INTERPRETER ->
          effect instanceof Effect.RunsRemoteCode e ? test.text(e.interpreter(), scope) : no();
      case SOURCE ->
          effect instanceof Effect.RunsRemoteCode e ? test.operand(e.source(), type, scope) : no();
      case NAME -> effect instanceof Effect.Installs e ? test.operand(e.name(), type, scope) : no();
      case MANAGER -> effect instanceof Effect.Installs e ? test.text(e.manager(), scope) : no();
      case RUNS_SCRIPTS -> effect instanceof Effect.Installs e ? test.flag(e.runsScripts()) : no();
      case HOW -> effect instanceof Effect.Escalates e ? test.text(e.how(), scope) : no();
      case PLACE ->
          effect instanceof Effect.Persists e ? test.operand(e.place(), type, scope) : no();
      case AREA -> effect instanceof Effect.ChangesSystem e ? test.text(e.area(), scope) : no();
      case RESOURCE -> resource(effect, test, scope);
      case WHAT -> what(effect, test, scope);
      case DESTINATION ->
          effect instanceof Effect.Sends e ? test.operand(e.destination(), type, scope) : no();
      case SECRET -> effect instanceof Effect.Sends e ? test.flag(e.secret()) : no();
      case VARIABLE ->
          effect instanceof Effect.PoisonsEnvironment e ? test.text(e.variable(), scope) : no();
      case AMOUNT -> effect instanceof Effect.Spends e ? test.number(e.amount()) : no();
      case CURRENCY -> effect instanceof Effect.Spends e ? test.text(e.currency(), scope) : no();
      case SERVER -> effect instanceof Effect.CallsTool e ? test.text(e.server(), scope) : no();
      case TOOL -> effect instanceof Effect.CallsTool e ? test.text(e.tool(), scope) : no();
      case READ_ONLY -> effect instanceof Effect.CallsTool e ? test.flag(e.readOnly()) : no();
      case REASON -> effect instanceof Effect.Unresolved e ? test.text(e.reason(), scope) : no();
    };
  }

  private static Outcome no() {
    return Outcome.FALSE;
  }

  private static Outcome path(Effect effect, ValueTest test, Scope scope) {
    if (effect instanceof Effect.Deletes e) {
      return test.operand(e.path(), FieldType.PATH, scope);
    }
    if (effect instanceof Effect.Writes e) {
      return test.operand(e.path(), FieldType.PATH, scope);
    }
    return effect instanceof Effect.Reads e
        ? test.operand(e.path(), FieldType.PATH, scope)
        : Outcome.FALSE;
  }

  private static Outcome recursive(Effect effect, ValueTest test) {
    if (effect instanceof Effect.Deletes e) {
      return test.flag(e.recursive());
    }
    return effect instanceof Effect.Writes e ? test.flag(e.recursive()) : Outcome.FALSE;
  }

  private static Outcome resource(Effect effect, ValueTest test, Scope scope) {
    if (effect instanceof Effect.Destroys e) {
      return test.text(e.resource(), scope);
    }
    return effect instanceof Effect.Changes e ? test.text(e.resource(), scope) : Outcome.FALSE;
  }

  private static Outcome what(Effect effect, ValueTest test, Scope scope) {
    if (effect instanceof Effect.Persists e) {
      return test.text(e.what(), scope);
    }
    if (effect instanceof Effect.ChangesSystem e) {
      return test.operand(e.what(), FieldType.WORD, scope);
    }
    if (effect instanceof Effect.Destroys e) {
      return test.operand(e.what(), FieldType.WORD, scope);
    }
    if (effect instanceof Effect.Changes e) {
      return test.operand(e.what(), FieldType.WORD, scope);
    }
    return effect instanceof Effect.ReadsSecret e
        ? test.operand(e.what(), FieldType.WORD, scope)
        : Outcome.FALSE;
  }

  /**
   * A program is meant by its name however it is reached, but {@code /tmp/x/ls} is not surely what
   * a policy calls {@code ls}.
   */
  private static Outcome program(Operand program, ValueTest test, Scope scope) {
    var whole = test.operand(program, FieldType.WORD, scope);
    var slash = program.text().lastIndexOf('/');
    if (whole == Outcome.TRUE || slash < 0 || !program.isExact()) {
      return whole;
    }
    var byName = test.text(program.text().substring(slash + 1), scope);
    if (byName == Outcome.TRUE
        && !PROGRAM_FOLDERS.contains(program.text().substring(0, slash + 1))) {
      return Outcome.MAYBE;
    }
    return whole.or(byName);
  }

  private static Outcome argument(Effect.Runs runs, ValueTest test, Scope scope) {
    var outcome = Outcome.FALSE;
    var arguments = runs.arguments();
    for (var i = 0; i < arguments.size() && outcome != Outcome.TRUE; i++) {
      outcome = outcome.or(test.operand(arguments.get(i), FieldType.WORD, scope));
    }
    return outcome;
  }

  private static Outcome via(Effect.Runs runs, ValueTest test, Scope scope) {
    var outcome = Outcome.FALSE;
    var via = runs.via();
    for (var i = 0; i < via.size() && outcome != Outcome.TRUE; i++) {
      outcome = outcome.or(test.text(via.get(i), scope));
    }
    return outcome;
  }

  private static Outcome address(Effect.Connects connects, ValueTest test, Scope scope) {
    return connects.place() == HostPlace.UNKNOWN
        ? test.operand(UNKNOWN_WORD, FieldType.WORD, scope)
        : test.text(word(connects.place().name()), scope);
  }

  private static Outcome port(Effect.Connects connects, ValueTest test) {
    var port = connects.port() != 0 ? connects.port() : usualPort(connects.scheme());
    return port == 0 ? Outcome.MAYBE : test.number(BigDecimal.valueOf(port));
  }

  private static int usualPort(String scheme) {
    return switch (scheme) {
      case "http", "ws" -> 80;
      case "https", "wss" -> 443;
      case "ssh", "sftp", "scp" -> 22;
      case "ftp" -> 21;
      default -> 0;
    };
  }

  private static String word(String enumName) {
    return enumName.toLowerCase(Locale.ROOT);
  }
}
