package dev.canopy.effects;

import org.jspecify.annotations.Nullable;

/** The little languages by the name that models use. */
final class Syntaxes {
  private static final Syntax FIND = new FindSyntax();
  private static final Syntax SED = new SedSyntax();
  private static final Syntax AWK = new AwkSyntax();
  private static final Syntax DD = new DdSyntax();
  private static final Syntax TAR = new TarSyntax();
  private static final Syntax XARGS = new XargsSyntax();
  private static final Syntax PARALLEL = new ParallelSyntax();
  private static final Syntax GIT_PUSH = new GitPushSyntax();
  private static final Syntax GIT_CONFIG = new GitConfigSyntax();
  private static final Syntax GIT_CHECKOUT = new GitCheckoutSyntax();
  private static final Syntax SHELL = new ShellSyntax();
  private static final Syntax APPLET = new AppletSyntax();
  private static final Syntax ENV = new EnvSyntax();
  private static final Syntax CHMOD = new ChmodSyntax();
  private static final Syntax NETCAT = new NetcatSyntax();
  private static final Syntax DOWNLOAD = new DownloadSyntax();
  private static final Syntax SOCAT = new SocatSyntax();
  private static final Syntax TRAP = new TrapSyntax();
  private static final Syntax POWERSHELL = new PowerShellSyntax();
  private static final Syntax CMD = new CmdSyntax();

  private Syntaxes() {}

  /** The language of that name, or null. */
  static @Nullable Syntax named(String name) {
    return switch (name) {
      case "find" -> FIND;
      case "sed" -> SED;
      case "awk" -> AWK;
      case "dd" -> DD;
      case "tar" -> TAR;
      case "xargs" -> XARGS;
      case "parallel" -> PARALLEL;
      case "git-push" -> GIT_PUSH;
      case "git-config" -> GIT_CONFIG;
      case "git-checkout" -> GIT_CHECKOUT;
      case "shell" -> SHELL;
      case "applet" -> APPLET;
      case "env" -> ENV;
      case "chmod" -> CHMOD;
      case "netcat" -> NETCAT;
      case "download" -> DOWNLOAD;
      case "socat" -> SOCAT;
      case "trap" -> TRAP;
      case "powershell" -> POWERSHELL;
      case "cmd" -> CMD;
      default -> null;
    };
  }
}
