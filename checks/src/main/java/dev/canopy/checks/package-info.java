/** End to end, conformance, import rules and README snippets. Not shipped. */
@org.jspecify.annotations.NullMarked
package dev.canopy.checks;
