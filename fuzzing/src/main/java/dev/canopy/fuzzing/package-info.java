/** Every parser under coverage-guided fuzzing. Not shipped. */
@org.jspecify.annotations.NullMarked
package dev.canopy.fuzzing;
