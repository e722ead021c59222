package dev.canopy.checks;

import java.util.Random;

/**
 * Writes shell texts by a grammar, the same ones for the same seed. The programs in them are names
 * of stubs; the constructs are those by which one text can hide from its reader what it runs.
 */
final class ShellTexts {
  private static final int DEEPEST = 4;

  private final Random random;
  private int depth;
  private int hereDocuments;

  ShellTexts(Random random) {
    this.random = random;
  }

  String next() {
    depth = 0;
    hereDocuments = 0;
    return list(1 + random.nextInt(3));
  }

  private boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  String one(String... of) {
    return of[random.nextInt(of.length)];
  }

  private String list(int commands) {
    if (depth >= DEEPEST) {
      return "rm deep";
    }
    depth++;
    var text = new StringBuilder();
    for (var i = 0; i < commands; i++) {
      if (i > 0) {
        text.append(one("; ", "\n", " && ", " || ", "; ", "\n", " & ", ";\n", " | ", " |& "));
      }
      text.append(command());
    }
    depth--;
    return text.toString();
  }

  private String body() {
    return list(chance(20) ? 2 : 1);
  }

  private String command() {
    if (depth >= DEEPEST) {
      return simple();
    }
    return switch (random.nextInt(34)) {
      case 0 -> "if " + test() + "; then " + body() + "; else " + body() + "; fi";
      case 1 -> "for " + name() + " in " + words() + "; do " + body() + "; done";
      case 2 ->
          "while "
              + test()
              + "; do "
              + body()
              + "; "
              + one("break", "set -- ", "V=", "X=1; break")
              + "; done";
      case 3 ->
          "case "
              + word()
              + " in "
              + one("rm", "*", "a*", "[a-z]*", "a|b", "$X", "'*'")
              + ") "
              + body()
              + one(";; ", ";& ", ";;& ")
              + one("*", "rm", "b")
              + ") "
              + body()
              + ";; esac";
      case 4 -> "(" + body() + ")";
      case 5 -> "{ " + body() + "; }";
      case 6 ->
          one("f", "g", "rm", "rmdir", "cd", "echo")
              + "() { "
              + functionBody()
              + "; }"
              + one("; ", "\n")
              + call();
      case 7 -> "f() (" + functionBody() + ")\nf " + words();
      case 8 -> body() + " | " + command();
      case 9 -> "! " + command();
      case 10 -> "time " + one("", "-p ") + command();
      case 11 -> command() + " &";
      case 12, 13, 14 -> assignment() + one("; ", "\n", " && ") + simple();
      case 15 -> "eval " + one(quoted(body()), words(), "\"" + words() + "\"", "\"$X\"", "$X");
      case 16, 17 -> nested();
      case 18 -> hereDocument();
      case 19 -> decoded();
      case 20 -> builtin() + one("; ", "\n") + simple();
      case 21 ->
          "[[ "
              + word()
              + one(" == ", " =~ ", " -eq ", " = ", " < ")
              + word()
              + " ]]"
              + one(" && ", " || ", "; ")
              + simple();
      case 22 -> "((" + arithmetic() + "))" + one(" && ", " || ", "; ") + simple();
      case 23 ->
          "for ((i="
              + one("0", "1")
              + "; i<"
              + one("1", "2", "3")
              + "; i++)); do "
              + body()
              + "; done";
      case 24 ->
          "set -- "
              + words()
              + one("; ", "\n")
              + one(
                  "\"$@\"",
                  "$*",
                  "$1 $2",
                  "rm \"$@\"",
                  "shift; $@",
                  "$@",
                  "\"$*\"",
                  "${@:1:2}",
                  "${!#}",
                  "rm $#");
      case 25 -> redirectedGroup();
      case 26 -> alias();
      case 27 -> "until " + test() + "; do " + body() + "; break; done";
      case 28 -> "coproc " + one("", "C ") + one(simple(), "{ " + body() + "; }");
      default -> simple();
    };
  }

  private String functionBody() {
    return one(
        body(),
        "\"$@\"",
        "$1 $2",
        "rm \"$@\"",
        "local X=$1; $X a",
        "command rm \"$@\"",
        "X=$1; return; rm no",
        "shift; \"$@\"",
        "eval \"$*\"");
  }

