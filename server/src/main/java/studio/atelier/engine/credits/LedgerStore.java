package studio.atelier.engine.credits;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import studio.atelier.engine.budgets.Spender;
import studio.atelier.platform.database.Tx;
import studio.atelier.platform.money.Micros;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The statements of the books. Every movement of a person's money locks the account it is spent from
/// first, so two movements of one person wait for each other instead of deadlocking.
final class LedgerStore {

    private final JsonMapper json;

    LedgerStore(JsonMapper json) {
        this.json = json;
    }

    /// @param acceptedAt says which day and month of the spender's budgets it belongs to
    record OpenReservation(
            UUID id, UUID holder, String source, Micros held, String priceRule, Spender spender, Instant acceptedAt) {}

    /// Holds no account: both sides are the house's.
    static final UUID NOBODY = new UUID(0, 0);

    /// Makes the person's account where it is missing, and locks it.
    ///
    /// @return its balance; empty when there is no such person
    Optional<Micros> lock(Tx tx, UUID userId, String kind) {
        Optional<Micros> found = lockExisting(tx, userId, kind);
        if (found.isPresent()) {
            return found;
        }
        tx.sql("""
                insert into atelier.accounts (kind, holder)
                select kind, pseudonym
                from atelier.pseudonyms, unnest(array['credits', 'own_keys', 'held']) as kind
                where user_id = :user
                on conflict do nothing
                """).param("user", userId).update();
        return lockExisting(tx, userId, kind);
    }

    /// Locks the account a run is paid from, where every budget over the run has room at this moment: a run
    /// that is refused anyway waits for nobody.
    ///
    /// @return its balance; empty without room, and before the person has an account
    Optional<Micros> lockWithRoom(Tx tx, Reservation reservation, Instant at) {
        return tx.sql("""
                select a.balance_micros
                from atelier.accounts a
                join atelier.pseudonyms p on p.pseudonym = a.holder
                where p.user_id = :user and a.kind = :kind
                  and not exists (select from atelier.budgets_over(:user, :project, :org, :key, :at) c
                                  where c.used_micros + :amount > c.hard_micros)
                for no key update of a
                """)
                .param("user", reservation.spender().person())
                .param("project", reservation.spender().project(), java.sql.Types.OTHER)
                .param("org", reservation.spender().organisation(), java.sql.Types.OTHER)
                .param("key", reservation.spender().accessKey(), java.sql.Types.OTHER)
                .param("at", at.atOffset(ZoneOffset.UTC))
                .param("amount", reservation.amount().value())
                .param("kind", reservation.source().account())
                .query((row, _) -> Micros.of(row.getLong(1)))
                .optional();
    }

    private static Optional<Micros> lockExisting(Tx tx, UUID userId, String kind) {
        return tx.sql("""
                select a.balance_micros
                from atelier.accounts a
                join atelier.pseudonyms p on p.pseudonym = a.holder
                where p.user_id = :user and a.kind = :kind
                for no key update of a
                """)
                .param("user", userId)
                .param("kind", kind)
                .query((row, _) -> Micros.of(row.getLong(1)))
                .optional();
    }

    /// One round trip: the reservation and its hold.
    void hold(Tx tx, UUID transferId, Reservation reservation, Instant at) {
        tx.sql("""
                with reserved as (
                  insert into atelier.reservations
                    (id, holder, source, held_micros, price_rule, project_id, org_id, access_key_id, created_at)
                  select :id, pseudonym, :source, :amount, :rule, :project, :org, :key, :at
                  from atelier.pseudonyms
                  where user_id = :user
                  returning id, holder, source
                )
                insert into atelier.transfers
                  (id, kind, debit_account, credit_account, amount_micros, reservation_id, reason)
                select :transfer, 'hold', spent.id, held.id, :amount, reserved.id, :rule
                from reserved
                join atelier.accounts spent on spent.holder = reserved.holder and spent.kind = reserved.source
                join atelier.accounts held on held.holder = reserved.holder and held.kind = 'held'
                """)
                .param("id", reservation.id())
                .param("user", reservation.spender().person())
                .param("project", reservation.spender().project(), java.sql.Types.OTHER)
                .param("org", reservation.spender().organisation(), java.sql.Types.OTHER)
                .param("key", reservation.spender().accessKey(), java.sql.Types.OTHER)
                .param("at", at.atOffset(ZoneOffset.UTC))
                .param("source", reservation.source().account())
                .param("amount", reservation.amount().value())
                .param("rule", reservation.priceRule())
                .param("transfer", transferId)
                .update();
    }

