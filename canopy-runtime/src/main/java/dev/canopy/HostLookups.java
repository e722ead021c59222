package dev.canopy;

import dev.canopy.effects.Analysis;
import dev.canopy.effects.Effect;
import dev.canopy.effects.HostPlace;
import dev.canopy.effects.Hosts;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Adds to what an action would do where the public names that it connects to lead. It only adds
 * effects: a connection to each address that is not public, and {@code unresolved} for a name that
 * could not be looked up in time. Safe for use by many threads.
 */
final class HostLookups {
  /** No action that a person could review connects to more names. */
  private static final int MAX_NAMES = 8;

  /** A name has a handful of addresses; more are not looked at but unresolved. */
  private static final int MAX_ADDRESSES = 64;

  /** Lookups at a time; beyond this many a name counts as not looked up. */
  private static final int MAX_THREADS = 16;

  private final HostResolver resolver;
  private final Duration timeout;
  private final ThreadPoolExecutor threads =
      new ThreadPoolExecutor(
          0,
          MAX_THREADS,
          10,
          TimeUnit.SECONDS,
          new SynchronousQueue<>(),
          task -> {
            var thread = new Thread(task, "canopy-host-lookup");
            thread.setDaemon(true);
            return thread;
          });

  /**
   * Lookups.
   *
   * @param timeout for all names of one action together
   */
  HostLookups(HostResolver resolver, Duration timeout) {
    this.resolver = resolver;
    this.timeout = timeout;
  }

  /** The analysis with what the names in it lead to. */
  Analysis judged(Analysis analysis) {
    var names = new LinkedHashMap<String, List<Effect.Connects>>();
    for (var effect : analysis.effects()) {
      if (effect instanceof Effect.Connects connects && isPublicName(connects)) {
        names.computeIfAbsent(connects.host().text(), n -> new ArrayList<>()).add(connects);
      }
    }
    if (names.isEmpty()) {
      return analysis;
    }
    var effects = new ArrayList<Effect>(analysis.effects());
    var lookups = new LinkedHashMap<String, Future<List<InetAddress>>>();
    for (var name : names.keySet()) {
      if (lookups.size() == MAX_NAMES) {
        break;
      }
      try {
        lookups.put(name, threads.submit(() -> List.copyOf(resolver.resolve(name))));
      } catch (RejectedExecutionException e) {
        break; // what was not looked up is unresolved below
      }
    }
    var deadline = System.nanoTime() + timeout.toNanos();
    for (var named : names.entrySet()) {
      var lookup = lookups.get(named.getKey());
      var addresses = lookup == null ? List.<InetAddress>of() : await(lookup, deadline);
      add(effects, named, addresses);
    }
    return new Analysis(effects, analysis.malformed());
  }

  /** An address needs no lookup, and a name that leads nowhere public is judged already. */
  private static boolean isPublicName(Effect.Connects connects) {
    var host = connects.host().text();
    if (connects.place() != HostPlace.PUBLIC || !connects.host().isExact()) {
      return false;
    }
    // The last label of a name is never a number, and no address in full has letters and no colon.
    var last = host.substring(host.lastIndexOf('.') + 1);
    return host.indexOf(':') < 0 && !last.isEmpty() && Character.isLetter(last.charAt(0));
  }

  private static List<InetAddress> await(Future<List<InetAddress>> lookup, long deadline) {
    try {
      return lookup.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (ExecutionException | TimeoutException e) {
      return List.of();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return List.of();
    } finally {
      lookup.cancel(true);
    }
  }

  private static void add(
      List<Effect> effects,
      Map.Entry<String, List<Effect.Connects>> named,
      List<InetAddress> addresses) {
    var first = named.getValue().get(0);
    if (addresses.isEmpty() || addresses.size() > MAX_ADDRESSES) {
      effects.add(
          new Effect.Unresolved(
              "where `" + named.getKey() + "` leads could not be looked up", first.origin()));
      return;
    }
    for (var address : addresses) {
      var host = Hosts.of(text(address));
      if (host.place() == HostPlace.PUBLIC) {
        continue;
      }
      for (var connects : named.getValue()) {
        var there =
            new Effect.Connects(
                host.host(),
                connects.port(),
                connects.scheme(),
                connects.method(),
                connects.sendsData(),
                host.place(),
                connects.origin());
        if (!effects.contains(there)) {
          effects.add(there);
        }
      }
    }
  }

  /** Without the name of a network interface, which no URL has. */
  private static String text(InetAddress address) {
    var text = address.getHostAddress();
    var zone = text.indexOf('%');
    var plain = zone < 0 ? text : text.substring(0, zone);
    return plain.indexOf(':') < 0 ? plain : "[" + plain + "]";
  }
}
