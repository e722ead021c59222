package dev.canopy.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ShellTest {

  static final Map<String, String> HOME = Map.of("HOME", "/home/me");

  @ParameterizedTest
  @MethodSource("dev.canopy.shell.Cases#all")
  void read_caseOfTestdata(Cases one) {
    var world = new ShellWorld(one.dialect(), HOME, List.of());
    assertThat(Shown.lines(Shell.read(one.text(), world))).isEqualTo(one.expected());
  }
}
