package dev.canopy.checks;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The drawing in docs/architecture.md: who may know whom. */
final class ImportRulesTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.canopy");

  /** Each module's package, and the packages of the drawing above it and joined by a line. */
  private static final Map<String, Set<String>> MAY_IMPORT =
      Map.of(
          "dev.canopy.json", Set.of(),
          "dev.canopy.shell", Set.of(),
          "dev.canopy.effects", Set.of("dev.canopy.json", "dev.canopy.shell"),
          "dev.canopy.audit", Set.of("dev.canopy.json"),
          "dev.canopy.policy", Set.of("dev.canopy.json", "dev.canopy.shell", "dev.canopy.effects"),
          "dev.canopy",
              Set.of(
                  "dev.canopy.json",
                  "dev.canopy.shell",
                  "dev.canopy.effects",
                  "dev.canopy.policy",
                  "dev.canopy.audit"),
          "dev.canopy.records", Set.of("dev.canopy.json", "dev.canopy.audit"),
          "dev.canopy.gateway",
              Set.of(
                  "dev.canopy.records",
                  "dev.canopy.json",
                  "dev.canopy.shell",
                  "dev.canopy.effects",
                  "dev.canopy.policy",
                  "dev.canopy.audit",
                  "dev.canopy"),
          "dev.canopy.cli",
              Set.of(
                  "dev.canopy.records",
                  "dev.canopy.json",
                  "dev.canopy.shell",
                  "dev.canopy.effects",
                  "dev.canopy.policy",
                  "dev.canopy.audit",
                  "dev.canopy",
                  "dev.canopy.gateway"),
          "dev.canopy.checks", Set.of());

  /** The libraries, and the one package that may use each. */
  private static final Map<String, String> LIBRARIES =
      Map.ofEntries(
          Map.entry("com.fasterxml.jackson", "dev.canopy.json"),
          Map.entry("org.snakeyaml.engine", "dev.canopy.policy"),
          Map.entry("com.google.re2j", "dev.canopy.policy"),
          // Of the JDK, but not of java.*.
          Map.entry("com.sun.net.httpserver", "dev.canopy.audit"),
          Map.entry("io.vertx", "dev.canopy.gateway"),
          // What Vert.x says of a malformed request is a type of the library below it.
          Map.entry("io.netty.handler.codec", "dev.canopy.gateway"),
          Map.entry("io.micrometer", "dev.canopy.gateway"),
          Map.entry("com.nimbusds", "dev.canopy.gateway"),
          Map.entry("picocli", "dev.canopy.cli"),
          Map.entry("org.dhatim.fastexcel", "dev.canopy.cli"));

  @Test
  void packages_areTheOnesDrawn() {
    var found = new TreeSet<String>();
    CLASSES.forEach(each -> found.add(each.getPackageName()));

    assertThat(found).containsExactlyInAnyOrderElementsOf(MAY_IMPORT.keySet());
  }

  @Test
  void packages_comeFromOneModuleEach() {
    var modules = new HashMap<String, String>();
    for (var each : CLASSES) {
      var file = each.getSource().orElseThrow().getUri().toString();
      var module = file.substring(0, file.indexOf(each.getName().replace('.', '/')));
      var other = modules.putIfAbsent(each.getPackageName(), module);

      assertThat(module).as(each.getName()).isEqualTo(other == null ? module : other);
    }
  }

  @Test
  void imports_followTheDrawing() {
    for (var each : CLASSES) {
      for (var used : packagesUsedBy(each)) {
        if (used.equals("dev.canopy") || used.startsWith("dev.canopy.")) {
          var allowed = MAY_IMPORT.getOrDefault(each.getPackageName(), Set.of());

          assertThat(allowed.contains(used) || used.equals(each.getPackageName()))
              .as("%s imports from %s", each.getName(), used)
              .isTrue();
        }
      }
    }
  }

  @Test
  void libraries_areUsedWhereTheyAreDeclared() {
    var known = new TreeSet<>(LIBRARIES.keySet());
    known.add("java");
    known.add("javax");
    known.add("dev.canopy");
    known.add("org.jspecify.annotations");
    for (var each : CLASSES) {
      for (var used : packagesUsedBy(each)) {
        var library = known.stream().filter(l -> isIn(used, l)).findFirst();
        assertThat(library).as("%s uses %s", each.getName(), used).isPresent();
        var owner = LIBRARIES.get(library.orElseThrow());
        assertThat(owner == null || owner.equals(each.getPackageName()))
            .as("%s uses %s", each.getName(), used)
            .isTrue();
      }
    }
  }

  @Test
  void libraries_areInNoPublicSignature() {
    for (var each : CLASSES) {
      if (!each.getModifiers().contains(JavaModifier.PUBLIC)) {
        continue;
      }
      for (var member : each.getMembers()) {
        if (member.getModifiers().contains(JavaModifier.PUBLIC)) {
          for (var type : member.getAllInvolvedRawTypes()) {
            assertThat(LIBRARIES.keySet().stream().noneMatch(l -> isIn(type.getPackageName(), l)))
                .as("%s shows %s", member.getFullName(), type.getName())
                .isTrue();
          }
        }
      }
    }
  }

  private static Set<String> packagesUsedBy(JavaClass each) {
    var packages = new TreeSet<String>();
    for (var dependency : each.getDirectDependenciesFromSelf()) {
      var target = dependency.getTargetClass().getBaseComponentType();
      if (!target.isPrimitive()) {
        packages.add(target.getPackageName());
      }
    }
    return packages;
  }

  private static boolean isIn(String packageName, String parent) {
    return packageName.equals(parent) || packageName.startsWith(parent + ".");
  }
}
