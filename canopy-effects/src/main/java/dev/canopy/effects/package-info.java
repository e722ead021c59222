/** An action in, the effects it would have out. */
@org.jspecify.annotations.NullMarked
package dev.canopy.effects;
