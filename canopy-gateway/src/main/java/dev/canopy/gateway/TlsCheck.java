package dev.canopy.gateway;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Date;

/**
 * Looks at the files of {@link Tls} before they are used, so that a start fails with the name of
 * the file and what is wrong with it.
 */
final class TlsCheck {
  private static final String KEY_BEGIN = "-----BEGIN PRIVATE KEY-----";
  private static final String KEY_END = "-----END PRIVATE KEY-----";

  /** A certificate chain with its key is a few thousand bytes; a bundle of authorities 300,000. */
  private static final int MAX_BYTES = 4 << 20;

  private TlsCheck() {}

  /**
   * Returns if the files can be used: certificates that are valid now, and the first one's key.
   *
   * @throws GatewayException if not
   */
  static void requireUsable(Tls tls, InstantSource clock) throws GatewayException {
    var certificate = firstCertificate(tls.certificate(), clock);
    var key = privateKey(tls.key(), certificate.getPublicKey());
    if (!belongTogether(key, certificate.getPublicKey())) {
      throw new GatewayException(
          "`" + tls.key() + "` is not the key of the certificate `" + tls.certificate() + "`");
    }
    if (tls.clientAuthority() != null) {
      firstCertificate(tls.clientAuthority(), clock);
    }
  }

  private static X509Certificate firstCertificate(Path file, InstantSource clock)
      throws GatewayException {
    var bytes = read(file);
    if (!new String(bytes, StandardCharsets.ISO_8859_1).contains("-----BEGIN CERTIFICATE-----")) {
      throw new GatewayException("`" + file + "` holds no PEM certificate");
    }
    try (InputStream in = new java.io.ByteArrayInputStream(bytes)) {
      for (var each : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        var certificate = (X509Certificate) each;
        certificate.checkValidity(Date.from(clock.instant()));
        return certificate;
      }
      throw new GatewayException("`" + file + "` holds no PEM certificate");
    } catch (GeneralSecurityException | IOException e) {
      throw new GatewayException(
          "the certificate `" + file + "` cannot be used: " + e.getMessage(), e);
    }
  }

  private static PrivateKey privateKey(Path file, PublicKey of) throws GatewayException {
    var text = new String(read(file), StandardCharsets.ISO_8859_1);
    var begin = text.indexOf(KEY_BEGIN);
    var end = text.indexOf(KEY_END);
    if (begin < 0 || end < begin) {
      throw new GatewayException(
          "`" + file + "` holds no PEM private key in PKCS#8, without a password");
    }
    try {
      var der = Base64.getMimeDecoder().decode(text.substring(begin + KEY_BEGIN.length(), end));
      return KeyFactory.getInstance(of.getAlgorithm())
          .generatePrivate(new PKCS8EncodedKeySpec(der));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new GatewayException(
          "the key `" + file + "` cannot be used with its certificate: " + e.getMessage(), e);
    }
  }

  private static boolean belongTogether(PrivateKey key, PublicKey certified) {
    try {
      var name =
          switch (key.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> key.getAlgorithm(); // Ed25519 and such are named like their signature
          };
      var probe = "canopy".getBytes(StandardCharsets.US_ASCII);
      var signing = Signature.getInstance(name);
      signing.initSign(key);
      signing.update(probe);
      var signature = signing.sign();
      signing.initVerify(certified);
      signing.update(probe);
      return signing.verify(signature);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private static byte[] read(Path file) throws GatewayException {
    try (var in = Files.newInputStream(file)) {
      var bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw new GatewayException("`" + file + "` is longer than any certificate");
      }
      return bytes;
    } catch (NoSuchFileException e) {
      throw new GatewayException("there is no file `" + file + "`", e);
    } catch (IOException e) {
      throw new GatewayException("cannot read `" + file + "`: " + e.getMessage(), e);
    }
  }
}
