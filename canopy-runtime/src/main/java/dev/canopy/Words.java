package dev.canopy;

import java.util.ArrayList;
import java.util.List;

/** Words between spaces and tabs. */
final class Words {
  private Words() {}

  static List<String> of(String text) {
    var words = new ArrayList<String>();
    var start = -1;
    for (var i = 0; i <= text.length(); i++) {
      var isBlank = i == text.length() || text.charAt(i) == ' ' || text.charAt(i) == '\t';
      if (isBlank && start >= 0) {
        words.add(text.substring(start, i));
        start = -1;
      } else if (!isBlank && start < 0) {
        start = i;
      }
    }
    return words;
  }
}
