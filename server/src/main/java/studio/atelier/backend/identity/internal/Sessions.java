package studio.atelier.backend.identity.internal;

import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import studio.atelier.backend.identity.IdentitySettings;
import studio.atelier.platform.database.Ids;
import studio.atelier.platform.database.Transactions;
import studio.atelier.platform.database.Tx;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

/// Sign-ins: begun, kept alive, refreshed, ended. Thread-safe. Rules of rotation: wire reference 2.8.
final class Sessions {

    /// An old refresh token is forgiven this long after it was used, because tabs and lost answers use it
    /// twice.
    static final Duration REUSE = Duration.ofSeconds(10);

    /// A cookie's end is moved on at most this often.
    private static final Duration TOUCH_STEP = Duration.ofHours(1);

    private static final int COOKIE_BYTES = 32;
    private static final int SWEEP_ROWS_MAX = 1_000;

    private final Transactions transactions;
    private final SessionStore store;
    private final AccountStore accounts;
    private final Tokens tokens;
    private final RefreshTokens refreshTokens;
    private final IdentitySettings settings;
    private final Clock clock;
    private final Ids ids;
    private final SecureRandom random;
    private final Consumer<Tx> told;

    Sessions(Transactions transactions, Proofs proofs, IdentitySettings settings, Clock clock, Ids ids) {
        this.transactions = transactions;
        this.store = proofs.store();
        this.accounts = proofs.accounts();
        this.tokens = proofs.tokens();
        this.refreshTokens = proofs.refreshTokens();
        this.random = proofs.random();
        this.told = proofs.told();
        this.settings = settings;
        this.clock = clock;
        this.ids = ids;
    }

    /// What sessions are made of.
    ///
    /// @param told is called in a transaction that ends sign-ins, to tell those who remember them
    record Proofs(
            SessionStore store,
            AccountStore accounts,
            Tokens tokens,
            RefreshTokens refreshTokens,
            SecureRandom random,
            Consumer<Tx> told) {}

    Duration cookieLifetime() {
        return settings.sessionIdle();
    }

    /// Begins a sign-in in the caller's transaction, a system one.
    ///
    /// @param method how they proved who they are, as `amr` says it
    SignedIn begin(Tx tx, Account account, Visit visit, String method) {
        Instant now = clock.instant();
        UUID id = ids.next();
        ArrayNode amr = JsonMapper.shared().createArrayNode();
        amr.addObject().put("method", method).put("timestamp", now.getEpochSecond());
        String cookie = visit.browser() ? Digests.random(random, COOKIE_BYTES) : null;
        store.insert(
                tx,
                new SessionStore.NewSession(
                        id,
                        account.id(),
                        amr,
                        cookie == null ? null : Digests.sha256(cookie),
                        now,
                        now.plus(settings.sessionIdle()),
                        now.plus(settings.sessionMax()),
                        visit.userAgent(),
                        visit.address()));
        accounts.signedIn(tx, account.id());
        Account fresh = accounts.byId(tx, account.id()).orElse(account);
        return new SignedIn(
                fresh,
                id,
                tokens.accessToken(fresh, new Tokens.Standing(id, "aal1", amr), visit.site()),
                refreshTokens.make(id, 0),
                cookie);
    }

    /// Begins a sign-in that was proven by a second factor too.
    ///
    /// @param method what was proven first
    /// @param second what was proven then
    SignedIn beginRaised(Tx tx, Account account, Visit visit, String method, String second) {
        SignedIn begun = begin(tx, account, visit, method);
        SignedIn raised =
                raise(tx, store.lock(tx, begun.sessionId()).orElseThrow(), begun.account(), second, visit.site());
        return raised.withCookie(begun.cookie());
    }

    /// Raises a sign-in that began without a cookie, and gives it one.
    ///
    /// @return empty when it has ended
    Optional<SignedIn> raise(Tx tx, UUID sessionId, Account account, String method, Visit visit) {
        return store.lock(tx, sessionId)
                .filter(session -> session.endsAt().isAfter(clock.instant()))
                .map(session -> raise(tx, session, account, method, visit.site()))
                .map(raised -> raised.withCookie(
                        visit.browser() ? cookieFor(tx, sessionId).orElse(null) : null));
    }

