package studio.atelier.backend.identity.internal;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import studio.atelier.platform.crypto.Envelope;
import studio.atelier.platform.crypto.SealedSecret;
import studio.atelier.platform.database.Transactions;
import studio.atelier.platform.settings.Secret;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The last step of a flow with PKCE: a code and its verifier for a session. Tokens of another issuer wait for it
/// sealed. Thread-safe.
final class CodeExchange {

    private static final String PLACE = "auth.flow_states";

    private final Transactions transactions;
    private final FlowStates flows;
    private final AccountStore accounts;
    private final Sessions sessions;
    private final Envelope envelope;
    private final JsonMapper json = JsonMapper.shared();

    CodeExchange(
            Transactions transactions, FlowStates flows, AccountStore accounts, Sessions sessions, Envelope envelope) {
        this.transactions = transactions;
        this.flows = flows;
        this.accounts = accounts;
        this.sessions = sessions;
        this.envelope = envelope;
    }

    /// What came of it.
    sealed interface Outcome {

        /// @param providerTokens as the session's JSON names them
        record In(SignedIn signedIn, Map<String, String> providerTokens) implements Outcome {

            @Override
            public String toString() {
                return "In[" + signedIn + "]";
            }
        }

        record Unknown() implements Outcome {}

        record Expired() implements Outcome {}

        record WrongVerifier() implements Outcome {}

        record Banned() implements Outcome {}
    }

    Outcome exchange(String code, String verifier, Visit visit) {
        return transactions.asSystem("code exchange", tx -> switch (flows.exchange(tx, code, verifier)) {
            case FlowStates.Exchanged.Unknown() -> new Outcome.Unknown();
            case FlowStates.Exchanged.Expired() -> new Outcome.Expired();
            case FlowStates.Exchanged.WrongVerifier() -> new Outcome.WrongVerifier();
            case FlowStates.Exchanged.Done done -> {
                Account account = accounts.byId(tx, done.userId()).orElse(null);
                if (account == null) {
                    yield new Outcome.Unknown();
                }
                if (sessions.banned(account)) {
                    yield new Outcome.Banned();
                }
                yield new Outcome.In(sessions.begin(tx, account, visit, done.method()), opened(done.providerTokens()));
            }
        });
    }

    /// @return for the column; null for no tokens
    @Nullable
    String sealed(Map<String, String> providerTokens) {
        if (providerTokens.isEmpty()) {
            return null;
        }
        SealedSecret sealed = envelope.seal(new Secret(json.writeValueAsString(providerTokens)), PLACE);
        return json.writeValueAsString(Map.of(
                "key", sealed.ciphertext(),
                "iv", sealed.iv(),
                "salt", sealed.salt(),
                "wrapped", sealed.wrappedKey(),
                "version", sealed.keyVersion()));
    }

    private Map<String, String> opened(@Nullable String column) {
        Map<String, String> tokens = new LinkedHashMap<>();
        if (column != null) {
            JsonNode row = json.readTree(column);
            var sealed = new SealedSecret(
                    row.path("key").asString(),
                    row.path("iv").asString(),
                    row.path("salt").asString(),
                    row.path("wrapped").asString(),
                    row.path("version").asString());
            json.readTree(envelope.open(sealed, PLACE).reveal())
                    .properties()
                    .forEach(
                            entry -> tokens.put(entry.getKey(), entry.getValue().asString("")));
        }
        return tokens;
    }
}
