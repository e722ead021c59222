package dev.canopy.effects;

import dev.canopy.effects.SqlTokens.Kind;
import dev.canopy.effects.SqlTokens.Token;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What SQL statements would do, told from their verbs. No dialect is assumed and no tree is built:
 * a verb counts wherever a statement can start, so that common table expressions, {@code EXPLAIN
 * ANALYZE} and several statements in one text hide nothing. What starts with a word that is not
 * known is unresolved.
 */
final class SqlEffects {
  private static final String DATABASE = "database";

  /** A statement that people write has far fewer verbs and risky calls inside. */
  private static final int MAX_LOOKS = 256;

  private final Action action;
  private final String field;
  private final Origin origin;
  private final List<Token> tokens;
  private int looks;

  private SqlEffects(Action action, String field, Origin origin, List<Token> tokens) {
    this.action = action;
    this.field = field;
    this.origin = origin;
    this.tokens = tokens;
  }

  /** Adds the effects of a text with any number of statements. */
  static void read(Action action, String field, String sql) {
    read(action, field, action.at(field, sql), sql);
  }

  /** Adds the effects of a text with any number of statements, all at one place. */
  static void read(Action action, String field, Origin origin, String sql) {
    var plain = SqlTokens.read(sql, false);
    new SqlEffects(action, field, origin, plain.tokens()).statements();
    var doubt = plain.doubt();
    if (plain.sawBackslash()) {
      var other = SqlTokens.read(sql, true);
      new SqlEffects(action, field, origin, other.tokens()).statements();
      doubt = "dialects disagree where a string with a backslash ends";
    }
    if (doubt != null) {
      action.sink.unresolved(doubt, origin);
    }
  }

  private void statements() {
    var start = 0;
    for (var i = 0; i <= tokens.size(); i++) {
      if (i == tokens.size() || tokens.get(i).isSymbol(';')) {
        if (i > start) {
          statement(start, i);
        }
        start = i + 1;
      }
    }
  }

  private void statement(int start, int end) {
    var first = start;
    while (first < end && tokens.get(first).isSymbol('(')) {
      first++;
    }
    if (first == end || tokens.get(first).kind() != Kind.WORD) {
      unresolved("a statement does not start with a verb");
      return;
    }
    if (!starts(first, end)) {
      unresolved("what `" + Hosts.printable(tokens.get(first).text()) + "` does is not known");
    }
    for (var i = first + 1; i < end; i++) {
      inner(i, end);
    }
  }

  /** Each look may read a statement to its end; this keeps the whole linear. */
  private boolean lookOnce() {
    if (looks++ == MAX_LOOKS) {
      unresolved("more than " + MAX_LOOKS + " statements and calls inside each other");
    }
    return looks <= MAX_LOOKS;
  }

  private void unresolved(String why) {
    action.sink.unresolved(why, origin);
  }

  /** A verb or function inside a statement. */
  private void inner(int at, int end) {
    var token = tokens.get(at);
    if (token.kind() != Kind.WORD) {
      return;
    }
    var next = at + 1 < end ? tokens.get(at + 1) : null;
    var call = next != null && next.isSymbol('(');
    if (looks > MAX_LOOKS) {
      return;
    }
    if (call || token.text().equals("xp_cmdshell")) {
      function(token.text(), at, end);
    }
    if (!call && isVerbPlace(at)) {
      switch (token.text()) {
        case "delete",
            "update",
            "insert",
            "merge",
            "drop",
            "truncate",
            "alter",
            "create",
            "grant" ->
            starts(at, end);
        default -> {}
      }
    }
    switch (token.text()) {
      case "outfile", "dumpfile" -> path(next, true);
      case "pg_shadow", "pg_authid", "pg_user_mapping" ->
          action.sink.add(new Effect.ReadsSecret(Operand.exact(token.text()), origin));
      case "then" -> {
        if (next != null && next.is("delete")) {
          changes(Operand.unknown(""));
        }
      }
      default -> {}
    }
  }

  /** Where a statement can start inside another. */
  private boolean isVerbPlace(int at) {
    var before = tokens.get(at - 1);
    return before.isSymbol('(')
        || before.isSymbol(')')
        || before.is("explain")
        || before.is("analyze")
        || before.is("verbose")
        || before.is("as")
        || before.is("begin");
  }

