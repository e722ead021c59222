package dev.canopy.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes that are killed with SIGKILL lose nothing that was acknowledged. */
class KillTest {
  private static final int KILLS =
      Integer.getInteger("canopy.kills", Boolean.getBoolean("canopy.long") ? 10_000 : 100);

  /** So often one log's writers are killed before it is verified for the last time. */
  private static final int KILLS_OF_A_LOG = 25;

  private final Path dir;

  KillTest(@TempDir Path dir) {
    this.dir = dir;
  }

  @Test
  void kill9_nothingAcknowledgedIsLost_andTheVerdictIsExact() throws Exception {
    var jar = new KillJar(dir);
    var done = new AtomicLong();
    var figures =
        IntStream.range(0, KILLS / KILLS_OF_A_LOG)
            .parallel()
            .mapToObj(
                i -> {
                  var figuresOfOne = kill(jar, i);
                  var all = done.addAndGet(figuresOfOne.kills());
                  if (all / 250 > (all - figuresOfOne.kills()) / 250) {
                    System.out.println(all + " kills");
                  }
                  return figuresOfOne;
                })
            .reduce(KillLoop.Figures.NONE, KillLoop.Figures::plus);
    System.out.println(figures);
    assertThat(figures.kills()).isGreaterThanOrEqualTo(KILLS);
    assertThat(figures.acknowledged()).isGreaterThan(KILLS * 5L);
    assertThat(figures.rotations()).isGreaterThan(KILLS / 25);
    assertThat(figures.values()).isGreaterThan(KILLS * 2L);
  }

  private KillLoop.Figures kill(KillJar jar, int number) {
    var folder = dir.resolve("log-" + number);
    try {
      var figures =
          new KillLoop(jar, folder.resolve("audit.log"), number % 2 == 1, number)
              .run(KILLS_OF_A_LOG);
      delete(folder);
      return figures;
    } catch (Exception | AssertionError e) {
      throw new AssertionError("log " + number, e);
    }
  }

  private static void delete(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
