package studio.atelier.engine.credits;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import studio.atelier.engine.budgets.Spender;
import studio.atelier.engine.budgets.Verdict;
import studio.atelier.platform.database.Trip;
import studio.atelier.platform.database.Tx;
import studio.atelier.platform.money.Micros;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The statements of the books. Every movement of a person's money locks the account it is spent from
/// first, so two movements of one person wait for each other instead of deadlocking.
final class LedgerStore {

    /// Holds no account: both sides are the house's.
    static final UUID NOBODY = new UUID(0, 0);

    private final JsonMapper json;

    LedgerStore(JsonMapper json) {
        this.json = json;
    }

    /// Makes the person's accounts where they are missing, and locks the credits.
    ///
    /// @return its balance; empty when there is no such person
    Optional<Micros> lock(Tx tx, UUID userId) {
        Optional<Micros> found = lockExisting(tx, userId);
        if (found.isPresent()) {
            return found;
        }
        tx.sql("select atelier.open_accounts(array[:user::uuid])")
                .param("user", userId)
                .query((_, _) -> userId)
                .list();
        return lockExisting(tx, userId);
    }

    private static Optional<Micros> lockExisting(Tx tx, UUID userId) {
        return tx.sql("""
                select a.balance_micros
                from atelier.accounts a
                join atelier.pseudonyms p on p.pseudonym = a.holder
                where p.user_id = :user and a.kind = 'credits'
                for no key update of a
                """)
                .param("user", userId)
                .query((row, _) -> Micros.of(row.getLong(1)))
                .optional();
    }

    /// What came of setting money aside, see `atelier.hold`: of the run, or of a budget over it.
    ///
    /// @param balance what is there to spend, where it is too little for all that would be spent from it; else null
    /// @param verdict of a budget that warns or refuses; null for none
    record Held(
            UUID reservation,
            @Nullable Micros balance,
            @Nullable Verdict verdict) {

        private static Held of(ResultSet row) throws SQLException {
            return new Held(
                    row.getObject("reservation", UUID.class),
                    "short".equals(row.getString("outcome")) ? Micros.of(row.getLong("balance_micros")) : null,
                    row.getString("budget_id") == null ? null : Verdict.of(row));
        }
    }

    /// Money to set aside.
    ///
    /// @param transfer id of the movement
    record Hold(UUID transfer, Reservation reservation) {}

    /// Sets money aside for all or for none. The accounts of all are locked, in one order for everybody: a group that
    /// came to them one by one could wait for another in a circle.
    ///
    /// @return at least one, unless the transaction is to be rolled back
    Supplier<List<Held>> hold(Trip trip, List<Hold> holds, Instant at) {
        return trip.sql("select * from atelier.hold(:holds::jsonb, :at::timestamptz)")
                .rows("holds", holds.stream().map(LedgerStore::values).toList())
                .param("at", at)
                .query((row, _) -> Held.of(row));
    }

    private static Map<String, @Nullable Object> values(Hold hold) {
        Spender spender = hold.reservation().spender();
        Map<String, @Nullable Object> values = new HashMap<>();
        values.put("id", hold.reservation().id());
        values.put("transfer", hold.transfer());
        values.put("person", spender.person());
        values.put("project", spender.project());
        values.put("org", spender.organisation());
        values.put("key", spender.accessKey());
        values.put("source", hold.reservation().source().account());
        values.put("amount", hold.reservation().amount().value());
        values.put("rule", hold.reservation().priceRule());
        return values;
    }

    /// How a reservation ends.
    ///
    /// @param actual what the run cost; zero gives everything back
    /// @param reason why nothing is charged
    record End(
            UUID reservation,
            Micros actual,
            UUID charge,
            UUID release,
            UUID overrun,
            String reason,
            JsonNode evidence) {}

    /// @return those that have ended now; without those with which nothing is held
    Supplier<List<UUID>> settle(Trip trip, List<End> ends) {
        return trip.sql("select atelier.settle(:ends::jsonb)")
                .rows("ends", ends.stream().map(LedgerStore::values).toList())
                .query((row, _) -> row.getObject(1, UUID.class));
    }

