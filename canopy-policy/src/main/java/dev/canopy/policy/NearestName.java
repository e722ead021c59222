package dev.canopy.policy;

import java.util.Collection;

/** Finds the name that was probably meant. */
final class NearestName {
  private NearestName() {}

  /** `did you mean …`, or, if nothing is near, the whole choice. */
  static String help(String given, Collection<String> known) {
    var nearest = find(given, known);
    return nearest.isEmpty()
        ? "one of " + String.join(", ", known)
        : "did you mean `" + nearest + "`?";
  }

  /** The known name nearest to {@code given}, or empty if none is near. */
  static String find(String given, Collection<String> known) {
    var best = "";
    var bestDistance = Math.max(1, Math.min(3, given.length() / 3)) + 1;
    for (var name : known) {
      var distance = distance(given, name);
      if (distance < bestDistance) {
        best = name;
        bestDistance = distance;
      }
    }
    return best;
  }

  /** Damerau–Levenshtein, restricted: insert, delete, replace, swap neighbours. */
  static int distance(String a, String b) {
    var rows = new int[a.length() + 1][b.length() + 1];
    for (var i = 0; i <= a.length(); i++) {
      rows[i][0] = i;
    }
    for (var j = 0; j <= b.length(); j++) {
      rows[0][j] = j;
    }
    for (var i = 1; i <= a.length(); i++) {
      for (var j = 1; j <= b.length(); j++) {
        var replace = rows[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        rows[i][j] = Math.min(replace, Math.min(rows[i - 1][j], rows[i][j - 1]) + 1);
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          rows[i][j] = Math.min(rows[i][j], rows[i - 2][j - 2] + 1);
        }
      }
    }
    return rows[a.length()][b.length()];
  }
}