  /** Reads a statement from its verb on; false if the verb is not known. */
  private boolean starts(int at, int end) {
    if (!lookOnce()) {
      return true;
    }
    switch (tokens.get(at).text()) {
      case "select" -> selectInto(at, end);
      case "with",
          "values",
          "table",
          "show",
          "describe",
          "desc",
          "explain",
          "use",
          "commit",
          "rollback",
          "savepoint",
          "release",
          "abort",
          "start",
          "end",
          "fetch",
          "close",
          "detach",
          "help",
          "checkpoint",
          "discard",
          "list" -> {}
      case "begin" -> begin(at, end);
      case "set" -> set(at, end);
      case "pragma" -> pragma(at, end);
      case "delete" -> delete(at, end);
      case "update" -> update(at, end);
      case "drop" -> drop(at, end);
      case "truncate" -> destroys(name(at + 1, end, "table", "only", "if", "exists"));
      case "alter" -> alter(at, end);
      case "create" -> create(at, end);
      case "insert", "replace", "upsert" ->
          changes(name(at + 1, end, "into", "ignore", "or", "overwrite", "table"));
      case "merge",
          "comment",
          "vacuum",
          "analyze",
          "analyse",
          "reindex",
          "refresh",
          "cluster",
          "optimize",
          "rename",
          "lock",
          "unlock",
          "import",
          "export",
          "flush",
          "reset",
          "repair",
          "security",
          "reassign",
          "backup",
          "undrop",
          "put",
          "remove",
          "cache",
          "uncache" -> {
        changes(name(at + 1, end, "into", "table", "on", "full"));
        strings(at, end, "into");
      }
      case "purge", "restore", "wipe" -> destroys(name(at + 1, end));
      case "grant" -> action.sink.add(new Effect.Escalates("a grant in the database", origin));
      case "revoke", "deny" -> changes(Operand.unknown(""));
      case "copy", "load", "unload" -> copy(at, end);
      case "attach" -> {
        changes(Operand.unknown(""));
        firstString(at, end, true);
      }
      case "shutdown" ->
          action.sink.add(new Effect.ChangesSystem("services", Operand.exact(DATABASE), origin));
      case "kill" ->
          action.sink.add(new Effect.ChangesSystem("processes", Operand.exact(DATABASE), origin));
      default -> {
        return false;
      }
    }
    return true;
  }

  private void begin(int at, int end) {
    if (at + 1 < end) {
      switch (tokens.get(at + 1).text()) {
        case "transaction",
            "work",
            "tran",
            "deferred",
            "immediate",
            "exclusive",
            "isolation",
            "read" -> {}
        default -> unresolved("a block of procedural code");
      }
    }
  }

  private void selectInto(int at, int end) {
    var depth = tokens.get(at).depth();
    for (var i = at + 1; i + 1 < end; i++) {
      var token = tokens.get(i);
      var next = tokens.get(i + 1);
      if (token.depth() == depth
          && token.is("into")
          && !next.is("outfile")
          && !next.is("dumpfile")
          && !next.text().startsWith("@")) {
        changes(name(i + 1, end, "table", "temp", "temporary"));
      }
    }
  }

  private void set(int at, int end) {
    if (at + 1 >= end) {
      return;
    }
    switch (tokens.get(at + 1).text()) {
      case "global", "persist", "persist_only", "@@global" ->
          action.sink.add(new Effect.ChangesSystem("settings", Operand.exact(DATABASE), origin));
      case "password", "role", "authorization" ->
          action.sink.add(new Effect.Escalates("a role of the database", origin));
      case "session" -> {
        if (at + 2 < end && tokens.get(at + 2).is("authorization")) {
          action.sink.add(new Effect.Escalates("a role of the database", origin));
        }
      }
      default -> {}
    }
  }

  private void pragma(int at, int end) {
    for (var i = at; i < end; i++) {
      if (tokens.get(i).isSymbol('=')) {
        changes(name(at + 1, end));
      }
    }
  }

  private void delete(int at, int end) {
    var name = name(at + 1, end, "from", "only", "low_priority", "quick", "ignore", "top");
    if (hasCondition(at, end)) {
      changes(name);
    } else {
      destroys(name);
    }
  }

  private void update(int at, int end) {
    var name = name(at + 1, end, "only", "low_priority", "ignore", "or", "replace", "rollback");
    if (hasCondition(at, end)) {
      changes(name);
    } else {
      destroys(name);
    }
  }

  private void drop(int at, int end) {
    var i = at + 1;
    while (i < end && (tokens.get(i).is("temporary") || tokens.get(i).is("materialized"))) {
      i++;
    }
    var what = i < end ? tokens.get(i).text() : "";
    var name = name(i + 1, end, "if", "exists", "concurrently", "body");
    switch (what) {
      case "index",
          "view",
          "trigger",
          "function",
          "procedure",
          "sequence",
          "type",
          "rule",
          "policy",
          "extension",
          "statistics",
          "operator",
          "cast",
          "aggregate",
          "event",
          "synonym",
          "collation",
          "domain",
          "macro" ->
          changes(name);
      default -> destroys(name);
    }
  }

