package dev.canopy.checks;

import static dev.canopy.checks.Launcher.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./canopy}, from the outside. */
final class LauncherTest {
  private static Launcher launcher;

  @BeforeAll
  static void build(@TempDir Path shared) {
    launcher = new Launcher(shared);
  }

  @Test
  void start_makesAnArchiveForThisJavaAndUsesIt() throws IOException {
    var first = launcher.run("check", "execute_shell", "ls");
    assertThat(archives()).hasSize(1);
    var second = launcher.run("check", "execute_shell", "ls");

    assertThat(second).isEqualTo(first);
    assertThat(first.err()).isEmpty();
  }

  @Test
  void start_withAnArchiveThatIsBroken_saysNothingOnStandardOutput() throws IOException {
    var good = launcher.run("check", "execute_shell", "ls");
    var archive = archives().get(0);
    var bytes = Files.readAllBytes(archive);
    Files.delete(archive);
    Files.write(archive, utf8("not an archive"));

    var broken = launcher.run("check", "execute_shell", "ls");

    assertThat(broken.out()).isEqualTo(good.out());
    assertThat(broken.status()).isEqualTo(good.status());
    Files.delete(archive);
    Files.write(archive, bytes);
  }

  @Test
  void start_afterAJarWasReplaced_runsTheNewJar() throws IOException {
    launcher.run("check", "execute_shell", "ls");
    var jar = launcher.build().resolve("jspecify-1.0.0.jar");
    var before = Files.getLastModifiedTime(jar);
    Files.setLastModifiedTime(jar, FileTime.from(Instant.ofEpochSecond(1)));

    var outcome = launcher.run("check", "--json", "execute_shell", "ls");

    assertThat(outcome.out()).startsWith("{\"decision\":").hasLineCount(1);
    Files.setLastModifiedTime(jar, before);
  }

  @Test
  void start_withoutJava_saysWhatIsMissing() {
    var tree = launcher;
    var outcome =
        tree.shell(
            "PATH=/nowhere JAVA_HOME= /bin/sh ./canopy check execute_shell ls 2>&1 || exit 7");

    assertThat(outcome.status()).isEqualTo(7);
    assertThat(outcome.out()).contains("needs a JDK 17 or later");
  }

  @Test
  void start_withAnOlderJava_saysWhatIsMissing(@TempDir Path old) throws IOException {
    Files.createDirectories(old.resolve("bin"));
    var java = Files.writeString(old.resolve("bin/java"), "#!/bin/sh\nexit 9\n");
    assertThat(java.toFile().setExecutable(true)).isTrue();
    Files.writeString(old.resolve("release"), "JAVA_VERSION=\"11.0.20\"\n");

    var outcome = launcher.shell("JAVA_HOME='" + old + "' ./canopy --version 2>&1 || exit 7");

    assertThat(outcome.status()).isEqualTo(7);
    assertThat(outcome.out()).contains("needs a JDK 17 or later, found 11.0.20");
  }

  @Test
  void start_throughASymbolicLink_findsItsTree(@TempDir Path elsewhere) {
    var outcome =
        launcher.shell(
            "ln -s '"
                + launcher.root()
                + "/canopy' '"
                + elsewhere
                + "/canopy'; cd /; '"
                + elsewhere
                + "/canopy' --version");

    assertThat(outcome.out()).startsWith("canopy ");
  }

  @Test
  void check_answersByExitCode() {
    var outcome = launcher.run("check", "modify_file", "/etc/passwd");

    assertThat(outcome.status()).isEqualTo(20);
    assertThat(outcome.out()).startsWith("DENY");
    assertThat(launcher.run("check", "--no-such-option").status()).isEqualTo(2);
    assertThat(launcher.run("no-such-command").status()).isEqualTo(2);
    assertThat(launcher.run("policy", "check", "no-such-file").status()).isEqualTo(1);
  }

