package dev.canopy.records;

import static org.assertj.core.api.Assertions.assertThat;

import dev.canopy.json.JsonObject;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class EntryDetailsTest {

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "reads,   /etc/passwd,      exact,   /etc/passwd, YES",
        "reads,   /etc/passwd,      exact,   /etc,        YES",
        "reads,   /etc/passwd,      exact,   /etc/,       YES",
        "reads,   /etc/passwd,      exact,   /,           YES",
        "reads,   /etc2/passwd,     exact,   /etc,        NO",
        "reads,   /etc/passwd2,     exact,   /etc/passwd, NO",
        "reads,   /usr/etc,         exact,   /etc,        NO",
        "writes,  /etc*,            exact,   /etc/x,      NO",
        // Who deletes a directory deletes what is below; how deep others go is not recorded.
        "deletes, /,                exact,   /etc,        YES",
        "deletes, /etc,             exact,   /etc/passwd, YES",
        "writes,  /etc/,            exact,   /etc/passwd, HIDDEN",
        "deletes, /et,              exact,   /etc/passwd, NO",
        // A pattern.
        "deletes, /etc/*,           pattern, /etc,        YES",
        "deletes, /e*,              pattern, /etc/passwd, HIDDEN",
        "deletes, /etc/pass*,       pattern, /etc/passwd, HIDDEN",
        "deletes, /etc/pass*,       pattern, /etc/shadow, NO",
        "reads,   /var/*,           pattern, /etc,        NO",
        "reads,   /*,               pattern, /etc/passwd, HIDDEN",
        "reads,   /var/.*/etc,      pattern, /etc,        HIDDEN",
        // What is not known can be anything, since it can go up.
        "reads,   ``,               unknown, /etc,        HIDDEN",
        "reads,   /var/,            unknown, /etc,        HIDDEN",
        "reads,   /etc/,            unknown, /etc,        YES",
        "reads,   passwd,           exact,   /etc,        HIDDEN",
        "reads,   ~/x,              exact,   /etc,        HIDDEN",
        // Cut, or masked.
        "reads,   /etc/aaaa…,       exact,   /etc,        YES",
        "reads,   /etc/aaaa…,       exact,   /etc/aaaab,  HIDDEN",
        "reads,   /etc/aaaa…,       exact,   /etc/b,      NO",
        "reads,   /x/[masked:aws],  exact,   /x/key,      HIDDEN",
        "reads,   /x/[masked:aws],  exact,   /y,          NO",
        // No effect on a file.
        "connects, /etc,            exact,   /etc,        NO",
      })
  void touches_isYesOnlyIfItIsTold_andNoOnlyIfItIsSure(
      String kind, String what, String certainty, String path, Match wanted) {
    var effect =
        JsonObject.builder()
            .put("kind", kind)
            .put("what", what)
            .put("certainty", certainty)
            .build();
    assertThat(EntryDetails.touches(effect, path)).isEqualTo(wanted);
  }
}
