package studio.atelier.backend.identity.internal;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import studio.atelier.backend.audit.Audit;
import studio.atelier.backend.identity.IdentitySettings;
import studio.atelier.platform.database.Transactions;
import studio.atelier.platform.database.Tx;

/// Removes accounts that nobody can mean any more: those never confirmed, in which nobody ever was, and
/// anonymous ones whose last sign-in has ended, because nobody can come back to them. Everything else is a
/// person's to delete. Thread-safe; several nodes may sweep at once.
final class AccountSweep {

    /// In one transaction, so that no statement holds many rows.
    private static final int STEP = 100;

    private final Transactions transactions;
    private final AccountStore accounts;
    private final Audit audit;
    private final IdentitySettings.Keep keep;
    private final Clock clock;

    AccountSweep(
            Transactions transactions, AccountStore accounts, Audit audit, IdentitySettings.Keep keep, Clock clock) {
        this.transactions = transactions;
        this.accounts = accounts;
        this.audit = audit;
        this.keep = keep;
        this.clock = clock;
    }

    /// @return how many were removed
    int sweep() {
        return all("never_confirmed", this::unconfirmed) + all("anonymous_left", this::anonymous);
    }

    private interface Finding {

        List<UUID> some(Tx tx);
    }

    private int all(String why, Finding finding) {
        int removed = 0;
        int found;
        do {
            found = transactions.asSystem("account sweep", tx -> {
                List<UUID> some = finding.some(tx);
                for (UUID id : some) {
                    accounts.delete(tx, id);
                    audit.record(tx, null, "identity.account_swept", "user " + id, Map.of("reason", why));
                }
                return some.size();
            });
            removed += found;
        } while (found == STEP);
        return removed;
    }

    /// A message that is sent again starts the time anew.
    private List<UUID> unconfirmed(Tx tx) {
        return tx.sql("""
                        select id from auth.users
                        where email_confirmed_at is null and phone_confirmed_at is null and last_sign_in_at is null
                          and not is_anonymous and deleted_at is null and raw_app_meta_data ->> 'role' is distinct from 'admin'
                          and greatest(created_at, confirmation_sent_at, invited_at, recovery_sent_at) < :before
                        limit :limit
                        for update skip locked
                        """)
                .param("before", before(keep.unconfirmed()).atOffset(ZoneOffset.UTC))
                .param("limit", STEP)
                .query((row, _) -> row.getObject("id", UUID.class))
                .list();
    }

    private List<UUID> anonymous(Tx tx) {
        return tx.sql("""
                        select id from auth.users u
                        where is_anonymous and deleted_at is null
                          and coalesce(last_sign_in_at, created_at) < :before
                          and not exists (
                            select from auth.sessions s
                            where s.user_id = u.id and (least(s.idle_until, s.not_after) > :now or s.updated_at > :before))
                        limit :limit
                        for update skip locked
                        """)
                .param("before", before(keep.anonymous()).atOffset(ZoneOffset.UTC))
                .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                .param("limit", STEP)
                .query((row, _) -> row.getObject("id", UUID.class))
                .list();
    }

    private Instant before(Duration age) {
        return clock.instant().minus(age);
    }
}
