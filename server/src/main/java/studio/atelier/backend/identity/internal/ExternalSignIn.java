package studio.atelier.backend.identity.internal;

import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import studio.atelier.platform.database.Ids;
import studio.atelier.platform.database.Transactions;
import studio.atelier.platform.database.Tx;

/// Sign-in by another issuer: the browser leaves with a state that is good once, and comes back with a code. Source:
/// wire
/// reference 2.9. Thread-safe.
final class ExternalSignIn {

    private static final Logger log = LoggerFactory.getLogger(ExternalSignIn.class);
    private static final Duration AWAY_MAX = Duration.ofMinutes(15);
    private static final int RANDOM_BYTES = 32;
    private static final Pattern ERROR = Pattern.compile("[a-z_]{1,60}");
    private static final int DESCRIPTION_LENGTH_MAX = 300;

    private final Transactions transactions;
    private final Map<String, ExternalIssuer> issuers;
    private final ExternalAccounts accounts;
    private final FlowStates flows;
    private final CodeExchange codes;
    private final Sessions sessions;
    private final Ids ids;
    private final SecureRandom random;
    private final Clock clock;

    ExternalSignIn(Transactions transactions, Rooms rooms, AccessKeys.Randomness randomness, Clock clock) {
        this.transactions = transactions;
        this.issuers = new LinkedHashMap<>();
        rooms.issuers().forEach(issuer -> issuers.put(issuer.name(), issuer));
        this.accounts = rooms.accounts();
        this.flows = rooms.flows();
        this.codes = rooms.codes();
        this.sessions = rooms.sessions();
        this.ids = randomness.ids();
        this.random = randomness.random();
        this.clock = clock;
    }

    record Rooms(
            List<ExternalIssuer> issuers,
            ExternalAccounts accounts,
            FlowStates flows,
            CodeExchange codes,
            Sessions sessions) {}

    Optional<ExternalIssuer> issuer(String name) {
        return Optional.ofNullable(issuers.get(name));
    }

    /// Who wants to leave.
    ///
    /// @param redirectTo where the browser ends; checked
    /// @param linking    who adds an identity; null for a sign-in
    record Leaving(
            String redirectTo,
            FlowStates.@Nullable Challenge challenge,
            String scopes,
            Map<String, String> more,
            @Nullable UUID linking) {}

    /// @param site under which the browser comes back
    /// @return where it goes
    URI leave(ExternalIssuer issuer, Leaving leaving, URI site) {
        String state = Digests.random(random, RANDOM_BYTES);
        String nonce = Digests.random(random, RANDOM_BYTES);
        String verifier = Digests.random(random, RANDOM_BYTES);
        URI place = issuer.authorization(new ExternalIssuer.Departure(
                state, nonce, FlowStates.challengeOf(verifier), callback(site), leaving.scopes(), leaving.more()));
        transactions.asSystem("leaving for another issuer", tx -> {
            open(tx, issuer, leaving, new Proofs(state, nonce, verifier));
            return true;
        });
        return place;
    }

    private record Proofs(String state, String nonce, String verifier) {}

    private void open(Tx tx, ExternalIssuer issuer, Leaving leaving, Proofs proofs) {
        FlowStates.Challenge challenge = leaving.challenge();
        tx.sql("""
                        insert into auth.flow_states
                          (id, linking_user_id, method, challenge, challenge_method, provider, state_hash, nonce, verifier,
                           redirect_to, created_at)
                        values
                          (:id, :linking, 'oauth', :challenge, :challenge_method, :provider, decode(:state, 'hex'), :nonce,
                           :verifier, :redirect, :now)
                        """)
                .param("id", ids.next())
                .param("linking", leaving.linking(), java.sql.Types.OTHER)
                .param("challenge", challenge == null ? null : challenge.value(), java.sql.Types.VARCHAR)
                .param("challenge_method", challenge == null ? null : challenge.method(), java.sql.Types.VARCHAR)
                .param("provider", issuer.name())
                .param("state", Digests.sha256(proofs.state()))
                .param("nonce", proofs.nonce())
                .param("verifier", proofs.verifier())
                .param("redirect", leaving.redirectTo())
                .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                .update();
    }

    private static URI callback(URI site) {
        return URI.create(site + "/auth/v1/callback");
    }

    /// One who came back.
    ///
    /// @param error of the issuer; empty for none
    record Return(String state, String code, String error, String errorDescription) {

        /// The issuer's own words, as far as they look like words of OAuth.
        Outcome refusal(String redirectTo) {
            String known = ERROR.matcher(error).matches() ? error : "access_denied";
            String sentence =
                    errorDescription.substring(0, Math.min(errorDescription.length(), DESCRIPTION_LENGTH_MAX));
            return new Outcome.RefusedThere(redirectTo, known, sentence.isEmpty() ? known : sentence);
        }