  @Test
  void check_inAnyLocale_readsArgumentsAsUtf8() {
    for (var locale : new String[] {"C", "POSIX", "C.UTF-8"}) {
      var outcome =
          launcher.shell("LC_ALL=" + locale + " ./canopy policy check no/é-☂-🦊 2>&1 || true");

      assertThat(outcome.out()).as(locale).contains("no/é-☂-🦊");
    }
  }

  @Test
  void check_ofWhatIsNotUtf8_isRefused() {
    var outcome =
        launcher.shell("./canopy check read_file \"$(printf '/tmp/\\377')\" 2>&1 || exit 7");

    assertThat(outcome.status()).isEqualTo(7);
    assertThat(outcome.out()).contains("not UTF-8");
  }

  @Test
  void checkJsonl_answersEachLineInOrder() {
    var outcome =
        launcher.run(
            utf8(
                """
                {"id":1,"agent_ctx":{},"action_type":"execute_shell","action_payload":"ls"}
                not json
                {"id":"x","action_type":"modify_file","action_payload":{"path":"/etc/passwd"}}

                {"id":2,"action_type":7,"action_payload":"ls"}
                """),
            "check",
            "--jsonl");

    assertThat(outcome.status()).isZero();
    var lines = outcome.out().lines().toList();
    assertThat(lines).hasSize(5);
    assertThat(lines.get(0)).startsWith("{\"id\":1,\"decision\":\"");
    assertThat(lines.get(1))
        .startsWith("{\"id\":null,\"decision\":\"DENY\"")
        .contains("\"error\":");
    assertThat(lines.get(2)).startsWith("{\"id\":\"x\",\"decision\":\"DENY\"");
    assertThat(lines.get(3))
        .startsWith("{\"id\":null,\"decision\":\"DENY\"")
        .contains("\"error\":");
    assertThat(lines.get(4)).startsWith("{\"id\":2,\"decision\":\"DENY\"").contains("\"error\":");
  }

