package dev.canopy.policy;

import dev.canopy.effects.ActionType;
import dev.canopy.effects.EffectAnalyzer;
import dev.canopy.effects.ToolDeclaration;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A policy that has compiled: immutable and safe to share between threads. */
public final class Policy {
  private final PolicySource source;
  private final List<CompiledRule> rules;
  private final RuleIndex index;
  private final Defaults defaults;
  private final boolean usesSafePaths;
  private final LogRules logRules;
  private final List<ToolDeclaration> tools;
  private final List<String> canopyFiles;

  /**
   * Null until someone asks: the first SHA-256 of a process costs more than a decision. Two threads
   * may both work it out, and find the same.
   */
  private @Nullable String digest;

  Policy(
      PolicySource source,
      List<CompiledRule> rules,
      Defaults defaults,
      boolean usesSafePaths,
      LogRules logRules,
      List<ToolDeclaration> tools) {
    this.source = source;
    this.rules = List.copyOf(rules);
    this.index = new RuleIndex(rules);
    this.defaults = defaults;
    this.usesSafePaths = usesSafePaths;
    this.logRules = logRules;
    this.tools = List.copyOf(tools);
    this.canopyFiles = List.of();
  }

  private Policy(Policy other, List<String> canopyFiles) {
    this.source = other.source;
    this.rules = other.rules;
    this.index = other.index;
    this.defaults = other.defaults;
    this.usesSafePaths = other.usesSafePaths;
    this.logRules = other.logRules;
    this.tools = other.tools;
    this.digest = other.digest;
    this.canopyFiles = canopyFiles;
  }

  /**
   * Compiles a policy and checks its examples.
   *
   * @throws PolicyException with every fault that was found
   */
  public static Policy load(PolicySource source) throws PolicyException {
    return PolicyReading.read(source);
  }

  /** The policy that is shipped, {@code default.yaml}. */
  public static Policy standard() {
    return shipped("default.yaml");
  }

  /** The shipped policy that asks a person about nearly everything, {@code strict.yaml}. */
  public static Policy strict() {
    return shipped("strict.yaml");
  }

  /** The text of a shipped policy: {@code default.yaml} or {@code strict.yaml}. */
  public static PolicySource shippedSource(String name) {
    try (var in = Policy.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalArgumentException("no shipped policy `" + name + "`");
      }
      return new PolicySource(name, new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The build has checked the examples of shipped policies: no need to do so at each start. */
  private static Policy shipped(String name) {
    try {
      return PolicyReading.readShipped(shippedSource(name));
    } catch (PolicyException e) {
      throw new IllegalStateException("the shipped policy does not load", e);
    }
  }

  /**
   * The same policy, told which files and folders are Canopy's own: its log, its keys, the policy
   * itself. Rules call them {@code canopy_files}. Until told, there are none.
   *
   * @param paths absolute, in any spelling
   * @throws IllegalArgumentException if one is not absolute
   */
  public Policy guarding(List<String> paths) {
    for (var path : paths) {
      if (!path.startsWith("/")) {
        throw new IllegalArgumentException("`" + path + "` is not absolute");
      }
    }
    return new Policy(this, paths.stream().map(Paths::normalize).distinct().toList());
  }

  /** What messages call it, usually its file name. */
  public String name() {
    return source.name();
  }

  /** {@code sha256:} and the SHA-256 of the policy's text in lower-case hex. */
  public String digest() {
    var known = digest;
    if (known == null) {
      known = digestOf(source.text());
      digest = known;
    }
    return known;
  }

  /** The policy as it was written. */
  public String text() {
    return source.text();
  }

  /**
   * What a rule says, without its condition.
   *
   * @param reason what an answer of this rule says
   */
  public record Outline(String id, Decision decision, Severity severity, String reason) {}

  /** What each rule says, in the order of the policy. */
  public List<Outline> outline() {
    return rules.stream()
        .map(rule -> new Outline(rule.id, rule.decision, rule.severity, rule.reason))
        .toList();
  }

  /** The ids of the rules, in the order of the policy. */
  public List<String> ruleIds() {
    return rules.stream().map(rule -> rule.id).distinct().toList();
  }

  /** What is logged of payloads. */
  public LogRules logRules() {
    return logRules;
  }

  /**
   * What this policy says of tools, for {@link EffectAnalyzer#withTools}: without it the effects of
   * their calls are not what the policy's rules are about.
   */
  public List<ToolDeclaration> tools() {
    return tools;
  }

  List<CompiledRule> rules() {
    return rules;
  }

  CompiledRule[] rulesFor(ActionType type) {
    return index.forType(type);
  }

  Decision defaultFor(String type) {
    return defaults.of(type);
  }

  List<String> canopyFiles() {
    return canopyFiles;
  }

  boolean usesSafePaths() {
    return usesSafePaths;
  }

  private static String digestOf(String text) {
    try {
      var sha = MessageDigest.getInstance("SHA-256");
      return "sha256:"
          + HexFormat.of().formatHex(sha.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
