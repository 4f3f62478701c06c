package studio.atelier.backend.identity.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import studio.atelier.backend.identity.IdentitySettings;
import studio.atelier.backend.identity.internal.Sessions.Refreshed;
import studio.atelier.platform.crypto.Keys;
import studio.atelier.platform.database.Actor;
import studio.atelier.platform.database.Transactions;
import studio.atelier.platform.settings.SettingsReader;
import studio.atelier.testkit.TestDatabase;
import studio.atelier.testkit.WithDatabase;
import tools.jackson.databind.JsonNode;

/// Refresh rotation with the clock in hand. Rules: wire reference 2.8.
@WithDatabase
class SessionsTest {

    private static final URI SITE = URI.create("http://localhost");
    private static final Visit BROWSER = new Visit(SITE, "127.0.0.1", "a browser", true);
    private static final Visit PROGRAM = new Visit(SITE, "127.0.0.1", null, false);

    private final TestDatabase database;
    private final Transactions transactions;
    private final AccountStore accounts = new AccountStore();
    private final TurnableClock clock = new TurnableClock();
    private final Tokens tokens;
    private final Sessions sessions;

    SessionsTest(TestDatabase database) {
        this.database = database;
        this.transactions = database.transactions();
        var master = Keys.master(Keys.FIRST);
        var keys = new SigningKeys(transactions, Keys.envelope(master), clock);
        this.tokens = new Tokens(keys, new OpaqueKeys(master), clock, Duration.ofHours(1), Optional.empty());
        var proofs = new Sessions.Proofs(
                new SessionStore(), accounts, tokens, new RefreshTokens(master), new SecureRandom(), _ -> {});
        this.sessions = new Sessions(
                transactions, proofs, IdentitySettings.read(new SettingsReader(Map.of())), clock, database.ids());
    }

    @Test
    void handsOutANewTokenForEachAndKeepsTheSession() {
        SignedIn first = begin("rotate@example.org", PROGRAM);

        SignedIn second = done(sessions.refresh(first.refreshToken(), SITE));
        SignedIn third = done(sessions.refresh(second.refreshToken(), SITE));

        assertThat(List.of(first.refreshToken(), second.refreshToken(), third.refreshToken()))
                .doesNotHaveDuplicates();
        assertThat(third.sessionId()).isEqualTo(first.sessionId());
    }

    @Test
    void givesTheCurrentTokenAgainToTheParentOfIt() {
        SignedIn first = begin("parent@example.org", PROGRAM);
        SignedIn second = done(sessions.refresh(first.refreshToken(), SITE));
        clock.turn(Duration.ofHours(3));

        SignedIn again = done(sessions.refresh(first.refreshToken(), SITE));

        assertThat(again.refreshToken()).isEqualTo(second.refreshToken());
    }

    @Test
    void forgivesAnOldTokenWithinTheReuseInterval() {
        SignedIn first = begin("forgive@example.org", PROGRAM);
        SignedIn second = done(sessions.refresh(first.refreshToken(), SITE));
        SignedIn third = done(sessions.refresh(second.refreshToken(), SITE));
        clock.turn(Sessions.REUSE);

        SignedIn again = done(sessions.refresh(first.refreshToken(), SITE));

        assertThat(again.refreshToken()).isEqualTo(third.refreshToken());
    }

    @Test
    void endsTheSessionWhenAnOldTokenComesBackLater() {
        SignedIn first = begin("stolen@example.org", PROGRAM);
        SignedIn second = done(sessions.refresh(first.refreshToken(), SITE));
        SignedIn third = done(sessions.refresh(second.refreshToken(), SITE));
        clock.turn(Sessions.REUSE.plusSeconds(1));

        Refreshed thief = sessions.refresh(first.refreshToken(), SITE);

        assertThat(thief).isInstanceOf(Refreshed.Reused.class);
        assertThat(sessions.refresh(third.refreshToken(), SITE)).isInstanceOf(Refreshed.SessionGone.class);
    }

    @Test
    void givesOneTokenToManyWhoRefreshAtOnce() throws Exception {
        SignedIn first = begin("race@example.org", PROGRAM);

        List<String> tokensGiven;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<String> refresh =
                    () -> done(sessions.refresh(first.refreshToken(), SITE)).refreshToken();
            List<Future<String>> running = threads.invokeAll(java.util.Collections.nCopies(8, refresh));
            tokensGiven = running.stream().map(SessionsTest::result).distinct().toList();
        }