  private String call() {
    return one("f", "rm", "rmdir", "cd", "echo") + " " + words();
  }

  private String alias() {
    return one("shopt -s expand_aliases\n", "shopt -s expand_aliases; ", "")
        + "alias "
        + one("rm", "ls", "rmdir", "g", "f")
        + "="
        + quoted(one("rm -i", "echo", "rm a;", "rmdir ", body()))
        + one("; ", "\n", "\n\n")
        + one(
            "rm",
            "ls",
            "rmdir",
            "g",
            "\\rm",
            "f",
            "'rm'",
            "command rm",
            "rmdir g",
            "unalias rm; rm")
        + " "
        + words();
  }

  private String test() {
    return one(
        "true",
        "false",
        "grep x a.txt",
        "[ a = a ]",
        "[ -f a.txt ]",
        "[[ a == b ]]",
        "read V",
        "test $# -gt 0",
        "((X))",
        "rmdir q",
        simple(),
        "read V <<< 'rm -rf'",
        "echo b.txt | read V",
        "[ \"$X\" ]");
  }

  String name() {
    return one("X", "Y", "V", "X", "A", "IFS", "i", "PATH2", "HOME");
  }

  private String assignment() {
    var name = name();
    return one("", "", "", "export ", "declare ", "readonly ", "local ", "typeset ")
        + switch (random.nextInt(12)) {
          case 0, 1, 2, 3 -> name + "=" + value();
          case 4 -> "A=(" + words() + ")";
          case 5 -> "A[" + one("0", "1", "X", "$X", "1+1", "$(rm sub)") + "]=" + value();
          case 6 -> name + "+=" + value();
          case 7 -> "IFS=" + one(":", "','", "$' \\n'", "x", "''", "$X", "' '");
          case 8 -> name + "=" + value() + " " + one("X", "Y") + "=" + value();
          case 9 -> "A+=(" + words() + ")";
          case 10 -> "declare -n R=X; R=" + value();
          default -> "declare -A A; A[" + word() + "]=" + value();
        };
  }

  private String value() {
    return one(
        "rm",
        "'rm -rf a'",
        "\"rm b\"",
        "rm:c:d",
        "-rf",
        "'*'",
        "*.txt",
        "~",
        "$X",
        "\"$Y z\"",
        "${X}m",
        "r",
        "m",
        "$(echo rm)",
        "`echo rm e`",
        "$(rm sub)",
        "1",
        "0",
        "'$(rm later)'",
        "'a[$(rm arith)]'",
        "rmdir",
        "echo",
        "X",
        "'X=rm; $X f'",
        "{a,b}",
        "''",
        "$'rm\\x20g'",
        "$((1+1))",
        "\"$@\"",
        "a.txt",
        "'rm h;rm i'",
        "curl",
        "$V",
        "${A[0]}",
        "$(curl u)",
        word());
  }

  private String builtin() {
    return one(
        "read X <<< " + value(),
        "read -r X Y <<< " + value(),
        "IFS=: read X Y <<< rm:a:b",
        "read -a A <<< " + value(),
        "printf -v X %s " + word(),
        "printf -v X '%s %s' " + words(),
        "mapfile -t A <<< " + value(),
        "unset X",
        "unset -f f rm",
        "shift",
        "set -f",
        "set -u",
        "set -e",
        "set +e",
        "cd d",
        "cd ..",
        "cd /",
        "cd d || cd /",
        "cd nowhere",
        "cd nowhere && cd d",
        "cd \"$X\"",
        "cd -",
        "pushd d",
        "popd",
        "CDPATH=/ cd tmp",
        "trap " + quoted(body()) + " EXIT",
        "trap " + quoted(body()) + " " + one("INT", "0", "DEBUG", "ERR", "RETURN"),
        "exec " + one("3>out", "<a.txt", ">log", "2>&1"),
        "shopt -s "
            + one("nullglob", "extglob", "dotglob", "lastpipe", "expand_aliases", "globstar"),
        "let " + arithmeticWord(),
        "hash -p /bin/rmdir rm",
        "wait",
        "export X",
        "getopts ab X -a",
        "source /dev/stdin <<< " + value(),
        ". ./script.sh",
        "enable -n echo",
        "umask 022",
        "type rm",
        "exit",
        "return");
  }

