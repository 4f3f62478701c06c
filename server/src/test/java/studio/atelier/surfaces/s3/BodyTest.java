package studio.atelier.surfaces.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import studio.atelier.platform.crypto.Sha256;
import studio.atelier.platform.problem.ProblemException;

/// Bodies as they come, and what is not let through.
class BodyTest {

    private static final byte[] KEY = "a signing key".getBytes(UTF_8);
    private static final String TIME = "20261121T100000Z";
    private static final String SCOPE = "20261121/us-east-1/s3/aws4_request";
    private static final String SEED = "0".repeat(64);

    @Test
    void readsPiecesAndWhatStandsBehindThem() throws IOException {
        String body = "5\r\nhello\r\n6\r\n world\r\n0\r\nx-amz-checksum-crc32:" + crc32("hello world") + "\r\n\r\n";

        assertThat(read(checked(unsigned(body)))).isEqualTo("hello world");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "5\r\nhello\r\n0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n",
                "5\r\nhell",
                "5\r\nhello",
                "5\r\nhelloX\r\n0\r\n\r\n",
                "x\r\nhello\r\n0\r\n\r\n",
                "-5\r\nhello\r\n0\r\n\r\n",
                "fffffffffffffffff\r\nhello\r\n0\r\n\r\n",
                "",
                "5\r\nhello\r\n0\r\nno colon\r\n\r\n"
            })
    void refusesPiecesThatAreBroken(String body) {
        assertThatThrownBy(() -> read(checked(unsigned(body)))).isInstanceOf(ProblemException.class);
    }

    @Test
    void refusesALineWithoutEnd() {
        assertThatThrownBy(() -> read(unsigned("1".repeat(100_000)))).isInstanceOf(ProblemException.class);
    }

    @Test
    void readsSignedPieces() throws IOException {
        assertThat(read(signed(List.of("hello ", "world", "")))).isEqualTo("hello world");
    }

    @Test
    void givesNoByteOfAPieceThatWasChanged() throws IOException {
        byte[] body = signedBody(List.of("hello ", "world", ""));
        byte[] changed = new String(body, UTF_8).replace("world", "w0rld").getBytes(UTF_8);

        InputStream pieces = new Chunks(new ByteArrayInputStream(changed), signing(), false);

        assertThat(pieces.readNBytes(6)).isEqualTo("hello ".getBytes(UTF_8));
        assertThatThrownBy(pieces::read)
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("s3.signature_does_not_match");
    }

    @Test
    void refusesPiecesThatWereLeftOutOrReordered() {
        List<String> pieces = List.of("one", "two", "");
        String body = new String(signedBody(pieces), UTF_8);
        int second = body.indexOf("3;chunk-signature", 5);
        int end = body.indexOf("0;chunk-signature");
        String without = body.substring(0, second) + body.substring(end);
        String reordered = body.substring(second, end) + body.substring(0, second) + body.substring(end);

        for (String wrong : List.of(without, reordered)) {
            assertThatThrownBy(
                            () -> read(new Chunks(new ByteArrayInputStream(wrong.getBytes(UTF_8)), signing(), false)))
                    .isInstanceOf(ProblemException.class);
        }
    }

    @Test
    void comparesWithWhatWasSaidBefore() {
        String md5 = "XUFAKrxLKna5cZ2REBfFkg==";
        String sha256 = Sha256.hex("hello");

        assertThat(catching(plain("hello", Map.of("md5", md5), sha256, 5))).isNull();
        assertThat(catching(plain("hellO", Map.of("md5", md5), null, 5))).contains("s3.bad_digest");
        assertThat(catching(plain("hellO", Map.of(), sha256, 5))).contains("s3.content_hash_mismatch");
        assertThat(catching(plain("hell", Map.of(), null, 5))).contains("s3.incomplete_body");
    }

    @Test
    void survivesNoise() {
        Random chance = new Random(20261121);
        for (int round = 0; round < 2000; round++) {
            byte[] noise = new byte[chance.nextInt(200)];
            chance.nextBytes(noise);
            String said = catching(new Chunks(
                    new ByteArrayInputStream(noise), chance.nextBoolean() ? signing() : null, chance.nextBoolean()));
            assertThat(said == null || said.contains("s3."))
                    .as(HexFormat.of().formatHex(noise))
                    .isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<!DOCTYPE Delete [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><Delete><Object><Key>&x;</Key></Object></Delete>",
                "<!DOCTYPE Delete [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]><Delete><Object><Key>&b;</Key></Object></Delete>",
                "<Delete><Object><Key>&undefined;</Key></Object></Delete>",
                "<Other><Object><Key>x</Key></Object></Other>",
                "<Delete><Object><Key>x</Object></Delete>",
                "not xml",
                ""
            })
    void refusesXmlThatReachesOutOrIsNone(String xml) {
        assertThatThrownBy(() -> XmlBody.removal(new ByteArrayInputStream(xml.getBytes(UTF_8)), 10))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("s3.malformed_xml");
    }

    @Test
    void readsXmlWithinItsLimits() throws IOException {
        String one = "<Object><Key>a &amp; b</Key></Object>";
        String xml = "<Delete xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">" + one + one
                + "<Quiet>true</Quiet></Delete>";

        XmlBody.Removal removal = XmlBody.removal(new ByteArrayInputStream(xml.getBytes(UTF_8)), 2);

        assertThat(removal).isEqualTo(new XmlBody.Removal(List.of("a & b", "a & b"), true));
        assertThatThrownBy(() -> XmlBody.removal(new ByteArrayInputStream(xml.getBytes(UTF_8)), 1))
                .isInstanceOf(ProblemException.class);
    }

    private static Chunks unsigned(String body) {
        return new Chunks(new ByteArrayInputStream(body.getBytes(UTF_8)), null, true);
    }

    private static InputStream checked(Chunks chunks) {
        return new CheckedBody(chunks, Map.of(), null, -1, () -> {
            Map<String, String> checksums = new TreeMap<>();
            chunks.trailers().forEach((name, value) -> checksums.put(name.replace("x-amz-checksum-", ""), value));
            return checksums;
        });
    }

    private static InputStream plain(String body, Map<String, String> before, @Nullable String sha256, long length) {
        return new CheckedBody(new ByteArrayInputStream(body.getBytes(UTF_8)), before, sha256, length, null);
    }

    private static Chunks signed(List<String> pieces) {
        return new Chunks(new ByteArrayInputStream(signedBody(pieces)), signing(), false);
    }

    private static Chunks.Signing signing() {
        return new Chunks.Signing(new SigningKey(KEY), TIME, SCOPE, SEED);
    }

    private static byte[] signedBody(List<String> pieces) {
        StringBuilder body = new StringBuilder();
        String previous = SEED;
        for (String piece : pieces) {
            String text = String.join(
                    "\n",
                    "AWS4-HMAC-SHA256-PAYLOAD",
                    TIME,
                    SCOPE,
                    previous,
                    Sha256.hex(new byte[0]),
                    Sha256.hex(piece));
            previous = HexFormat.of().formatHex(SignedRequest.hmac(KEY, text));
            body.append(Integer.toHexString(piece.length()))
                    .append(";chunk-signature=")
                    .append(previous)
                    .append("\r\n")
                    .append(piece)
                    .append("\r\n");
        }
        return body.toString().getBytes(UTF_8);
    }

    private static String crc32(String text) {
        var sum = new CRC32();
        sum.update(text.getBytes(UTF_8));
        return Base64.getEncoder()
                .encodeToString(
                        ByteBuffer.allocate(4).putInt((int) sum.getValue()).array());
    }

    private static String read(InputStream content) throws IOException {
        return new String(content.readAllBytes(), UTF_8);
    }

    /// @return what was refused; null where nothing was
    private static @Nullable String catching(InputStream content) {
        try (content) {
            var _ = content.readAllBytes();
            return null;
        } catch (ProblemException refused) {
            return String.valueOf(refused.getMessage());
        } catch (IOException failure) {
            throw new AssertionError(failure);
        }
    }
}