    /// @return empty when the sign-in has a cookie, which nobody may take from it
    Optional<String> cookieFor(Tx tx, UUID sessionId) {
        String cookie = Digests.random(random, COOKIE_BYTES);
        return store.cookie(tx, sessionId, Digests.sha256(cookie)) ? Optional.of(cookie) : Optional.empty();
    }

    SignedIn begin(Account account, Visit visit, String method) {
        return transactions.asSystem("sign-in", tx -> begin(tx, account, visit, method));
    }

    /// Raises a sign-in after a second factor; every refresh token before is void.
    ///
    /// @param method as `amr` says it
    SignedIn raise(Tx tx, SessionStore.SessionRow session, Account account, String method, URI site) {
        Instant now = clock.instant();
        ArrayNode amr = JsonMapper.shared().createArrayNode();
        amr.addObject().put("method", method).put("timestamp", now.getEpochSecond());
        for (JsonNode entry : session.amr()) {
            if (!entry.path("method").asString("").equals(method)) {
                amr.add(entry);
            }
        }
        store.raise(tx, session.id(), amr);
        store.rotate(tx, session.id(), now, now.plus(settings.sessionIdle()));
        store.deleteLower(tx, account.id(), session.id());
        told.accept(tx);
        return new SignedIn(
                account,
                session.id(),
                tokens.accessToken(account, new Tokens.Standing(session.id(), "aal2", amr), site),
                refreshTokens.make(session.id(), session.refreshCounter() + 1),
                null);
    }

    /// What came of a refresh.
    sealed interface Refreshed {

        record Done(SignedIn signedIn) implements Refreshed {}

        /// No token of ours.
        record Unknown() implements Refreshed {}

        record SessionGone() implements Refreshed {}

        /// @param idle nobody used it for too long
        record Expired(boolean idle) implements Refreshed {}

        record Banned() implements Refreshed {}

        /// Used long ago: somebody has a copy. The whole sign-in is ended.
        record Reused() implements Refreshed {}
    }

    Refreshed refresh(String token, URI site) {
        Optional<RefreshTokens.Claim> claim = refreshTokens.read(token);
        if (claim.isEmpty()) {
            return new Refreshed.Unknown();
        }
        return transactions.asSystem("refresh", tx -> refresh(tx, claim.get(), site));
    }

    private Refreshed refresh(Tx tx, RefreshTokens.Claim claim, URI site) {
        var session = store.lock(tx, claim.sessionId()).orElse(null);
        if (session == null) {
            return new Refreshed.SessionGone();
        }
        Instant now = clock.instant();
        if (!session.endsAt().isAfter(now)) {
            return new Refreshed.Expired(session.idle());
        }
        Account account = accounts.byId(tx, session.userId()).orElse(null);
        if (account == null) {
            return new Refreshed.SessionGone();
        }
        if (account.banned(now)) {
            return new Refreshed.Banned();
        }
        long current = session.refreshCounter();
        if (claim.counter() > current) {
            return new Refreshed.Unknown();
        }
        boolean parent = claim.counter() == current - 1;
        boolean justUsed = !session.refreshedAt().plus(REUSE).isBefore(now);
        if (claim.counter() < current && !parent && !justUsed) {
            store.delete(tx, session.id());
            told.accept(tx);
            return new Refreshed.Reused();
        }
        if (claim.counter() == current) {
            store.rotate(tx, session.id(), now, now.plus(settings.sessionIdle()));
            current++;
        }
        return new Refreshed.Done(new SignedIn(
                account,
                session.id(),
                tokens.accessToken(account, session.standing(), site),
                refreshTokens.make(session.id(), current),
                null));
    }

    /// A sign-in that has not ended.
    Optional<SessionStore.SessionRow> standing(Tx tx, UUID sessionId) {
        return store.byId(tx, sessionId).filter(row -> row.endsAt().isAfter(clock.instant()));
    }

