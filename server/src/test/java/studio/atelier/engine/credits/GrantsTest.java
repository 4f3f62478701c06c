package studio.atelier.engine.credits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import studio.atelier.engine.budgets.Spender;
import studio.atelier.engine.credits.Reservation.Source;
import studio.atelier.platform.database.Actor;
import studio.atelier.platform.money.Micros;
import studio.atelier.platform.problem.ProblemException;
import studio.atelier.testkit.TestDatabase;
import studio.atelier.testkit.WithDatabase;
import tools.jackson.databind.json.JsonMapper;

/// Credits that end, and corrections by an admin.
@WithDatabase
class GrantsTest {

    private static final Instant SOON = Instant.now().plus(Duration.ofDays(1));
    private static final Instant LATER = Instant.now().plus(Duration.ofDays(30));
    private static final int THREADS = 4;
    private static final int STEPS = 60;

    private final TestDatabase database;
    private final Credits credits;

    GrantsTest(TestDatabase database) {
        this.database = database;
        this.credits = TestCredits.over(database);
    }

    @Test
    void givesTheRemainsBackToTheHouseAtTheEnd() {
        UUID person = person();
        give(person, 100, SOON);
        give(person, 50, null);
        settle(reserved(person, 30), 30);

        expireAfter(SOON);

        assertThat(credits.balance(person).available()).isEqualTo(Micros.of(50));
        assertThat(linesOf(person, "expire")).singleElement().satisfies(line -> {
            assertThat(line.amountMicros()).isEqualTo(-70);
            assertThat(line.reason()).isEqualTo("ended: given");
        });
        assertThat(houseAndPeople()).isZero();
    }

    @Test
    void usesUpFirstWhatEndsFirst() {
        UUID person = person();
        give(person, 50, null);
        give(person, 50, LATER);
        give(person, 50, SOON);

        settle(reserved(person, 70), 70);

        assertThat(credits.grants(person))
                .extracting(grant -> grant.remaining().value())
                .containsExactly(30L, 50L);
    }

    @Test
    void whatWasUsedBeforeAGrantIsNotTakenFromIt() {
        UUID person = person();
        give(person, 100, null);
        settle(reserved(person, 40), 40);

        give(person, 50, SOON);

        assertThat(credits.grants(person))
                .extracting(grant -> grant.remaining().value())
                .containsExactly(50L, 60L);
    }

    @Test
    void whatARunHoldsGoesBackOnlyWhenTheRunHasEnded() {
        UUID person = person();
        give(person, 100, SOON);
        UUID run = reserved(person, 60);

        expireAfter(SOON);
        assertThat(credits.balance(person).available()).isEqualTo(Micros.ZERO);
        assertThat(credits.balance(person).held()).isEqualTo(Micros.of(60));

        settle(run, 20);
        expireAfter(SOON);
        assertThat(credits.balance(person).available()).isEqualTo(Micros.ZERO);
        assertThat(linesOf(person, "expire"))
                .extracting(StatementLine::amountMicros)
                .containsExactlyInAnyOrder(-40L, -40L);
    }

    @Test
    void endsOnceOnly() {
        UUID person = person();
        give(person, 100, SOON);

        assertThat(expireAfter(SOON)).isPositive();
        assertThat(expireAfter(SOON)).isZero();

        assertThat(linesOf(person, "expire")).hasSize(1);
    }

    @Test
    void aDebtIsPaidBeforeAGrantIsLeft() {
        UUID person = person();
        give(person, 10, null);
        settle(reserved(person, 10), 40);

        give(person, 100, SOON);
        expireAfter(SOON);

        assertThat(credits.balance(person).available()).isEqualTo(Micros.ZERO);
        assertThat(linesOf(person, "expire"))
                .extracting(StatementLine::amountMicros)
                .containsExactly(-70L);
    }