    private static Map<String, Object> values(End end) {
        return Map.of(
                "reservation", end.reservation(),
                "actual", end.actual().value(),
                "charge", end.charge(),
                "release", end.release(),
                "overrun", end.overrun(),
                "reason", end.reason(),
                "evidence", end.evidence());
    }

    /// Between two accounts of a person, or a person and the house: where `kind` names a house account, it
    /// is that one.
    ///
    /// @return false where its once key was used before
    boolean transfer(Tx tx, NewTransfer transfer) {
        int rows = tx.sql("""
                insert into atelier.transfers
                  (id, kind, debit_account, credit_account, amount_micros, reservation_id, reason, evidence, once_key)
                select :id, :kind, debit.id, credit.id, :amount, :reservation, :reason, :evidence::jsonb, :once
                from atelier.accounts debit, atelier.accounts credit
                where debit.kind = :debit and (debit.holder = :holder or debit.holder is null)
                  and credit.kind = :credit and (credit.holder = :holder or credit.holder is null)
                on conflict on constraint transfers_once do nothing
                """)
                .param("id", transfer.id())
                .param("kind", transfer.kind())
                .param("debit", transfer.debit())
                .param("credit", transfer.credit())
                .param("holder", transfer.holder())
                .param("amount", transfer.amount().value())
                .param("reservation", transfer.reservationId())
                .param("reason", transfer.reason())
                .param("evidence", transfer.evidence().toString())
                .param("once", transfer.onceKey())
                .update();
        if (rows == 0 && transfer.onceKey() == null) {
            throw new IllegalStateException("an account is missing for a transfer of kind " + transfer.kind());
        }
        return rows == 1;
    }

    /// @param onceKey a second transfer with the same key changes nothing; null for no key
    record NewTransfer(
            UUID id,
            String kind,
            String debit,
            String credit,
            UUID holder,
            Micros amount,
            @Nullable UUID reservationId,
            String reason,
            JsonNode evidence,
            @Nullable String onceKey) {}

    Optional<UUID> pseudonym(Tx tx, UUID userId) {
        return tx.sql("select pseudonym from atelier.pseudonyms where user_id = :user")
                .param("user", userId)
                .query((row, _) -> row.getObject(1, UUID.class))
                .optional();
    }

    Balance balance(Tx tx, UUID userId) {
        return tx.sql("""
                select
                  coalesce(sum(a.balance_micros) filter (where a.kind = 'credits'), 0) as available,
                  coalesce(sum(a.balance_micros) filter (where a.kind = 'held'), 0) as held,
                  (select coalesce(sum(t.amount_micros), 0) from atelier.transfers t
                    where t.kind in ('grant', 'adjust') and t.credit_account = any (array_agg(a.id))) as granted,
                  (select coalesce(sum(r.charged_micros), 0) from atelier.reservations r
                    where r.source = 'credits' and r.holder = any (array_agg(a.holder))) as spent
                from atelier.accounts a
                join atelier.pseudonyms p on p.pseudonym = a.holder
                where p.user_id = :user
                """)
                .param("user", userId)
                .query((row, _) -> new Balance(
                        Micros.of(row.getLong("available")),
                        Micros.of(row.getLong("held")),
                        Micros.of(row.getLong("granted")),
                        Micros.of(row.getLong("spent"))))
                .single();
    }

    List<LedgerLine> linesOf(Tx tx, UUID reservationId) {
        return tx.sql("""
                select t.id, t.kind, t.amount_micros, t.reservation_id, t.reason, t.evidence::text as evidence, t.created_at,
                       r.source as account, case when t.kind = 'release' then 1 else -1 end as sign
                from atelier.transfers t
                join atelier.reservations r on r.id = t.reservation_id
                where t.reservation_id = :id
                order by t.id
                """)
                .param("id", reservationId)
                .query((row, _) -> new LedgerLine(
                        row.getObject("id", UUID.class),
                        row.getString("kind"),
                        Micros.of(row.getLong("sign") * row.getLong("amount_micros")),
                        row.getString("account"),
                        row.getObject("reservation_id", UUID.class),
                        row.getString("reason"),
                        json.readTree(row.getString("evidence")),
                        row.getObject("created_at", OffsetDateTime.class).toInstant()))
                .list();
    }
}
