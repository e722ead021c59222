/** The PDP: policy text to compiled policy, request and effects to evaluation. */
@org.jspecify.annotations.NullMarked
package dev.canopy.policy;
