package dev.canopy.cli;

import dev.canopy.json.Json;
import dev.canopy.json.JsonException;
import dev.canopy.json.JsonObject;
import dev.canopy.json.JsonValue;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The action that a command is about: {@code TYPE PAYLOAD [--ctx CTX]}. */
final class ActionArguments {
  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "TYPE",
      description = "The action type: execute_shell, modify_file, call_external_api, …")
  @Nullable String type;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "PAYLOAD",
      description = "The payload: a JSON object or array, any other text as it is, or - for stdin.")
  @Nullable String payload;

  @Option(
      names = "--ctx",
      paramLabel = "JSON",
      description = "The agent_ctx: a JSON object, or @FILE with one.")
  @Nullable String context;

  String type() throws CommandFailure {
    if (type == null) {
      throw CommandFailure.usage("which action? give TYPE and PAYLOAD, see --help");
    }
    return type;
  }

  JsonValue payload(Console console) throws CommandFailure {
    if (payload == null) {
      throw CommandFailure.usage("which payload? give it after the action type, see --help");
    }
    if (!payload.equals("-")) {
      requireUtf8(payload);
      return payload(payload);
    }
    try {
      var limit = 1 << 21; // twice what any payload may have, so that too much is noticed
      // Buffered, because a FileInputStream asks where in the file it is, which a pipe refuses.
      var bytes = ByteBuffer.wrap(new BufferedInputStream(console.in()).readNBytes(limit));
      return payload(StandardCharsets.UTF_8.newDecoder().decode(bytes).toString());
    } catch (CharacterCodingException e) {
      throw CommandFailure.usage("standard input is not UTF-8");
    } catch (IOException e) {
      throw CommandFailure.failure("cannot read standard input: " + e.getMessage());
    }
  }

  /**
   * A payload as it was typed. A text that can only be meant as JSON must be JSON; one that may be
   * a command too ({@code [ -f x ]}, {@code { ls; }}) is JSON if it reads as such.
   */
  static JsonValue payload(String text) throws CommandFailure {
    if (!text.startsWith("{") && !text.startsWith("[")) {
      return string(text);
    }
    try {
      return Json.parse(text);
    } catch (JsonException e) {
      if (text.startsWith("{\"") || text.startsWith("[\"") || text.startsWith("[{")) {
        throw CommandFailure.usage("the payload is not JSON: " + e.getMessage());
      }
      return string(text);
    }
  }

  /**
   * Java reads bytes of the command line that are not UTF-8 as U+FFFD, so a word with one may not
   * be the word that was given; what is judged must be what is run.
   */
  static void requireUtf8(String argument) throws CommandFailure {
    if (argument.indexOf('\uFFFD') >= 0) {
      throw CommandFailure.usage(
          "an argument is not UTF-8 or holds U+FFFD, so it cannot be judged as it was given");
    }
  }

  private static JsonValue string(String text) throws CommandFailure {
    try {
      return Json.of(text);
    } catch (JsonException e) {
      throw CommandFailure.usage("the payload cannot be: " + e.getMessage());
    }
  }

  JsonObject context(Console console) throws CommandFailure {
    return context(context, console);
  }

  static JsonObject context(@Nullable String option, Console console) throws CommandFailure {
    if (option == null) {
      return JsonObject.EMPTY;
    }
    try {
      var text =
          option.startsWith("@") ? Files.readString(console.resolve(option.substring(1))) : option;
      if (Json.parse(text) instanceof JsonObject object) {
        return object;
      }
      throw CommandFailure.usage("--ctx is not a JSON object");
    } catch (JsonException e) {
      throw CommandFailure.usage("--ctx is not JSON: " + e.getMessage());
    } catch (IOException e) {
      throw CommandFailure.file("the file of --ctx", option.substring(1), e);
    }
  }

  /** Words as a JSON array. */
  static JsonValue list(List<String> words) throws CommandFailure {
    try {
      return Json.of(words);
    } catch (JsonException e) {
      throw CommandFailure.usage("the command cannot be: " + e.getMessage());
    }
  }
}
