package dev.canopy.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.canopy.audit.AuditVerifier;
import dev.canopy.audit.Expectation;
import dev.canopy.audit.Verdict;
import dev.canopy.json.Json;
import dev.canopy.json.JsonObject;
import dev.canopy.json.JsonString;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The pages in a real browser, if there is one: Debian's chromium and chromium-driver. With {@code
 * -Dcanopy.screenshots=DIR} it leaves pictures.
 */
@NullUnmarked // what is not there fails the test
final class DashboardTest {
  private static final String PASSWORD = "correct horse battery";

  /** Markup, a character that turns the direction of the text, and one that cannot be seen. */
  private static final String HOSTILE = "<img src=x onerror=window.pwned=1> \u202egnp.exe \u200b";

  private static final List<String> PAGES =
      List.of("live", "approvals", "search", "charts", "policy", "health");

  @TempDir Path directory;

  @Test
  void person_stopsAndLetsGo_inABrowser() throws Exception {
    try (var gateway =
        new TestGateway(directory, options -> options.usersFile(directory.resolve("users.json")))) {
      var started = Browser.start(directory);
      if (started.isEmpty()) {
        System.out.println("no chromium and chromedriver here: pages are not tried in a browser");
        return;
      }
      try (var browser = started.get()) {
        tell(gateway, browser);
      }
    }
  }

  private void tell(TestGateway gateway, Browser browser) throws Exception {
    var base = "http://localhost:" + gateway.port();
    // An agent is stopped.
    var asked = action("/etc/hosts", HOSTILE);
    var stopped = gateway.authorize(asked).json();
    assertThat(stopped.string("decision")).contains("REQUIRE_APPROVAL");
    var id = ((JsonObject) stopped.get("approval")).string("id").orElseThrow();
    gateway.authorize("{\"action_type\":\"read_file\",\"action_payload\":\"/a\"}");

    // Whoever has not logged in sees nothing.
    browser.go(base + "/#/approvals");
    browser.await("location.pathname === '/login'");
    picture(browser, "login");

    // A person logs in and sees it.
    browser.go(gateway.gateway.setupLink().orElseThrow());
    browser.await("document.getElementById('send')");
    browser.type("#name", "ann");
    browser.type("#password", PASSWORD);
    browser.click("#send");
    browser.await("document.getElementById('waiting')?.textContent === '1'");

    for (var page : PAGES) {
      browser.go(base + "/#/" + page);
      browser.await("document.querySelector('#page .card, #page table, #page svg')");
      look(browser, page);
    }
    browser.go(base + "/#/approvals/" + id);
    browser.await("document.getElementById('approve')");
    look(browser, "approval");
    assertThat(browser.text())
        .contains("a person looks at changes", "<img src=x", "U+202E", "U+200B");

    // The person approves it; the agent goes on, once.
    browser.type("[name=reason]", "looked at it");
    browser.click("#approve");
    browser.await("document.getElementById('standing')?.textContent === 'granted'");
    var changed = action("/etc/passwd", HOSTILE).replace("}}", "},\"approval_id\":\"" + id + "\"}");
    var same = asked.replace("}}", "},\"approval_id\":\"" + id + "\"}");
    assertThat(gateway.authorize(changed).json().string("decision")).contains("REQUIRE_APPROVAL");
    assertThat(gateway.authorize(same).json().string("decision")).contains("ALLOW");
    assertThat(gateway.authorize(same).json().string("decision")).contains("REQUIRE_APPROVAL");

    // It stands in the log, which is intact.
    browser.go(base + "/#/entry/1");
    browser.await("document.querySelector('#page h2')");
    look(browser, "entry");
    assertThat(browser.text()).contains("<img src=x", "U+202E", "U+200B");
    assertThat(browser.run("return window.pwned ?? 0")).isEqualTo(Json.parse("0"));
    assertThat(browser.run("return document.querySelectorAll('#page img').length"))
        .isEqualTo(Json.parse("0"));
    browser.go(base + "/#/health");
    browser.await("document.getElementById('verify')");
    browser.click("#verify");
    browser.await("document.querySelector('#verdict strong')?.textContent === 'intact'");
    assertThat(AuditVerifier.verify(gateway.log, Expectation.NONE))
        .isInstanceOf(Verdict.Intact.class);

    // Nothing is asked after the person has left.
    browser.click("#leave");
    browser.await("location.pathname === '/login'");
    browser.go(base + "/#/live");
    browser.await("location.pathname === '/login'");
  }

  private static String action(String path, String content) {
    var payload = JsonObject.builder().put("path", path).put("content", content).build();
    return Json.write(
        JsonObject.builder()
            .put("action_type", "modify_file")
            .put("action_payload", payload)
            .build());
  }

  /** What axe-core finds serious; and in the dark, and on a telephone, nothing is cut off. */
  private static void look(Browser browser, String page) throws Exception {
    for (var dark : List.of(false, true)) {
      browser.look(dark, 1280);
      browser.run(axe());
      var found =
          browser.runAsync(
              """
              const done = arguments[arguments.length - 1];
              axe.run(document, {resultTypes: ['violations']}).then((all) => done(all.violations
                .filter((v) => v.impact === 'serious' || v.impact === 'critical')
                .map((v) => v.id + ': ' + v.nodes.map((n) => n.target.join(' ')).join(', '))
                .join('; ')), (failure) => done(String(failure)));
              """);
      assertThat(found).as("%s, dark: %s", page, dark).isEqualTo(new JsonString(""));
      picture(browser, page + (dark ? "-dark" : ""));
    }
    browser.look(false, 400);
    assertThat(
            browser.run(
                "const e = document.documentElement; return e.scrollWidth > e.clientWidth + 1"))
        .as("%s is wider than a telephone", page)
        .isEqualTo(Json.parse("false"));
    browser.look(false, 1280);
  }

  private static void picture(Browser browser, String name) throws Exception {
    var wanted = Optional.ofNullable(System.getProperty("canopy.screenshots"));
    if (wanted.isPresent()) {
      var folder = TestGateway.repository().resolve(wanted.get());
      Files.createDirectories(folder);
      browser.screenshot(folder.resolve(name + ".png"));
    }
  }

  private static String axe() throws IOException {
    var name = "/META-INF/resources/webjars/axe-core/4.6.3/axe.min.js";
    try (var in = DashboardTest.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