  private String arithmetic() {
    return one(
        "X=1",
        "X",
        "A[$(rm ar)]",
        "a[X]",
        "1?X:Y",
        "X+=1",
        "$X",
        "X++, Y=2",
        "i<2",
        "'a[$(rm q)]'",
        "${X:-1}",
        "0",
        "1",
        "x=a[$X]",
        "X=Y",
        "V");
  }

  private String arithmeticWord() {
    return one("X=1", "'X=a[$(rm lt)]'", "\"A[0]=1\"", "X++", "X");
  }

  private String redirectedGroup() {
    return one(
            "{ " + body() + "; }",
            "(" + body() + ")",
            "while read V; do " + body() + "; done",
            "for i in a b; do " + body() + "; done",
            "if " + test() + "; then " + body() + "; fi")
        + one(" > ", " >> ", " < ", " 2> ", " &> ", " >| ", " <> ", " 3> ", " {fd}> ")
        + file();
  }

  private String file() {
    return one(
        "out",
        "a.txt",
        "d/new",
        "\"$X\"",
        "$X",
        "./o2",
        "/tmp/t",
        "\"x y\"",
        "/dev/null",
        "out*",
        "~/h",
        word());
  }

  private String redirection() {
    return switch (random.nextInt(12)) {
      case 0 -> " <<< " + word();
      case 1 -> " < " + file();
      case 2 -> " < <(" + body() + ")";
      case 3 -> " > >(" + body() + ")";
      case 4 -> one(" 2>&1", " >&2", " 3<&0", " >&-", " 2>/dev/null");
      case 5 -> one(" &>", " >&", " &>>") + file();
      default -> one(" > ", " >> ", ">", " >| ", " 2> ") + file();
    };
  }

  private String simple() {
    var text = new StringBuilder();
    if (chance(8)) {
      text.append(name()).append('=').append(value()).append(' ');
    }
    if (chance(8)) {
      text.append(
          one(
              "command ",
              "builtin ",
              "exec ",
              "exec -a rm ",
              "env ",
              "env X=rm ",
              "command -p ",
              "nice ",
              "nohup ",
              "timeout 3 ",
              "sudo ",
              "sudo -u root ",
              "setsid ",
              "env -i ",
              "xargs ",
              "time "));
    }
    text.append(program());
    var count = random.nextInt(4);
    for (var i = 0; i < count; i++) {
      text.append(one(" ", " ", " ", "  ", "\t", " \\\n")).append(word());
    }
    if (chance(12)) {
      text.append(redirection());
    }
    if (chance(3)) {
      text.append(one(" # rm comment", " #", "#x", " # '\n"));
    }
    return text.toString();
  }

  private String program() {
    return switch (random.nextInt(16)) {
      case 0 ->
          one(
              "r''m",
              "\\rm",
              "r\\m",
              "\"rm\"",
              "$'\\x72m'",
              "'rm'",
              "r\"m\"",
              "$'rm'",
              "$\"rm\"",
              "r\\\nm",
              "/bin/rm",
              "r$'m'",
              "r${Z}m",
              "r$@m",
              "/bin/r?",
              "/b*/rm");
      case 1 ->
          one(
              "$X",
              "${X}",
              "\"$X\"",
              "${X:-rm}",
              "${X:=rm}",
              "$V",
              "${A[0]}",
              "\"${A[@]}\"",
              "${A[@]}",
              "${!Y}",
              "$1",
              "${X%% *}",
              "${X:0:2}",
              "${X//a/b}",
              "$R",
              "${X@P}",
              "${X^^}",
              "${X,,}",
              "${A[*]}",
              "${X+rmdir}",
              "${X/r/r}");
      case 2 ->
          one(
              "{rm,-rf,a}",
              "{rm,rmdir}",
              "r{m,}",
              "$(echo rm)",
              "`echo rm`",
              "$(printf rm)",
              "$(printf '%s ' rm -rf)",
              "$(curl u)",
              "\"$(echo rm)\"",
              "$(echo rm -rf k)",
              "$(" + body() + ")");
      case 3 ->
          one(
              "f",
              "g",
              "echo",
              "printf",
              "cat",
              "true",
              "false",
              ":",
              "test",
              "tee",
              "ls",
              "touch",
              "mkdir",
              "cp a.txt");
      case 4 -> one("curl", "rmdir", "chmod", "dd", "make", "grep", "npm");
      default -> one("rm", "rm", "rmdir", "echo", "rm");
    };
  }

