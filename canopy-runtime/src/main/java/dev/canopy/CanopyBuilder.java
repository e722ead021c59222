package dev.canopy;

import dev.canopy.audit.AuditException;
import dev.canopy.audit.AuditLog;
import dev.canopy.audit.AuditOptions;
import dev.canopy.effects.FileFacts;
import dev.canopy.effects.Surroundings;
import dev.canopy.policy.Policy;
import dev.canopy.policy.PolicyException;
import dev.canopy.policy.PolicySource;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Configures a {@link Canopy}. Not safe for use by several threads. */
public final class CanopyBuilder {
  private Map<String, String> environment = System.getenv();
  private @Nullable Policy policy;
  private @Nullable Path policyFile;
  private @Nullable Path auditLog;
  private boolean withoutAuditLog;
  private AuditOptions auditOptions = AuditOptions.SHARED;
  private InstantSource clock = InstantSource.system();
  private @Nullable Path workingDirectory;
  private Duration approvalLifetime = Duration.ofHours(1);
  private @Nullable FileFacts files;
  private @Nullable HostLookups lookups;
  private final List<AttributeSource> sources = new ArrayList<>();

  CanopyBuilder() {}

  /** Decides by this policy. */
  public CanopyBuilder policy(Policy policy) {
    this.policy = policy;
    return this;
  }

  /** Decides by the policy in this file. */
  public CanopyBuilder policyFile(Path file) {
    this.policyFile = file;
    return this;
  }

  /** Records in this file. */
  public CanopyBuilder auditLog(Path file) {
    this.auditLog = file;
    return this;
  }

  /**
   * Holds the log like this. Unless set it is shared with other processes, such as a person at a
   * terminal who approves; {@link AuditOptions#EXCLUSIVE} is faster and keeps them out.
   */
  public CanopyBuilder auditOptions(AuditOptions options) {
    this.auditOptions = options;
    return this;
  }

  /**
   * Records nothing: nobody will ever know what was allowed. For tests and measurements; approvals
   * do not work.
   */
  public CanopyBuilder withoutAnyAuditLog() {
    this.withoutAuditLog = true;
    return this;
  }

  /** Takes the time from here. */
  public CanopyBuilder clock(InstantSource clock) {
    this.clock = clock;
    return this;
  }

  /** Takes relative paths as relative to this, unless {@code agent_ctx.cwd} says otherwise. */
  public CanopyBuilder workingDirectory(Path directory) {
    this.workingDirectory = directory;
    return this;
  }

  /**
   * How long a person has to approve, and the agent to use the approval; an hour unless set.
   *
   * @throws IllegalArgumentException if it is not positive or longer than 24 hours
   */
  public CanopyBuilder approvalLifetime(Duration lifetime) {
    if (lifetime.isZero() || lifetime.isNegative() || lifetime.compareTo(Approvals.LONGEST) > 0) {
      throw new IllegalArgumentException("an approval lasts up to 24 hours, not " + lifetime);
    }
    this.approvalLifetime = lifetime;
    return this;
  }

  /** Asks here about files, instead of the disk. */
  public CanopyBuilder files(FileFacts files) {
    this.files = files;
    return this;
  }

  /** Adds a source of facts about agents; of two that own a name the later wins. */
  public CanopyBuilder attributeSource(AttributeSource source) {
    sources.add(source);
    return this;
  }

  /**
   * Looks up the public names that actions connect to, at most this long for each action. A name
   * that leads to an address that is not public is judged as that address; a name that cannot be
   * looked up in time is unresolved. Unless set, no name is looked up.
   *
   * @throws IllegalArgumentException if the timeout is not positive or longer than 10 seconds
   */
  public CanopyBuilder hostResolver(HostResolver resolver, Duration timeout) {
    if (timeout.isZero() || timeout.isNegative() || timeout.compareTo(LONGEST_LOOKUP) > 0) {
      throw new IllegalArgumentException("a lookup takes up to 10 seconds, not " + timeout);
    }
    this.lookups = new HostLookups(resolver, timeout);
    return this;
  }

  /** The agent waits for it. */
  private static final Duration LONGEST_LOOKUP = Duration.ofSeconds(10);

  CanopyBuilder environment(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
    return this;
  }

  /**
   * Loads the policy and opens the log.
   *
   * @throws CanopyException if either fails
   */
  public Canopy build() {
    var decisions = buildDecisionMaker();
    var file = logFile();
    var log = openLog(file);
    return new Canopy(decisions, log, new Approvals(log, file, clock, approvalLifetime), file);
  }

  /**
   * Loads the policy; no log is opened.
   *
   * @throws CanopyException if the policy does not load
   */
  public DecisionMaker buildDecisionMaker() {
    var given = workingDirectory == null ? Path.of("") : workingDirectory;
    var directory = given.toAbsolutePath().normalize();
    var home = System.getProperty("user.home", "");
    var facts = files == null ? new DiskFiles(directory) : files;
    return new DecisionMaker(
        loadPolicy(),
        new Surroundings(directory.toString(), home, facts),
        sources,
        lookups,
        ownFiles());
  }

  private List<String> ownFiles() {
    var others = new ArrayList<@Nullable Path>();
    others.add(withKey(auditOptions).keyFile());
    others.add(policy == null ? policyFile() : null);
    return OwnFiles.of(withoutAuditLog ? null : logFile(), others);
  }

  private @Nullable Path policyFile() {
    var named = environment.getOrDefault("CANOPY_POLICY_FILE", "");
    return policyFile != null || named.isEmpty() ? policyFile : Path.of(named);
  }

  private Policy loadPolicy() {
    if (policy != null) {
      return policy;
    }
    var file = policyFile();
    if (file == null) {
      return Policy.standard();
    }
    try {
      return Policy.load(new PolicySource(file.toString(), Files.readString(file)));
    } catch (IOException e) {
      throw new CanopyException("cannot read the policy `" + file + "`: " + why(e), e);
    } catch (PolicyException e) {
      throw new CanopyException(
          "the policy `" + file + "` does not load:\n" + e.getMessage(), e, e.issues());
    }
  }

  private static String why(IOException e) {
    return e instanceof NoSuchFileException
        ? "there is no such file"
        : e instanceof CharacterCodingException
            ? "it is not UTF-8"
            : String.valueOf(e.getMessage());
  }

  private Path logFile() {
    if (auditLog != null) {
      return auditLog;
    }
    var named = environment.getOrDefault("CANOPY_AUDIT_LOG_PATH", "");
    return Path.of(named.isEmpty() ? "audit.log" : named);
  }

  /** The key that the environment names, unless the host program named one. */
  private AuditOptions withKey(AuditOptions options) {
    var named = environment.getOrDefault("CANOPY_AUDIT_KEY", "");
    return named.isEmpty() || options.keyFile() != null || options.signer() != null
        ? options
        : options.withKeyFile(Path.of(named));
  }

  private @Nullable Recorder openLog(Path file) {
    if (withoutAuditLog) {
      return null;
    }
    try {
      return Recorder.of(AuditLog.open(file, clock, withKey(auditOptions)));
    } catch (AuditException e) {
      throw new CanopyException("the audit log `" + file + "` does not open: " + e.getMessage(), e);
    }
  }
}
