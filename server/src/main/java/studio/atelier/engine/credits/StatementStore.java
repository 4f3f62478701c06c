package studio.atelier.engine.credits;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import studio.atelier.platform.database.Tx;
import tools.jackson.databind.json.JsonMapper;

/// The statement of a person: runs as they ended, and what was given and taken besides.
final class StatementStore {

    private final JsonMapper json;

    StatementStore(JsonMapper json) {
        this.json = json;
    }

    /// @param before the last line of the page before; null for the first page. A line of somebody else is
    ///     nowhere, and nothing comes after it
    /// @param from   the first moment that counts; null for the beginning
    /// @param to     the first moment that does not count any more; null for no end
    record Page(
            @Nullable UUID before,
            int limit,
            @Nullable Instant from,
            @Nullable Instant to) {

        Page after(UUID last) {
            return new Page(last, limit, from, to);
        }
    }

    // Both halves stop at a page of their own, each along an index.
    private static final String LINES = """
            with me as materialized (
              select p.pseudonym as holder, a.id as account
              from atelier.pseudonyms p
              join atelier.accounts a on a.holder = p.pseudonym and a.kind = 'credits'
              where p.user_id = :user
            ),
            place as materialized (
              select r.created_at, r.id from atelier.reservations r, me where r.id = :before::uuid and r.holder = me.holder
              union all
              select t.created_at, t.id from atelier.transfers t, me
              where t.id = :before::uuid and me.account in (t.debit_account, t.credit_account)
            ),
            runs as (
              select r.id, case r.state when 'open' then 'hold' when 'charged' then 'charge' else 'release' end as kind,
                     case r.state when 'open' then -r.held_micros when 'charged' then -r.charged_micros else 0 end as amount,
                     r.source as account, r.id as generation_id, r.held_micros, r.price_rule, r.created_at, r.settled_at
              from atelier.reservations r
              where r.holder = (select holder from me)
                and r.created_at >= :from and r.created_at < :to
                and (:before::uuid is null or (r.created_at, r.id) < (select created_at, id from place))
              order by r.created_at desc, r.id desc
              limit :limit
            ),
            given as (
              select t.id, t.kind, t.amount_micros as amount, t.reason, t.created_at
              from atelier.transfers t
              where t.credit_account = (select account from me) and t.reservation_id is null
                and t.created_at >= :from and t.created_at < :to
                and (:before::uuid is null or (t.created_at, t.id) < (select created_at, id from place))
              order by t.created_at desc, t.id desc
              limit :limit
            ),
            taken as (
              select t.id, t.kind, -t.amount_micros as amount, t.reason, t.created_at
              from atelier.transfers t
              where t.debit_account = (select account from me) and t.reservation_id is null
                and t.created_at >= :from and t.created_at < :to
                and (:before::uuid is null or (t.created_at, t.id) < (select created_at, id from place))
              order by t.created_at desc, t.id desc
              limit :limit
            ),
            page as (
              select id, kind, amount, account, generation_id, held_micros, price_rule, null as reason, created_at, settled_at
              from runs
              union all
              select id, kind, amount, 'credits', null, null, null, reason, created_at, created_at from given
              union all
              select id, kind, amount, 'credits', null, null, null, reason, created_at, created_at from taken
              order by created_at desc, id desc
              limit :limit
            )
            select page.id, page.kind, page.amount, page.account, page.generation_id, page.held_micros, page.price_rule,
                   coalesce(page.reason, case when page.kind = 'release' then ending.reason end) as reason,
                   coalesce(ending.evidence, '{}')::text as evidence, page.created_at, page.settled_at
            from page
            left join lateral (
              select t.reason, t.evidence
              from atelier.transfers t
              where t.reservation_id = page.generation_id and t.kind in ('charge', 'release')
              order by t.kind
              limit 1
            ) ending on true
            order by page.created_at desc, page.id desc
            """;

    /// Newest first.
    List<StatementLine> lines(Tx tx, UUID userId, Page page) {
        Instant from = page.from();
        Instant to = page.to();
        return tx.sql(LINES)
                .param("user", userId)
                .param("before", page.before(), java.sql.Types.OTHER)
                .param("limit", page.limit())
                .param("from", (from == null ? Instant.EPOCH : from).atOffset(ZoneOffset.UTC))
                .param("to", to == null ? OffsetDateTime.parse("9999-01-01T00:00:00Z") : to.atOffset(ZoneOffset.UTC))
                .query(this::line)
                .list();
    }

    private StatementLine line(ResultSet row, int number) throws SQLException {
        long held = row.getLong("held_micros");
        Long heldMicros = row.wasNull() ? null : held;
        OffsetDateTime settled = row.getObject("settled_at", OffsetDateTime.class);
        return new StatementLine(
                row.getObject("id", UUID.class),
                row.getString("kind"),
                row.getLong("amount"),
                row.getString("account"),
                row.getObject("generation_id", UUID.class),
                heldMicros,
                row.getString("price_rule"),
                row.getString("reason"),
                json.readTree(row.getString("evidence")),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                settled == null ? null : settled.toInstant());
    }
}
