package dev.canopy.policy;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what a rule asks of those who approve: its {@code approval} key. */
final class ApprovalReading {
  private static final List<String> KEYS =
      List.of("by", "approvers", "expires", "escalate_after", "escalate_to");
  private static final int MAX_ROLE_LENGTH = 64;

  private final Issues issues;

  ApprovalReading(Issues issues) {
    this.issues = issues;
  }

  /** The terms; null if they are not in order, and then that is reported. */
  @Nullable ApprovalTerms read(YamlNode node, @Nullable Decision decision) {
    var before = issues.size();
    if (!(node instanceof YamlNode.Mapping mapping)) {
      issues.add(
          node,
          "`approval` is " + node.kind() + ", wanted a mapping",
          "such as `approval: {by: security, approvers: 2}`");
      return null;
    }
    if (decision != Decision.REQUIRE_APPROVAL) {
      issues.add(
          node,
          "`approval` stands in a rule that asks for none",
          "it belongs to `decision: REQUIRE_APPROVAL`");
    }
    if (mapping.entries().isEmpty()) {
      issues.add(node, "`approval` is empty", "leave it out, or say who approves");
    }
    var fields = Fields.of(mapping, KEYS, "`approval`", issues);
    var by = role(fields, "by");
    var approvers = approvers(fields.get("approvers"));
    var expires = duration(fields, "expires");
    var after = duration(fields, "escalate_after");
    var to = role(fields, "escalate_to");
    if ((after == null) != to.isEmpty() && issues.size() == before) {
      issues.add(
          node,
          "`escalate_after` and `escalate_to` go together",
          after == null ? "say after how long" : "say to which role");
    }
    if (after != null && expires != null && after.compareTo(expires) >= 0) {
      issues.add(
          node, "`escalate_after` is not before `expires`", "then nobody is left to be asked");
    }
    if (!to.isEmpty() && by.isEmpty() && issues.size() == before) {
      issues.add(
          node, "`escalate_to` stands without `by`", "anyone may approve already; say who may");
    }
    return issues.size() > before ? null : new ApprovalTerms(by, approvers, expires, after, to);
  }

  private String role(Fields fields, String key) {
    var node = fields.get(key);
    if (node == null) {
      return "";
    }
    var role = fields.text(key);
    if (!role.isBlank() && !isRole(role)) {
      issues.add(
          node,
          "`" + role + "` cannot be a role",
          "use up to " + MAX_ROLE_LENGTH + " small letters, digits, `.`, `_` and `-`");
    }
    return role;
  }

  private static boolean isRole(String role) {
    for (var i = 0; i < role.length(); i++) {
      var c = role.charAt(i);
      if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || "._-".indexOf(c) >= 0)) {
        return false;
      }
    }
    return role.length() <= MAX_ROLE_LENGTH;
  }

  private int approvers(@Nullable YamlNode node) {
    if (node == null) {
      return 1;
    }
    var before = issues.size();
    var number = Fields.number(node, "`approvers`", issues);
    if (issues.size() > before) {
      return 1;
    }
    if (number.stripTrailingZeros().scale() > 0
        || number.signum() <= 0
        || number.compareTo(BigDecimal.valueOf(ApprovalTerms.MAX_APPROVERS)) > 0) {
      issues.add(
          node,
          "`approvers` is " + number + ", wanted 1 to " + ApprovalTerms.MAX_APPROVERS,
          "how many different people must agree");
      return 1;
    }
    return number.intValue();
  }

  private @Nullable Duration duration(Fields fields, String key) {
    var node = fields.get(key);
    if (node == null) {
      return null;
    }
    var before = issues.size();
    var text = fields.text(key);
    if (issues.size() > before) {
      return null;
    }
    var duration = duration(text);
    if (duration == null || duration.isZero() || duration.compareTo(ApprovalTerms.LONGEST) > 0) {
      issues.add(
          node,
          "`" + key + "` is `" + text + "`, wanted a time up to 24h",
          "such as `90s`, `30m` or `8h`");
      return null;
    }
    return duration;
  }

  /** A whole number and {@code s}, {@code m} or {@code h}; null if it is something else. */
  private static @Nullable Duration duration(String text) {
    var digits = text.length() - 1;
    if (digits < 1 || digits > 6) {
      return null;
    }
    var number = 0;
    for (var i = 0; i < digits; i++) {
      var c = text.charAt(i);
      if (c < '0' || c > '9') {
        return null;
      }
      number = number * 10 + (c - '0');
    }
    return switch (text.charAt(digits)) {
      case 's' -> Duration.ofSeconds(number);
      case 'm' -> Duration.ofMinutes(number);
      case 'h' -> Duration.ofHours(number);
      default -> null;
    };
  }
}
