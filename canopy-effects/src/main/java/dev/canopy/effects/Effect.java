package dev.canopy.effects;

import java.math.BigDecimal;
import java.util.List;

/**
 * One thing an action would do. A closed set: policies talk about these and nothing else, so that a
 * shell command, a file tool and an MCP tool that do the same are one rule.
 */
public sealed interface Effect {

  /** Where in the payload this comes from. */
  Origin origin();

  /** The name on the wire and in policies: {@code runs}, {@code deletes}, … */
  String kind();

  /**
   * Starts a program. {@code via} lists what it was reached through: {@code sudo}, {@code xargs}.
   */
  record Runs(Operand program, List<Operand> arguments, List<String> via, Origin origin)
      implements Effect {
    public Runs {
      arguments = List.copyOf(arguments);
      via = List.copyOf(via);
    }

    @Override
    public String kind() {
      return "runs";
    }
  }

  /** Reads a file or lists a directory. */
  record Reads(Operand path, Origin origin) implements Effect {
    @Override
    public String kind() {
      return "reads";
    }
  }

  /** Creates or changes a file, a directory or its metadata. */
  record Writes(Operand path, Mode mode, boolean recursive, Origin origin) implements Effect {
    /** How a file is changed. */
    public enum Mode {
      CREATE,
      TRUNCATE,
      APPEND,
      METADATA,
      /** An empty directory is made. */
      DIRECTORY
    }

    @Override
    public String kind() {
      return "writes";
    }
  }

  /**
   * A file or directory is gone from its place. {@code moved}: what was in it lives on elsewhere,
   * as after {@code mv} or {@code gzip}.
   */
  record Deletes(Operand path, boolean recursive, boolean moved, Origin origin) implements Effect {
    /** A removal for good. */
    public Deletes(Operand path, boolean recursive, Origin origin) {
      this(path, recursive, false, origin);
    }

    @Override
    public String kind() {
      return "deletes";
    }
  }

  /**
   * Opens a network connection or listens for one.
   *
   * @param host what is connected to; for a listener the address bound
   * @param port 0 if the scheme's own or not known
   * @param scheme such as {@code https}, {@code ssh}, {@code tcp}; {@code listen} for a listener
   * @param method for HTTP in upper case, else empty
   * @param sendsData true if data beyond the request itself goes out
   * @param place what kind of address it is
   */
  record Connects(
      Operand host,
      int port,
      String scheme,
      String method,
      boolean sendsData,
      HostPlace place,
      Origin origin)
      implements Effect {
    @Override
    public String kind() {
      return "connects";
    }
  }

  /** Runs code that was fetched or decoded rather than written down: {@code curl … | sh}. */
  record RunsRemoteCode(String interpreter, Operand source, Origin origin) implements Effect {
    @Override
    public String kind() {
      return "runs_remote_code";
    }
  }

  /** Installs a package. {@code runsScripts}: the package's own code may run while installing. */
  record Installs(Operand name, String manager, boolean runsScripts, Origin origin)
      implements Effect {
    @Override
    public String kind() {
      return "installs";
    }
  }

  /** Gains rights: {@code sudo}, a set-uid bit, a capability. */
  record Escalates(String how, Origin origin) implements Effect {
    @Override
    public String kind() {
      return "escalates";
    }
  }

  /** Leaves something that runs later: {@code what} is {@code cron}, {@code service}, … */
  record Persists(String what, Operand place, Origin origin) implements Effect {
    @Override
    public String kind() {
      return "persists";
    }
  }

  /**
   * Changes the machine: {@code area} is {@code users}, {@code firewall}, {@code kernel}, {@code
   * boot}, {@code power}, {@code devices}, {@code mounts}, {@code processes}, {@code services} or
   * {@code settings}.
   */
  record ChangesSystem(String area, Operand what, Origin origin) implements Effect {
    @Override
    public String kind() {
      return "changes_system";
    }
  }

  /**
   * Destroys a remote or managed resource beyond easy repair: {@code resource} is {@code
   * git_history}, {@code git_worktree}, {@code database}, {@code cloud}, {@code cluster}, {@code
   * container}, {@code queue}, {@code repository} or {@code account}.
   */
  record Destroys(String resource, Operand what, Origin origin) implements Effect {
    @Override
    public String kind() {
      return "destroys";
    }
  }

  /** Changes a remote or managed resource; the kinds of resource are those of {@link Destroys}. */
  record Changes(String resource, Operand what, Origin origin) implements Effect {
    @Override
    public String kind() {
      return "changes";
    }
  }

  /** Reads a credential, a private key or the like. */
  record ReadsSecret(Operand what, Origin origin) implements Effect {
    @Override
    public String kind() {
      return "reads_secret";
    }
  }

  /** Sends data somewhere: {@code secret} if a credential is or may be in it. */
  record Sends(Operand destination, boolean secret, Origin origin) implements Effect {
    @Override
    public String kind() {
      return "sends";
    }
  }

  /** Sets a variable or lookup path that changes what later programs do: {@code LD_PRELOAD}. */
  record PoisonsEnvironment(String variable, Origin origin) implements Effect {
    @Override
    public String kind() {
      return "poisons_environment";
    }
  }

  /** Spends money. */
  record Spends(BigDecimal amount, String currency, Origin origin) implements Effect {
    @Override
    public String kind() {
      return "spends";
    }
  }

  /**
   * Calls a tool whose effects are known from its declaration only. {@code readOnly}: beside the
   * other effects of the action it does nothing but read.
   */
  record CallsTool(String server, String tool, boolean readOnly, Origin origin) implements Effect {
    @Override
    public String kind() {
      return "calls_tool";
    }
  }

  /** Something that could not be worked out: it may do anything. The reason is for people. */
  record Unresolved(String reason, Origin origin) implements Effect {
    @Override
    public String kind() {
      return "unresolved";
    }
  }
}
