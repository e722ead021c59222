/** JMH benchmarks and how to read them. Not shipped. */
@org.jspecify.annotations.NullMarked
package dev.canopy.benchmarks;
