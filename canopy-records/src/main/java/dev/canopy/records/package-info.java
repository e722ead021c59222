/**
 * What was decided, for whoever investigates: looks for entries of a log, counts them, and tells
 * the story of an agent. It verifies nothing: that is the log's own {@code AuditVerifier}.
 */
@org.jspecify.annotations.NullMarked
package dev.canopy.records;
