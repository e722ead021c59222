/** A command line as a tree, and every program it would run with the words it would get. */
@org.jspecify.annotations.NullMarked
package dev.canopy.shell;
