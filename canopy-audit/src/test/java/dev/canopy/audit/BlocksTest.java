package dev.canopy.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Verifying with helpers that check and hash ahead, against verifying line by line. */
class BlocksTest {
  private final Path dir;

  BlocksTest(@TempDir Path dir) {
    this.dir = dir;
  }

  @Test
  void helpers_changeNoVerdict_whereverABlockEnds() throws Exception {
    var random = new Random(11);
    var logs = new ArrayList<byte[]>();
    for (var i = 0; i < 3; i++) {
      logs.add(Tampering.log(dir, 2 + 9 * i, 100 + i));
    }
    var kinds = new ArrayList<String>();
    for (var round = 0; round < 900; round++) {
      var log = logs.get(random.nextInt(logs.size())).clone();
      var changed =
          switch (random.nextInt(4)) {
            case 0 -> log;
            case 1 -> Arrays.copyOf(log, random.nextInt(log.length + 1));
            case 2 -> twice(log, random);
            default -> {
              log[random.nextInt(log.length)] ^= (byte) (1 << random.nextInt(8));
              yield log;
            }
          };
      var naive = verify(changed, 1 << 18, 0);
      var blocks = 1 + random.nextInt(round % 2 == 0 ? 40 : 3_000);
      assertThat(verify(changed, blocks, 0)).isEqualTo(naive);
      assertThat(verify(changed, blocks, 1 + random.nextInt(2))).isEqualTo(naive);
      if (!kinds.contains(naive.code())) {
        kinds.add(naive.code());
      }
    }
    assertThat(kinds).contains("intact", "broken", "torn_tail");
  }

  @Test
  void helpers_refuseALineThatIsTooLong() throws Exception {
    var log = Tampering.log(dir, 3, 7);
    for (var more : new int[] {65_000, 65_534, 65_535, 65_536, 70_000, 200_000}) {
      var torn = Arrays.copyOf(log, log.length + more);
      Arrays.fill(torn, log.length, torn.length, (byte) 'x');
      for (var feed = 0; feed < 2; feed++) {
        if (feed == 1) {
          torn[torn.length - 1] = '\n';
        }
        var naive = verify(torn, 1 << 18, 0);
        assertThat(verify(torn, 1 << 12, 0)).isEqualTo(naive);
        assertThat(verify(torn, 1 << 12, 2)).isEqualTo(naive);
      }
    }
  }

  private static byte[] twice(byte[] log, Random random) {
    var lines = Tampering.lines(log);
    var at = random.nextInt(lines.size());
    lines.add(at, lines.get(random.nextInt(lines.size())));
    return Tampering.join(lines);
  }

  private static Verdict verify(byte[] log, int chunkBytes, int helpers) throws Exception {
    return AuditVerifier.verifyInBlocks(
        Channels.newChannel(new ByteArrayInputStream(log)), chunkBytes, helpers);
  }
}
