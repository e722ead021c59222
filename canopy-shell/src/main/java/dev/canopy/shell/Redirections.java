package dev.canopy.shell;

import java.util.ArrayList;
import java.util.List;

/** What redirections do to the streams of a command, and the files that they open. */
final class Redirections {
  private final Evaluator shell;

  Redirections(Evaluator shell) {
    this.shell = shell;
  }

  /** True if a command has its standard input redirected. */
  static boolean readsOther(Node node) {
    var redirects =
        node instanceof Node.Simple simple
            ? simple.redirects()
            : node instanceof Node.Redirected r ? r.redirects() : List.<Redirect>of();
    return inputs(redirects) > 0;
  }

  private static int inputs(List<Redirect> redirects) {
    var inputs = 0;
    for (var redirect : redirects) {
      if (redirect.descriptor == 0) {
        inputs +=
            switch (redirect.sign) {
              case HERE_DOCUMENT, HERE_STRING, READ, READ_WRITE -> 1;
              default -> 0;
            };
      }
    }
    return inputs;
  }

  Streams streams(List<Redirect> redirects) throws Unreadable {
    var last = redirects.get(redirects.size() - 1);
    var streams = new Streams(redirects.get(0).start, last.end);
    var files = new ArrayList<Redirection>(redirects.size());
    if (redirects.size() > 1 && shell.maybeZsh() && inputs(redirects) > 1) {
      shell.gap("zsh reads all that is redirected", streams.start, streams.end);
    }
    for (var redirect : redirects) {
      redirect(redirect, streams, files);
    }
    streams.redirections = files.isEmpty() ? List.of() : List.copyOf(files);
    return streams;
  }

  private void redirect(Redirect redirect, Streams streams, List<Redirection> files)
      throws Unreadable {
    var fd = redirect.descriptor;
    switch (redirect.sign) {
      case HERE_DOCUMENT -> {
        var text = redirect.body == null ? Values.EMPTY : shell.expander.single(redirect.body);
        if (fd == 0) {
          streams.input = text(text);
        }
        shell.state.set("fd" + fd, text(text));
      }
      case HERE_STRING -> {
        var text = shell.expander.single(redirect.target);
        var line = new Values.Parts();
        line.all(text);
        line.text('\n');
        if (fd == 0) {
          streams.input = text(line.toWord(text.start(), text.end()));
        }
        shell.state.set("fd" + fd, text(line.toWord(text.start(), text.end())));
      }
      case READ -> {
        var target = target(redirect, Redirection.Kind.READ, files);
        var from = fromFile(target);
        if (fd == 0) {
          streams.input = from;
        }
        shell.state.set("fd" + fd, from);
      }
      case READ_WRITE -> {
        var target = target(redirect, Redirection.Kind.READ_WRITE, files);
        if (fd == 0) {
          streams.input = new Input.File(target);
        }
        streams.outputMoved |= fd == 1;
        shell.state.set("fd" + fd, new Input.File(target));
      }
      case WRITE, APPEND, WRITE_BOTH, APPEND_BOTH -> {
        var append =
            redirect.sign == Redirect.Sign.APPEND || redirect.sign == Redirect.Sign.APPEND_BOTH;
        var kind = append ? Redirection.Kind.APPEND : Redirection.Kind.WRITE;
        target(redirect, kind, files);
        streams.outputMoved |= fd == 1 || fd < 0;
      }
      case COPY_INPUT -> copied(redirect, streams, files);
      case COPY_OUTPUT -> {
        var target = shell.expander.single(redirect.target);
        if (isDescriptor(target)) {
          if (fd == 1) {
            streams.outputMoved |= !target.text().equals("1");
          } else {
            streams.errorsToo |= fd == 2 && target.text().equals("1");
          }
        } else {
          files.add(
              new Redirection(
                  Redirection.Kind.WRITE, target, new Span(redirect.start, redirect.end)));
          streams.outputMoved |= fd == 1;
        }
      }
    }
  }

  private static boolean isDescriptor(Word target) {
    if (!target.isExact()) {
      return false;
    }
    var text = target.text();
    return text.equals("-")
        || Chars.isNumber(text)
        || (text.endsWith("-") && Chars.isNumber(text.substring(0, text.length() - 1)));
  }

  private void copied(Redirect redirect, Streams streams, List<Redirection> files)
      throws Unreadable {
    var target = shell.expander.single(redirect.target);
    Input from;
    if (!isDescriptor(target)) {
      files.add(
          new Redirection(Redirection.Kind.READ, target, new Span(redirect.start, redirect.end)));
      from = new Input.File(target);
    } else {
      var number =
          target.text().endsWith("-")
              ? target.text().substring(0, target.text().length() - 1)
              : target.text();
      from =
          shell.state.get("fd" + number) instanceof Input known
              ? known
              : new Input.Partial(Values.unknown("what file descriptor " + number + " is"));
      if (from instanceof Input.File file) {
        files.add(
            new Redirection(
                Redirection.Kind.READ, file.path(), new Span(redirect.start, redirect.end)));
      }
    }
    if (redirect.descriptor == 0) {
      streams.input = from;
    }
    shell.state.set("fd" + redirect.descriptor, from);
  }

  private static Input text(Word text) {
    return text.isExact() ? new Input.Known(text.text()) : new Input.Partial(text);
  }

  private Input fromFile(Word target) {
    // `< <(cmd)`: the file is a pipe from commands.
    if (target.parts().size() == 1
        && target.parts().get(0) instanceof WordPart.Unknown u
        && !u.sources().isEmpty()
        && u.why().startsWith("the name of a pipe")) {
      return new Input.Piped(u.sources());
    }
    return new Input.File(target);
  }

  private Word target(Redirect redirect, Redirection.Kind kind, List<Redirection> files)
      throws Unreadable {
    if (shell.maybeZsh() && Braces.maybeIn(redirect.target)) {
      shell.gap("zsh expands braces in a redirection", redirect.start, redirect.end);
    }
    var words = shell.expander.words(List.of(redirect.target));
    var target = words.size() == 1 ? words.get(0) : shell.expander.single(redirect.target);
    var span = new Span(redirect.start, redirect.end);
    files.add(new Redirection(kind, target, span));
    if (redirect.forcedInZsh) {
      files.add(new Redirection(kind, new Word("!", redirect.start, redirect.end), span));
    }
    return target;
  }
}