  private String words() {
    var text = new StringBuilder();
    var count = 1 + random.nextInt(3);
    for (var i = 0; i < count; i++) {
      text.append(i == 0 ? "" : " ").append(word());
    }
    return text.toString();
  }

  String word() {
    if (depth >= DEEPEST) {
      return one("a", "b", "-rf");
    }
    depth++;
    var word =
        switch (random.nextInt(26)) {
          case 0 -> "'" + one("a b", "$X", "*", "rm -rf /", "#", "a\nb", "\\", "\"") + "'";
          case 1 -> "\"" + inDouble() + inDouble() + "\"";
          case 2 ->
              "$'"
                  + one(
                      "a\\nb", "\\x41", "it\\'s", "\\101", "\\u0061", "a\\tb", "\\\\", "\\cA",
                      "\\0x", "\\e")
                  + "'";
          case 3 -> "$(" + body() + ")";
          case 4 ->
              "`"
                  + one(
                      "echo rm",
                      "rm bt",
                      "echo \\`rm in\\`",
                      "echo \\$X",
                      "echo \"a b\"",
                      "echo '\\\\'")
                  + "`";
          case 5, 6 -> expansion();
          case 7 -> "$((" + arithmetic() + "))";
          case 8 ->
              one(
                  "{a,b}",
                  "{1..3}",
                  "x{a,'b c'}y",
                  "{a..c}",
                  "{a,{b,c}}",
                  "{a}",
                  "{,a}",
                  "a{,}",
                  "{$X,b}",
                  "{a,b\\,c}",
                  "{3..1}",
                  "{01..3}",
                  "${X}{a,b}");
          case 9 ->
              one(
                  "*.txt",
                  "*",
                  "?.txt",
                  "[ab].txt",
                  "d/*",
                  "*.nope",
                  "~",
                  "~/x",
                  ".*",
                  "a*",
                  "~+",
                  "~root",
                  "@(a|b).txt",
                  "[!a]*");
          case 10 -> one("<(", ">(") + body() + ")";
          case 11 -> one("a", "b") + word();
          case 12 -> word() + one("$X", "'q'", "\"$Y\"", "*");
          case 13 ->
              one(
                  "a\\ b", "\\$X", "\\\nz", "a\\", "\\*", "-n", "--", "-", "a=b", "a#b", "\\\"",
                  "!", "X=1", "[", "]", "{", "%s", "if", "done");
          case 14 -> "$[" + arithmetic() + "]";
          case 15 ->
              one(
                  "$@", "\"$@\"", "$*", "\"$*\"", "$#", "$?", "$$", "$!", "$-", "$0", "$_", "$1",
                  "${1}", "$10", "${@}", "${#}", "$", "\"$\"");
          default -> one("a", "b", "c", "-rf", "a.txt", "/", "x", "rm", "d", "1");
        };
    depth--;
    return word;
  }

  private String inDouble() {
    return one(
        "a",
        " ",
        "$X",
        "${X}",
        "\\$X",
        "\\\"",
        "'",
        "$(echo i)",
        "`echo j`",
        "*",
        "~",
        "\\a",
        "\\\n",
        "${X:-'a b'}",
        "${X:-\"k l\"}",
        "${X:-$'a\\nb'}",
        "$((1+1))",
        "\\`",
        "{a,b}",
        "${A[@]}",
        "$@",
        "#",
        "\\\\",
        "!",
        "$(rm dq)",
        "${X:-$(rm du)}",
        expansion());
  }

