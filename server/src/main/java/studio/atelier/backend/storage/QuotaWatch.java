package studio.atelier.backend.storage;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import studio.atelier.platform.database.Transactions;
import studio.atelier.platform.database.Tx;
import studio.atelier.platform.events.Events;
import studio.atelier.platform.mail.MailTemplate;
import studio.atelier.platform.mail.Message;
import studio.atelier.platform.mail.Outbox;

/// Tells owners and administrators when files come near what they may have, and when nothing more goes in:
/// once at 80 and once at 100 percent, and again only after ten percent were given back. It looks at all
/// owners at once, so that no way in can forget it. Thread-safe; nodes may look at the same time.
final class QuotaWatch {

    static final Duration EVERY = Duration.ofMinutes(5);

    private static final Logger log = LoggerFactory.getLogger(QuotaWatch.class);

    /// Owners that are told of in one look; the others are next.
    private static final int TOLD_MAX = 500;

    private static final String FULL = "New files, and generations that end in files, are refused until something is"
            + " removed. What is under way is kept.";
    private static final String NEARLY = "When it is full, new files are refused.";

    private final Transactions transactions;
    private final Events events;
    private final Outbox outbox;
    private final MailTemplate template;
    private final Quotas.Limits limits;

    QuotaWatch(Transactions transactions, Events events, Outbox outbox, MailTemplate template, Quotas.Limits limits) {
        this.transactions = transactions;
        this.events = events;
        this.outbox = outbox;
        this.template = template;
        this.limits = limits;
    }

    void look() {
        if (limits.none()) {
            return;
        }
        transactions.asSystem("tell of quotas", tx -> {
            forget(tx);
            List<StorageQuotaReached> reached = note(tx);
            reached.forEach(one -> tell(tx, one));
            return reached.size();
        });
    }

    private static final String USED = """
            with kept as (
              select case when org_id is null then owner_id end as owner_id, org_id,
                     sum((metadata ->> 'size')::bigint) as bytes
              from storage.objects
              where owner_id is not null or org_id is not null
              group by 1, 2
            ), used as (
              select owner_id, org_id, bytes,
                     case when org_id is null then cast(:person as bigint) else cast(:organisation as bigint) end as most
              from kept
            )
            """;

    /// Who has given ten percent back is told again next time.
    private void forget(Tx tx) {
        tx.sql(USED + """
                        delete from atelier.quota_warnings w
                        where not exists (
                          select
                          from used u
                          where u.owner_id is not distinct from w.owner_id
                            and u.org_id is not distinct from w.org_id
                            and u.most > 0
                            and u.bytes >= u.most / 100.0 * (w.percent - 10))
                        """)
                .param("person", limits.person())
                .param("organisation", limits.organisation())
                .update();
    }

    /// The highest mark of each owner that has not been told of.
    private List<StorageQuotaReached> note(Tx tx) {
        return tx.sql(USED + """
                        , marks as (
                          select u.owner_id, u.org_id, m.percent, u.bytes, u.most
                          from used u
                          cross join (values (80), (100)) as m (percent)
                          where u.most > 0
                            and u.bytes >= u.most / 100.0 * m.percent
                            and not exists (
                              select
                              from atelier.quota_warnings w
                              where w.owner_id is not distinct from u.owner_id
                                and w.org_id is not distinct from u.org_id
                                and w.percent = m.percent)
                          order by u.owner_id, u.org_id, m.percent
                          limit :told
                        ), noted as (
                          insert into atelier.quota_warnings (owner_id, org_id, percent)
                          select owner_id, org_id, percent
                          from marks
                          on conflict do nothing
                          returning owner_id, org_id, percent
                        )
                        select n.owner_id, n.org_id, max(n.percent) as percent, max(u.bytes) as used_bytes,
                               max(u.most) as limit_bytes
                        from noted n
                        join used u on u.owner_id is not distinct from n.owner_id and u.org_id is not distinct from n.org_id
                        group by n.owner_id, n.org_id
                        """)
                .param("person", limits.person())
                .param("organisation", limits.organisation())
                .param("told", TOLD_MAX)
                .query((row, _) -> reached(row))
                .list();
    }

    private static StorageQuotaReached reached(ResultSet row) throws SQLException {
        return new StorageQuotaReached(
                row.getString("owner_id"),
                row.getObject("org_id", UUID.class),
                row.getInt("percent"),
                row.getLong("used_bytes"),
                row.getLong("limit_bytes"));
    }

    private void tell(Tx tx, StorageQuotaReached reached) {
        events.publish(tx, reached);
        log.warn(
                "an owner has {} of {} bytes of storage, {} percent",
                reached.usedBytes(),
                reached.limitBytes(),
                reached.percent());
        Map<String, String> values = Map.of(
                "Whose", whose(tx, reached),
                "Percent", Integer.toString(reached.percent()),
                "Used", Sizes.text(reached.usedBytes()),
                "Limit", Sizes.text(reached.limitBytes()),
                "Advice", reached.percent() == 100 ? FULL : NEARLY);
        MailTemplate.Filled filled = template.fill(values);
        for (String address : recipients(tx, reached)) {
            outbox.leave(
                    tx, new Message.Email(address, "storage_quota", filled.subject(), filled.text(), filled.html()));
        }
    }

    private static String whose(Tx tx, StorageQuotaReached reached) {
        return tx.sql("""
                        select coalesce((select name from public.orgs where id = :org),
                                        (select email from auth.users where id::text = :owner),
                                        'somebody of another issuer')
                        """)
                .param("org", reached.orgId(), Types.OTHER)
                .param("owner", reached.ownerId(), Types.VARCHAR)
                .query(String.class)
                .single();
    }

    /// The person, or the owners of the organisation, and the administrators; each once.
    private static List<String> recipients(Tx tx, StorageQuotaReached reached) {
        return tx.sql("""
                        select distinct u.email
                        from auth.users u
                        where u.deleted_at is null
                          and u.email is not null
                          and u.email_confirmed_at is not null
                          and (u.id::text = :owner
                               or u.raw_app_meta_data ->> 'role' = 'admin'
                               or exists (
                                 select
                                 from public.memberships m
                                 where m.org_id = :org
                                   and m.user_id = u.id
                                   and m.role = 'owner'))
                        order by u.email
                        """)
                .param("owner", reached.ownerId(), Types.VARCHAR)
                .param("org", reached.orgId(), Types.OTHER)
                .query((row, _) -> row.getString("email"))
                .list();
    }
}
