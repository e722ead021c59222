package dev.canopy.effects;

/** {@code nc}: a host and a port, or a listener; with a program attached it is a remote shell. */
final class NetcatSyntax implements Syntax {
  @Override
  public void read(ProgramReader program) {
    var operands = program.operands();
    var scheme = program.has("udp") ? "udp" : "tcp";
    var sends = !program.has("scan");
    if (program.has("listen")) {
      program.shell.connections.listen("tcp", program.origin());
    } else if (!operands.isEmpty()) {
      var port =
          operands.size() > 1 && operands.get(1).isExact()
              ? Connections.port(operands.get(1).text(), 0)
              : 0;
      var host = operands.get(0);
      program.shell.connections.host(host, port, scheme, sends, program.at(host));
      program.produced().from = Words.operand(host);
      if (program.hasInput()) {
        program.shell.sends(Words.operand(host), program.at(host));
      }
    }
    if (program.has("exec")) {
      program
          .sink()
          .add(
              new Effect.RunsRemoteCode(
                  program.name(),
                  operands.isEmpty() ? Operand.unknown("") : Words.operand(operands.get(0)),
                  program.origin()));
    }
  }
}
