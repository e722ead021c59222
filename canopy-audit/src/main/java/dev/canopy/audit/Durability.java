package dev.canopy.audit;

/**
 * What it means that an entry was acknowledged. The order of a log is one, so an acknowledged entry
 * vouches for all before it.
 */
public enum Durability {
  /** It is on the disk. */
  DURABLE,

  /** It is on the disk, and under a signed checkpoint that is on the disk, too. */
  SIGNED,

  /**
   * As {@link #SIGNED}, and the witnesses of {@link AuditOptions#publishing} have cosigned that
   * checkpoint as their policy wants. Costs a round trip to them for each batch. If they do not in
   * time, the append fails: the entry is in the log then, and its writer must act as if it were
   * not.
   */
  WITNESSED,

  /**
   * It is in the memory of the operating system: it outlives this process, and is lost if the
   * machine stops before the next checkpoint. A log that is opened like this says so in an entry.
   */
  LOST_WHEN_THE_MACHINE_STOPS
}
