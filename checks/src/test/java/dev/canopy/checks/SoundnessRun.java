package dev.canopy.checks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A run of texts through real shells: what happened is held against what was predicted, and every
 * text that shows a difference is made small.
 */
final class SoundnessRun {
  private final StubSandbox sandbox;
  private final List<String> shells;
  private final List<String> seeds;

  int texts;
  int late;

  /** Texts whose reading has a gap: whatever they do, it was said that they may. Not run. */
  int gaps;

  /** Texts that ran, with an effect that is unresolved. */
  int unresolved;

  /** How many texts ran, for each shell. */
  final Map<String, Integer> observations = new TreeMap<>();

  int exact;
  int programs;
  int rejectedByAll;
  int readByUsAlone;
  final List<Found> found = new ArrayList<>();

  /** A text that did, or was, what we did not say. */
  record Found(long seed, String text, String what) {}

  SoundnessRun(StubSandbox sandbox, List<String> shells, List<String> seeds) {
    this.sandbox = sandbox;
    this.shells = List.copyOf(shells);
    this.seeds = List.copyOf(seeds);
  }

  /** The text of a seed: the seed texts themselves first, then generated and mutated ones. */
  static String text(long seed, List<String> seeds) {
    if (seed < seeds.size()) {
      return seeds.get((int) seed);
    }
    var random = new Random(seed * 0x9E3779B97F4A7C15L);
    random.nextInt();
    var texts = new ShellTexts(random);
    return random.nextInt(5) < 3 ? texts.next() : new TextMutator(random, texts, seeds).next();
  }

  /** A text to compare readings by: the odd ones are a single command with generated words. */
  static String agreementText(long seed, List<String> seeds) {
    if (seed % 2 == 0) {
      return text(seeds.size() + seed / 2, seeds);
    }
    var random = new Random(seed * 0x9E3779B97F4A7C15L);
    random.nextInt();
    var texts = new ShellTexts(random);
    var text = new StringBuilder("X='a b' Y=c.d A=; export X; rm");
    for (var i = random.nextInt(3); i >= 0; i--) {
      text.append(' ').append(texts.word());
    }
    return text.toString();
  }

  static List<String> seeds(Path file) throws IOException {
    var seeds = new ArrayList<String>();
    for (var line : Files.readAllLines(file)) {
      if (!line.isBlank() && !line.startsWith("# ")) {
        seeds.add(line.replace("␤", "\n").replace("␍", "\r").replace("⇥", "\t"));
      }
    }
    return seeds;
  }

  /** Observes one text in all shells; null if it did not end in time in one of them. */
  @Nullable List<Observation> observe(String text) throws IOException {
    var seen = new ArrayList<Observation>();
    for (var shell : shells) {
      var one = sandbox.observe(shell, text);
      if (one == null) {
        return null;
      }
      seen.add(one);
    }
    return seen;
  }

  /** What was not predicted; null if all was. */
  static @Nullable String missed(Prediction prediction, List<Observation> seen) {
    for (var one : seen) {
      var missed = prediction.missed(one);
      if (missed != null) {
        return missed;
      }
    }
    return null;
  }

  /** True if a text can be handed to a shell as one word, and is not endless. */
  static boolean isFit(String text) {
    return !text.isBlank() && text.indexOf('\0') < 0 && text.length() <= 20_000;
  }

  void check(long seed) throws IOException {
    var text = text(seed, seeds);
    if (!isFit(text)) {
      return;
    }
    texts++;
    var prediction = new Prediction(text);
    if (prediction.unresolved) {
      if (!prediction.reading.gaps().isEmpty()) {
        gaps++;
        return;
      }
      unresolved++;
    }
    var seen = observe(text);
    if (seen == null) {
      late++;
      return;
    }
    count(prediction, seen);
    var missed = missed(prediction, seen);
    if (missed != null) {
      var kind = kind(missed);
      var small = TextShrinker.shrink(text, t -> kind.equals(kind(again(t))));
      found.add(new Found(seed, small, String.valueOf(again(small))));
    }
  }

  private @Nullable String again(String text) throws IOException {
    var prediction = new Prediction(text);
    var seen = prediction.reading.gaps().isEmpty() ? observe(text) : null;
    return seen == null ? null : missed(prediction, seen);
  }

  /** What stays the same while a text shrinks: the shell and what kind of thing it did. */
  private static String kind(@Nullable String missed) {
    return missed == null ? "" : missed.substring(0, Math.min(9, missed.length()));
  }

  private void count(Prediction prediction, List<Observation> seen) {
    var rejected = true;
    for (var one : seen) {
      observations.merge(one.shell(), 1, Integer::sum);
      programs += one.runs().size();
      rejected &= one.rejects();
    }
    exact += prediction.isExact(seen.get(0)) ? 1 : 0;
    if (rejected) {
      rejectedByAll++;
      readByUsAlone += prediction.reading.gaps().isEmpty() ? 1 : 0;
    }
  }

  String figures() {
    return texts
        + " texts, "
        + gaps
        + " with a gap; run: "
        + observations
        + ", "
        + late
        + " did not end in time, "
        + unresolved
        + " with an effect that is unresolved, "
        + exact
        + " exact; "
        + programs
        + " programs started; "
        + rejectedByAll
        + " texts that none of the shells reads, "
        + readByUsAlone
        + " of them without a gap; "
        + found.size()
        + " counterexamples";
  }
}
