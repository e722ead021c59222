package dev.canopy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskFilesTest {
  private final Path dir;
  private final DiskFiles files;

  DiskFilesTest(@TempDir Path given) throws IOException {
    dir = given.toRealPath();
    files = new DiskFiles(dir);
    Files.createDirectories(dir.resolve("real/inner"));
    Files.writeString(dir.resolve("real/file"), "x");
  }

  @Test
  void realPath_ofWhatIsItself() {
    assertThat(files.realPath(dir + "/real/file")).isEmpty();
    assertThat(files.realPath(dir + "/real/not-there/yet")).isEmpty();
    assertThat(files.realPath("/")).isEmpty();
    assertThat(files.realPath("/dev/null")).isEmpty();
  }

  @Test
  void realPath_throughALinkInAParent() throws IOException {
    Files.createSymbolicLink(dir.resolve("link"), dir.resolve("real"));
    assertThat(files.realPath(dir + "/link/file")).contains(dir + "/real/file");
    assertThat(files.realPath(dir + "/link/not/there")).contains(dir + "/real/not/there");
    assertThat(files.realPath(dir + "/link")).contains(dir + "/real");
    assertThat(files.realPath(dir + "/linked/file")).isEmpty();
  }

  @Test
  void realPath_throughARelativeLink() throws IOException {
    Files.createSymbolicLink(dir.resolve("real/up"), Path.of(".."));
    assertThat(files.realPath(dir + "/real/up/real/inner/new")).contains(dir + "/real/inner/new");
  }

  @Test
  void realPath_ofALinkToNothingIsItsEnd() throws IOException {
    Files.createSymbolicLink(dir.resolve("dangling"), dir.resolve("real/new-file"));
    assertThat(files.realPath(dir + "/dangling")).contains(dir + "/real/new-file");
    Files.createSymbolicLink(dir.resolve("twice"), Path.of("dangling"));
    assertThat(files.realPath(dir + "/twice")).contains(dir + "/real/new-file");
    Files.createSymbolicLink(dir.resolve("into"), Path.of("nowhere/../real/gone"));
    assertThat(files.realPath(dir + "/into/deeper")).contains(dir + "/real/gone/deeper");
  }

  @Test
  void realPath_ofALinkMadeAMomentAgo() throws IOException {
    assertThat(files.realPath(dir + "/later/file")).isEmpty();
    Files.createSymbolicLink(dir.resolve("later"), dir.resolve("real"));
    assertThat(files.realPath(dir + "/later/file")).contains(dir + "/real/file");
  }

  @Test
  void realPath_ofALoopIsNotKnown() throws IOException {
    Files.createSymbolicLink(dir.resolve("a"), dir.resolve("b"));
    Files.createSymbolicLink(dir.resolve("b"), dir.resolve("a"));
    assertThat(files.realPath(dir + "/a")).isEmpty();
  }

  @Test
  void realPath_ofWhatNoDiskHas() {
    assertThat(files.realPath(dir + "/\0")).isEmpty();
    assertThat(files.realPath("/" + "x".repeat(5000))).isEmpty();
    assertThat(files.realPath("/" + "x/".repeat(2000) + "x")).isEmpty();
    assertThat(files.realPath("/" + "x/".repeat(3000) + "x")).isEmpty();
    assertThat(files.realPath("")).isEmpty();
    assertThat(files.realPath("\ud800")).isEmpty();
  }

  @Test
  void foldsCase_asTheDirectoryDoes() throws IOException {
    Files.createDirectory(dir.resolve("Mixed"));
    assertThat(new DiskFiles(dir.resolve("Mixed")).foldsCase())
        .isEqualTo(Files.exists(dir.resolve("mIXED".toUpperCase(Locale.ROOT))));
  }
}
