package studio.atelier.backend.identity.internal;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import studio.atelier.backend.audit.Audit;
import studio.atelier.backend.identity.IdentityProblem;
import studio.atelier.platform.database.Actor;
import studio.atelier.platform.database.Transactions;
import studio.atelier.platform.events.Signals;

/// Changes the keys that tokens are signed with, on every node. Thread-safe.
final class KeyRotation {

    /// The signal that the keys are others now.
    static final String SIGNAL = "signing_keys";

    private final Transactions transactions;
    private final SigningKeys keys;
    private final Signals signals;
    private final Audit audit;

    KeyRotation(Transactions transactions, SigningKeys keys, Signals signals, Audit audit) {
        this.transactions = transactions;
        this.keys = keys;
        this.signals = signals;
        this.audit = audit;
    }

    /// @param retiredAt null for the one that signs
    record Shown(String kid, Instant createdAt, @Nullable Instant retiredAt) {}

    /// Newest first.
    List<Shown> list() {
        return transactions.asSystem(
                "signing keys",
                tx -> tx.sql(
                                "select kid, created_at, retired_at from auth.signing_keys order by created_at desc limit 20")
                        .query((row, _) -> new Shown(
                                row.getString("kid"),
                                AccountStore.required(row, "created_at"),
                                AccountStore.time(row, "retired_at")))
                        .list());
    }

    /// @return the id of the key that signs from now on; what the others signed stays good
    String rotate(Actor admin) {
        return transactions.asSystem("key rotation", tx -> {
            String kid = keys.rotate(tx).current().getKeyID();
            signals.afterCommit(tx, SIGNAL);
            audit.record(tx, admin, "identity.signing_key_made", "signing_key " + kid, Map.of());
            return kid;
        });
    }

    /// Ends a key that signs no more.
    ///
    /// @throws studio.atelier.platform.problem.ProblemException `identity.signing_key_not_found`, also for the
    ///     one that signs
    void revoke(Actor admin, String kid) {
        transactions.asSystem("key revocation", tx -> {
            int gone = tx.sql("delete from auth.signing_keys where kid = :kid and retired_at is not null")
                    .param("kid", kid)
                    .update();
            if (gone == 0) {
                throw IdentityProblem.SIGNING_KEY_NOT_FOUND.problem();
            }
            signals.afterCommit(tx, SIGNAL);
            audit.record(tx, admin, "identity.signing_key_revoked", "signing_key " + kid, Map.of());
            return true;
        });
    }
}