  private String expansion() {
    var name =
        one(
            "X",
            "Y",
            "A",
            "V",
            "1",
            "@",
            "A[0]",
            "A[@]",
            "A[X]",
            "*",
            "U",
            "IFS",
            "HOME",
            "A[$(rm ix)]",
            "X");
    return "${"
        + switch (random.nextInt(16)) {
          case 0 -> name;
          case 1 -> name + one(":-", "-", ":=", "=", ":+", "+", ":?", "?") + word();
          case 2 ->
              name
                  + one(":-", "-", ":=", "=", ":+", "+")
                  + one(
                      "rm -rf",
                      "\"a b\"",
                      "'q r'",
                      "$(rm op)",
                      "${Y:-n}",
                      "",
                      "{a,b}",
                      "~",
                      "$X $X");
          case 3 ->
              name
                  + one("#", "##", "%", "%%")
                  + one("*", "r", "?", "m*", "\"*\"", "$X", "[a-r]", "' '*", word());
          case 4 ->
              name
                  + one("/", "//", "/#", "/%")
                  + one("r", "a", "*", " ", "$Y", "\\/")
                  + one("", "/", "/b", "/$X", "/$(rm rp)", "/\"x y\"", "/&&");
          case 5 ->
              name
                  + ":"
                  + one("0", "1", "-1", " -1", "X", "1:1", "0:2", "$(rm of)", "a[$(rm sb)]", "(1)");
          case 6 ->
              name
                  + one("^", "^^", ",", ",,", "@Q", "@P", "@E", "@U", "@L", "@A", "@a", "@u", "@K");
          case 7 -> "#" + name;
          case 8 -> "!" + one("X", "Y", "A", "1", "X*", "A[@]", "X@", "R", "#", "X:-rm");
          default ->
              one(
                  "X", "Y", "A[1]", "X:-d", "V", "A[@]", "A[*]", "A[-1]", "A[@]:1", "#A[@]",
                  "X:-rm x");
        }
        + "}";
  }

  /** The text in quotes of some kind, so that it is one word. */
  String quoted(String text) {
    return switch (random.nextInt(5)) {
      case 0 ->
          "\""
              + text.replace("\\", "\\\\")
                  .replace("\"", "\\\"")
                  .replace("$", "\\$")
                  .replace("`", "\\`")
              + "\"";
      case 1 -> "$'" + text.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n") + "'";
      case 2 -> "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
      default -> "'" + text.replace("'", "'\\''") + "'";
    };
  }

