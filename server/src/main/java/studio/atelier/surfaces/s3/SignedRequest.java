package studio.atelier.surfaces.s3;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import studio.atelier.platform.crypto.Sha256;
import studio.atelier.platform.settings.Secret;

/// What a request says of its signature, version 4: in a header, or in the query where it was signed for
/// somebody else. Source: AWS Signature Version 4 for Amazon S3.
///
/// @param keyId       which key signed
/// @param scope       `date/region/s3/aws4_request`
/// @param time        as it was sent, `20261121T100000Z`
/// @param headers     names that are signed, in lower case and in order
/// @param signature   64 hex digits
/// @param presigned   by the query
/// @param payload     hash of the body, or the word that stands for it
record SignedRequest(
        String keyId,
        String scope,
        String time,
        List<String> headers,
        String signature,
        boolean presigned,
        String payload) {

    static final String ALGORITHM = "AWS4-HMAC-SHA256";
    static final String UNSIGNED = "UNSIGNED-PAYLOAD";

    private static final Duration SKEW_MAX = Duration.ofMinutes(15);
    private static final long EXPIRES_SECONDS_MAX = 604_800;
    private static final Pattern CREDENTIAL =
            Pattern.compile("([^/,\\s]{1,200})/([0-9]{8}/[a-z0-9-]{1,50}/s3/aws4_request)");
    private static final Pattern HEADER = Pattern.compile(
            ALGORITHM
                    + "\\s+Credential=([^,\\s]+)\\s*,\\s*SignedHeaders=([a-zA-Z0-9;._-]{1,4000})\\s*,\\s*Signature=([0-9a-f]{64})\\s*");
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    SignedRequest {
        headers = List.copyOf(headers);
    }

    /// @throws studio.atelier.platform.problem.ProblemException an [S3Problem]
    static SignedRequest read(HttpServletRequest request, Query query, Clock clock) {
        String header = request.getHeader("Authorization");
        if (header != null && header.startsWith(ALGORITHM)) {
            return ofHeader(request, header, clock);
        }
        if (ALGORITHM.equals(query.first("X-Amz-Algorithm"))) {
            return ofQuery(request, query, clock);
        }
        throw S3Problem.ACCESS_DENIED.problem();
    }

    private static SignedRequest ofHeader(HttpServletRequest request, String header, Clock clock) {
        Matcher parts = HEADER.matcher(header);
        if (!parts.matches()) {
            throw S3Problem.AUTHORIZATION_MALFORMED.problem();
        }
        String time = given(request.getHeader("x-amz-date"));
        Instant signed = instant(time);
        if (Duration.between(signed, clock.instant()).abs().compareTo(SKEW_MAX) > 0) {
            throw S3Problem.REQUEST_TIME_TOO_SKEWED.problem();
        }
        String hash = request.getHeader("x-amz-content-sha256");
        if (hash == null) {
            throw S3Problem.INVALID_ARGUMENT.problem("x-amz-content-sha256 is missing");
        }
        return of(parts.group(1), time, parts.group(2), parts.group(3), false, hash);
    }

    private static SignedRequest ofQuery(HttpServletRequest request, Query query, Clock clock) {
        String time = given(query.first("X-Amz-Date"));
        Instant signed = instant(time);
        String life = given(query.first("X-Amz-Expires"));
        if (!life.matches("[0-9]{1,6}") || Long.parseLong(life) > EXPIRES_SECONDS_MAX) {
            throw S3Problem.INVALID_ARGUMENT.problem("X-Amz-Expires is at most a week, in seconds");
        }
        Instant now = clock.instant();
        if (now.isAfter(signed.plusSeconds(Long.parseLong(life))) || signed.isAfter(now.plus(SKEW_MAX))) {
            throw S3Problem.REQUEST_EXPIRED.problem();
        }
        String hash = request.getHeader("x-amz-content-sha256");
        return of(
                given(query.first("X-Amz-Credential")),
                time,
                given(query.first("X-Amz-SignedHeaders")),
                given(query.first("X-Amz-Signature")),
                true,
                hash == null ? UNSIGNED : hash);
    }

    private static SignedRequest of(
            String credential, String time, String names, String signature, boolean presigned, String payload) {
        Matcher parts = CREDENTIAL.matcher(credential);
        List<String> headers =
                Arrays.stream(names.toLowerCase(Locale.ROOT).split(";", -1)).toList();
        // Without the host a request signed for one server would be good for another.
        if (!parts.matches() || !time.startsWith(parts.group(2).substring(0, 8)) || !headers.contains("host")) {
            throw S3Problem.AUTHORIZATION_MALFORMED.problem();
        }
        return new SignedRequest(parts.group(1), parts.group(2), time, headers, signature, presigned, payload);
    }

    private static String given(@Nullable String value) {
        if (value == null) {
            throw S3Problem.AUTHORIZATION_MALFORMED.problem();
        }
        return value;
    }

    private static Instant instant(String time) {
        try {
            return Instant.from(TIME.parse(time));
        } catch (DateTimeException _) {
            throw S3Problem.AUTHORIZATION_MALFORMED.problem();
        }
    }

    /// @throws studio.atelier.platform.problem.ProblemException `s3.signature_does_not_match`
    /// @return the key that further pieces of the body are signed with
    SigningKey verify(HttpServletRequest request, Query query, Secret secret) {
        SigningKey key = key(secret);
        String expected = key.sign(toSign(canonical(request, query)));
        if (!MessageDigest.isEqual(expected.getBytes(UTF_8), signature.getBytes(UTF_8))) {
            throw S3Problem.SIGNATURE_DOES_NOT_MATCH.problem();
        }
        return key;
    }

    private SigningKey key(Secret secret) {
        byte[] key = ("AWS4" + secret.reveal()).getBytes(UTF_8);
        for (String part : scope.split("/", -1)) {
            key = hmac(key, part);
        }
        return new SigningKey(key);
    }

    private String toSign(String canonical) {
        return String.join("\n", ALGORITHM, time, scope, Sha256.hex(canonical));
    }

    private String canonical(HttpServletRequest request, Query query) {
        String named = headers.stream()
                .map(name -> name + ":" + values(request, name) + "\n")
                .collect(Collectors.joining());
        return String.join(
                "\n",
                request.getMethod(),
                Query.encodedPath(request.getRequestURI()),
                query.canonical(presigned ? "X-Amz-Signature" : ""),
                named,
                String.join(";", headers),
                payload);
    }

    private static String values(HttpServletRequest request, String name) {
        return Collections.list(request.getHeaders(name)).stream()
                .map(value -> value.strip().replaceAll(" +", " "))
                .collect(Collectors.joining(","));
    }

    /// Names of headers that say something of the request must be signed, or somebody on the way may change
    /// them.
    boolean signs(HttpServletRequest request) {
        return Collections.list(request.getHeaderNames()).stream()
                .map(name -> name.toLowerCase(Locale.ROOT))
                .filter(name -> name.startsWith("x-amz-") && !(presigned && name.equals("x-amz-content-sha256")))
                .allMatch(headers::contains);
    }

    static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("every Java has HmacSHA256", missing);
        }
    }
}
