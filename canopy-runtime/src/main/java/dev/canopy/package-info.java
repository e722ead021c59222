/** The one call: decide, record, ask a human, guard. */
@org.jspecify.annotations.NullMarked
package dev.canopy;
