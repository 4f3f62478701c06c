package studio.atelier.backend.identity.internal;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import studio.atelier.backend.audit.Audit;
import studio.atelier.backend.identity.IdentitySettings;
import studio.atelier.platform.database.Transactions;
import studio.atelier.platform.database.Tx;

/// Removes accounts that nobody can mean any more: those never confirmed, in which nobody ever was, and
/// anonymous ones whose last sign-in has ended, because nobody can come back to them. Everything else is a
/// person's to delete. Thread-safe; several nodes may sweep at once.
final class AccountSweep {

    /// Looked up at a time, so that no statement holds many rows.
    private static final int STEP = 100;

    private final Transactions transactions;
    private final AccountStore accounts;
    private final Removal removal;
    private final Audit audit;
    private final IdentitySettings.Keep keep;
    private final Clock clock;

    AccountSweep(Transactions transactions, Rooms rooms, IdentitySettings.Keep keep, Clock clock) {
        this.transactions = transactions;
        this.accounts = rooms.accounts();
        this.removal = rooms.removal();
        this.audit = rooms.audit();
        this.keep = keep;
        this.clock = clock;
    }

    record Rooms(AccountStore accounts, Removal removal, Audit audit) {}

    /// @return how many were removed
    int sweep() {
        return all("never_confirmed", this::unconfirmed) + all("anonymous_left", this::anonymous);
    }

    private interface Finding {

        /// @param only one account; null: whichever there are
        List<UUID> some(Tx tx, @Nullable UUID only);
    }

    private int all(String why, Finding finding) {
        int removed = 0;
        int step;
        do {
            step = 0;
            for (Account account : transactions.asSystem("account sweep", tx -> found(tx, finding))) {
                // It may have become somebody's since it was found.
                boolean gone = removal.sweep(account, tx -> still(tx, finding, account.id(), why))
                        .isPresent();
                step += gone ? 1 : 0;
            }
            removed += step;
        } while (step == STEP);
        return removed;
    }

    private List<Account> found(Tx tx, Finding finding) {
        return finding.some(tx, null).stream()
                .flatMap(id -> accounts.byId(tx, id).stream())
                .toList();
    }

    private boolean still(Tx tx, Finding finding, UUID id, String why) {
        if (finding.some(tx, id).isEmpty()) {
            return false;
        }
        audit.record(tx, null, "identity.account_swept", "user " + id, Map.of("reason", why));
        return true;
    }

    /// A message that is sent again starts the time anew.
    private List<UUID> unconfirmed(Tx tx, @Nullable UUID only) {
        return tx.sql("""
                        select id from auth.users
                        where email_confirmed_at is null and phone_confirmed_at is null and last_sign_in_at is null
                          and not is_anonymous and deleted_at is null and raw_app_meta_data ->> 'role' is distinct from 'admin'
                          and greatest(created_at, confirmation_sent_at, invited_at, recovery_sent_at) < :before
                          and id = coalesce(cast(:only as uuid), id)
                        limit :limit
                        for update skip locked
                        """)
                .param("before", before(keep.unconfirmed()).atOffset(ZoneOffset.UTC))
                .param("only", only, java.sql.Types.OTHER)
                .param("limit", STEP)
                .query((row, _) -> row.getObject("id", UUID.class))
                .list();
    }

    private List<UUID> anonymous(Tx tx, @Nullable UUID only) {
        return tx.sql("""
                        select id from auth.users u
                        where is_anonymous and deleted_at is null
                          and coalesce(last_sign_in_at, created_at) < :before
                          and not exists (
                            select from auth.sessions s
                            where s.user_id = u.id and (least(s.idle_until, s.not_after) > :now or s.updated_at > :before))
                          and id = coalesce(cast(:only as uuid), id)
                        limit :limit
                        for update skip locked
                        """)
                .param("before", before(keep.anonymous()).atOffset(ZoneOffset.UTC))
                .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                .param("only", only, java.sql.Types.OTHER)
                .param("limit", STEP)
                .query((row, _) -> row.getObject("id", UUID.class))
                .list();
    }

    private Instant before(Duration age) {
        return clock.instant().minus(age);
    }
}