  private String nested() {
    var text =
        one(
            body(),
            simple(),
            "$X a",
            "\"$@\"",
            "rm \"$0\" \"$1\"",
            "$0 $1",
            "rm $X",
            "echo \"$X\"; rm -rf b");
    var q = quoted(text);
    return switch (random.nextInt(30)) {
      case 0, 1, 2 ->
          one("sh", "bash", "dash") + " -c " + q + one("", "", " rm a b", " sh " + words());
      case 3 ->
          "echo "
              + q
              + " | "
              + one(
                  "sh",
                  "bash",
                  "bash -s a b",
                  "sh -",
                  "xargs sh -c",
                  "xargs bash -c",
                  "xargs -I{} sh -c {}",
                  "xargs -I{} sh -c 'rm {}'",
                  "xargs rm",
                  "xargs",
                  "tee out | sh",
                  "cat | sh",
                  "while read V; do $V; done",
                  "bash /dev/stdin",
                  "sudo sh",
                  "xargs -n1 rm",
                  "xargs -0 rm",
                  "xargs -d ' ' rm",
                  "(sh)",
                  "{ sh; }",
                  "env sh",
                  "xargs -L1 rm",
                  "xargs -a script.sh rm",
                  "xargs env",
                  "xargs -I X rm X Xb",
                  "bash -c \"$(cat)\"",
                  "( cat ) | sh",
                  "read V; rm $V",
                  "sh -c 'sh'",
                  "xargs find . -name x -exec",
                  "awk '{system($0)}'",
                  "sed 's/a/b/e'",
                  "sed -n '1e rm sed'",
                  "xargs -i rm {} {}",
                  "xargs -E b rm");
      case 4 ->
          "printf "
              + one("'%s\\n' ", "'%s ' ", "%b ", "'rm %s\\n' ", "-- ", "", "'%s' ", "%q ")
              + one(q, words())
              + " | "
              + one(
                  "sh",
                  "bash",
                  "xargs rm",
                  "xargs -0 rm",
                  "tr a b | sh",
                  "cat > out",
                  "tail -n1 | sh",
                  "head -c 20 | sh",
                  "rev | rev | sh",
                  "sort | sh",
                  "uniq | sh",
                  "xargs -n 2 rm",
                  "while IFS= read -r V; do rm \"$V\"; done");
      case 5 ->
          "env "
              + one(
                  "-S ",
                  "-i ",
                  "X=rm ",
                  "-u X ",
                  "--split-string=",
                  "X=a Y=b ",
                  "-C d ",
                  "-- ",
                  "-iS")
              + one(q, "sh -c " + q, simple());
      case 6 ->
          "find . "
              + one("-name a.txt ", "-type f ", "", "-maxdepth 1 ", "-name '*.txt' ")
              + one(
                  "-exec rm {} +",
                  "-exec rm {} \\;",
                  "-exec sh -c "
                      + quoted(one("rm {}", "rm \"$1\"", "$0 {}", "echo '{}' ; rmdir {}"))
                      + " {} \\;",
                  "-exec sh -c 'rm \"$@\"' x {} +",
                  "-execdir rm {} \\;",
                  "-ok rm {} \\;",
                  "-exec $X {} \\;",
                  "-exec rm {} ';' -exec rmdir x{}y ';'",
                  "-delete",
                  "-fprint out",
                  "-exec " + program() + " {} \\;",
                  "-print0 | xargs -0 rm",
                  "| xargs rm");
      case 7 ->
          one(
                  "timeout 2 ",
                  "nice ",
                  "nice -n 3 ",
                  "nohup ",
                  "setsid ",
                  "sudo ",
                  "sudo -E ",
                  "env ",
                  "command ",
                  "builtin ",
                  "exec ",
                  "timeout -s INT 2 ",
                  "nice -5 ")
              + one("sh -c " + q, simple());
      case 8 -> "bash " + one("<<< ", "-s <<< ") + one(q, words());
      case 9 -> one("sh", "bash") + " <(echo " + q + ")";
      case 10 -> one(".", "source") + " <(echo " + q + ")";
      case 11 -> "eval \"$(echo " + q + ")\"";
      case 12 -> "eval $(echo " + q + ")";
      case 13 -> "$(echo " + q + ")";
      case 14 -> "awk 'BEGIN{system(\"" + one("rm awk", "rmdir a; rm b", "echo x | sh") + "\")}'";
      case 15 -> "sh -c " + quoted("sh -c " + quoted(one("rm two", text)));
      case 16 ->
          "bash -"
              + one("lc", "xc", "ec", "c --", "c +x", "uc", "O extglob -c", "-norc -c", "c -e")
              + " "
              + q;
      case 17 ->
          "X="
              + q
              + "; "
              + one(
                  "eval \"$X\"",
                  "eval $X",
                  "sh -c \"$X\"",
                  "$X",
                  "bash <<< \"$X\"",
                  "echo \"$X\" | sh",
                  "printf '%s' \"$X\" | bash",
                  "\"$X\"",
                  "trap \"$X\" EXIT",
                  "export X; sh -c '$X'",
                  "export X; sh -c 'eval \"$X\"'",
                  "env sh -c \"$X\"");
      case 18 ->
          "A=("
              + words()
              + "); "
              + one(
                  "\"${A[@]}\"",
                  "rm \"${A[@]}\"",
                  "${A[*]}",
                  "rm ${A[1]}",
                  "rm ${#A[@]}",
                  "for V in \"${A[@]}\"; do rm $V; done",
                  "IFS=,; rm \"${A[*]}\"",
                  "rm ${A[@]:1}",
                  "rm ${!A[@]}",
                  "unset 'A[0]'; rm ${A[@]}",
                  "${A[-1]} z");
      case 19 ->
          "echo "
              + q
              + " > script.sh; "
              + one(
                  "sh script.sh",
                  ". ./script.sh",
                  "bash < script.sh",
                  "./script.sh",
                  "sh ./script.sh",
                  "source script.sh");
      case 20 -> "xargs rm < " + one("a.txt", "<(echo a b)", "/dev/null");
      case 21 -> "xargs rm <<< " + q;
      case 22 ->
          "X=rm sh -c '" + one("$X env", "\"$X\" a", "echo $X | sh", "sh -c \"\\$X b\"") + "'";
      case 23 ->
          "cat "
              + one(
                  "a.txt | sh",
                  "script.sh | sh",
                  "<<< " + q + " | sh",
                  "<(echo rm ps) | sh",
                  "script.sh | bash -s",
                  "a.txt b.txt | xargs rm");
      case 24 ->
          "seq "
              + one("3", "1 2", "2 -1 1")
              + " | "
              + one("xargs rm", "xargs -n1 rm", "while read V; do rm $V; done", "xargs -I% rm a%b");
      case 25 -> "tee >(sh) <<< " + q;
      case 26 ->
          "command "
              + one(
                  "-v rm",
                  "-V rm",
                  "rm a",
                  "-p rm b",
                  "command rm",
                  "eval rm",
                  "-- rm c",
                  "sh -c " + q);
      case 27 ->
          "touch "
              + words()
              + "; "
              + one(
                  "rm *",
                  "mv a.txt new",
                  "cp a.txt b2 ",
                  "cp -r d d2",
                  "mkdir -p p/q",
                  "mv d e",
                  "tee o1 o2 < a.txt",
                  "sed -i s/a/b/ a.txt",
                  "sort -o out a.txt",
                  "sed -n 'w wout' a.txt",
                  "touch -t 202001010000 q",
                  "mv a.txt b.txt d",
                  "cp -t d a.txt",
                  "mkdir -m 700 pp",
                  "split a.txt");
      default -> "sh -c " + q;
    };
  }

