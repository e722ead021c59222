package dev.canopy.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ShellTest {

  static final Map<String, String> HOME = Map.of("HOME", "/home/me");

  static ShellWorld world(ShellDialect dialect) {
    return new ShellWorld(dialect, HOME, List.of());
  }

  @ParameterizedTest
  @MethodSource("dev.canopy.shell.Cases#all")
  void read_caseOfTestdata(Cases one) {
    assertThat(Shown.lines(Shell.read(one.text(), world(one.dialect())))).isEqualTo(one.expected());
  }

  @ParameterizedTest
  @MethodSource("dev.canopy.shell.Cases#all")
  void read_shortWayAgreesWithTheGeneralWay(Cases one) {
    for (var dialect : ShellDialect.values()) {
      assertThat(Shell.read(one.text(), world(dialect)))
          .isEqualTo(Shell.readFully(one.text(), world(dialect)));
    }
  }

  @Test
  void read_shortWayAgreesOnRandomPlainCommands() {
    var random = new Random(7);
    var pieces =
        List.of(
            "git",
            "ls",
            "-la",
            "echo",
            "if",
            "cd",
            "x=1",
            "'a b'",
            "\"c d\"",
            "=y",
            "~",
            "~/z",
            "#c",
            "a#b",
            "&&",
            "||",
            "|",
            ";",
            "&",
            " ",
            "  ",
            "\t",
            "'",
            "$",
            "]",
            "@echo",
            "del",
            "/s",
            "Get-Item",
            "a,b",
            "--k=v",
            "-",
            ".",
            "time",
            "cat",
            "%s",
            "2>&1",
            "2>&1;",
            "2>/dev/null",
            "2>>",
            ">",
            "> out",
            ">>log ",
            ">|",
            "1>x",
            "22>y",
            "&>",
            "<f",
            ">&2",
            ">!",
            ">'q'",
            "=",
            "é");
    var plain = 0;
    for (var i = 0; i < 40_000; i++) {
      var text = new StringBuilder();
      for (var n = random.nextInt(9); n >= 0; n--) {
        text.append(pieces.get(random.nextInt(pieces.size())));
        text.append(random.nextInt(4) == 0 ? "" : " ");
      }
      var quick = PlainText.read(text.toString());
      if (quick != null) {
        plain++;
        for (var dialect : ShellDialect.values()) {
          assertThat(quick).isEqualTo(Shell.readFully(text.toString(), world(dialect)));
        }
      }
    }
    assertThat(plain).isGreaterThan(300);
  }

  @Test
  void read_neverThrows_andPointsInsideTheText() {
    var random = new Random(11);
    var seeds = Cases.all().map(Cases::text).toList();
    var bits =
        ("' \" $ ` \\ ( ) { } [ ] < > & | ; # ! * ? = : / @ % ^ ~ , $( ${ $(( (( )) [[ ]] << <<<"
                + " <( >( $' $\" ;; && || do done if then fi case esac in for while () x=( @P} :-"
                + " eval trap read X= $X")
            .split(" ", -1);
    for (var i = 0; i < 5_000; i++) {
      var text = new StringBuilder(seeds.get(random.nextInt(seeds.size())));
      for (var n = random.nextInt(6); n >= 0; n--) {
        var at = random.nextInt(text.length() + 1);
        switch (random.nextInt(4)) {
          case 0 -> text.insert(at, bits[random.nextInt(bits.length)]);
          case 1 -> text.delete(at, Math.min(text.length(), at + random.nextInt(8)));
          case 2 -> {
            var other = seeds.get(random.nextInt(seeds.size()));
            text.insert(at, other.substring(random.nextInt(other.length() + 1)));
          }
          default -> text.insert(at, (char) random.nextInt(random.nextInt(9) == 0 ? 65_536 : 128));
        }
      }
      for (var dialect : ShellDialect.values()) {
        var reading = Shell.readFully(text.toString(), world(dialect));
        for (var gap : reading.gaps()) {
          assertThat(gap.span().end()).as(text::toString).isLessThanOrEqualTo(text.length());
        }
        for (var command : reading.commands()) {
          assertThat(command.span().end()).as(text::toString).isLessThanOrEqualTo(text.length());
          if (command.input() instanceof Input.Piped piped) {
            assertThat(piped.sources())
                .as(text::toString)
                .allMatch(source -> source >= 0 && source < reading.commands().size());
          }
        }
      }
    }
  }

  /** What could be slow, deep or large if it were read carelessly. */
  static List<String> growing() {
    return List.of(
        "ls; ",
        "(",
        "((",
        "$(",
        "$((",
        "${",
        "`",
        "\"$(",
        "{",
        "{a,b}",
        "{a,",
        "[",
        "[[ ",
        "a[",
        "a[x",
        "$[",
        "<(",
        "@(",
        "'",
        "$'\\''",
        "if ",
        "if a; then ",
        "case x in y) ",
        "while a; ",
        "for x in ",
        "f() { ",
        "f() { f; }; f; ",
        "cat <<E\n",
        "<<<a ",
        "X=$X$X; ",
        "X=a$X; ",
        "export a$((i++))=b; (ls); ",
        "eval ",
        "eval 'eval ",
        "trap ls EXIT; ",
        "alias a=b; a; ",
        "a && ",
        "a | ",
        "! ",
        "time ",
        "> f ",
        "\\\n",
        "# x\n",
        "\t",
        "X[",
        "${X//",
        "*",
        "[a-",
        "for i in 1 2 3 4; do ",
        "set -- a b c \"$@\"; ",
        "echo \"$@\" ",
        "a=(b c); ",
        "a+=(b); ",
        "$((x+",
        "-",
        "~",
        "!",
        "case a in ",
        "a) ls ;; ",
        "\u200b",
        "echo a | ",
        "X=1 ");
  }

  @ParameterizedTest
  @MethodSource("growing")
  void read_effortIsLinearInTheText(String piece) {
    // Each level of nesting may look at the rest once: that many levels there are at most.
    for (var length = 1_000; length <= 32_000; length *= 2) {
      assertThat(effort(piece.repeat(length / piece.length())))
          .isLessThan(2L * Limits.STEPS_AT_LEAST + (Limits.DEPTH + 12L) * length);
    }
  }

  private static long effort(String text) {
    var effort = new Effort();
    Shell.readFully(text, world(ShellDialect.ANY), effort);
    return effort.spent();
  }

  @ParameterizedTest
  @MethodSource("growing")
  void read_deepText_staysInsideASmallStack(String piece) throws InterruptedException {
    var faults = new ArrayList<Throwable>();
    var text = piece.repeat(20_000 / piece.length());
    var thread =
        new Thread(
            null, () -> Shell.readFully(text, world(ShellDialect.ANY)), "small", 512 * 1024L);
    thread.setUncaughtExceptionHandler((t, fault) -> faults.add(fault));
    thread.start();
    thread.join();
    assertThat(faults).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"(", "$(", "{ ", "if a; then ", "\"$("})
  void read_tooDeep_isAGap(String open) {
    assertThat(Shell.read(open.repeat(500), world(ShellDialect.BASH)).gaps()).isNotEmpty();
  }

  @Test
  void read_tooLong_isAGap_andOneLessIsNot() {
    var most = "a".repeat(Limits.TEXT_LENGTH);
    assertThat(Shell.read(most, world(ShellDialect.ANY)).gaps()).isEmpty();
    assertThat(Shell.read(most + "a", world(ShellDialect.ANY)).gaps()).hasSize(1);
  }

  @Test
  void read_dangerAfterALongPrefix_isSeen() {
    var reading = Shell.read("true && ".repeat(400) + "rm -rf /", world(ShellDialect.ANY));
    var last = reading.commands().get(reading.commands().size() - 1);
    assertThat(Shown.command(last)).isEqualTo("rm -rf /");
    assertThat(reading.gaps()).isEmpty();
  }

  @Test
  void read_argumentsOfTheWorld() {
    var words =
        List.of(
            Word.of("sh", new Span(0, 0)),
            Word.of("rm", new Span(0, 0)),
            Word.of("a b", new Span(0, 0)));
    var world = new ShellWorld(ShellDialect.SH, Map.of(), words);
    assertThat(Shown.lines(Shell.read("$1 \"$2\" $2 $# $3x", world)))
        .containsExactly("> rm 'a b' a b 2 x");
  }
}
