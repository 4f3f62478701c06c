package studio.atelier.backend.identity.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import studio.atelier.platform.crypto.Sha256;
import studio.atelier.platform.database.Ids;
import studio.atelier.platform.database.Tx;

/// PKCE for whatever comes back through a browser: a challenge is kept, a code is given out once, and whoever knows the
/// verifier gets the session. Source: wire reference 2.6, 2.9. Thread-safe.
final class FlowStates {

    private static final Duration CODE_LIFETIME = Duration.ofMinutes(5);
    static final Duration FLOW_LIFETIME = Duration.ofHours(24);
    private static final int CHALLENGE_MIN = 43;
    private static final int CHALLENGE_MAX = 128;
    private static final Pattern CHALLENGE = Pattern.compile("[A-Za-z0-9._~-]+");

    private final Ids ids;
    private final Clock clock;

    FlowStates(Ids ids, Clock clock) {
        this.ids = ids;
        this.clock = clock;
    }

    /// @param method `s256` or `plain`
    record Challenge(String value, String method) {

        /// What a request brings; null in the implicit flow.
        static @Nullable Challenge of(String value, String method) {
            if (value.isEmpty() && method.isEmpty()) {
                return null;
            }
            if (value.isEmpty() || method.isEmpty()) {
                throw GoTrueProblem.VALIDATION_FAILED.problem(
                        "PKCE flow requires code_challenge_method and code_challenge");
            }
            if (value.length() < CHALLENGE_MIN || value.length() > CHALLENGE_MAX) {
                throw GoTrueProblem.VALIDATION_FAILED.problem(
                        "code challenge has to be between " + CHALLENGE_MIN + " and " + CHALLENGE_MAX + " characters");
            }
            if (!CHALLENGE.matcher(value).matches()) {
                throw GoTrueProblem.VALIDATION_FAILED.problem("code challenge can only contain alphanumeric characters,"
                        + " hyphens, periods, underscores and tildes");
            }
            String known = method.toLowerCase(Locale.ROOT);
            if (!known.equals("s256") && !known.equals("plain")) {
                throw GoTrueProblem.VALIDATION_FAILED.problem("Invalid code_challenge_method");
            }
            return new Challenge(value, known);
        }
    }

    /// Keeps the challenge of a message that is sent.
    void open(Tx tx, UUID userId, Letter letter, Challenge challenge) {
        tx.sql("""
                        insert into auth.flow_states (id, user_id, method, challenge, challenge_method, created_at)
                        values (:id, :user, :method, :challenge, :challenge_method, :now)
                        """)
                .param("id", ids.next())
                .param("user", userId)
                .param("method", letter.method())
                .param("challenge", challenge.value())
                .param("challenge_method", challenge.method())
                .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                .update();
    }

    /// The code for a browser that came back by the link of a message.
    ///
    /// @return empty when no challenge waits for it
    Optional<String> codeFor(Tx tx, UUID userId, String method) {
        return tx.sql("""
                        select id from auth.flow_states
                        where user_id = :user and method = :method and challenge is not null and code_hash is null
                          and created_at > :after
                        order by created_at desc
                        limit 1
                        """)
                .param("user", userId)
                .param("method", method)
                .param("after", clock.instant().minus(FLOW_LIFETIME).atOffset(ZoneOffset.UTC))
                .query(UUID.class)
                .optional()
                .map(flow -> codeFor(tx, flow, userId, null));
    }

    /// Ends a flow with a code.
    ///
    /// @param providerTokens sealed; null for none
    String codeFor(Tx tx, UUID flow, UUID userId, @Nullable String providerTokens) {
        String code = UUID.randomUUID().toString();
        tx.sql("""
                        update auth.flow_states
                        set code_hash = decode(:hash, 'hex'), code_issued_at = :now, user_id = :user, state_hash = null,
                            provider_tokens = cast(:tokens as jsonb)
                        where id = :id
                        """)
                .param("hash", Digests.sha256(code))
                .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                .param("user", userId)
                .param("tokens", providerTokens, java.sql.Types.VARCHAR)
                .param("id", flow)
                .update();
        return code;
    }

    /// What became of a code.
    sealed interface Exchanged {

        record Done(
                UUID flow,
                UUID userId,
                String method,
                @Nullable String providerTokens) implements Exchanged {}

        record Unknown() implements Exchanged {}

        record Expired() implements Exchanged {}

        record WrongVerifier() implements Exchanged {}
    }

    /// Takes a code; whatever comes of it but a wrong verifier, it is used up.
    Exchanged exchange(Tx tx, String code, String verifier) {
        record Flow(
                UUID id,
                UUID userId,
                String method,
                String challenge,
                String challengeMethod,
                Instant issuedAt,
                @Nullable String providerTokens) {}
        Flow flow = tx.sql("""
                        select id, user_id, method, challenge, challenge_method, code_issued_at, provider_tokens::text as tokens
                        from auth.flow_states
                        where code_hash = decode(:hash, 'hex')
                        for update
                        """)
                .param("hash", Digests.sha256(code))
                .query((row, _) -> new Flow(
                        row.getObject("id", UUID.class),
                        row.getObject("user_id", UUID.class),
                        row.getString("method"),
                        row.getString("challenge"),
                        row.getString("challenge_method"),
                        AccountStore.required(row, "code_issued_at"),
                        row.getString("tokens")))
                .optional()
                .orElse(null);
        if (flow == null) {
            return new Exchanged.Unknown();
        }
        boolean expired = !flow.issuedAt().plus(CODE_LIFETIME).isAfter(clock.instant());
        if (!expired && !matches(verifier, flow.challenge(), flow.challengeMethod())) {
            return new Exchanged.WrongVerifier();
        }
        tx.sql("delete from auth.flow_states where id = :id")
                .param("id", flow.id())
                .update();
        return expired
                ? new Exchanged.Expired()
                : new Exchanged.Done(flow.id(), flow.userId(), flow.method(), flow.providerTokens());
    }

    int deleteOld(Tx tx) {
        return tx.sql("delete from auth.flow_states where created_at < :before")
                .param("before", clock.instant().minus(FLOW_LIFETIME).atOffset(ZoneOffset.UTC))
                .update();
    }

    private static boolean matches(String verifier, String challenge, String method) {
        String computed = method.equals("plain") ? verifier : challengeOf(verifier);
        return MessageDigest.isEqual(computed.getBytes(UTF_8), challenge.getBytes(UTF_8));
    }

    /// As RFC 7636 has it, method `S256`.
    static String challengeOf(String verifier) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Sha256.of(verifier));
    }
}
