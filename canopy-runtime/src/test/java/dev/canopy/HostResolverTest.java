package dev.canopy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.canopy.effects.Effect;
import dev.canopy.policy.Decision;
import dev.canopy.policy.Policy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Where names lead is judged, and no failure to find out loosens an answer. */
class HostResolverTest {
  private static final Duration SOON = Duration.ofSeconds(10);
  private final AtomicInteger calls = new AtomicInteger();

  /** Addresses are written out: nothing is looked up. */
  private HostResolver fake(String name, String... addresses) {
    return asked -> {
      calls.incrementAndGet();
      if (!asked.equals(name)) {
        throw new UnknownHostException(asked);
      }
      var found = new InetAddress[addresses.length];
      for (var i = 0; i < found.length; i++) {
        found[i] = InetAddress.getByName(addresses[i]);
      }
      return List.of(found);
    };
  }

  private static Verdict check(HostResolver resolver, Duration timeout, Object payload) {
    return decisions(resolver, timeout).decide(Map.of(), "call_external_api", payload);
  }

  /** Decides by the shipped policy. */
  private static DecisionMaker decisions(HostResolver resolver, Duration timeout) {
    return Canopy.builder()
        .policy(Policy.standard())
        .hostResolver(resolver, timeout)
        .buildDecisionMaker();
  }

  private Verdict get(HostResolver resolver) {
    return check(resolver, SOON, Map.of("url", "https://a.example/x"));
  }

  private static List<String> places(Verdict verdict) {
    return verdict.analysis().effects().stream()
        .filter(e -> e instanceof Effect.Connects)
        .map(e -> ((Effect.Connects) e).host().text() + " " + ((Effect.Connects) e).place())
        .toList();
  }

  private static boolean isUnresolved(Verdict verdict) {
    return verdict.analysis().effects().stream().anyMatch(e -> e instanceof Effect.Unresolved);
  }

  @Test
  void name_thatLeadsToAPublicAddress_isJudgedAsBefore() {
    var verdict = get(fake("a.example", "93.184.216.34", "2606:2800:220:1::1"));

    assertThat(places(verdict)).containsExactly("a.example PUBLIC");
    assertThat(isUnresolved(verdict)).isFalse();
    assertThat(verdict.evaluation().decision()).isEqualTo(Decision.REQUIRE_APPROVAL);
  }

  @Test
  void name_thatLeadsToMetadataOrInside_isJudgedAsThatAddress() {
    for (var address :
        List.of("169.254.169.254", "10.0.0.7", "127.0.0.1", "::1", "::ffff:10.0.0.7", "fd00::1")) {
      var verdict = get(fake("a.example", "93.184.216.34", address));

      assertThat(places(verdict)).as(address).hasSize(2).contains("a.example PUBLIC");
      assertThat(verdict.evaluation().decision()).as(address).isEqualTo(Decision.DENY);
    }
  }

  @Test
  void name_thatIsNotThere_orAResolverThatFails_isUnresolved() {
    HostResolver broken =
        name -> {
          throw new IllegalStateException("no network");
        };
    HostResolver failing =
        name -> {
          throw new IOException("no network");
        };
    for (var resolver :
        List.of(fake("b.example", "93.184.216.34"), fake("a.example"), broken, failing)) {
      var verdict = get(resolver);

      assertThat(isUnresolved(verdict)).isTrue();
      assertThat(verdict.evaluation().decision()).isNotEqualTo(Decision.ALLOW);
    }
  }

  @Test
  void resolver_thatNeverAnswers_isUnresolvedAfterTheTimeout() throws InterruptedException {
    var interrupted = new CountDownLatch(1);
    HostResolver stuck =
        name -> {
          try {
            new CountDownLatch(1).await();
          } catch (InterruptedException e) {
            interrupted.countDown();
          }
          return List.of();
        };

    var verdict = check(stuck, Duration.ofMillis(20), Map.of("url", "https://a.example/"));

    assertThat(isUnresolved(verdict)).isTrue();
    interrupted.await();
  }

  @Test
  void addresses_andInternalNames_areNotLookedUp() {
    for (var url :
        List.of("http://93.184.216.34/", "http://[2606:2800:220:1::1]/", "http://intranet/")) {
      check(fake("a.example"), SOON, Map.of("url", url));
    }

    assertThat(calls.get()).isZero();
  }

  @Test
  void names_beyondTheLimit_areUnresolved() {
    HostResolver all = name -> List.of(InetAddress.getByName("93.184.216.34"));
    var command = new StringBuilder("curl");
    for (var i = 0; i < 9; i++) {
      command.append(" https://h").append(i).append(".example/");
    }

    var verdict = decisions(all, SOON).decide(Map.of(), "execute_shell", command.toString());

    assertThat(isUnresolved(verdict)).isTrue();
  }

  @Test
  void timeout_thatIsNoneOrTooLong_isRefused() {
    for (var timeout : List.of(Duration.ZERO, Duration.ofMillis(-1), Duration.ofSeconds(11))) {
      assertThatThrownBy(() -> Canopy.builder().hostResolver(fake("a.example"), timeout))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
