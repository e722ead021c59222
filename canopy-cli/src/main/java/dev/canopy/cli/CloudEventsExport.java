package dev.canopy.cli;

import dev.canopy.json.Json;
import dev.canopy.json.JsonObject;
import dev.canopy.records.LogItem;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * CloudEvents 1.0 in the JSON format, one event a line, or all of them as one JSON array, which is
 * the batch format. The entry is the event's data, whole.
 */
final class CloudEventsExport implements EntryExport {
  private final OutputStream out;
  private final String source;
  private final boolean batch;
  private boolean begun;

  CloudEventsExport(OutputStream out, String logId, boolean batch) {
    this.out = out;
    this.source = "urn:canopy:log:" + (logId.isEmpty() ? "unknown" : logId);
    this.batch = batch;
  }

  @Override
  public void begin() throws IOException {
    if (batch) {
      out.write('[');
    }
  }

  @Override
  public void entry(LogItem item) throws IOException {
    if (batch && begun) {
      out.write(',');
    }
    if (batch) {
      out.write('\n');
    }
    begun = true;
    out.write(Json.write(event(item)).getBytes(StandardCharsets.UTF_8));
    if (!batch) {
      out.write('\n');
    }
  }

  @Override
  public void end() throws IOException {
    if (batch) {
      out.write("\n]\n".getBytes(StandardCharsets.US_ASCII));
    }
  }

  private JsonObject event(LogItem item) {
    var event =
        JsonObject.builder()
            .put("specversion", "1.0")
            .put("id", item.line().hash())
            .put("source", source)
            .put(
                "type",
                item.text("decision").isEmpty() ? "dev.canopy.entry" : "dev.canopy.decision")
            .put("time", item.text("ts"))
            .put("datacontenttype", "application/json");
    if (!item.text("avid").isEmpty()) {
      event.put("subject", item.text("avid"));
    }
    // An extension attribute of the CloudEvents registry; it sorts as text.
    event.put("sequence", String.format(Locale.ROOT, "%016d", item.index()));
    return event.put("data", item.json()).build();
  }
}