  private String hereDocument() {
    var end = "E" + hereDocuments++;
    var quoted = chance(40);
    return one(
            "cat",
            "sh",
            "bash",
            "bash -s x y",
            "cat | sh",
            "while read V; do rm $V; done",
            "read X Y; rm $X",
            "sudo sh",
            "xargs rm",
            "tee out",
            "cat <&0 | bash",
            "sh -s")
        + one(" <<", " <<-", " << ")
        + (quoted ? one("'" + end + "'", "\\" + end, "\"" + end + "\"") : end)
        + one("", "", " | sh", " && rm after", "; rm after2", " > out")
        + "\n"
        + one("", "\t", "")
        + one(
            "rm in here",
            body(),
            "$X here",
            "$(rm hd)",
            "`rm hb`",
            "\\$X a",
            "a\\\nb",
            "${X:-rm u}",
            "'rm q'",
            "$((A[$(rm ha)]))",
            "echo \"$X\"")
        + "\n"
        + end
        + "\n"
        + one("", "rm tail");
  }

  private String decoded() {
    var text = one("rm -rf dec", "rm a; rmdir b", "echo x | xargs rm", "X=rm; $X q");
    var base64 =
        java.util.Base64.getEncoder()
            .encodeToString(
                (text + one("", "\n")).getBytes(java.nio.charset.StandardCharsets.UTF_8));
    var hex = new StringBuilder();
    var escapes = new StringBuilder();
    for (var i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      hex.append(Integer.toHexString(c));
      escapes.append("\\x").append(Integer.toHexString(c));
    }
    var source =
        one(
            "echo " + base64 + " | base64 -d",
            "base64 -d <<< " + base64,
            "printf %s " + base64 + " | base64 --decode",
            "echo " + hex + " | xxd -r -p",
            "printf '" + escapes + "'",
            "echo -e '" + escapes + "'",
            "echo " + quoted(new StringBuilder(text).reverse().toString()) + " | rev",
            "echo " + quoted(text) + " | tr a-z A-Z | tr A-Z a-z",
            "echo " + quoted(text.replace("rm", "xx")) + " | sed s/xx/rm/",
            "echo " + quoted(text.replace("rm", "xx")) + " | sed 's/xx/rm/g'",
            "printf '%b' '" + escapes + "'",
            "echo " + quoted(text) + " | cut -d' ' -f1-",
            "echo " + quoted(text) + " | head -1",
            "echo " + quoted(text) + " | cut -c1-4",
            "echo " + quoted(text) + " | awk '{print $1, $2}'",
            "echo " + quoted(text) + " | tr -d x");
    return one(
        source + " | sh",
        source + " | bash",
        "eval \"$(" + source + ")\"",
        "$(" + source + ")",
        "sh <(" + source + ")",
        "sh -c \"$(" + source + ")\"",
        "sh -c \"`" + source.replace("\\", "\\\\") + "`\"",
        "X=$(" + source + "); eval $X",
        source + " | tee out | sh",
        source + " > script.sh; sh script.sh",
        ". <(" + source + ")",
        source + " | xargs -I{} sh -c '{}'");
  }
}
