package dev.canopy.policy;

import dev.canopy.effects.Operand;
import dev.canopy.json.JsonValue;
import java.math.BigDecimal;

/**
 * A test of one value. Each method takes a value of one type; a test that cannot judge that type
 * answers {@link Outcome#ERRORED}, which for effects the loader has ruled out.
 */
sealed interface ValueTest
    permits Equals, OneOf, TextTest, PathTest, HostTest, NumberTest, Exists, Combined {

  Outcome text(String value, Scope scope);

  /** Tests a value that may be a pattern or unknown. */
  Outcome operand(Operand value, FieldType type, Scope scope);

  Outcome flag(boolean value);

  Outcome number(BigDecimal value);

  /** Tests a value of the payload or of agent_ctx. */
  Outcome json(JsonValue value, Scope scope);

  /** The outcome when there is no value. */
  default Outcome absent() {
    return Outcome.FALSE;
  }

  /** The test as a policy writes it. */
  String describe();
}
