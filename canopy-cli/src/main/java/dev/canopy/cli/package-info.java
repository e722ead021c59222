/** The canopy command. */
@org.jspecify.annotations.NullMarked
package dev.canopy.cli;
