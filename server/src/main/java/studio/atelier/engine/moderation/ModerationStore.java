package studio.atelier.engine.moderation;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import studio.atelier.platform.crypto.Sha256;
import studio.atelier.platform.database.Ids;
import studio.atelier.platform.database.Transactions;
import studio.atelier.platform.database.Tx;

/// The rows of the room.
final class ModerationStore {

    static final int RULES_MAX = 500;
    private static final int PROMPT_KEPT = 4_000;

    private final Transactions transactions;
    private final Ids ids;

    ModerationStore(Transactions transactions, Ids ids) {
        this.transactions = transactions;
        this.ids = ids;
    }

    /// What the rules found in a text of a person.
    ///
    /// @param prompt        at most 4,000 characters of it
    /// @param email         of the person; empty where there is none
    /// @param allowedReason an administrator's; null while it stands
    record Case(
            UUID id,
            UUID userId,
            String email,
            String prompt,
            String decision,
            String rule,
            int times,
            Instant firstAt,
            Instant lastAt,
            @Nullable Instant allowedAt,
            @Nullable String allowedReason) {}

    /// @param allowed whether an administrator lets this text of this person pass
    record Noted(UUID id, boolean allowed) {}

    /// Notes a finding, once for each text of each person.
    Noted note(UUID userId, String prompt, String decision, String rule) {
        return transactions.asSystem(
                "moderation case",
                tx -> tx.sql("""
                        insert into atelier.moderation_cases as c (id, user_id, prompt_hash, prompt, decision, rule)
                        values (:id, :user, :hash, :prompt, :decision, :rule)
                        on conflict (user_id, prompt_hash) do update
                        set decision = excluded.decision, rule = excluded.rule, times = c.times + 1, last_at = now()
                        returning id, allowed_at is not null as allowed
                        """)
                        .param("id", ids.next())
                        .param("user", userId)
                        .param("hash", Sha256.hex(prompt))
                        .param("prompt", storable(prompt))
                        .param("decision", decision)
                        .param("rule", rule)
                        .query((row, _) -> new Noted(row.getObject("id", UUID.class), row.getBoolean("allowed")))
                        .single());
    }

    /// @param before only cases whose last time is earlier; null for the newest
    List<Case> cases(Tx tx, @Nullable String decision, @Nullable Instant before, int limit) {
        return tx.sql(SELECT_CASE + """
                         where (cast(:decision as text) is null or c.decision = :decision)
                           and (cast(:before as timestamptz) is null or c.last_at < :before)
                         order by c.last_at desc, c.id
                         limit :limit
                        """)
                .param("decision", decision, java.sql.Types.VARCHAR)
                .param(
                        "before",
                        before == null ? null : before.atOffset(java.time.ZoneOffset.UTC),
                        java.sql.Types.TIMESTAMP_WITH_TIMEZONE)
                .param("limit", limit)
                .query((row, _) -> shown(row))
                .list();
    }

    Optional<Case> find(Tx tx, UUID id) {
        return tx.sql(SELECT_CASE + " where c.id = :id")
                .param("id", id)
                .query((row, _) -> shown(row))
                .optional();
    }

    /// @param reason null takes the permission back
    boolean allow(Tx tx, UUID id, @Nullable String reason) {
        return tx.sql("""
                        update atelier.moderation_cases
                        set allowed_reason = :reason,
                            allowed_at = case when cast(:reason as text) is not null then now() end
                        where id = :id
                        """)
                        .param("id", id)
                        .param("reason", reason, java.sql.Types.VARCHAR)
                        .update()
                > 0;
    }

    /// JSON of each rule by id, in order.
    Map<String, String> rules() {
        Map<String, String> rules = new TreeMap<>();
        transactions.asSystem("moderation rules", tx -> {
            tx.sql("select id, rule::text as rule from atelier.moderation_rules order by id limit :max")
                    .param("max", RULES_MAX)
                    .query(row -> {
                        rules.put(row.getString("id"), row.getString("rule"));
                    });
            return rules;
        });
        return rules;
    }

    void put(Tx tx, String id, String rule) {
        tx.sql("""
                        insert into atelier.moderation_rules (id, rule) values (:id, cast(:rule as jsonb))
                        on conflict (id) do update set rule = excluded.rule
                        """).param("id", id).param("rule", rule).update();
    }

    boolean remove(Tx tx, String id) {
        return tx.sql("delete from atelier.moderation_rules where id = :id")
                        .param("id", id)
                        .update()
                > 0;
    }

    void forget(int days) {
        transactions.asSystem(
                "moderation retention",
                tx -> tx.sql(
                                "delete from atelier.moderation_cases where last_at < now() - make_interval(days => :days)")
                        .param("days", days)
                        .update());
    }

    private static final String SELECT_CASE = """
            select c.id, c.user_id, coalesce(u.email, '') as email, c.prompt, c.decision, c.rule, c.times, c.first_at,
              c.last_at, c.allowed_at, c.allowed_reason
            from atelier.moderation_cases c
            join auth.users u on u.id = c.user_id
            """;

    private static Case shown(java.sql.ResultSet row) throws java.sql.SQLException {
        OffsetDateTime allowed = row.getObject("allowed_at", OffsetDateTime.class);
        return new Case(
                row.getObject("id", UUID.class),
                row.getObject("user_id", UUID.class),
                row.getString("email"),
                row.getString("prompt"),
                row.getString("decision"),
                row.getString("rule"),
                row.getInt("times"),
                row.getObject("first_at", OffsetDateTime.class).toInstant(),
                row.getObject("last_at", OffsetDateTime.class).toInstant(),
                allowed == null ? null : allowed.toInstant(),
                row.getString("allowed_reason"));
    }

    /// The database takes no NUL.
    private static String storable(String prompt) {
        String text = prompt.replace("\0", "");
        int end = text.offsetByCodePoints(0, Math.min(PROMPT_KEPT, text.codePointCount(0, text.length())));
        return text.substring(0, end);
    }
}
