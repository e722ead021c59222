package dev.canopy.shell;

/** Counts the characters looked at, so that tests can see that reading is linear. */
final class Effort {
  private long spent;

  void spend(long characters) {
    spent += characters;
  }

  long spent() {
    return spent;
  }
}
