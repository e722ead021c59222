package dev.canopy.gateway;

import dev.canopy.json.Json;
import dev.canopy.json.JsonArray;
import dev.canopy.json.JsonException;
import dev.canopy.json.JsonObject;
import dev.canopy.json.JsonString;
import dev.canopy.json.JsonValue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The file of API keys: {@code {"keys": [{"id", "name", "role", "sha256", "created_at",
 * "expires_at"?, "facts"?, "trusts"?}]}}, mode 0600. A key is 256 random bits, so that its plain
 * SHA-256 cannot be reversed; the key itself is shown once and kept nowhere.
 *
 * <p>Safe for use by many threads, and by several processes.
 */
public final class ApiKeys {
  static final String PREFIX = "canopy_";

  private static final int SECRET_BYTES = 32;
  private static final int MAX_NAME = 64;
  private static final int MAX_KEYS = 10_000;

  private final PrivateFile file;
  private final InstantSource clock;
  private final SecureRandom random = new SecureRandom();

  public ApiKeys(Path file, InstantSource clock) {
    this.file = new PrivateFile(file, "keys");
    this.clock = clock;
  }

  /**
   * A key that was just made.
   *
   * @param key what is kept of it
   * @param secret the key itself, to be shown once
   */
  public record Created(ApiKey key, String secret) {
    /** Without the secret. */
    @Override
    public String toString() {
      return "Created[" + key + "]";
    }
  }

  /**
   * Makes a key.
   *
   * @param lifetime how long it is worth something; null for ever
   * @throws GatewayException if a value cannot be, or the file cannot be used
   */
  @SuppressWarnings("try") // the lock only has to be held
  public Created add(
      String name, Role role, @Nullable Duration lifetime, JsonObject facts, List<String> trusts)
      throws GatewayException {
    requireName(name);
    if (facts.get("avid") != null && !(facts.get("avid") instanceof JsonString)) {
      throw new GatewayException("the fact `avid` is no text");
    }
    try (var lock = file.lock()) {
      var keys = new ArrayList<>(list());
      if (keys.size() >= MAX_KEYS) {
        throw new GatewayException("there are " + MAX_KEYS + " keys already; revoke some");
      }
      for (var key : keys) {
        if (key.name().equals(name)) {
          throw new GatewayException(
              "there is a key named `" + name + "` already; revoke it first, or choose a name");
        }
      }
      var secret = new byte[SECRET_BYTES];
      random.nextBytes(secret);
      var text = PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
      var idBytes = new byte[6];
      random.nextBytes(idBytes);
      var now = clock.instant();
      var key =
          new ApiKey(
              "k" + HexFormat.of().formatHex(idBytes),
              name,
              role,
              hash(text),
              now,
              lifetime == null ? null : now.plus(lifetime),
              facts,
              trusts);
      keys.add(key);
      write(keys);
      return new Created(key, text);
    } catch (IOException e) {
      throw file.failure(e);
    }
  }

  /**
   * Makes a key worthless.
   *
   * @param id the key's id or name
   * @throws GatewayException if there is no such key, or the file cannot be used
   */
  @SuppressWarnings("try") // the lock only has to be held
  public ApiKey revoke(String id) throws GatewayException {
    try (var lock = file.lock()) {
      var keys = new ArrayList<>(list());
      for (var key : keys) {
        if (key.id().equals(id) || key.name().equals(id)) {
          keys.remove(key);
          write(keys);
          return key;
        }
      }
      throw new GatewayException("there is no key `" + id + "`");
    } catch (IOException e) {
      throw file.failure(e);
    }
  }

  /**
   * All keys, oldest first; none if there is no file.
   *
   * @throws GatewayException if the file cannot be read, is not what this class writes, or others
   *     than its owner can read it
   */
  public List<ApiKey> list() throws GatewayException {
    try {
      return read(Json.parse(file.read()));
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (IOException e) {
      throw file.failure(e);
    } catch (JsonException | DateTimeException | IllegalArgumentException e) {
      throw new GatewayException(file + " do not load: " + e.getMessage(), e);
    }
  }

  /** The SHA-256 of a key, in lower-case hex. */
  static String hash(String secret) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(secret.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static void requireName(String name) throws GatewayException {
    var isLine = !name.isBlank() && name.length() <= MAX_NAME && name.strip().equals(name);
    for (var i = 0; isLine && i < name.length(); i++) {
      isLine = !Character.isISOControl(name.charAt(i)) && !Character.isSurrogate(name.charAt(i));
    }
    if (!isLine) {
      throw new GatewayException(
          "a key has a name of one line and at most " + MAX_NAME + " characters");
    }
  }

  private static List<ApiKey> read(JsonValue text) throws JsonException {
    var keys = new ArrayList<ApiKey>();
    if (!(text instanceof JsonObject object) || !(object.get("keys") instanceof JsonArray array)) {
      throw new IllegalArgumentException("wanted an object with `keys`");
    }
    for (var item : array.items()) {
      if (!(item instanceof JsonObject key)) {
        throw new IllegalArgumentException("found " + item.kind() + " among the keys");
      }
      var hash = required(key, "sha256");
      if (hash.length() != 64) {
        throw new IllegalArgumentException("a key's `sha256` has 64 hex digits");
      }
      keys.add(
          new ApiKey(
              required(key, "id"),
              required(key, "name"),
              Role.of(required(key, "role"))
                  .orElseThrow(() -> new IllegalArgumentException("a key's role is unknown")),
              hash,
              Instant.parse(required(key, "created_at")),
              key.get("expires_at") == null ? null : Instant.parse(required(key, "expires_at")),
              key.get("facts") instanceof JsonObject facts ? facts : JsonObject.EMPTY,
              texts(key.get("trusts"))));
    }
    return keys;
  }

  private static String required(JsonObject key, String name) {
    return key.string(name)
        .orElseThrow(() -> new IllegalArgumentException("a key has no text `" + name + "`"));
  }

  private static List<String> texts(@Nullable JsonValue value) {
    var texts = new ArrayList<String>();
    if (value instanceof JsonArray array) {
      for (var item : array.items()) {
        if (item instanceof JsonString text) {
          texts.add(text.value());
        }
      }
    }
    return texts;
  }

  private static JsonObject json(ApiKey key) {
    var out =
        JsonObject.builder()
            .put("id", key.id())
            .put("name", key.name())
            .put("role", key.role().wireName())
            .put("sha256", key.hash())
            .put("created_at", key.createdAt().toString());
    if (key.expiresAt() != null) {
      out.put("expires_at", key.expiresAt().toString());
    }
    if (key.facts().size() > 0) {
      out.put("facts", key.facts());
    }
    if (!key.trusts().isEmpty()) {
      var names = new ArrayList<JsonValue>();
      key.trusts().forEach(name -> names.add(new JsonString(name)));
      out.put("trusts", new JsonArray(names));
    }
    return out.build();
  }

  private void write(List<ApiKey> keys) throws IOException {
    var items = new ArrayList<JsonValue>();
    keys.forEach(key -> items.add(json(key)));
    file.write(Json.write(JsonObject.builder().put("keys", new JsonArray(items)).build()) + "\n");
  }
}