  private void alter(int at, int end) {
    var what = at + 1 < end ? tokens.get(at + 1).text() : "";
    switch (what) {
      case "user", "role", "login", "group" -> {
        action.sink.add(new Effect.Escalates("a role of the database", origin));
        return;
      }
      case "system" -> {
        action.sink.add(new Effect.ChangesSystem("settings", Operand.exact(DATABASE), origin));
        return;
      }
      default -> {}
    }
    var name = name(at + 2, end, "if", "exists", "only");
    for (var i = at + 2; i + 1 < end; i++) {
      if (tokens.get(i).is("drop") && dropsData(tokens.get(i + 1).text())) {
        destroys(name);
        return;
      }
      if (tokens.get(i).is("owner")) {
        action.sink.add(new Effect.Escalates("an owner in the database", origin));
      }
    }
    changes(name);
  }

  private static boolean dropsData(String what) {
    return switch (what) {
      case "constraint",
          "default",
          "not",
          "index",
          "identity",
          "expression",
          "foreign",
          "primary",
          "check",
          "key",
          "unique" ->
          false;
      default -> true;
    };
  }

  private void create(int at, int end) {
    for (var i = at + 1; i < end && i < at + 6; i++) {
      switch (tokens.get(i).text()) {
        case "user", "role", "login" -> {
          action.sink.add(new Effect.Escalates("a role of the database", origin));
          return;
        }
        case "trigger",
            "function",
            "procedure",
            "event",
            "rule",
            "assembly",
            "extension",
            "language",
            "server",
            "subscription",
            "package" -> {
          var name = name(i + 1, end, "if", "not", "exists");
          action.sink.add(new Effect.Persists("database_code", name, origin));
          changes(name);
          return;
        }
        case "table", "view", "index", "database", "schema", "sequence", "type" -> {
          changes(name(i + 1, end, "if", "not", "exists", "concurrently"));
          return;
        }
        default -> {}
      }
    }
    changes(Operand.unknown(""));
  }

  private void copy(int at, int end) {
    for (var i = at; i < end; i++) {
      var token = tokens.get(i);
      var next = i + 1 < end ? tokens.get(i + 1) : null;
      if (token.is("program") && next != null) {
        command(next);
        return;
      }
      if (token.is("infile") || token.is("inpath")) {
        path(next, false);
      } else if (next != null && next.kind() == Kind.STRING) {
        if (token.is("from")) {
          path(next, false);
        } else if (token.is("to")) {
          path(next, true);
        }
      }
    }
    changes(name(at + 1, end, "into", "data", "local", "low_priority", "concurrent"));
  }

  private void command(Token token) {
    if (token.kind() == Kind.STRING || token.kind() == Kind.QUOTED) {
      ShellActions.text(action, field, token.text());
    } else {
      unresolved("a program run by the database");
    }
  }

  /** Functions that do more than compute. */
  private void function(String name, int at, int end) {
    switch (name) {
      case "pg_read_file",
          "pg_read_binary_file",
          "pg_ls_dir",
          "pg_stat_file",
          "lo_import",
          "load_file",
          "readfile",
          "read_csv",
          "read_parquet",
          "read_json",
          "read_text",
          "glob",
          "read_csv_auto",
          "openrowset",
          "bfilename",
          "edit" ->
          firstString(at, end, false);
      case "lo_export", "writefile", "pg_file_write" -> strings(at, end, "");
      case "xp_cmdshell", "sys_exec", "sys_eval", "shell", "system" -> {
        if (!lookOnce()) {
          return;
        }
        for (var i = at + 1; i < end; i++) {
          if (tokens.get(i).kind() == Kind.STRING) {
            ShellActions.text(action, field, tokens.get(i).text());
            return;
          }
        }
        unresolved("a program run by the database");
      }
      case "pg_terminate_backend", "pg_cancel_backend" ->
          action.sink.add(new Effect.ChangesSystem("processes", Operand.exact(DATABASE), origin));
      case "pg_reload_conf", "pg_rotate_logfile", "set_config" ->
          action.sink.add(new Effect.ChangesSystem("settings", Operand.exact(DATABASE), origin));
      case "dblink",
          "dblink_exec",
          "dblink_connect",
          "http_get",
          "http_post",
          "http",
          "urlopen",
          "httpuritype",
          "utl_http",
          "opendatasource",
          "postgres_execute",
          "mysql_execute" ->
          unresolved("the database connects to another host");
      case "load_extension",
          "query_to_xml",
          "sp_executesql",
          "sp_oacreate",
          "sp_oamethod",
          "pg_execute_server_program",
          "plpy",
          "lo_put",
          "lo_from_bytea" ->
          unresolved("`" + name + "` runs code in the database");
      default -> {
        if (name.startsWith("dbms_") || name.startsWith("utl_") || name.startsWith("xp_")) {
          unresolved("what `" + Hosts.printable(name) + "` does is not known");
        }
      }
    }
  }

