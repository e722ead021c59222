/** The one call over HTTP: {@link dev.canopy.gateway.Gateway} serves agents in any language. */
@NullMarked
package dev.canopy.gateway;

import org.jspecify.annotations.NullMarked;
