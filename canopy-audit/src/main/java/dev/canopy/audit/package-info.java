/** The tamper-evident log: append, chain, verify. */
@org.jspecify.annotations.NullMarked
package dev.canopy.audit;