  private void firstString(int at, int end, boolean writes) {
    if (!lookOnce()) {
      return;
    }
    for (var i = at + 1; i < end; i++) {
      if (tokens.get(i).kind() == Kind.STRING) {
        path(tokens.get(i), writes);
        return;
      }
    }
    unresolved("a file that is not named");
  }

  /** Writes to every file named after a word, or at all. */
  private void strings(int at, int end, String after) {
    if (!lookOnce()) {
      return;
    }
    for (var i = at + 1; i < end; i++) {
      if (tokens.get(i).kind() == Kind.STRING && (after.isEmpty() || tokens.get(i - 1).is(after))) {
        path(tokens.get(i), true);
      }
    }
  }

  private void path(@Nullable Token token, boolean writes) {
    if (token == null || token.kind() == Kind.WORD) {
      unresolved("a file that is not named");
      return;
    }
    var text = token.text();
    if (text.indexOf("://") > 0) {
      Urls.of(text).addTo(action.sink, "", writes, origin);
      return;
    }
    var path = Paths.of(text, action.surroundings);
    if (writes) {
      PathEffects.writes(action.sink, path, Effect.Writes.Mode.TRUNCATE, false, origin);
    } else {
      PathEffects.reads(action.sink, path, origin);
    }
  }

  private void destroys(Operand what) {
    action.sink.add(new Effect.Destroys(DATABASE, what, origin));
  }

  private void changes(Operand what) {
    action.sink.add(new Effect.Changes(DATABASE, what, origin));
  }

  /** The name of a table or the like, after the words that may stand before it. */
  private Operand name(int at, int end, String... before) {
    var i = at;
    while (i < end && tokens.get(i).kind() == Kind.WORD && isOneOf(tokens.get(i), before)) {
      i++;
    }
    var name = new StringBuilder();
    while (i < end && (tokens.get(i).kind() == Kind.WORD || tokens.get(i).kind() == Kind.QUOTED)) {
      name.append(tokens.get(i).text());
      if (i + 2 >= end || !tokens.get(i + 1).isSymbol('.')) {
        break;
      }
      name.append('.');
      i += 2;
    }
    return name.length() == 0 ? Operand.unknown("") : Operand.exact(name.toString());
  }

  private static boolean isOneOf(Token token, String[] words) {
    for (var word : words) {
      if (token.text().equals(word)) {
        return true;
      }
    }
    return false;
  }

  /** True if a {@code WHERE} picks rows; {@code WHERE 1=1} does not. */
  private boolean hasCondition(int at, int end) {
    var depth = tokens.get(at).depth();
    for (var i = at + 1; i < end; i++) {
      var token = tokens.get(i);
      if (token.depth() < depth) {
        return false;
      }
      if (token.depth() == depth && token.is("where")) {
        return !isAlwaysTrue(i + 1, end, depth);
      }
    }
    return false;
  }

  /** True if one of the terms joined by {@code OR} names no column, or compares one with itself. */
  private boolean isAlwaysTrue(int start, int end, int depth) {
    var from = start;
    for (var i = start; i <= end; i++) {
      var stop =
          i == end || tokens.get(i).depth() < depth || isAfterCondition(tokens.get(i), depth);
      if (stop || (tokens.get(i).depth() == depth && tokens.get(i).is("or"))) {
        if (isConstant(from, i)) {
          return true;
        }
        from = i + 1;
      }
      if (stop) {
        return false;
      }
    }
    return false;
  }

  private static boolean isAfterCondition(Token token, int depth) {
    return token.depth() == depth
        && (token.is("returning") || token.is("order") || token.is("limit") || token.is("option"));
  }

  private boolean isConstant(int start, int end) {
    if (end - start == 3
        && tokens.get(start + 1).isSymbol('=')
        && tokens.get(start).text().equals(tokens.get(start + 2).text())) {
      return true;
    }
    for (var i = start; i < end; i++) {
      var token = tokens.get(i);
      if (token.kind() == Kind.QUOTED
          || (token.kind() == Kind.WORD && !isConstantWord(token.text()))
          || token.isSymbol('?')
          || token.isSymbol('$')
          || token.isSymbol(':')
          || token.isSymbol('%')) {
        return false;
      }
    }
    return true;
  }

  private static boolean isConstantWord(String word) {
    return switch (word) {
      case "true", "false", "and", "not", "is", "null", "like", "in", "between" -> true;
      default -> false;
    };
  }
}
