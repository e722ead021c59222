package dev.canopy.gateway;

import dev.canopy.ApprovalException;
import dev.canopy.Approvals;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Tells a webhook what happens to approvals, whoever did it: the log is followed, one notice after
 * the other is sent until it is taken, and how far that went is remembered. So each is told at
 * least once, in the log's order, also over restarts, unless the webhook takes nothing for as long
 * as approvals are remembered, which is 24 hours. There is no queue but the log.
 *
 * <p>It has one thread of its own. Close it to stop.
 */
final class Notices implements AutoCloseable {
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Approvals approvals;
  private final Webhook webhook;
  private final NoticeState state;
  private final InstantSource clock;
  private final Duration rhythm;
  private final HttpClient http;
  private final Thread thread;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition stopping = lock.newCondition();
  private boolean stopped;

  /**
   * Starts to tell.
   *
   * @param rhythm how often the log is looked at, and the first wait after a failure
   * @throws GatewayException if the state cannot be used
   */
  Notices(Approvals approvals, Webhook webhook, InstantSource clock, Duration rhythm)
      throws GatewayException {
    this.approvals = approvals;
    this.webhook = webhook;
    this.state = new NoticeState(webhook.stateFile(), clock.instant());
    this.clock = clock;
    this.rhythm = rhythm;
    // A redirect would take notices to where nobody pointed them.
    this.http =
        HttpClient.newBuilder()
            .connectTimeout(PATIENCE)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    this.thread = new Thread(this::run, "canopy-notices");
    thread.setDaemon(true);
    thread.start();
  }

  private void run() {
    var wait = rhythm;
    while (sleep(wait)) {
      try {
        wait = tell(undelivered()) ? rhythm : longer(wait);
      } catch (InterruptedException e) {
        return;
      } catch (ApprovalException | IOException | RuntimeException e) {
        if (isStopped()) {
          return; // it was interrupted in the middle, and is told again
        }
        wait = longer(wait);
        System.getLogger(Notices.class.getName())
            .log(System.Logger.Level.WARNING, "a notice about an approval is not delivered yet", e);
      }
    }
  }

  private static Duration longer(Duration wait) {
    var doubled = wait.multipliedBy(2);
    return doubled.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : doubled;
  }

  private List<Notice> undelivered() throws ApprovalException {
    return Notice.of(approvals.allWithoutPayloads()).stream()
        .filter(notice -> !state.isDelivered(notice))
        .toList();
  }

  /** True if all of them were taken. */
  private boolean tell(List<Notice> notices) throws IOException, InterruptedException {
    for (var notice : notices) {
      var body = notice.body(webhook);
      var time = clock.instant().getEpochSecond();
      var slack = webhook.form() == Webhook.Form.SLACK;
      var request =
          HttpRequest.newBuilder(webhook.uri())
              .timeout(PATIENCE)
              .header("Content-Type", slack ? "application/json" : "application/cloudevents+json")
              .header("webhook-id", notice.id())
              .header("webhook-timestamp", Long.toString(time))
              .header("webhook-signature", webhook.secret().sign(notice.id(), time, body))
              .POST(HttpRequest.BodyPublishers.ofByteArray(body))
              .build();
      var status = status(request);
      if (status < 200 || status > 299) {
        System.getLogger(Notices.class.getName())
            .log(System.Logger.Level.WARNING, "the webhook answered " + status);
        return false;
      }
      state.delivered(notice);
    }
    return true;
  }

  /** The answer's status; what else it says is not read. */
  private int status(HttpRequest request) throws IOException, InterruptedException {
    var response = http.send(request, HttpResponse.BodyHandlers.ofInputStream());
    try (var body = response.body()) {
      return body == null ? 0 : response.statusCode();
    }
  }

  private boolean isStopped() {
    lock.lock();
    try {
      return stopped;
    } finally {
      lock.unlock();
    }
  }

  /** False if it was stopped meanwhile. */
  private boolean sleep(Duration time) {
    lock.lock();
    try {
      var left = time.toNanos();
      while (!stopped && left > 0) {
        left = stopping.awaitNanos(left);
      }
      return !stopped;
    } catch (InterruptedException e) {
      return false;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      stopped = true;
      stopping.signalAll();
    } finally {
      lock.unlock();
    }
    thread.interrupt();
    try {
      thread.join(PATIENCE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
