package dev.canopy.effects;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** IPv4 and IPv6 against every spelling and against naive twins. */
class AddressesTest {
  private static final long[] ADDRESSES = {
    0xA9FEA9FEL, 0x7F000001L, 0x0A000001L, 0x08080808L, 0x00000001L, 0xFFFFFFFFL, 0xC0A80101L
  };

  /** All ways to write an address in one to four parts, each decimal, octal or hexadecimal. */
  private static List<String> spellings(long address) {
    var all = new ArrayList<String>();
    for (var parts = 1; parts <= 4; parts++) {
      var open = new ArrayList<String>(List.of(""));
      for (var part = 0; part < parts; part++) {
        var shift = 24 - 8 * part;
        var last = part == parts - 1;
        var value = last ? address & ((1L << (shift + 8)) - 1) : (address >>> shift) & 0xff;
        var next = new ArrayList<String>();
        for (var prefix : open) {
          var dot = part == 0 ? "" : ".";
          next.add(prefix + dot + value);
          next.add(prefix + dot + "0" + Long.toOctalString(value));
          next.add(prefix + dot + "000" + Long.toOctalString(value));
          next.add(prefix + dot + "0x" + Long.toHexString(value));
          next.add(prefix + dot + "0X" + Long.toHexString(value).toUpperCase(Locale.ROOT));
        }
        open = next;
      }
      all.addAll(open);
    }
    return all;
  }

  @Test
  void ipv4_everySpelling_isTheAddress() {
    for (var address : ADDRESSES) {
      var spellings = spellings(address);
      assertThat(spellings).hasSize(5 + 25 + 125 + 625);
      for (var spelling : spellings) {
        assertThat(Ipv4.parse(spelling)).as(spelling).isEqualTo(address);
        var host = Hosts.of(spelling);
        assertThat(host.host().text()).as(spelling).isEqualTo(Ipv4.text(address));
        // Another reading may be stricter, none may be milder.
        assertThat(Ipv6.strictest(host.place(), Ipv4.place(address)))
            .as(spelling)
            .isEqualTo(host.place());
        assertThat(Urls.of("http://" + spelling + "./").hosts().get(0).host().text())
            .as(spelling)
            .isEqualTo(Ipv4.text(address));
      }
    }
  }

  @Test
  void ipv4_generated_agreesWithTwin() {
    var random = new Random(7);
    var alphabet = "0123456789abcfxX..";
    for (var i = 0; i < 50_000; i++) {
      var text = new StringBuilder();
      for (var n = 1 + random.nextInt(14); n > 0; n--) {
        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      if (Ipv4.parse(text.toString()) != twin(text.toString())) {
        assertThat(Ipv4.parse(text.toString()))
            .as(text.toString())
            .isEqualTo(twin(text.toString()));
      }
    }
  }

  /** The WHATWG algorithm, step by step. */
  private static long twin(String text) {
    var parts = text.split("\\.", -1);
    if (parts.length > 4) {
      return -1;
    }
    var numbers = new ArrayList<Long>();
    for (var part : parts) {
      var digits = part;
      var radix = 10;
      if (digits.length() >= 2 && digits.toLowerCase(Locale.ROOT).startsWith("0x")) {
        digits = digits.substring(2);
        radix = 16;
        if (digits.isEmpty()) {
          digits = "0";
        }
      } else if (digits.length() >= 2 && digits.startsWith("0")) {
        radix = 8;
      }
      try {
        numbers.add(Long.parseLong(digits, radix));
      } catch (NumberFormatException e) {
        return -1;
      }
    }
    var address = 0L;
    for (var i = 0; i < numbers.size() - 1; i++) {
      if (numbers.get(i) > 255) {
        return -1;
      }
      address += numbers.get(i) << (24 - 8 * i);
    }
    var last = numbers.get(numbers.size() - 1);
    return last >= 1L << (8 * (5 - numbers.size())) ? -1 : address + last;
  }

  @Test
  void ipv4_blocks_startAndEndWhereIanaSays() {
    var blocks =
        List.of(
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.88.99.0/24",
            "192.168.0.0/16",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/4",
            "240.0.0.0/4");
    for (var block : blocks) {
      var slash = block.indexOf('/');
      var first = Ipv4.parse(block.substring(0, slash));
      var size = 1L << (32 - Integer.parseInt(block.substring(slash + 1)));
      for (var address = first; address < first + size; address += Math.max(1, size / 997)) {
        assertThat(Ipv4.place(address)).as(Ipv4.text(address)).isNotEqualTo(HostPlace.PUBLIC);
      }
      assertThat(Ipv4.place(first + size - 1)).as(block).isNotEqualTo(HostPlace.PUBLIC);
      for (var near : new long[] {first - 1, first + size}) {
        var special = near < 0 || near > 0xffffffffL || block.startsWith("2");
        var other = block.startsWith("240.") || block.startsWith("224.");
        if (!special && !other) {
          assertThat(Ipv4.place(near)).as(Ipv4.text(near)).isEqualTo(HostPlace.PUBLIC);
        }
      }
    }
  }

  @Test
  void ipv6_generated_agreesWithTwin() {
    var random = new Random(11);
    var alphabet = "0123abcdef::::::";
    var read = 0;
    for (var i = 0; i < 50_000; i++) {
      var text = new StringBuilder("1:");
      for (var n = random.nextInt(24); n > 0; n--) {
        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      if (i % 3 == 0) {
        text.append(":8.8.4.").append(random.nextInt(300));
      }
      var ours = Ipv6.parse(text.toString());
      assertThat(ours == null ? null : bytes(ours))
          .as(text.toString())
          .isEqualTo(twin6(text.toString()));
      if (ours != null) {
        read++;
        assertThat(Ipv6.parse(Ipv6.text(ours))).as(text.toString()).isEqualTo(ours);
      }
    }
    assertThat(read).isGreaterThan(500);
  }

  private static byte[] bytes(int[] pieces) {
    var bytes = ByteBuffer.allocate(16);
    for (var piece : pieces) {
      bytes.putShort((short) piece);
    }
    return bytes.array();
  }

  /** The JDK's reader of literals; a text with a colon is never looked up. */
  private static byte @org.jspecify.annotations.Nullable [] twin6(String text) {
    try {
      return InetAddress.getByName(text).getAddress();
    } catch (UnknownHostException e) {
      return null;
    }
  }
}
