package studio.atelier.engine.credits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DuplicateKeyException;
import studio.atelier.engine.budgets.Spender;
import studio.atelier.engine.credits.Reservation.Source;
import studio.atelier.platform.database.Actor;
import studio.atelier.platform.money.Micros;
import studio.atelier.platform.problem.ProblemException;
import studio.atelier.testkit.TestDatabase;
import studio.atelier.testkit.WithDatabase;
import tools.jackson.databind.json.JsonMapper;

@WithDatabase
class CreditsTest {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final TestDatabase database;
    private final Credits credits;

    CreditsTest(TestDatabase database) {
        this.database = database;
        this.credits = TestCredits.over(database);
    }

    @Test
    void reservesWhatIsThereAndRefusesTheRest() {
        UUID person = personWith(100);

        ReserveResult first = reserve(person, 60);
        ReserveResult second = reserve(person, 60);

        assertThat(first).isInstanceOf(ReserveResult.Reserved.class);
        assertThat(second).isEqualTo(new ReserveResult.Insufficient(Micros.of(40), Micros.of(20)));
        assertThat(credits.balance(person).available()).isEqualTo(Micros.of(40));
        assertThat(credits.balance(person).held()).isEqualTo(Micros.of(60));
    }

    @Test
    void neverReservesMoreThanThereIsHoweverManyAskAtOnce() throws Exception {
        UUID person = personWith(10);
        List<Callable<ReserveResult>> asks = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            asks.add(() -> reserve(person, 1));
        }

