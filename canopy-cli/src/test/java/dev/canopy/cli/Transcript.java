package dev.canopy.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Runs a transcript: the lines of a file that begin with {@code $}, each followed by what it must
 * write. Lines of standard error have a {@code !} before them, the exit code is in brackets. What
 * differs from run to run is replaced: times, hashes, the folder, the log's key, and how far the
 * log is signed already, which is a matter of time. {@code $approval} stands for the approval that
 * was offered last.
 */
final class Transcript {
  private static final Pattern TIME =
      Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z");
  private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");
  private static final Pattern KEY =
      Pattern.compile("canopy-audit/[0-9a-f]{32}\\+[0-9a-f]{8}\\+[A-Za-z0-9+/=]+");
  private static final Pattern SIGNED =
      Pattern.compile(
          "the first \\d+ are signed, the last \\d+ are not yet, by|all of them are signed, by"
              + "|nothing is signed\\b( yet)?");
  private static final Pattern SIGNED_BY = Pattern.compile("<so far signed> a key that is [^\n]*");
  private static final Pattern COUNTS = Pattern.compile("\"(signed_size|checkpoints)\":\\d+");
  private static final Pattern LOST = Pattern.compile("\\.lost-[0-9TZ]+-[0-9a-f]{8}");
  private static final Pattern ORIGIN = Pattern.compile("canopy-audit/[0-9a-f]{32}");
  private static final Pattern APPROVAL = Pattern.compile("approvals approve ([0-9a-f]{64})");

  private final Path directory;
  private final Map<String, String> environment = new HashMap<>();
  private final StringBuilder out = new StringBuilder();
  private String approval = "";

  Transcript(Path directory) {
    this.directory = directory;
  }

  /** What the commands of {@code script} write, as a transcript. */
  String replay(String script) throws IOException {
    var inOutput = false;
    for (var line : script.lines().toList()) {
      if (line.startsWith("$ ")) {
        out.append(line).append('\n');
        var words = words(line.substring(2));
        run(words);
        inOutput = words.get(0).equals("canopy");
      } else if (inOutput) {
        inOutput = !line.matches("\\[\\d+]");
      } else {
        out.append(line).append('\n');
      }
    }
    return out.toString();
  }

  private void run(List<String> words) throws IOException {
    switch (words.get(0)) {
      case "canopy" -> canopy(words.subList(1, words.size()));
      case "replace" -> {
        var file = directory.resolve(words.get(1));
        Files.writeString(file, Files.readString(file).replace(words.get(2), words.get(3)));
      }
      default -> throw new IllegalArgumentException("no such command: " + words);
    }
  }

  private void canopy(List<String> given) throws IOException {
    var args = new ArrayList<>(given);
    args.replaceAll(word -> word.equals("$approval") ? approval : word);
    var input = new byte[0];
    var redirect = args.indexOf("<");
    if (redirect >= 0) {
      input = Files.readAllBytes(directory.resolve(args.get(redirect + 1)));
      args.subList(redirect, redirect + 2).clear();
    }
    var stdout = new ByteArrayOutputStream();
    var stderr = new ByteArrayOutputStream();
    var console =
        new Console(
            new ByteArrayInputStream(input),
            new PrintStream(stdout, false, StandardCharsets.UTF_8),
            new PrintStream(stderr, false, StandardCharsets.UTF_8),
            false,
            environment,
            directory,
            InstantSource.fixed(Instant.parse("2026-11-22T10:00:00Z")));
    var code = Cli.run(console, args.toArray(new String[0]));
    console.out().flush();
    console.err().flush();
    for (var line : plain(stdout).lines().toList()) {
      out.append(line).append('\n');
    }
    for (var line : plain(stderr).lines().toList()) {
      out.append("! ").append(line).append('\n');
    }
    out.append('[').append(code).append("]\n");
  }

  private String plain(ByteArrayOutputStream bytes) {
    var text = bytes.toString(StandardCharsets.UTF_8).replace(directory.toString(), "<dir>");
    var approvals = APPROVAL.matcher(text);
    while (approvals.find()) {
      approval = approvals.group(1);
    }
    text = TIME.matcher(text).replaceAll("<time>");
    text = HASH.matcher(text).replaceAll("<hash>");
    text = KEY.matcher(text).replaceAll("<key>");
    text = ORIGIN.matcher(text).replaceAll("<origin>");
    text = LOST.matcher(text).replaceAll(".lost-<when>");
    text = SIGNED.matcher(text).replaceAll("<so far signed>");
    text = SIGNED_BY.matcher(text).replaceAll("<so far signed>");
    text = COUNTS.matcher(text).replaceAll("\"$1\":<n>");
    return text;
  }

  /** Words as a shell reads them, as far as single quotes and spaces go. */
  private static List<String> words(String line) {
    var words = new ArrayList<String>();
    var word = new StringBuilder();
    var quoted = false;
    var started = false;
    for (var i = 0; i < line.length(); i++) {
      var c = line.charAt(i);
      if (c == '\'') {
        quoted = !quoted;
        started = true;
      } else if (c == ' ' && !quoted) {
        if (started) {
          words.add(word.toString());
          word.setLength(0);
          started = false;
        }
      } else {
        word.append(c);
        started = true;
      }
    }
    if (started) {
      words.add(word.toString());
    }
    return words;
  }
}