    @Test
    void tellsThatCreditsEnded() {
        UUID person = person();
        give(person, 100, SOON);

        expireAfter(SOON);

        assertThat(database.asOwner()
                        .sql("select count(*) from atelier.events where type = 'credits.expired.v1'"
                                + " and payload ->> 'user_id' = :person and payload ->> 'amount_micros' = '100'")
                        .param("person", person.toString())
                        .query(Long.class)
                        .single())
                .isEqualTo(1);
    }

    @Test
    void anAdminTakesWhatIsFreeAndNoMore() {
        UUID person = person();
        give(person, 100, null);
        reserved(person, 60);

        assertThatThrownBy(() -> credits.adjust(admin(), person, Micros.of(-41), "too much"))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        refusal -> assertThat(refusal.problem().code()).isEqualTo(CreditsProblem.ADJUST_TOO_MUCH));
        Balance after = credits.adjust(admin(), person, Micros.of(-40), "given twice");

        assertThat(after.available()).isEqualTo(Micros.ZERO);
        assertThat(after.held()).isEqualTo(Micros.of(60));
        assertThat(linesOf(person, "adjust")).singleElement().satisfies(line -> {
            assertThat(line.amountMicros()).isEqualTo(-40);
            assertThat(line.reason()).isEqualTo("given twice");
        });
    }

    @Test
    void everyStatementLineOfARunNamesItsRuleAndWhatTheProviderSaid() {
        UUID person = person();
        give(person, 100, null);
        UUID charged = reserved(person, 30);
        settle(charged, 25);
        UUID released = reserved(person, 10);
        database.transactions().asSystem("test", tx -> credits.release(tx, released, "the provider refused"));
        UUID open = reserved(person, 5);

        List<StatementLine> lines = credits.statement(person, new StatementStore.Page(null, 10, null, null));

        assertThat(lines).hasSize(4);
        assertThat(lines.subList(0, 3))
                .allSatisfy(line -> assertThat(line.priceRule()).isEqualTo("test/model {}"));
        assertThat(lines)
                .extracting(StatementLine::kind, StatementLine::amountMicros)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("hold", -5L),
                        org.assertj.core.groups.Tuple.tuple("release", 0L),
                        org.assertj.core.groups.Tuple.tuple("charge", -25L),
                        org.assertj.core.groups.Tuple.tuple("grant", 100L));
        assertThat(lines.get(0).generationId()).isEqualTo(open);
        assertThat(lines.get(1).reason()).isEqualTo("the provider refused");
        assertThat(lines.get(2).evidence().path("provider_request_id").asString())
                .isEqualTo("req_1");
    }

    @Test
    void pagesFollowOneAnotherWithoutGapsOrRepeats() {
        UUID person = person();
        give(person, 100, null);
        for (int i = 0; i < 7; i++) {
            settle(reserved(person, 1), 1);
        }
        List<StatementLine> whole = credits.statement(person, new StatementStore.Page(null, 100, null, null));

        List<StatementLine> paged = new ArrayList<>();
        var page = new StatementStore.Page(null, 3, null, null);
        for (List<StatementLine> some = credits.statement(person, page);
                !some.isEmpty();
                some = credits.statement(person, page)) {
            paged.addAll(some);
            page = page.after(some.getLast().id());
        }

        assertThat(whole).hasSize(8);
        assertThat(paged).isEqualTo(whole);
    }

    @Test
    void aCursorOfSomebodyElseLeadsNowhere() {
        UUID person = person();
        give(person, 100, null);
        UUID other = person();
        give(other, 100, null);
        UUID line = reserved(other, 1);

        assertThat(credits.statement(person, new StatementStore.Page(line, 10, null, null)))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void theBooksBalanceWhateverHappensAtTheSameTime(long seed) throws Exception {
        List<UUID> people = List.of(person(), person());

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> walks = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                Random random = new Random(seed * 100 + i);
                walks.add(threads.submit(() -> walk(random, people)));
            }
            for (Future<?> walk : walks) {
                walk.get();
            }
        }

        assertThat(houseAndPeople()).isZero();
        assertThat(wrongBalances()).isEmpty();
        for (UUID person : people) {
            Balance balance = credits.balance(person);
            assertThat(balance.held().value()).isEqualTo(openReservations(person));
            long left = credits.grants(person).stream()
                    .mapToLong(each -> each.remaining().value())
                    .sum();
            assertThat(left)
                    .isEqualTo(
                            Math.max(0, balance.available().plus(balance.held()).value()));
        }
    }

    /// Any of the things that move money, one after the other.
    private void walk(Random random, List<UUID> people) {
        List<UUID> open = new ArrayList<>();
        for (int i = 0; i < STEPS; i++) {
            UUID person = people.get(random.nextInt(people.size()));
            int amount = 1 + random.nextInt(40);
            switch (random.nextInt(8)) {
                case 0 -> give(person, amount, random.nextBoolean() ? SOON : LATER);
                case 1 -> give(person, amount, null);
                case 2, 3 -> {
                    UUID run = UUID.randomUUID();
                    if (reserve(person, run, amount) instanceof ReserveResult.Reserved) {
                        open.add(run);
                    }
                }
                case 4 ->
                    open.stream().findAny().ifPresent(run -> {
                        settle(run, amount);
                        open.remove(run);
                    });
                case 5 ->
                    open.stream().findAny().ifPresent(run -> {
                        database.transactions().asSystem("test", tx -> credits.release(tx, run, "test"));
                        open.remove(run);
                    });
                case 6 -> expireAfter(SOON);
                default -> {
                    try {
                        credits.adjust(admin(), person, Micros.of(random.nextBoolean() ? amount : -amount), "test");
                    } catch (ProblemException tooMuch) {
                        assertThat(tooMuch.problem().code()).isEqualTo(CreditsProblem.ADJUST_TOO_MUCH);
                    }
                }
            }
        }
    }

    private int expireAfter(Instant end) {
        return TestCredits.grants(database, Clock.fixed(end.plusSeconds(1), ZoneOffset.UTC))
                .expire();
    }

    private long houseAndPeople() {
        return database.asOwner()
                .sql("select coalesce(sum(amount_micros), 0) from atelier.ledger_entries")
                .query(Long.class)
                .single();
    }

    private List<String> wrongBalances() {
        return database.asOwner().sql("""
                select a.kind
                from atelier.accounts a
                where a.holder is not null and a.balance_micros <>
                  (select coalesce(sum(e.amount_micros), 0) from atelier.ledger_entries e where e.account_id = a.id)
                """).query(String.class).list();
    }

    private long openReservations(UUID person) {
        return database.asOwner()
                .sql("""
                        select coalesce(sum(r.held_micros), 0)
                        from atelier.reservations r
                        join atelier.pseudonyms p on p.pseudonym = r.holder
                        where p.user_id = :person and r.state = 'open'
                        """)
                .param("person", person)
                .query(Long.class)
                .single();
    }

    private List<StatementLine> linesOf(UUID person, String kind) {
        return credits.statement(person, new StatementStore.Page(null, 100, null, null)).stream()
                .filter(line -> line.kind().equals(kind))
                .toList();
    }

    private UUID person() {
        return database.person(UUID.randomUUID() + "@example.org").person();
    }

    private Actor admin() {
        return database.person(UUID.randomUUID() + "@example.org");
    }

    private void give(UUID person, long micros, @Nullable Instant expiresAt) {
        credits.grant(admin(), person, Micros.of(micros), "given", expiresAt);
    }

    private ReserveResult reserve(UUID person, UUID run, long micros) {
        var reservation = new Reservation(run, Spender.of(person), Source.CREDITS, Micros.of(micros), "test/model {}");
        return TestCredits.reserve(database, credits, List.of(reservation)).getFirst();
    }

    private UUID reserved(UUID person, long micros) {
        UUID run = database.ids().next();
        assertThat(reserve(person, run, micros)).isInstanceOf(ReserveResult.Reserved.class);
        return run;
    }

    private void settle(UUID run, long micros) {
        var evidence = JsonMapper.shared().createObjectNode().put("provider_request_id", "req_1");
        database.transactions().asSystem("test", tx -> credits.settle(tx, run, Micros.of(micros), evidence));
    }
}
