package dev.canopy.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.canopy.Canopy;
import dev.canopy.audit.Anchor;
import dev.canopy.audit.AuditException;
import dev.canopy.audit.AuditOptions;
import dev.canopy.audit.Publishing;
import dev.canopy.audit.SignedCheckpoint;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the gateway says of its log's checkpoints. */
final class PublishingTest {
  private static final class Failing implements Anchor {
    final CountDownLatch asked = new CountDownLatch(2);
    volatile boolean fails = true;

    @Override
    public String name() {
      return "anchor";
    }

    @Override
    public void keep(SignedCheckpoint checkpoint) throws AuditException {
      asked.countDown();
      if (fails) {
        throw new AuditException("not now");
      }
    }
  }

  @Test
  void publishing_thatFails_showsInHealthAndMetrics_andStopsNothing(@TempDir Path directory)
      throws Exception {
    var anchor = new Failing();
    var publishing = Publishing.to(null, List.of(anchor)).withInterval(Duration.ZERO);
    var options =
        AuditOptions.SHARED.withCheckpointInterval(Duration.ZERO).withPublishing(publishing);
    try (var canopy =
            Canopy.builder()
                .policy(TestGateway.POLICY)
                .auditLog(directory.resolve("audit.log"))
                .auditOptions(options)
                .build();
        var gateway = Gateway.start(canopy, new GatewayOptions().port(0))) {
      assertThat(canopy.authorizeAction(Map.of(), "read_file", Map.of("path", "x")).isAllowed())
          .isTrue();
      assertThat(anchor.asked.await(20, TimeUnit.SECONDS)).isTrue(); // the first failure is known
      var ready = Wire.ask(gateway.port(), Wire.get("/readyz"));
      assertThat(ready.status()).isEqualTo(200);
      assertThat(ready.body()).contains("\"publishing\":\"failing\"");
      assertThat(Wire.ask(gateway.port(), Wire.get("/metrics")).body())
          .contains("canopy_log_published_entries 0.0")
          .containsPattern("canopy_log_publish_failures [1-9]")
          .containsPattern("canopy_log_signed_entries [1-9]");
      anchor.fails = false;
      while (!Wire.ask(gateway.port(), Wire.get("/readyz")).body().contains("in order")) {
        Thread.onSpinWait(); // it tries again by itself
      }
    }
  }
}
