package studio.atelier.engine.credits;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import studio.atelier.platform.database.Tx;
import studio.atelier.platform.money.Micros;

/// The statements of grants. Whoever changes what is left of one has locked the person's account.
final class GrantStore {

    /// What the books say of a person's credits.
    ///
    /// @param held for runs on credits only
    record Worth(Micros available, Micros held) {

        Micros whole() {
            return available.plus(held);
        }
    }

    /// @param id of the transfer that gave the credits
    void insert(Tx tx, UUID id, UUID holder, Micros amount, String reason, @Nullable Instant expiresAt) {
        tx.sql("""
                insert into atelier.grants (id, holder, granted_micros, remaining_micros, reason, expires_at)
                values (:id, :holder, :amount, :amount, :reason, :expires)
                """)
                .param("id", id)
                .param("holder", holder)
                .param("amount", amount.value())
                .param("reason", reason)
                .param(
                        "expires",
                        expiresAt == null ? null : expiresAt.atOffset(ZoneOffset.UTC),
                        java.sql.Types.TIMESTAMP_WITH_TIMEZONE)
                .update();
    }

    /// Of which something is left, those that end first before the others.
    List<Grant> live(Tx tx, UUID holder) {
        return tx.sql("""
                select id, granted_micros, remaining_micros, expires_at, reason, created_at
                from atelier.grants
                where holder = :holder and remaining_micros > 0
                order by expires_at nulls last, id
                """)
                .param("holder", holder)
                .query((row, _) -> {
                    OffsetDateTime expires = row.getObject("expires_at", OffsetDateTime.class);
                    return new Grant(
                            row.getObject("id", UUID.class),
                            Micros.of(row.getLong("granted_micros")),
                            Micros.of(row.getLong("remaining_micros")),
                            expires == null ? null : expires.toInstant(),
                            row.getString("reason"),
                            row.getObject("created_at", OffsetDateTime.class).toInstant());
                })
                .list();
    }

    Worth worth(Tx tx, UUID holder) {
        return tx.sql("""
                select a.balance_micros as available,
                       (select coalesce(sum(r.held_micros), 0)
                        from atelier.reservations r
                        where r.holder = a.holder and r.source = 'credits' and r.state = 'open') as held
                from atelier.accounts a
                where a.holder = :holder and a.kind = 'credits'
                """)
                .param("holder", holder)
                .query((row, _) -> new Worth(Micros.of(row.getLong("available")), Micros.of(row.getLong("held"))))
                .single();
    }

    void keep(Tx tx, List<Grant> grants) {
        if (grants.isEmpty()) {
            return;
        }
        tx.sql("""
                update atelier.grants g
                set remaining_micros = u.remaining
                from unnest(:ids::uuid[], :remaining::bigint[]) as u (id, remaining)
                where g.id = u.id and g.remaining_micros <> u.remaining
                """)
                .param("ids", grants.stream().map(Grant::id).toArray(UUID[]::new))
                .param(
                        "remaining",
                        grants.stream().map(each -> each.remaining().value()).toArray(Long[]::new))
                .update();
    }

    /// Takes off what went back.
    void spend(Tx tx, List<Grant> parts) {
        for (Grant part : parts) {
            tx.sql("update atelier.grants set remaining_micros = remaining_micros - :part where id = :id")
                    .param("part", part.remaining().value())
                    .param("id", part.id())
                    .update();
        }
    }

    /// People with grants that have ended and are not used up.
    List<UUID> due(Tx tx, Instant now, int limit) {
        return tx.sql("""
                select p.user_id
                from atelier.grants g
                join atelier.pseudonyms p on p.pseudonym = g.holder
                where g.remaining_micros > 0 and g.expires_at <= :now
                group by p.user_id
                order by min(g.expires_at), p.user_id
                limit :limit
                """)
                .param("now", now.atOffset(ZoneOffset.UTC))
                .param("limit", limit)
                .query((row, _) -> row.getObject(1, UUID.class))
                .list();
    }
}