  @Test
  void exec_ofWhatIsAllowed_runsExactlyTheWords() throws IOException {
    policy("ALLOW");
    var words =
        List.of("a", "b c", "", "*", "$HOME", "@x", "--json", "--", "é🦊", "'\"\\", "\n", "-h");
    var command = new ArrayList<>(List.of("exec", "--policy", "p.yaml", "--", "printf", "%s|"));
    command.addAll(words);

    var outcome = launcher.run(command.toArray(new String[0]));

    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.out()).isEqualTo(String.join("|", words) + "|");
    assertThat(outcome.status()).isZero();
  }

  @Test
  void exec_exitsWithTheStatusOfTheCommand() throws IOException {
    policy("ALLOW");

    assertThat(exec("sh", "-c", "exit 7").status()).isEqualTo(7);
    assertThat(exec("sh", "-c", "kill -9 $$").status()).isEqualTo(128 + 9);
    assertThat(exec("no-such-program-anywhere").status()).isEqualTo(1);
  }

  @Test
  void exec_ofWhatIsNotAllowed_runsNothing() throws IOException {
    for (var decision : List.of("DENY", "REQUIRE_APPROVAL")) {
      policy(decision);

      var outcome = exec("touch", "touched");

      assertThat(outcome.status()).isEqualTo(decision.equals("DENY") ? 20 : 10);
      assertThat(outcome.out()).isEmpty();
      assertThat(outcome.err()).startsWith("canopy: not run: " + decision);
      assertThat(launcher.root().resolve("touched")).doesNotExist();
    }
  }

  @Test
  void exec_inAnotherLocale_givesItToTheCommandUnchanged() throws IOException {
    policy("ALLOW");
    var line =
        "./canopy exec --policy p.yaml -- sh -c 'printf \"%s|%s\" \"${LC_ALL-unset}\" \"$1\"' x é";

    assertThat(launcher.shell("LC_ALL=C " + line).out()).isEqualTo("C|é");
    assertThat(launcher.shell("unset LC_ALL; LANG=C " + line).out()).isEqualTo("unset|é");
  }

  @Test
  void exec_withoutStandardStreams_handsOverNoFileOfOurs() throws IOException {
    policy("ALLOW");
    var exec = "./canopy exec --policy p.yaml -- ";

    assertThat(launcher.shell(exec + "cat <&-")).isEqualTo(new Launcher.Outcome(0, "", ""));
    assertThat(launcher.shell(exec + "echo x >&-")).isEqualTo(new Launcher.Outcome(0, "", ""));
    assertThat(launcher.shell(exec + "sh -c 'echo x >&2' 2>&-"))
        .isEqualTo(new Launcher.Outcome(0, "", ""));
    assertThat(launcher.shell("./canopy check --jsonl <&-"))
        .isEqualTo(new Launcher.Outcome(0, "", ""));
  }

  private static Launcher.Outcome exec(String... words) {
    var command = new ArrayList<>(List.of("exec", "--policy", "p.yaml", "--"));
    command.addAll(List.of(words));
    return launcher.run(command.toArray(new String[0]));
  }

  private static void policy(String decision) throws IOException {
    Files.writeString(
        launcher.root().resolve("p.yaml"),
        """
        version: 1
        rules:
          - id: shell
            action_type: execute_shell
            decision: %s
            reason: the test says so
        """
            .formatted(decision));
  }

  @Test
  void build_ofOlderJars_runsMaven(@TempDir Path fresh) throws IOException {
    var tree = new Launcher(fresh);
    // A Maven that only says that it was asked, and puts the jars where Maven would.
    var bin = Files.createDirectories(fresh.resolve("bin"));
    var maven =
        Files.writeString(
            bin.resolve("mvn"),
            """
            #!/bin/sh
            echo "$@" >>asked
            printf "\\033[0m" # as Maven does, at its end
            mkdir -p canopy-cli/target/lib
            cp canopy-cli/target/run/tested/*.jar canopy-cli/target/lib/
            cp canopy-cli/target/run/tested/jspecify-1.0.0.jar canopy-cli/target/canopy-cli-0.jar
            """);
    assertThat(maven.toFile().setExecutable(true)).isTrue();
    tree.with("PATH", bin + ":" + System.getenv("PATH"));

    tree.run("--version");
    assertThat(fresh.resolve("asked")).doesNotExist();

    Files.writeString(fresh.resolve("canopy-cli/src/main/New.java"), "class New {}");
    var rebuilt = tree.run("--version");
    assertThat(Files.readAllLines(fresh.resolve("asked"))).hasSize(1);
    assertThat(rebuilt.out()).startsWith("canopy ").hasLineCount(1);
    assertThat(rebuilt.err()).contains("building");

    var again = tree.run("--version");
    assertThat(Files.readAllLines(fresh.resolve("asked"))).hasSize(1);
    assertThat(again.err()).isEmpty();
  }

  @Test
  void build_atOnceByTwo_runsMavenOnce(@TempDir Path fresh) throws IOException {
    var tree = new Launcher(fresh);
    var bin = Files.createDirectories(fresh.resolve("bin"));
    var maven =
        Files.writeString(
            bin.resolve("mvn"),
            """
            #!/bin/sh
            echo "$@" >>asked
            printf "\\033[0m" # as Maven does, at its end
            mkdir -p canopy-cli/target/lib
            cp canopy-cli/target/run/tested/*.jar canopy-cli/target/lib/
            cp canopy-cli/target/run/tested/jspecify-1.0.0.jar canopy-cli/target/canopy-cli-0.jar
            """);
    assertThat(maven.toFile().setExecutable(true)).isTrue();
    tree.with("PATH", bin + ":" + System.getenv("PATH"));
    Files.writeString(fresh.resolve("canopy-cli/src/main/New.java"), "class New {}");

    var outcome =
        tree.shell("./canopy --version >one & ./canopy --version >two & wait; cat one two");

    assertThat(outcome.out()).hasLineCount(2);
    assertThat(Files.readAllLines(fresh.resolve("asked"))).hasSize(1);
    assertThat(fresh.resolve("canopy-cli/target/run/lock")).doesNotExist();
  }

  private static List<Path> archives() throws IOException {
    try (var files = Files.list(launcher.build())) {
      return files.filter(f -> f.toString().endsWith(".jsa")).toList();
    }
  }
}
