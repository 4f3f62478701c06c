package studio.atelier.backend.storage;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.MACVerifier;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import studio.atelier.platform.crypto.MasterKey;
import studio.atelier.platform.problem.ProblemException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Tokens that stand in an address and let whoever has it read, or write, one object. Each is bound to one
/// action and one path. They are signed with a key of their own, so none is a sign-in. Source: wire
/// reference 4.5. Thread-safe.
public final class SignedUrls {

    /// How long an address for an upload is good.
    public static final Duration UPLOAD_LIFE = Duration.ofHours(2);

    private static final String PURPOSE = "signed storage addresses";
    private static final String DOWNLOAD = "download";
    private static final String UPLOAD = "upload";
    private static final int LENGTH_MAX = 8_192;

    private final MasterKey master;
    private final Clock clock;
    private final JsonMapper json = new JsonMapper();

    SignedUrls(MasterKey master, Clock clock) {
        this.master = master;
        this.clock = clock;
    }

    /// May read an object.
    ///
    /// @param transformations as they were signed, such as `height:200,resize:cover`; empty for none
    /// @param format          of the picture; empty for the source's
    public record Reading(Instant expires, String transformations, String format) {}

    /// May write an object.
    ///
    /// @param owner whose it will be; null for nobody's
    public record Writing(@Nullable String owner, boolean upsert) {}

    /// @param life            at least a second
    /// @param transformations empty for none
    public String forReading(String bucket, String name, Duration life, String transformations, String format) {
        ObjectNode claims = json.createObjectNode();
        if (!transformations.isEmpty()) {
            claims.put("transformations", transformations);
        }
        if (!format.isEmpty()) {
            claims.put("format", format);
        }
        return sign(claims.put("url", bucket + "/" + name).put("scope", DOWNLOAD), life);
    }

    public String forWriting(String bucket, String name, Writing writing) {
        ObjectNode claims = json.createObjectNode();
        if (writing.owner() != null) {
            claims.put("owner", writing.owner());
        }
        claims.put("url", bucket + "/" + name).put("upsert", writing.upsert()).put("scope", UPLOAD);
        return sign(claims, UPLOAD_LIFE);
    }

    /// @throws ProblemException `storage.invalid_jwt`, `storage.invalid_signature`
    public Reading reading(String token, String bucket, String name) {
        JsonNode claims = verified(token, DOWNLOAD, bucket, name);
        return new Reading(
                Instant.ofEpochSecond(claims.path("exp").asLong(0)),
                claims.path("transformations").asString(""),
                claims.path("format").asString(""));
    }

    /// @throws ProblemException `storage.invalid_jwt`, `storage.invalid_signature`
    public Writing writing(String token, String bucket, String name) {
        JsonNode claims = verified(token, UPLOAD, bucket, name);
        return new Writing(
                claims.path("owner").asString(null), claims.path("upsert").asBoolean(false));
    }

    private String sign(ObjectNode claims, Duration life) {
        long now = clock.instant().getEpochSecond();
        claims.put("iat", now).put("exp", now + life.toSeconds());
        var jws = new JWSObject(
                new JWSHeader.Builder(JWSAlgorithm.HS256)
                        .type(JOSEObjectType.JWT)
                        .build(),
                new Payload(claims.toString()));
        try {
            jws.sign(new MACSigner(master.derive(PURPOSE)));
            return jws.serialize();
        } catch (JOSEException failure) {
            throw new IllegalStateException("an address could not be signed", failure);
        }
    }

    private JsonNode verified(String token, String scope, String bucket, String name) {
        JsonNode claims = claims(token);
        if (!claims.path("scope").asString("").equals(scope)) {
            throw StorageFault.INVALID_SIGNATURE.problem("Token is not scoped for " + scope);
        }
        if (!claims.path("url").asString("").equals(bucket + "/" + name)) {
            throw StorageFault.INVALID_SIGNATURE.problem();
        }
        if (claims.path("exp").asLong(0) <= clock.instant().getEpochSecond()) {
            throw StorageFault.INVALID_JWT.problem("\"exp\" claim timestamp check failed");
        }
        return claims;
    }

    private JsonNode claims(String token) {
        if (token.length() > LENGTH_MAX) {
            throw StorageFault.INVALID_JWT.problem("Invalid Compact JWS");
        }
        try {
            JWSObject jws = JWSObject.parse(token);
            boolean ours = jws.getHeader().getAlgorithm().equals(JWSAlgorithm.HS256);
            for (byte[] key : master.derivations(PURPOSE)) {
                if (ours && jws.verify(new MACVerifier(key))) {
                    return json.readTree(jws.getPayload().toString());
                }
            }
        } catch (ParseException | JOSEException | JacksonException _) {
            throw StorageFault.INVALID_JWT.problem("Invalid Compact JWS");
        }
        throw StorageFault.INVALID_JWT.problem("signature verification failed");
    }
}