        List<ReserveResult> results = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<ReserveResult> each : threads.invokeAll(asks)) {
                results.add(each.get());
            }
        }

        assertThat(results).filteredOn(ReserveResult.Reserved.class::isInstance).hasSize(10);
        assertThat(credits.balance(person).available()).isEqualTo(Micros.ZERO);
    }

    @Test
    void chargesLessThanWasHeldAndGivesTheRestBack() {
        UUID person = personWith(100);
        UUID run = reserved(person, 60, Source.CREDITS);

        boolean settled = settle(run, 25);

        assertThat(settled).isTrue();
        assertThat(credits.balance(person))
                .isEqualTo(new Balance(Micros.of(75), Micros.ZERO, Micros.of(100), Micros.of(25)));
        assertThat(credits.linesOf(run)).extracting(LedgerLine::kind).containsExactly("hold", "charge", "release");
    }

    @Test
    void chargesMoreThanWasHeldAndBlocksFurtherRuns() {
        UUID person = personWith(100);
        UUID run = reserved(person, 100, Source.CREDITS);

        settle(run, 130);

        assertThat(credits.balance(person).available()).isEqualTo(Micros.of(-30));
        assertThat(reserve(person, 1)).isInstanceOf(ReserveResult.Insufficient.class);
        assertThat(credits.linesOf(run)).extracting(LedgerLine::kind).containsExactly("hold", "charge", "overrun");
    }

    @Test
    void settlesOnceOnly() {
        UUID person = personWith(100);
        UUID run = reserved(person, 60, Source.CREDITS);

        settle(run, 60);

        assertThat(settle(run, 60)).isFalse();
        assertThat(release(run)).isFalse();
        assertThat(credits.balance(person).available()).isEqualTo(Micros.of(40));
    }

    @Test
    void releasesEverything() {
        UUID person = personWith(100);
        UUID run = reserved(person, 60, Source.CREDITS);

        assertThat(release(run)).isTrue();

        assertThat(credits.balance(person))
                .isEqualTo(new Balance(Micros.of(100), Micros.ZERO, Micros.of(100), Micros.ZERO));
    }

    @Test
    void writesDownRunsOnOwnKeysWithoutRefusingThem() {
        UUID person = personWith(0);
        UUID run = reserved(person, 500, Source.OWN_KEYS);

        settle(run, 400);

        assertThat(credits.balance(person).available()).isEqualTo(Micros.ZERO);
        assertThat(credits.linesOf(run)).extracting(LedgerLine::account).containsOnly("own_keys");
    }

    @Test
    void balancesAreTheSumsOfTheirTransfers() {
        UUID person = personWith(100);
        settle(reserved(person, 60, Source.CREDITS), 25);
        release(reserved(person, 10, Source.CREDITS));
        reserved(person, 7, Source.OWN_KEYS);

        var wrong = database.asOwner().sql("""
                select a.kind
                from atelier.accounts a
                where a.holder is not null and a.balance_micros <>
                  (select coalesce(sum(e.amount_micros), 0) from atelier.ledger_entries e where e.account_id = a.id)
                """).query(String.class).list();

        assertThat(wrong).isEmpty();
    }

    @Test
    void grantsWithAReasonThatStandsInTheStatement() {
        UUID person = personWith(0);

        credits.grant(admin(), person, Micros.of(5_000), "for the exhibition");

        assertThat(credits.statement(person, new StatementStore.Page(null, 10, null, null)))
                .first()
                .satisfies(line -> {
                    assertThat(line.kind()).isEqualTo("grant");
                    assertThat(line.amountMicros()).isEqualTo(5_000);
                    assertThat(line.reason()).isEqualTo("for the exhibition");
                });
    }

    @Test
    void grantsToNobodyAreRefused() {
        assertThatThrownBy(() -> credits.grant(admin(), UUID.randomUUID(), Micros.of(1), "x"))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        refusal -> assertThat(refusal.problem().code()).isEqualTo(CreditsProblem.UNKNOWN_PERSON));
    }

    @Test
    void theSameGrantTwiceIsOneGrant() {
        UUID person = personWith(0);

        for (int i = 0; i < 2; i++) {
            database.transactions().asSystem("test", tx -> {
                credits.grant(tx, person, Micros.of(9), "welcome", "signup:" + person);
                return person;
            });
        }

        assertThat(credits.balance(person).available()).isEqualTo(Micros.of(9));
    }

    @Test
    void nobodyChangesWhatWasBooked() {
        personWith(100);

        assertThatThrownBy(() -> database.transactions()
                        .asSystem(
                                "test",
                                tx -> tx.sql("update atelier.transfers set amount_micros = 1")
                                        .update()))
                .isInstanceOf(DataAccessException.class);
        assertThatThrownBy(() ->
                        database.asOwner().sql("delete from atelier.transfers").update())
                .isInstanceOf(DataAccessException.class);
    }

    @Test
    void theBooksOutliveThePerson() {
        UUID person = personWith(100);
        long before = transfers();

        database.asOwner()
                .sql("delete from auth.users where id = :id")
                .param("id", person)
                .update();

        assertThat(transfers()).isEqualTo(before);
    }

    private long transfers() {
        return database.asOwner()
                .sql("select count(*) from atelier.transfers")
                .query(Long.class)
                .single();
    }

    @Test
    void aGroupGetsItsMoneyTogetherOrNotAtAll() {
        UUID rich = personWith(100_000);
        UUID poor = personWith(25);

        List<ReserveResult> refused = hold(List.of(run(rich, 10), run(poor, 20), run(poor, 20)));
        List<ReserveResult> held = hold(List.of(run(rich, 10), run(poor, 20), run(rich, 30)));

        assertThat(refused).hasAtLeastOneElementOfType(ReserveResult.Insufficient.class);
        assertThat(held).hasOnlyElementsOfType(ReserveResult.Reserved.class);
        assertThat(credits.balance(rich).held()).isEqualTo(Micros.of(40));
        assertThat(credits.balance(poor).held()).isEqualTo(Micros.of(20));
        assertThat(credits.balance(poor).available()).isEqualTo(Micros.of(5));
    }

    @Test
    void peopleWithoutAccountsAreGivenThemInAGroup() {
        UUID one = personWith(0);
        UUID other = personWith(0);
        var reservations = List.of(
                new Reservation(UUID.randomUUID(), Spender.of(one), Source.OWN_KEYS, Micros.of(7), "test/model {}"),
                new Reservation(UUID.randomUUID(), Spender.of(other), Source.OWN_KEYS, Micros.of(9), "test/model {}"));

        assertThat(hold(reservations)).hasOnlyElementsOfType(ReserveResult.Reserved.class);

        assertThat(credits.balance(one).held()).isEqualTo(Micros.of(7));
        assertThat(credits.balance(other).held()).isEqualTo(Micros.of(9));
    }

    @Test
    void aRunThatHasAReservationGetsNoSecond() {
        Reservation run = run(personWith(100), 10);
        hold(List.of(run));

        assertThatThrownBy(() -> hold(List.of(run))).isInstanceOf(DuplicateKeyException.class);
    }

    @Test
    void aGroupIsSettledOnceEach() {
        UUID ada = personWith(1_000);
        UUID bob = personWith(1_000);
        List<Reservation> runs = List.of(run(ada, 100), run(bob, 100), run(ada, 100));
        hold(runs);
        settle(runs.getFirst().id(), 10);

        // The first is settled already, the second costs more than was held, the third nothing.
        database.transactions().asSystem("test", tx -> {
            credits.settle(
                    tx.trip(), List.of(charge(runs.get(0), 10), charge(runs.get(1), 150), charge(runs.get(2), 0)));
            return tx;
        });

        assertThat(credits.balance(ada).available()).isEqualTo(Micros.of(990));
        assertThat(credits.balance(bob).available()).isEqualTo(Micros.of(850));
        assertThat(credits.balance(ada).held()).isEqualTo(Micros.ZERO);
        assertThat(credits.balance(bob).held()).isEqualTo(Micros.ZERO);
    }

    private static Credits.Charge charge(Reservation run, long micros) {
        return new Credits.Charge(run.id(), Micros.of(micros), JSON.createObjectNode());
    }

    private static Reservation run(UUID person, long micros) {
        return new Reservation(
                UUID.randomUUID(), Spender.of(person), Source.CREDITS, Micros.of(micros), "test/model {}");
    }

    private List<ReserveResult> hold(List<Reservation> reservations) {
        return TestCredits.reserve(database, credits, reservations);
    }

    /// Accepting and settling of two nodes, over a budget that everybody shares.
    @Test
    void groupsThatMeetInOppositeOrderDoNotWaitInACircle() throws Exception {
        database.asOwner()
                .sql(
                        "insert into atelier.budgets (period, imposed_by, hard_micros) values ('day', 'admin', 1000000000)")
                .update();
        UUID ada = personWith(100_000);
        UUID bob = personWith(100_000);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var one = threads.submit(() -> rounds(List.of(ada, bob, ada)));
            var other = threads.submit(() -> rounds(List.of(bob, ada, bob)));
            one.get();
            other.get();
        }

        for (UUID person : List.of(ada, bob)) {
            Balance balance = credits.balance(person);
            assertThat(balance.held()).isEqualTo(Micros.ZERO);
            assertThat(balance.available()).isEqualTo(Micros.of(100_000 - 3 * ROUNDS));
        }
    }

    private static final int ROUNDS = 60;

    /// Holds and settles as groups, many times.
    private @Nullable Void rounds(List<UUID> people) {
        for (int round = 0; round < ROUNDS; round++) {
            List<Reservation> reservations = people.stream()
                    .map(person -> new Reservation(
                            UUID.randomUUID(), Spender.of(person), Source.CREDITS, Micros.of(10), "test/model {}"))
                    .toList();
            database.transactions().asSystem("test", tx -> credits.reserve(tx, tx.trip(), reservations));
            database.transactions().asSystem("test", tx -> {
                credits.settle(
                        tx.trip(),
                        reservations.reversed().stream()
                                .map(each -> new Credits.Charge(each.id(), Micros.of(1), JSON.createObjectNode()))
                                .toList());
                return tx;
            });
        }
        return null;
    }

    private UUID personWith(long micros) {
        UUID person = database.person(UUID.randomUUID() + "@example.org").person();
        if (micros > 0) {
            credits.grant(admin(), person, Micros.of(micros), "for the test");
        }
        return person;
    }

    private Actor admin() {
        return database.person(UUID.randomUUID() + "@example.org");
    }

    private ReserveResult reserve(UUID person, long micros) {
        var reservation = new Reservation(
                UUID.randomUUID(), Spender.of(person), Source.CREDITS, Micros.of(micros), "test/model {}");
        return TestCredits.reserve(database, credits, List.of(reservation)).getFirst();
    }

    private UUID reserved(UUID person, long micros, Source source) {
        var reservation =
                new Reservation(UUID.randomUUID(), Spender.of(person), source, Micros.of(micros), "test/model {}");
        ReserveResult result =
                TestCredits.reserve(database, credits, List.of(reservation)).getFirst();
        assertThat(result).isInstanceOf(ReserveResult.Reserved.class);
        return reservation.id();
    }

    private boolean settle(UUID run, long micros) {
        return database.transactions()
                .asSystem("test", tx -> credits.settle(tx, run, Micros.of(micros), JSON.createObjectNode()));
    }

    private boolean release(UUID run) {
        return database.transactions().asSystem("test", tx -> credits.release(tx, run, "test"));
    }
}