        assertThat(tokensGiven).hasSize(1);
    }

    @Test
    void refusesWhatIsNotAToken() {
        SignedIn first = begin("tamper@example.org", PROGRAM);
        char last = first.refreshToken().charAt(first.refreshToken().length() - 3);
        String tampered = first.refreshToken().substring(0, first.refreshToken().length() - 3)
                + (last == 'A' ? 'B' : 'A')
                + first.refreshToken().substring(first.refreshToken().length() - 2);

        for (String text : List.of(tampered, "abcdefghijkl", "", "ü", "A".repeat(10_000))) {
            assertThat(sessions.refresh(text, SITE)).isInstanceOf(Refreshed.Unknown.class);
        }
    }

    @Test
    void endsAfterIdlenessAndAfterItsTimeInAnyCase() {
        SignedIn idle = begin("idle@example.org", PROGRAM);
        SignedIn busy = begin("busy@example.org", PROGRAM);
        clock.turn(Duration.ofDays(13));
        busy = done(sessions.refresh(busy.refreshToken(), SITE));
        clock.turn(Duration.ofDays(2));

        assertThat(sessions.refresh(idle.refreshToken(), SITE)).isInstanceOf(Refreshed.Expired.class);
        for (int week = 0; week < 10; week++) {
            busy = done(sessions.refresh(busy.refreshToken(), SITE));
            clock.turn(Duration.ofDays(7));
        }
        clock.turn(Duration.ofDays(6));
        assertThat(sessions.refresh(busy.refreshToken(), SITE)).isInstanceOf(Refreshed.Expired.class);
    }

    @Test
    void slidesTheCookieAndForgetsItWhenUnused() {
        SignedIn signedIn = begin("cookie@example.org", BROWSER);
        String hash = Digests.sha256(String.valueOf(signedIn.cookie()));
        clock.turn(Duration.ofDays(13));
        assertThat(sessions.byCookie(hash)).isPresent();
        clock.turn(Duration.ofDays(13));
        assertThat(sessions.byCookie(hash)).isPresent();

        clock.turn(Duration.ofDays(15));

        assertThat(sessions.byCookie(hash)).isEmpty();
    }

    @Test
    void keepsNeitherCookieNorTokenInTheDatabase() {
        SignedIn signedIn = begin("hashed@example.org", BROWSER);

        String row = database.asOwner()
                .sql("select cast(to_jsonb(s) as text) from auth.sessions s where id = ?")
                .param(signedIn.sessionId())
                .query(String.class)
                .single();

        assertThat(row).doesNotContain(String.valueOf(signedIn.cookie()), signedIn.refreshToken());
    }

    @Test
    void sweepsAwayWhatHasEndedAndNothingElse() {
        SignedIn old = begin("sweep@example.org", PROGRAM);
        clock.turn(Duration.ofDays(15));
        SignedIn young = sessions.begin(old.account(), PROGRAM, "password");

        sessions.sweep();

        List<java.util.UUID> left = database.asOwner()
                .sql("select id from auth.sessions where user_id = ?")
                .param(old.account().id())
                .query(java.util.UUID.class)
                .list();
        assertThat(left).containsExactly(young.sessionId());
    }

    @Test
    void endsOneAllOrTheOthers() {
        SignedIn first = begin("ends@example.org", PROGRAM);
        Account account = first.account();
        SignedIn second = sessions.begin(account, PROGRAM, "password");
        SignedIn third = sessions.begin(account, PROGRAM, "password");

        sessions.end(account.id(), first.sessionId(), Sessions.Scope.LOCAL);
        assertThat(standing(first)).isEmpty();
        assertThat(standing(second)).isPresent();
        sessions.end(account.id(), second.sessionId(), Sessions.Scope.OTHERS);
        assertThat(standing(second)).isPresent();
        assertThat(standing(third)).isEmpty();
        sessions.end(account.id(), second.sessionId(), Sessions.Scope.GLOBAL);
        assertThat(standing(second)).isEmpty();
    }

    @Test
    void makesTokensThatExpireAndCannotBeChanged() {
        SignedIn signedIn = begin("jwt@example.org", PROGRAM);
        String token = signedIn.access().token();

        assertThat(tokens.read(token)).isInstanceOfSatisfying(Tokens.Reading.Valid.class, valid -> {
            JsonNode claims = valid.claims();
            assertThat(claims.path("sub").asString())
                    .isEqualTo(signedIn.account().id().toString());
            assertThat(claims.path("role").asString()).isEqualTo("authenticated");
            assertThat(claims.path("iss").asString()).isEqualTo("http://localhost/auth/v1");
            assertThat(claims.path("session_id").asString())
                    .isEqualTo(signedIn.sessionId().toString());
        });
        assertThat(tokens.read(token.substring(0, token.length() - 8) + "AAAAAAAA"))
                .isInstanceOf(Tokens.Reading.Invalid.class);
        clock.turn(Duration.ofHours(1).plusSeconds(6));
        assertThat(tokens.read(token)).isEqualTo(new Tokens.Reading.Invalid("token is expired"));
    }

    @Test
    void makesTheSameProjectKeysEachTime() {
        var keys = tokens.projectKeys();

        assertThat(tokens.projectKeys()).isEqualTo(keys);
        assertThat(keys.toString()).doesNotContain(keys.serviceRole().reveal());
        assertThat(tokens.read(keys.anon())).isInstanceOf(Tokens.Reading.Valid.class);
        assertThat(tokens.read(keys.serviceRole().reveal())).isInstanceOf(Tokens.Reading.Valid.class);
    }

    private Optional<Account> standing(SignedIn signedIn) {
        return sessions.standing(signedIn.sessionId(), signedIn.account().id());
    }

    private SignedIn begin(String email, Visit visit) {
        Actor person = database.person(email);
        Account account = transactions
                .asSystem("test", tx -> accounts.byId(tx, person.person()))
                .orElseThrow();
        return sessions.begin(account, visit, "password");
    }

    private static SignedIn done(Refreshed refreshed) {
        assertThat(refreshed).isInstanceOf(Refreshed.Done.class);
        return ((Refreshed.Done) refreshed).signedIn();
    }

    private static String result(Future<String> future) {
        assertThat(future.state()).isEqualTo(Future.State.SUCCESS);
        return future.resultNow();
    }

    private static final class TurnableClock extends Clock {

        private Instant now = Instant.parse("2026-11-21T09:00:00Z");

        void turn(Duration step) {
            now = now.plus(step);
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }
}
