package dev.canopy.cli;

import dev.canopy.audit.AuditException;
import dev.canopy.audit.Disclosures;
import dev.canopy.json.Json;
import dev.canopy.json.JsonObject;
import dev.canopy.json.JsonString;
import java.nio.file.Path;
import java.util.List;

/** What an entry commits to, as it is shown under it. */
final class LogValues implements AutoCloseable {
  private final Disclosures disclosures;
  private final Style style;

  LogValues(Path log, Style style) throws AuditException {
    this.disclosures = Disclosures.of(log);
    this.style = style;
  }

  /** A line for each value: the value, or what became of it. Empty if there are none. */
  String text(JsonObject entry) {
    try {
      return text(disclosures.reveal(entry));
    } catch (AuditException e) {
      return "\n        " + style.bad(Visible.of(String.valueOf(e.getMessage())));
    }
  }

  private String text(List<Disclosures.Revealed> values) {
    var out = new StringBuilder();
    for (var revealed : values) {
      out.append("\n        ").append(style.dim(Visible.of(revealed.name()))).append("  ");
      var disclosure = revealed.disclosure();
      if (disclosure != null) {
        var value = disclosure.value();
        out.append(Visible.of(value instanceof JsonString s ? s.value() : Json.write(value)));
      } else if (revealed.state() == Disclosures.State.TAMPERED) {
        out.append(style.bad("tampered disclosure: it is not what the entry commits to"));
      } else {
        out.append(style.dim("erased"));
      }
    }
    return out.toString();
  }

  @Override
  public void close() {
    disclosures.close();
  }
}
