package dev.canopy.audit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Checkpoints as commits on a reference of their own in a git repository, which can be pushed to
 * where the log's host cannot rewrite it. Touches neither the index nor the working tree. Runs the
 * git program with its arguments as they are, through no shell.
 */
public final class GitAnchor implements Anchor {
  /** Where the commits are; each has one file, {@code checkpoint}. */
  public static final String REFERENCE = "refs/canopy/checkpoints";

  /** Git answers in milliseconds; after this long something asks a question or hangs. */
  private static final long PATIENCE_SECONDS = 30;

  /** An object name is 40 or 64 hex digits. */
  private static final int MAX_ANSWER_BYTES = 4096;

  /** Many years of commits. */
  private static final int MAX_KEPT_BYTES = AnchorNotes.MAX_BYTES;

  private final Path repository;

  public GitAnchor(Path repository) {
    this.repository = repository;
  }

  @Override
  public String name() {
    return "git " + repository;
  }

  @Override
  public synchronized void keep(SignedCheckpoint checkpoint) throws AuditException {
    var head = checkpoint.checkpoint();
    var blob = git(checkpoint.note().bytes(), "hash-object", "-w", "--stdin");
    var tree =
        git(("100644 blob " + blob + "\tcheckpoint\n").getBytes(StandardCharsets.UTF_8), "mktree");
    var parent = git(new byte[0], "for-each-ref", "--format=%(objectname)", REFERENCE);
    var words = new ArrayList<String>();
    words.addAll(List.of("commit-tree", tree, "-m", head.origin() + " " + head.treeSize()));
    if (!parent.isEmpty()) {
      words.addAll(List.of("-p", parent));
    }
    var commit = git(new byte[0], words.toArray(new String[0]));
    // With the old value: of two at once, one fails and loses nothing.
    git(
        new byte[0],
        "update-ref",
        REFERENCE,
        commit,
        parent.isEmpty() ? "0".repeat(commit.length()) : parent);
  }

  /** What was committed, oldest first. */
  List<byte[]> kept() throws AuditException {
    if (git(new byte[0], "for-each-ref", "--format=%(objectname)", REFERENCE).isEmpty()) {
      return List.of();
    }
    var commits = git(MAX_KEPT_BYTES, new byte[0], "rev-list", "--reverse", REFERENCE);
    var wanted = new StringBuilder();
    for (var commit : new String(commits, StandardCharsets.UTF_8).split("\n", -1)) {
      wanted.append(commit.isEmpty() ? "" : commit + ":checkpoint\n");
    }
    var objects =
        git(
            MAX_KEPT_BYTES,
            wanted.toString().getBytes(StandardCharsets.UTF_8),
            "cat-file",
            "--batch");
    var notes = new ArrayList<byte[]>();
    for (var at = 0; at < objects.length; ) { // a line `NAME blob SIZE`, so many bytes, a line feed
      var end = at;
      while (end < objects.length && objects[end] != '\n') {
        end++;
      }
      var words = new String(objects, at, end - at, StandardCharsets.UTF_8).split(" ", -1);
      try {
        var length = Integer.parseInt(words[words.length - 1]);
        notes.add(Arrays.copyOfRange(objects, end + 1, end + 1 + length));
        at = end + 1 + length + 1;
      } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
        throw new AuditException(
            "git in `" + repository + "` has a commit without a checkpoint on " + REFERENCE, e);
      }
    }
    return notes;
  }

  private String git(byte[] input, String... words) throws AuditException {
    return new String(git(MAX_ANSWER_BYTES, input, words), StandardCharsets.UTF_8).strip();
  }

  private byte[] git(int maxBytes, byte[] input, String... words) throws AuditException {
    var command = new ArrayList<>(List.of("git", "-C", repository.toString()));
    command.addAll(Arrays.asList(words));
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    var environment = builder.environment();
    for (var role : List.of("GIT_AUTHOR_", "GIT_COMMITTER_")) {
      environment.put(role + "NAME", "canopy");
      environment.put(role + "EMAIL", "canopy@localhost");
    }
    environment.put("GIT_TERMINAL_PROMPT", "0");
    try {
      var process = builder.start();
      var feeding =
          CompletableFuture.runAsync( // while its answer is read, or both would wait
              () -> {
                try (var in = process.getOutputStream()) {
                  in.write(input);
                } catch (IOException e) {
                  // It ended without reading: what it says and its exit status tell why.
                }
              });
      var answer = process.getInputStream().readNBytes(maxBytes);
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AuditException("git in `" + repository + "` does not end");
      }
      feeding.join();
      if (process.exitValue() != 0) {
        throw new AuditException(
            "git "
                + words[0]
                + " in `"
                + repository
                + "` failed: "
                + Quoted.of(new String(answer, StandardCharsets.UTF_8).strip()));
      }
      return answer;
    } catch (IOException e) {
      throw new AuditException("cannot run git: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AuditException("interrupted while git ran", e);
    }
  }
}
