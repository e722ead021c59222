package dev.canopy.gateway;

import dev.canopy.json.Json;
import dev.canopy.json.JsonArray;
import dev.canopy.json.JsonException;
import dev.canopy.json.JsonObject;
import dev.canopy.json.JsonValue;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/**
 * The file of people who may log in: {@code {"users": [{"name", "role", "password",
 * "changed_at"}]}}, mode 0600. Safe for use by many threads, and by several processes.
 */
public final class Users {
  private static final int MAX_NAME = 64;
  private static final int MAX_USERS = 10_000;

  private final PrivateFile file;
  private final InstantSource clock;
  private final SecureRandom random = new SecureRandom();

  public Users(Path file, InstantSource clock) {
    this.file = new PrivateFile(file, "users");
    this.clock = clock;
  }

  PrivateFile file() {
    return file;
  }

  /**
   * Adds a person.
   *
   * @throws GatewayException if there is one of that name, a value cannot be, or the file cannot be
   *     used
   */
  public User add(String name, Role role, String password) throws GatewayException {
    return add(name, role, password, false);
  }

  /** As {@link #add}, but only if there is nobody yet. */
  User addFirst(String name, Role role, String password) throws GatewayException {
    return add(name, role, password, true);
  }

  @SuppressWarnings("try") // the lock only has to be held
  private User add(String name, Role role, String password, boolean first) throws GatewayException {
    if (!isName(name)) {
      throw new GatewayException(
          "a name has 1 to "
              + MAX_NAME
              + " letters, digits and . - _ @, and not "
              + Texts.name(name));
    }
    var user = new User(name, role, Passwords.hash(password, random), clock.instant());
    try (var lock = file.lock()) {
      var users = new ArrayList<>(list());
      if (users.stream().anyMatch(each -> each.name().equals(name))) {
        throw new GatewayException("there is a user `" + name + "` already");
      }
      if ((first && !users.isEmpty()) || users.size() >= MAX_USERS) {
        throw new GatewayException("there are users already");
      }
      users.add(user);
      write(users);
      return user;
    } catch (IOException e) {
      throw file.failure(e);
    }
  }

  /**
   * Removes a person; their sessions end.
   *
   * @throws GatewayException if there is no such person, or the file cannot be used
   */
  @SuppressWarnings("try") // the lock only has to be held
  public void remove(String name) throws GatewayException {
    try (var lock = file.lock()) {
      var users = new ArrayList<>(list());
      if (!users.removeIf(user -> user.name().equals(name))) {
        throw new GatewayException("there is no user " + Texts.name(name));
      }
      write(users);
    } catch (IOException e) {
      throw file.failure(e);
    }
  }

  /**
   * Gives a person another password; their sessions end.
   *
   * @throws GatewayException if there is no such person, the password cannot be, or the file cannot
   *     be used
   */
  @SuppressWarnings("try") // the lock only has to be held
  public void changePassword(String name, String password) throws GatewayException {
    var hash = Passwords.hash(password, random);
    try (var lock = file.lock()) {
      var users = new ArrayList<>(list());
      for (var i = 0; i < users.size(); i++) {
        if (users.get(i).name().equals(name)) {
          users.set(i, new User(name, users.get(i).role(), hash, clock.instant()));
          write(users);
          return;
        }
      }
      throw new GatewayException("there is no user " + Texts.name(name));
    } catch (IOException e) {
      throw file.failure(e);
    }
  }

  /**
   * Everybody, in the order in which they were added; nobody if there is no file.
   *
   * @throws GatewayException if the file cannot be read, is not what this class writes, or others
   *     than its owner can read it
   */
  public List<User> list() throws GatewayException {
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

  /** One way to write each name: what looks like another's is not one. */
  static boolean isName(String text) {
    return Texts.isToken(text.replace('@', '.'), MAX_NAME) && text.indexOf(':') < 0;
  }

  private static List<User> read(JsonValue text) {
    if (!(text instanceof JsonObject object) || !(object.get("users") instanceof JsonArray array)) {
      throw new IllegalArgumentException("wanted an object with `users`");
    }
    var users = new ArrayList<User>();
    for (var item : array.items()) {
      if (!(item instanceof JsonObject user)) {
        throw new IllegalArgumentException("found " + item.kind() + " among the users");
      }
      var hash = required(user, "password");
      if (!Passwords.isWellFormed(hash)) {
        throw new IllegalArgumentException("a user's `password` is no hash that is known");
      }
      users.add(
          new User(
              required(user, "name"),
              Role.of(required(user, "role"))
                  .orElseThrow(() -> new IllegalArgumentException("a user's role is unknown")),
              hash,
              Instant.parse(required(user, "changed_at"))));
    }
    return users;
  }

  private static String required(JsonObject user, String name) {
    return user.string(name)
        .orElseThrow(() -> new IllegalArgumentException("a user has no text `" + name + "`"));
  }

  private void write(List<User> users) throws IOException {
    var items = new ArrayList<JsonValue>();
    for (var user : users) {
      items.add(
          JsonObject.builder()
              .put("name", user.name())
              .put("role", user.role().wireName())
              .put("password", user.passwordHash())
              .put("changed_at", user.changedAt().toString())
              .build());
    }
    file.write(Json.write(JsonObject.builder().put("users", new JsonArray(items)).build()) + "\n");
  }
}
