package dev.canopy.policy;

import java.util.Locale;

/** How bad it would be if a rule's action went ahead. */
public enum Severity {
  LOW,
  MEDIUM,
  HIGH,
  CRITICAL;

  /** The name in policies and on the wire. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
