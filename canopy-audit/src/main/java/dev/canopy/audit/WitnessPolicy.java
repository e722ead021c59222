package dev.canopy.audit;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which logs are trusted, and which witnesses must have cosigned (C2SP tlog-policy): a text of
 * lines
 *
 * <pre>
 * log VKEY [URL]
 * witness NAME VKEY [URL]
 * group NAME all|any|K MEMBER...
 * quorum NAME|none
 * </pre>
 *
 * <p>Immutable.
 */
public final class WitnessPolicy {
  /** Logs, witnesses and groups: many more than anyone has. */
  private static final int MAX_LINES = 1000;

  private static final int MAX_BYTES = 1 << 20;
  private static final String NONE = "none";

  /** A witness of the policy. */
  public record Member(String name, NoteKey key, Optional<URI> url) {}

  private sealed interface Node {
    /** A witness, by its place in the list. */
    record One(NoteKey key) implements Node {}

    /** At least {@code k} of these. */
    record Group(int k, List<Node> members) implements Node {}
  }

  private final List<NoteKey> logs;
  private final List<Member> witnesses;
  private final @Nullable Node quorum;

  private WitnessPolicy(List<NoteKey> logs, List<Member> witnesses, @Nullable Node quorum) {
    this.logs = List.copyOf(logs);
    this.witnesses = List.copyOf(witnesses);
    this.quorum = quorum;
  }

  /** Reads a policy; the message of what is wrong names the line. */
  public static WitnessPolicy parse(byte[] text) throws ProofException {
    return new Reader().read(text);
  }

  /** The logs that are trusted. */
  public List<NoteKey> logs() {
    return logs;
  }

  /** The witnesses, in the order of the text. */
  public List<Member> witnesses() {
    return witnesses;
  }

  /** Whether cosignatures by these keys are enough. */
  public boolean isSatisfiedBy(Collection<NoteKey> cosigners) {
    return quorum == null || holds(quorum, Set.copyOf(cosigners));
  }

  private static boolean holds(Node node, Set<NoteKey> cosigners) {
    if (node instanceof Node.One one) {
      return cosigners.contains(one.key);
    }
    var group = (Node.Group) node;
    return group.members.stream().filter(each -> holds(each, cosigners)).count() >= group.k;
  }

  /** Reads line by line. */
  private static final class Reader {
    private final List<NoteKey> logs = new ArrayList<>();
    private final List<Member> witnesses = new ArrayList<>();
    private final Map<String, Node> named = new LinkedHashMap<>();
    private final Set<String> used = new HashSet<>();
    private final Set<Hash> publicKeysOfLogs = new HashSet<>();
    private final Set<Hash> publicKeysOfWitnesses = new HashSet<>();
    private @Nullable Node quorum;
    private boolean quorumSeen;

    WitnessPolicy read(byte[] bytes) throws ProofException {
      if (bytes.length > MAX_BYTES) {
        throw new ProofException("the policy is longer than " + MAX_BYTES + " bytes");
      }
      // The format is one of bytes: what is not ASCII is opaque, and stays what it is.
      var lines = new String(bytes, StandardCharsets.ISO_8859_1).split("\n", -1);
      if (lines.length > MAX_LINES) {
        throw new ProofException("the policy has more than " + MAX_LINES + " lines");
      }
      for (var i = 0; i < lines.length; i++) {
        try {
          line(lines[i]);
        } catch (ProofException e) {
          throw new ProofException("line " + (i + 1) + ": " + e.getMessage(), e);
        }
      }
      if (!quorumSeen) {
        throw new ProofException("the policy has no line `quorum`");
      }
      return new WitnessPolicy(logs, witnesses, quorum);
    }

    private void line(String line) throws ProofException {
      for (var i = 0; i < line.length(); i++) {
        var c = line.charAt(i);
        if ((c < 0x20 && c != '\t') || c == 0x7f) {
          throw new ProofException("control character");
        }
      }
      var words = words(line);
      if (words.isEmpty() || words.get(0).startsWith("#")) {
        return;
      }
      switch (words.get(0)) {
        case "log" -> log(words);
        case "witness" -> witness(words);
        case "group" -> group(words);
        case "quorum" -> quorum(words);
        default ->
            throw new ProofException(
                "unknown word `"
                    + Quoted.of(words.get(0))
                    + "`, expected log, witness, group or quorum");
      }
    }

    private static List<String> words(String line) {
      var words = new ArrayList<String>();
      for (var word : line.replace('\t', ' ').split(" ", -1)) {
        if (!word.isEmpty()) {
          words.add(word);
        }
      }
      return words;
    }

    private static void count(List<String> words, int least, int most) throws ProofException {
      if (words.size() < least || words.size() > most) {
        throw new ProofException("`" + words.get(0) + "` has other words than these");
      }
    }

    private void log(List<String> words) throws ProofException {
      count(words, 2, 3);
      var key = key(words.get(1));
      if (key.type() != KeyType.ED25519) {
        throw new ProofException("the key of a log is of type ED25519, not " + key.type());
      }
      if (!publicKeysOfLogs.add(Merkle.leafHash(key.publicKey()))) {
        throw new ProofException("the same key as on a line above");
      }
      logs.add(key);
    }

    private void witness(List<String> words) throws ProofException {
      count(words, 3, 4);
      var key = key(words.get(2));
      if (!key.type().isCosignature()) {
        throw new ProofException("the key of a witness is a cosignature key, not " + key.type());
      }
      if (!publicKeysOfWitnesses.add(Merkle.leafHash(key.publicKey()))) {
        throw new ProofException("the same key as on a line above");
      }
      define(words.get(1), new Node.One(key));
      Optional<URI> url = Optional.empty();
      if (words.size() == 4) {
        try {
          url = Optional.of(URI.create(words.get(3)));
        } catch (IllegalArgumentException e) {
          throw new ProofException("`" + Quoted.of(words.get(3)) + "` is not a URL", e);
        }
      }
      witnesses.add(new Member(words.get(1), key, url));
    }

    private static NoteKey key(String word) throws ProofException {
      return NoteKey.parse(
          new String(word.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8));
    }

    private void group(List<String> words) throws ProofException {
      count(words, 4, MAX_LINES);
      var members = new ArrayList<Node>();
      for (var name : words.subList(3, words.size())) {
        var node = named.get(name);
        if (node == null) {
          throw new ProofException("`" + Quoted.of(name) + "` is not defined above");
        }
        if (!used.add(name)) {
          throw new ProofException("`" + Quoted.of(name) + "` is a member already");
        }
        members.add(node);
      }
      var threshold = words.get(2);
      long k =
          threshold.equals("all")
              ? members.size()
              : threshold.equals("any") ? 1 : Decimal.parse(threshold, "the threshold");
      if (k < 1 || k > members.size()) {
        throw new ProofException(
            "the threshold is from 1 to the number of members, " + members.size());
      }
      define(words.get(1), new Node.Group((int) k, List.copyOf(members)));
    }

    private void quorum(List<String> words) throws ProofException {
      count(words, 2, 2);
      if (quorumSeen) {
        throw new ProofException("a second line `quorum`");
      }
      quorumSeen = true;
      if (!words.get(1).equals(NONE)) {
        quorum = named.get(words.get(1));
        if (quorum == null) {
          throw new ProofException("`" + Quoted.of(words.get(1)) + "` is not defined above");
        }
      }
    }

    private void define(String name, Node node) throws ProofException {
      if (name.equals(NONE) || named.putIfAbsent(name, node) != null) {
        throw new ProofException("the name `" + Quoted.of(name) + "` is taken");
      }
    }
  }
}
