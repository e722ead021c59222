/** Strict JSON in, canonical RFC 8785 bytes out. */
@org.jspecify.annotations.NullMarked
package dev.canopy.json;
