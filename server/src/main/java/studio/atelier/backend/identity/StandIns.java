package studio.atelier.backend.identity;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.UUID;
import studio.atelier.platform.database.Ids;
import studio.atelier.platform.database.Transactions;

/// Accounts of nobody, for the isolation test: without address and password, so nobody can sign in with
/// one. Thread-safe.
public final class StandIns {

    private final Transactions transactions;
    private final Ids ids;

    public StandIns(Transactions transactions, Ids ids) {
        this.transactions = transactions;
        this.ids = ids;
    }

    public UUID make() {
        UUID id = ids.next();
        transactions.asSystem("stand-in", tx -> tx.sql("""
                        insert into auth.users (id, raw_app_meta_data) values (:id, '{"stand_in": true}')
                        """).param("id", id).update());
        return id;
    }

    /// With everything it made.
    public void remove(UUID id) {
        transactions.asSystem("stand-in", tx -> tx.sql("""
                        delete from auth.users where id = :id and raw_app_meta_data @> '{"stand_in": true}'
                        """).param("id", id).update());
    }

    /// Those a run left behind that was cut off.
    public void removeOlder(Instant before) {
        transactions.asSystem(
                "stand-ins",
                tx -> tx.sql("""
                        delete from auth.users where raw_app_meta_data @> '{"stand_in": true}' and created_at < :before
                        """)
                        .param("before", before.atOffset(ZoneOffset.UTC))
                        .update());
    }
}