        @Override
        public String toString() {
            return "Return[***]";
        }
    }

    /// What the browser is told.
    sealed interface Outcome {

        /// Where it began; null where nobody knows.
        @Nullable
        String redirectTo();

        record In(String redirectTo, SignedIn signedIn, Map<String, String> tokens) implements Outcome {

            @Override
            public String toString() {
                return "In[" + signedIn + "]";
            }
        }

        record Code(String redirectTo, String code) implements Outcome {}

        record Refused(@Nullable String redirectTo, int status, String code, String sentence) implements Outcome {}

        /// The issuer would not.
        ///
        /// @param error as OAuth calls it
        record RefusedThere(String redirectTo, String error, String sentence) implements Outcome {}
    }

    private record Flow(
            UUID id,
            String provider,
            String nonce,
            String verifier,
            String redirectTo,
            boolean pkce,
            @Nullable UUID linking,
            Instant createdAt) {}

    Outcome comeBack(Return back, Visit visit, Letters letters, studio.atelier.platform.http.Exchange exchange) {
        if (back.state().isEmpty()) {
            return new Outcome.Refused(null, 400, "bad_oauth_callback", "OAuth state parameter missing");
        }
        Flow flow = transactions.asSystem("state", tx -> take(tx, back.state())).orElse(null);
        if (flow == null) {
            return new Outcome.Refused(null, 400, "bad_oauth_state", "OAuth state not found or expired");
        }
        if (!flow.createdAt().plus(AWAY_MAX).isAfter(clock.instant())) {
            return new Outcome.Refused(flow.redirectTo(), 400, "bad_oauth_state", "OAuth state has expired");
        }
        if (!back.error().isEmpty()) {
            return back.refusal(flow.redirectTo());
        }
        ExternalIssuer issuer = issuers.get(flow.provider());
        if (issuer == null || back.code().isEmpty()) {
            return new Outcome.Refused(
                    flow.redirectTo(),
                    400,
                    "bad_oauth_callback",
                    "OAuth callback with missing authorization code missing");
        }
        try {
            var arrival = issuer.arrive(back.code(), flow.verifier(), flow.nonce(), callback(visit.site()));
            Letters.Way way = letters.way(exchange, flow.redirectTo(), false);
            return transactions.asSystem("arrival", tx -> arrive(tx, flow, arrival, visit, way));
        } catch (ExternalIssuer.IssuerRefused refused) {
            log.warn("sign-in by {} failed: {}", flow.provider(), refused.getMessage());
            return new Outcome.Refused(
                    flow.redirectTo(), 500, "unexpected_failure", "Unable to exchange external code");
        }
    }

    /// A state is good once.
    private static Optional<Flow> take(Tx tx, String state) {
        return tx.sql("""
                        update auth.flow_states set state_hash = null
                        where state_hash = decode(:hash, 'hex')
                        returning id, provider, nonce, verifier, redirect_to, challenge is not null as pkce, linking_user_id,
                                  created_at
                        """)
                .param("hash", Digests.sha256(state))
                .query((row, _) -> new Flow(
                        row.getObject("id", UUID.class),
                        row.getString("provider"),
                        row.getString("nonce"),
                        row.getString("verifier"),
                        row.getString("redirect_to"),
                        row.getBoolean("pkce"),
                        row.getObject("linking_user_id", UUID.class),
                        AccountStore.required(row, "created_at")))
                .optional();
    }

    private Outcome arrive(Tx tx, Flow flow, ExternalIssuer.Arrival arrival, Visit visit, Letters.Way way) {
        return switch (accounts.admit(tx, flow.provider(), arrival.person(), flow.linking(), way)) {
            case ExternalAccounts.Outcome.Refused(int status, String code, String sentence) ->
                new Outcome.Refused(flow.redirectTo(), status, code, sentence);
            case ExternalAccounts.Outcome.Known(Account account) -> {
                if (flow.pkce()) {
                    yield new Outcome.Code(
                            flow.redirectTo(),
                            flows.codeFor(tx, flow.id(), account.id(), codes.sealed(arrival.tokens())));
                }
                yield new Outcome.In(flow.redirectTo(), sessions.begin(tx, account, visit, "oauth"), arrival.tokens());
            }
        };
    }

    /// A session for an ID token a program got by itself.
    ///
    /// @param linking who adds the identity; null for a sign-in
    ExternalAccounts.Outcome byIdToken(
            OpenidIssuer issuer, tools.jackson.databind.JsonNode claims, @Nullable UUID linking, Letters.Way way) {
        return transactions.asSystem(
                "ID token", tx -> accounts.admit(tx, issuer.name(), issuer.person(claims), linking, way));
    }

    SignedIn begin(Account account, Visit visit) {
        return sessions.begin(account, visit, "oauth");
    }
}