    /// A new access token for a sign-in that stands; moves its end on.
    Tokens.AccessToken access(Tx tx, Account account, SessionStore.SessionRow session, URI site) {
        store.touch(tx, session.id(), clock.instant().plus(settings.sessionIdle()), TOUCH_STEP);
        return tokens.accessToken(account, session.standing(), site);
    }

    /// Who stands behind a cookie.
    ///
    /// @param cookieHash of [Digests#sha256]
    Optional<BySession> byCookie(String cookieHash) {
        return transactions.asSystem("cookie", tx -> {
            Instant now = clock.instant();
            return store.byCookie(tx, cookieHash)
                    .filter(row -> row.endsAt().isAfter(now))
                    .flatMap(row -> accounts.byId(tx, row.userId())
                            .filter(account -> !account.banned(now))
                            .map(account -> {
                                store.touch(tx, row.id(), now.plus(settings.sessionIdle()), TOUCH_STEP);
                                return new BySession(row.standing(), account);
                            }));
        });
    }

    record BySession(Tokens.Standing standing, Account account) {}

    /// The account behind an access token's sign-in, if it still stands.
    StandingSessions.State state(UUID sessionId, UUID userId) {
        return transactions.asSystem("session", tx -> {
            Instant now = clock.instant();
            SessionStore.SessionRow session = standing(tx, sessionId)
                    .filter(row -> row.userId().equals(userId))
                    .orElse(null);
            Account account = session == null ? null : accounts.byId(tx, userId).orElse(null);
            if (account == null || session == null) {
                return accounts.known(tx, userId) ? StandingSessions.State.GONE : StandingSessions.State.PERSON_GONE;
            }
            if (account.banned(now)) {
                return StandingSessions.State.BANNED;
            }
            boolean half = session.aal().equals("aal1") && FactorStore.anyVerified(tx, userId);
            return half ? StandingSessions.State.HALF : StandingSessions.State.STANDS;
        });
    }

    /// The row of a sign-in that stands.
    Optional<SessionStore.SessionRow> row(UUID sessionId) {
        return transactions.asSystem("session", tx -> standing(tx, sessionId));
    }

    boolean banned(Account account) {
        return account.banned(clock.instant());
    }

    /// To be called in a transaction that ended sign-ins by other means than [#end].
    void ended(Tx tx) {
        told.accept(tx);
    }

    Optional<Account> standing(UUID sessionId, UUID userId) {
        return transactions.asSystem(
                "session",
                tx -> standing(tx, sessionId)
                        .filter(row -> row.userId().equals(userId))
                        .flatMap(row -> accounts.byId(tx, userId)));
    }

    /// Removes sign-ins that have ended; housekeeping. A few at a time, so that no statement holds many
    /// rows.
    void sweep() {
        int removed;
        do {
            removed = transactions.asSystem(
                    "ended sessions", tx -> store.deleteEnded(tx, clock.instant(), SWEEP_ROWS_MAX));
        } while (removed == SWEEP_ROWS_MAX);
    }

    /// Those of a person that stand, newest first.
    List<SessionStore.Seen> of(UUID userId) {
        return transactions.asSystem("sign-ins", tx -> store.of(tx, userId, clock.instant()));
    }

    /// @return whether there was such a sign-in of this person
    boolean endOne(UUID userId, UUID sessionId) {
        return transactions.asSystem("sign-out", tx -> {
            boolean ended = store.deleteOne(tx, userId, sessionId);
            told.accept(tx);
            return ended;
        });
    }

    enum Scope {
        LOCAL,
        GLOBAL,
        OTHERS
    }

    void end(UUID userId, UUID sessionId, Scope scope) {
        transactions.asSystem("sign-out", tx -> {
            switch (scope) {
                case LOCAL -> store.delete(tx, sessionId);
                case GLOBAL -> store.deleteAll(tx, userId);
                case OTHERS -> store.deleteOthers(tx, userId, sessionId);
            }
            told.accept(tx);
            return true;
        });
    }
}
