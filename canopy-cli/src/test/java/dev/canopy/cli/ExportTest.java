package dev.canopy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.canopy.audit.AuditReader;
import dev.canopy.json.Json;
import dev.canopy.json.JsonArray;
import dev.canopy.json.JsonBoolean;
import dev.canopy.json.JsonNumber;
import dev.canopy.json.JsonObject;
import dev.canopy.json.JsonString;
import dev.canopy.json.JsonValue;
import dev.canopy.records.LogItem;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.zip.ZipFile;
import javax.xml.parsers.DocumentBuilderFactory;
import org.apache.commons.csv.CSVFormat;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;

/** What is exported, read again by readers that are not ours. */
final class ExportTest {
  private static final Path LOG = Testdata.root().resolve("cli/files/team.log");
  private static final Path SCHEMA =
      Testdata.root().resolve("audit/export/ocsf-api-activity-1.3.0.json");

  @Test
  void csv_readByAnotherReader_hasEveryTextBack() throws Exception {
    var text = new String(export("csv"), StandardCharsets.UTF_8);
    var format = CSVFormat.RFC4180.builder().setHeader().setSkipHeaderRecord(true).get();
    var rows = format.parse(new StringReader(text)).getRecords();
    var items = items();

    assertThat(rows).hasSameSizeAs(items);
    for (var i = 0; i < items.size(); i++) {
      var wanted = EntryColumns.row(items.get(i));
      for (var c = 0; c < wanted.size(); c++) {
        var cell = rows.get(i).get(c);
        assertThat(cell.startsWith("'") ? cell.substring(1) : cell).isEqualTo(wanted.get(c));
        assertThat(cell).as("a formula to a spreadsheet").doesNotMatch("(?s)^[-=+@\t\r\n].*");
      }
      assertThat(rows.get(i).get("reason").replaceFirst("^'", ""))
          .isEqualTo(items.get(i).text("reason"));
    }
    assertThat(rows.get(8).get("reason")).startsWith("'=HYPERLINK(");
  }

  @Test
  void columns_andMore_haveEveryMember() throws Exception {
    for (var item : items()) {
      var row = EntryColumns.row(item);
      var heads = EntryColumns.heads();
      var more = row.get(heads.indexOf("more"));
      var members = more.isEmpty() ? JsonObject.EMPTY : (JsonObject) Json.parse(more);
      for (var name : item.json().names()) {
        var value = item.json().get(name);
        if (heads.contains(name)) {
          assertThat(row.get(heads.indexOf(name)).isEmpty()).as(name).isEqualTo(isEmpty(value));
        } else {
          assertThat(members.get(name)).isEqualTo(value);
        }
      }
    }
  }

  private static boolean isEmpty(@Nullable JsonValue value) {
    if (value instanceof JsonString s) {
      return s.value().isEmpty();
    }
    return value instanceof JsonArray a && a.items().isEmpty();
  }

  private static JsonValue member(JsonObject of, String name) {
    return Objects.requireNonNull(of.get(name), name);
  }

  @Test
  void xlsx_readAsXml_hasEveryTextBackAndNoFormula() throws Exception {
    var sheets = sheets(export("xlsx"));
    var items = items();

    assertThat(sheets).hasSize(1);
    var rows = sheets.get(0);
    assertThat(rows.get(0)).isEqualTo(EntryColumns.heads());
    assertThat(rows).hasSize(items.size() + 1);
    for (var i = 0; i < items.size(); i++) {
      var wanted = EntryColumns.row(items.get(i));
      wanted.replaceAll(XlsxExport::cell);
      assertThat(rows.get(i + 1)).isEqualTo(wanted);
    }
  }

  @Test
  void xlsx_ofMoreRowsThanASheetHas_goesOnInTheNext() throws Exception {
    var out = new ByteArrayOutputStream();
    var export = new XlsxExport(out, 5);
    var items = items();
    export.begin();
    for (var item : items) {
      export.entry(item);
    }
    export.end();

    var sheets = sheets(out.toByteArray());
    assertThat(sheets).hasSize(3);
    var all = new ArrayList<String>();
    for (var sheet : sheets) {
      assertThat(sheet.get(0)).isEqualTo(EntryColumns.heads());
      sheet.subList(1, sheet.size()).forEach(row -> all.add(row.get(0)));
    }
    assertThat(all).isEqualTo(items.stream().map(i -> String.valueOf(i.index())).toList());
  }

  @Test
  void cell_holdsWhatXmlCannot() {
    assertThat(XlsxExport.cell("a\u0001b\u001b\r\n\tc")).isEqualTo("a_x0001_b_x001B__x000D_\n\tc");
    assertThat(XlsxExport.cell("_x0041_ _x00 _y0041_")).isEqualTo("_x005F_x0041_ _x00 _y0041_");
    assertThat(XlsxExport.cell("x".repeat(40_000))).hasSize(32_767).endsWith("x…");
    assertThat(XlsxExport.cell("x".repeat(32_767))).hasSize(32_767).endsWith("x");
    var emoji = XlsxExport.cell("x".repeat(32_765) + "\uD83D\uDE00".repeat(9));
    assertThat(emoji).hasSize(32_766).endsWith("x…");
  }

  @Test
  void ocsf_keepsToTheSchema_andHoldsTheLine() throws Exception {
    var schema = (JsonObject) Json.parse(Files.readString(SCHEMA));
    var lines = new String(export("ocsf"), StandardCharsets.UTF_8).lines().toList();
    var items = items();

    assertThat(lines).hasSameSizeAs(items);
    for (var i = 0; i < items.size(); i++) {
      var event = (JsonObject) Json.parse(lines.get(i));
      check(event, "event", schema);
      assertThat(event.string("raw_data")).contains(items.get(i).raw());
    }
    assertThat(lines.get(3)).contains("\"disposition\":\"Approval required\"");
  }

