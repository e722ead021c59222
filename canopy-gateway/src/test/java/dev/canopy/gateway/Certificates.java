package dev.canopy.gateway;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** X.509 certificates (RFC 5280) made in the test, in DER of our own, with P-256 keys. */
final class Certificates {
  private static final byte[] ECDSA_WITH_SHA256 = hex("300a06082a8648ce3d040302");
  private static final AtomicLong SERIALS = new AtomicLong(1);
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private Certificates() {}

  /** A certificate and its private key. */
  record Identity(String name, X509Certificate certificate, PrivateKey key) {
    Path writeCertificate(Path file) {
      return write(file, "CERTIFICATE", encoded(certificate));
    }

    Path writeKey(Path file) {
      return write(file, "PRIVATE KEY", key.getEncoded());
    }
  }

  /** An authority that signed itself. */
  static Identity authority(String name) {
    return make(name, null, true, Instant.now().minus(Duration.ofDays(1)), Duration.ofDays(30));
  }

  /** What an authority has signed, for 127.0.0.1 and localhost, valid now. */
  static Identity signed(String name, Identity by) {
    return signed(name, by, Duration.ofDays(-1), Duration.ofDays(30));
  }

  /** What an authority has signed, valid from some time before or after now, for so long. */
  static Identity signed(String name, Identity by, Duration from, Duration length) {
    return make(name, by, false, Instant.now().plus(from), length);
  }

  private static Identity make(
      String name, @Nullable Identity by, boolean isAuthority, Instant from, Duration length) {
    try {
      var generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      KeyPair pair = generator.generateKeyPair();
      var body =
          sequence(
              tag(0xa0, integer(2)),
              integer(SERIALS.getAndIncrement()),
              ECDSA_WITH_SHA256,
              name(by == null ? name : by.name),
              sequence(time(from), time(from.plus(length))),
              name(name),
              pair.getPublic().getEncoded(),
              tag(0xa3, sequence(isAuthority ? authorityExtensions() : leafExtensions())));
      var signature = Signature.getInstance("SHA256withECDSA");
      signature.initSign(by == null ? pair.getPrivate() : by.key);
      signature.update(body);
      var der =
          sequence(body, ECDSA_WITH_SHA256, tag(0x03, concat(new byte[] {0}, signature.sign())));
      var certificate =
          (X509Certificate)
              CertificateFactory.getInstance("X.509")
                  .generateCertificate(new ByteArrayInputStream(der));
      return new Identity(name, certificate, pair.getPrivate());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** basicConstraints, critical, cA TRUE. */
  private static byte[] authorityExtensions() {
    return hex("300f0603551d130101ff040530030101ff");
  }

  /** subjectAltName: 127.0.0.1 and localhost. */
  private static byte[] leafExtensions() {
    var names =
        sequence(
            tag(0x87, new byte[] {127, 0, 0, 1}),
            tag(0x82, "localhost".getBytes(StandardCharsets.US_ASCII)));
    return sequence(hex("0603551d11"), tag(0x04, names));
  }

  private static byte[] name(String common) {
    var text = tag(0x0c, common.getBytes(StandardCharsets.UTF_8));
    return sequence(tag(0x31, sequence(hex("0603550403"), text)));
  }

  private static byte[] time(Instant at) {
    return tag(0x18, TIME.format(at).getBytes(StandardCharsets.US_ASCII));
  }

  private static byte[] integer(long value) {
    return tag(0x02, BigInteger.valueOf(value).toByteArray());
  }

  private static byte[] sequence(byte[]... parts) {
    return tag(0x30, concat(parts));
  }

  private static byte[] tag(int tag, byte[] content) {
    var length =
        content.length < 0x80
            ? new byte[] {(byte) content.length}
            : content.length < 0x100
                ? new byte[] {(byte) 0x81, (byte) content.length}
                : new byte[] {(byte) 0x82, (byte) (content.length >> 8), (byte) content.length};
    return concat(new byte[] {(byte) tag}, length, content);
  }

  private static byte[] concat(byte[]... parts) {
    var out = new ByteArrayOutputStream();
    for (var part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  private static byte[] hex(String text) {
    return java.util.HexFormat.of().parseHex(text);
  }

  private static byte[] encoded(X509Certificate certificate) {
    try {
      return certificate.getEncoded();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Path write(Path file, String what, byte[] der) {
    try {
      return Files.writeString(
          file,
          "-----BEGIN "
              + what
              + "-----\n"
              + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
              + "\n-----END "
              + what
              + "-----\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A client that trusts one authority and shows a certificate, if it has one. */
  static SSLContext client(Identity trusted, @Nullable Identity own) {
    try {
      var trust = KeyStore.getInstance("PKCS12");
      trust.load(null, null);
      trust.setCertificateEntry("authority", trusted.certificate);
      var trusting = TrustManagerFactory.getInstance("PKIX");
      trusting.init(trust);
      var keys = KeyStore.getInstance("PKCS12");
      keys.load(null, null);
      if (own != null) {
        keys.setKeyEntry(
            "own", own.key, new char[0], new java.security.cert.Certificate[] {own.certificate});
      }
      var showing = KeyManagerFactory.getInstance("SunX509");
      showing.init(keys, new char[0]);
      var context = SSLContext.getInstance("TLS");
      context.init(showing.getKeyManagers(), trusting.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
