package dev.canopy.effects;

import java.util.Optional;

/** What the analysis may ask about files; the runtime's asks the disk, tests and `eval` do not. */
public interface FileFacts {

  /**
   * Where an absolute path really is: symbolic links in its existing part resolved, the rest kept.
   * Empty if that is the path itself, or not known.
   */
  Optional<String> realPath(String absolutePath);

  /** True if names that differ only in case are the same file there. */
  boolean foldsCase();

  /** Knows nothing. */
  FileFacts NONE =
      new FileFacts() {
        @Override
        public Optional<String> realPath(String absolutePath) {
          return Optional.empty();
        }

        @Override
        public boolean foldsCase() {
          return false;
        }
      };
}