  /**
   * A checker of the schema's part that is written down; an attribute it does not name is wrong.
   */
  private static void check(JsonValue value, String type, JsonObject schema) {
    switch (type) {
      case "string" -> assertThat(value).isInstanceOf(JsonString.class);
      case "boolean" -> assertThat(value).isInstanceOf(JsonBoolean.class);
      case "integer" -> {
        assertThat(value).isInstanceOf(JsonNumber.class);
        assertThat(Json.write(value)).matches("-?\\d+");
      }
      default -> {
        if (type.endsWith("[]")) {
          for (var item : ((JsonArray) value).items()) {
            check(item, type.substring(0, type.length() - 2), schema);
          }
        } else {
          checkObject((JsonObject) value, (JsonObject) member(schema, type), type, schema);
        }
      }
    }
  }

  private static void checkObject(
      JsonObject value, JsonObject rule, String type, JsonObject schema) {
    var required = (JsonObject) member(rule, "required");
    var optional = (JsonObject) member(rule, "optional");
    assertThat(value.names()).as(type).containsAll(required.names());
    for (var name : value.names()) {
      var rules = required.get(name) == null ? optional : required;
      assertThat(rules.names()).as("the schema of %s", type).contains(name);
      var of = member(rules, name);
      if (of instanceof JsonArray values) {
        assertThat(values.items()).as("%s.%s", type, name).contains(member(value, name));
      } else {
        check(member(value, name), ((JsonString) of).value(), schema);
      }
    }
    if (rule.get("any_of") instanceof JsonArray anyOf) {
      assertThat(anyOf.items().stream().anyMatch(n -> value.get(((JsonString) n).value()) != null))
          .as("%s has one of %s", type, Json.write(anyOf))
          .isTrue();
    }
  }

  @Test
  void cloudEvents_haveTheAttributesOfTheSpecification_andTheEntryWhole() throws Exception {
    var lines = new String(export("cloudevents"), StandardCharsets.UTF_8).lines().toList();
    var batch =
        (JsonArray) Json.parse(new String(export("cloudevents-batch"), StandardCharsets.UTF_8));
    var items = items();

    assertThat(lines).hasSameSizeAs(items);
    for (var i = 0; i < items.size(); i++) {
      var event = (JsonObject) Json.parse(lines.get(i));
      assertThat(batch.items().get(i)).isEqualTo(event);
      for (var name : event.names()) {
        assertThat(name).as("attribute names of CloudEvents 1.0").matches("[a-z0-9]{1,20}");
      }
      assertThat(event.string("specversion")).contains("1.0");
      assertThat(event.string("id")).contains(items.get(i).line().hash());
      assertThat(event.string("source"))
          .contains("urn:canopy:log:00000000000000000000000000000007");
      assertThat(event.string("type").orElse("")).startsWith("dev.canopy.");
      assertThat(Instant.parse(event.string("time").orElse(""))).isNotNull();
      assertThat(Json.write(member(event, "data"))).isEqualTo(items.get(i).raw());
    }
  }

  @Test
  void jsonLines_areTheLog() throws Exception {
    assertThat(export("jsonl")).isEqualTo(Files.readAllBytes(LOG));
  }

  private static byte[] export(String format) throws Exception {
    var out = new ByteArrayOutputStream();
    var export = LogExportCommand.open(format, out, items().get(0).text("log_id"));
    export.begin();
    for (var item : items()) {
      export.entry(item);
    }
    export.end();
    return out.toByteArray();
  }

  private static List<LogItem> items() throws Exception {
    var items = new ArrayList<LogItem>();
    try (var reader = AuditReader.open(LOG)) {
      for (var line = reader.pollLine(); line.isPresent(); line = reader.pollLine()) {
        items.add(LogItem.of(line.get()));
      }
    }
    return items;
  }

  /** The cells of each sheet, read with nothing but the platform's zip and XML. */
  private static List<List<List<String>>> sheets(byte[] workbook) throws Exception {
    var sheets = new TreeMap<String, List<List<String>>>();
    var file = Files.createTempFile("canopy-export", ".xlsx");
    try {
      Files.write(file, workbook);
      try (var zip = new ZipFile(file.toFile())) {
        for (var entry : Collections.list(zip.entries())) {
          if (entry.getName().startsWith("xl/worksheets/sheet")) {
            sheets.put(entry.getName(), rows(zip.getInputStream(entry).readAllBytes()));
          }
        }
      }
    } finally {
      Files.delete(file);
    }
    return new ArrayList<>(sheets.values());
  }

  private static List<List<String>> rows(byte[] xml) throws Exception {
    var document =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new ByteArrayInputStream(xml));
    assertThat(document.getElementsByTagName("f").getLength()).as("formulas").isZero();
    var rows = new ArrayList<List<String>>();
    var found = document.getElementsByTagName("row");
    for (var r = 0; r < found.getLength(); r++) {
      var cells = ((Element) found.item(r)).getElementsByTagName("c");
      var row = new ArrayList<String>();
      EntryColumns.heads().forEach(head -> row.add(""));
      for (var c = 0; c < cells.getLength(); c++) {
        var cell = (Element) cells.item(c);
        assertThat(cell.getAttribute("t")).isEqualTo("inlineStr");
        row.set(cell.getAttribute("r").charAt(0) - 'A', cell.getTextContent());
      }
      rows.add(row);
    }
    return rows;
  }
}
