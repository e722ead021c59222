package dev.canopy.audit;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * Asks one witness to cosign checkpoints (C2SP tlog-witness). Remembers what size the witness
 * knows. Safe for use by several threads; they take turns.
 */
public final class WitnessClient {
  /** A witness may sign with several keys; sixteen of the longest signatures fit. */
  private static final int MAX_ANSWER_BYTES = 1 << 17;

  /** First with the size that we believe, then with the one that the witness names. */
  private static final int TRIES = 2;

  private final HttpClient http;
  private final URI uri;
  private final NoteKey key;
  private final Duration patience;
  private long knownSize;

  /**
   * A client of one witness.
   *
   * @param submissionPrefix where {@code /add-checkpoint} is, http or https
   * @param key the witness's cosignature key; what others sign is ignored
   * @param patience how long to wait for an answer
   */
  public WitnessClient(URI submissionPrefix, NoteKey key, Duration patience) {
    var scheme = submissionPrefix.getScheme();
    if (scheme == null
        || !(scheme.equals("http") || scheme.equals("https"))
        || submissionPrefix.getHost() == null) {
      throw new IllegalArgumentException(
          "the URL of a witness begins with http:// or https://, found `" + submissionPrefix + "`");
    }
    if (!key.type().isCosignature()) {
      throw new IllegalArgumentException("`" + key.vkey() + "` is not a cosignature key");
    }
    var prefix = submissionPrefix.toString();
    this.uri =
        URI.create(
            (prefix.endsWith("/") ? prefix.substring(0, prefix.length() - 1) : prefix)
                + "/add-checkpoint");
    this.key = key;
    this.patience = patience;
    // A witness that sends us elsewhere is not the one that was named.
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(patience)
            .build();
  }

  /** The witness's key. */
  public NoteKey key() {
    return key;
  }

  /**
   * Gets the witness's cosignature.
   *
   * @param nodes the log's tree, at least as large as the checkpoint
   * @return the checkpoint with the cosignature added and verified
   * @throws WitnessException if the witness refuses, or does not answer in time or as the protocol
   *     says
   */
  public synchronized SignedCheckpoint cosign(SignedCheckpoint checkpoint, NodeSource nodes)
      throws AuditException, WitnessException, InterruptedException {
    var size = checkpoint.checkpoint().treeSize();
    for (var attempt = 1; ; attempt++) {
      if (knownSize > size) {
        throw new WitnessException(
            409, "the witness has seen size " + knownSize + " and will not cosign size " + size);
      }
      var proof = ConsistencyProof.create(nodes, knownSize, size);
      var request = new WitnessRequest(knownSize, proof.path(), checkpoint.note());
      var answer = post(request.bytes());
      switch (answer.status) {
        case 200 -> {
          var cosigned = read(checkpoint, answer.body);
          knownSize = size;
          return cosigned;
        }
        case 409 -> {
          var theirs = theirSize(answer.body);
          if (theirs == size && knownSize == size) {
            throw new WitnessException(
                409, "the witness has cosigned another tree of size " + size + " for this log");
          }
          if (attempt == TRIES) {
            throw new WitnessException(409, "the witness changed its mind about the size");
          }
          knownSize = theirs;
        }
        case 422 ->
            throw new WitnessException(
                422,
                "the witness has cosigned another history of this log: "
                    + Quoted.of(answer.body.strip()));
        default ->
            throw new WitnessException(
                answer.status,
                "the witness answered " + answer.status + ": " + Quoted.of(answer.body.strip()));
      }
    }
  }

  private record HttpAnswer(int status, String body) {}

  private HttpAnswer post(byte[] body) throws WitnessException, InterruptedException {
    var request =
        HttpRequest.newBuilder(uri)
            .timeout(patience)
            .header("Content-Type", "text/plain; charset=utf-8")
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build();
    try {
      var response = http.send(request, HttpResponse.BodyHandlers.ofInputStream());
      try (var in = response.body()) {
        return new HttpAnswer(response.statusCode(), read(in));
      }
    } catch (IOException e) {
      throw new WitnessException(
          0, "the witness at " + uri + " does not answer: " + Quoted.of(String.valueOf(e)), e);
    }
  }

  private static String read(InputStream in) throws IOException {
    var bytes = in.readNBytes(MAX_ANSWER_BYTES + 1);
    if (bytes.length > MAX_ANSWER_BYTES) {
      throw new IOException("the answer is longer than " + MAX_ANSWER_BYTES + " bytes");
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static long theirSize(String body) throws WitnessException {
    try {
      if (!body.endsWith("\n")) {
        throw new ProofException("a size and a line feed");
      }
      return Decimal.parse(body.substring(0, body.length() - 1), "the size");
    } catch (ProofException e) {
      throw new WitnessException(409, "the witness named no size: " + Quoted.of(body.strip()), e);
    }
  }

  private SignedCheckpoint read(SignedCheckpoint checkpoint, String lines) throws WitnessException {
    try {
      for (var signature : SignedNote.signatures(lines)) {
        if (signature.isBy(key)) {
          return checkpoint.with(signature, key);
        }
      }
    } catch (ProofException e) {
      throw new WitnessException(
          200, "the witness answered with no valid cosignature: " + e.getMessage(), e);
    }
    throw new WitnessException(200, "the witness answered without a cosignature by " + key.name());
  }
}