    /// As [#hold], where the run may have had a reservation that was released.
    void holdAgain(Tx tx, UUID transferId, Reservation reservation, Instant at) {
        int reopened = tx.sql("""
                with reopened as (
                  update atelier.reservations
                  set state = 'open', source = :source, held_micros = :amount, price_rule = :rule, created_at = :at, settled_at = null
                  where id = :id and state = 'released'
                  returning id, holder, source
                )
                insert into atelier.transfers
                  (id, kind, debit_account, credit_account, amount_micros, reservation_id, reason)
                select :transfer, 'hold', spent.id, held.id, :amount, reopened.id, :rule
                from reopened
                join atelier.accounts spent on spent.holder = reopened.holder and spent.kind = reopened.source
                join atelier.accounts held on held.holder = reopened.holder and held.kind = 'held'
                """)
                .param("id", reservation.id())
                .param("source", reservation.source().account())
                .param("amount", reservation.amount().value())
                .param("rule", reservation.priceRule())
                .param("at", at.atOffset(ZoneOffset.UTC))
                .param("transfer", transferId)
                .update();
        if (reopened == 0) {
            hold(tx, transferId, reservation, at);
        }
    }

    /// Locks an open reservation together with the account it is spent from.
    Optional<OpenReservation> lockOpen(Tx tx, UUID reservationId) {
        return tx.sql("""
                select r.id, r.holder, r.source, r.held_micros, r.price_rule, r.project_id, r.org_id, r.access_key_id, r.created_at,
                       p.user_id
                from atelier.reservations r
                left join atelier.pseudonyms p on p.pseudonym = r.holder
                join atelier.accounts a on a.holder = r.holder and a.kind = r.source
                where r.id = :id and r.state = 'open'
                for no key update of a, r
                """)
                .param("id", reservationId)
                .query((row, _) -> new OpenReservation(
                        row.getObject("id", UUID.class),
                        row.getObject("holder", UUID.class),
                        row.getString("source"),
                        Micros.of(row.getLong("held_micros")),
                        row.getString("price_rule"),
                        spender(row),
                        row.getObject("created_at", OffsetDateTime.class).toInstant()))
                .optional();
    }

    /// Of a person who is gone since, the server's budgets still hold the run.
    private static Spender spender(ResultSet row) throws SQLException {
        UUID person = row.getObject("user_id", UUID.class);
        return new Spender(
                person == null ? NOBODY : person,
                row.getObject("project_id", UUID.class),
                row.getObject("org_id", UUID.class),
                row.getObject("access_key_id", UUID.class));
    }

    /// One round trip: what is moved at the end of a reservation, and its end.
    ///
    /// @param moves   without once keys
    /// @param charged null when nothing is charged
    void close(Tx tx, UUID reservationId, List<NewTransfer> moves, @Nullable Micros charged) {
        int moved = tx.sql("""
                with closed as (
                  update atelier.reservations
                  set state = case when :charged::bigint is null then 'released' else 'charged' end,
                      charged_micros = :charged::bigint,
                      settled_at = now()
                  where id = :reservation and state = 'open'
                )
                insert into atelier.transfers (id, kind, debit_account, credit_account, amount_micros, reservation_id, reason, evidence)
                select m.id, m.kind, debit.id, credit.id, m.amount, :reservation, m.reason, m.evidence::jsonb
                from unnest(:ids::uuid[], :kinds::text[], :debits::text[], :credits::text[], :amounts::bigint[],
                            :reasons::text[], :evidence::text[])
                  as m (id, kind, debit, credit, amount, reason, evidence)
                join atelier.accounts debit on debit.kind = m.debit and (debit.holder = :holder or debit.holder is null)
                join atelier.accounts credit on credit.kind = m.credit and (credit.holder = :holder or credit.holder is null)
                """)
                .param("reservation", reservationId)
                .param("charged", charged == null ? null : charged.value())
                .param("holder", moves.getFirst().holder())
                .param("ids", each(moves, move -> move.id().toString()))
                .param("kinds", each(moves, NewTransfer::kind))
                .param("debits", each(moves, NewTransfer::debit))
                .param("credits", each(moves, NewTransfer::credit))
                .param(
                        "amounts",
                        each(moves, move -> Long.toString(move.amount().value())))
                .param("reasons", each(moves, NewTransfer::reason))
                .param("evidence", each(moves, move -> move.evidence().toString()))
                .update();
        if (moved != moves.size()) {
            throw new IllegalStateException("an account is missing for the end of a reservation");
        }
    }

    private static String[] each(List<NewTransfer> moves, Function<NewTransfer, String> part) {
        return moves.stream().map(part).toArray(String[]::new);
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
