package dev.canopy.cli;

import dev.canopy.gateway.Webhook;
import dev.canopy.gateway.WebhookSecret;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --webhook} and what goes with it. */
final class WebhookOption {
  @Option(
      names = "--webhook",
      paramLabel = "URL",
      description = "Tell this URL what happens to approvals.")
  private @Nullable String url;

  @Option(
      names = "--webhook-secret",
      paramLabel = "FILE",
      description = "Sign the notices with the secret in this file: whsec_ and Base64.")
  private @Nullable String secret;

  @Option(
      names = "--webhook-form",
      paramLabel = "FORM",
      defaultValue = "cloudevents",
      description = "cloudevents, or slack for a text.")
  private String form = "cloudevents";

  @Option(
      names = "--link",
      paramLabel = "URL",
      defaultValue = "",
      description = "Where people reach this gateway, for the links in notices.")
  private String link = "";

  /** The webhook; null if none is wanted. */
  @Nullable Webhook webhook(Console console, Path log) throws CommandFailure {
    if (url == null && secret == null) {
      return null;
    }
    if (url == null || secret == null) {
      throw CommandFailure.usage("--webhook and --webhook-secret go together");
    }
    var chosen =
        switch (form) {
          case "cloudevents" -> Webhook.Form.CLOUDEVENTS;
          case "slack" -> Webhook.Form.SLACK;
          default ->
              throw CommandFailure.usage(
                  "--webhook-form: found `" + Visible.of(form) + "`, wanted cloudevents or slack");
        };
    try {
      var key = WebhookSecret.parse(Files.readString(console.resolve(secret)));
      var state = log.resolveSibling(log.getFileName() + ".notices");
      return new Webhook(new URI(url), key, chosen, state, link);
    } catch (IOException e) {
      throw CommandFailure.file("the secret of the webhook", secret, e);
    } catch (URISyntaxException e) {
      throw CommandFailure.usage("--webhook: this is no URL");
    } catch (IllegalArgumentException e) {
      throw CommandFailure.usage("--webhook: " + e.getMessage());
    }
  }
}
