package studio.atelier.engine.budgets;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import studio.atelier.engine.budgets.BudgetStore.Key;
import studio.atelier.engine.budgets.Cap.ImposedBy;
import studio.atelier.engine.budgets.Cap.Period;
import studio.atelier.engine.budgets.Cap.Scope;
import studio.atelier.engine.credits.Credits;
import studio.atelier.engine.credits.Reservation;
import studio.atelier.engine.credits.Reservation.Source;
import studio.atelier.engine.credits.ReserveResult;
import studio.atelier.engine.credits.TestCredits;
import studio.atelier.platform.money.Micros;
import studio.atelier.testkit.TestDatabase;
import studio.atelier.testkit.WithDatabase;
import tools.jackson.databind.json.JsonMapper;

/// Caps as runs meet them, through the one door that also keeps the books.
@WithDatabase
class BudgetsTest {

    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
    private static final Instant LATE = Instant.parse("2026-11-21T23:59:59.999999Z");
    private static final Instant TOMORROW = Instant.parse("2026-11-22T00:00:00Z");
    /// After everything else that happens here.
    private static final Instant SPRING = Instant.parse("2027-03-21T12:00:00Z");
    private static final Instant NEXT_MONTH = Instant.parse("2026-12-01T00:00:00Z");

    private final TestDatabase database;
    private final BudgetStore store = new BudgetStore();

    BudgetsTest(TestDatabase database) {
        this.database = database;
    }

    @Test
    void aRunIsRefusedByTheCapThatHasNoRoomAndLeavesNothingBehind() {
        Spender spender = Spender.of(person());
        cap(Scope.PERSON, spender.person(), Period.DAY, null, 100L, NOON);

        assertThat(reserve(spender, 60, NOON)).isInstanceOf(ReserveResult.Reserved.class);
        ReserveResult second = reserve(spender, 60, NOON);

        assertThat(second).isInstanceOfSatisfying(ReserveResult.OverBudget.class, refusal -> {
            assertThat(refusal.problem().code()).isEqualTo(BudgetsProblem.EXCEEDED);
            assertThat(refusal.problem().detail())
                    .contains(
                            "your budget has $0.00004 of its $0.0001 for today left, again from 2026-11-22T00:00:00Z on");
        });
        assertThat(used(spender, NOON)).containsExactly(60L);
    }

    @Test
    void everyCapThatRefusesIsNamed() {
        UUID person = person();
        UUID project = project(person, null);
        Spender spender = new Spender(person, project, null, null);
        cap(Scope.PERSON, person, Period.DAY, null, 10L, NOON);
        cap(Scope.PERSON, person, Period.MONTH, null, 20L, NOON);
        cap(Scope.PROJECT, project, Period.MONTH, null, 30L, NOON);

        ReserveResult result = reserve(spender, 25, NOON);

        assertThat(result)
                .isInstanceOfSatisfying(
                        ReserveResult.OverBudget.class,
                        refusal -> assertThat(JsonMapper.shared()
                                        .writeValueAsString(
                                                refusal.problem().extra().get("budgets")))
                                .contains("\"day\"")
                                .contains("\"month\"")
                                .doesNotContain("\"project\""));
        assertThat(used(spender, NOON)).containsOnly(0L);
    }

    @Test
    void exactlyTenOfTwoHundredGetThroughCapsOfEveryKind() throws Exception {
        UUID person = person();
        UUID project = project(person, null);
        UUID key = accessKey(person);
        Spender spender = new Spender(person, project, null, key);
        cap(Scope.PERSON, person, Period.DAY, null, 150L, SPRING);
        cap(Scope.PROJECT, project, Period.MONTH, null, 100L, SPRING);
        cap(Scope.ACCESS_KEY, key, Period.TOTAL, null, 120L, SPRING);
        cap(Scope.SERVER, null, Period.DAY, null, 130L, SPRING);
        List<Callable<ReserveResult>> asks = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            asks.add(() -> reserve(spender, 10, SPRING));
        }

        List<ReserveResult> results = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<ReserveResult> each : threads.invokeAll(asks)) {
                results.add(each.get());
            }
        }

        clearServer();
        assertThat(results).filteredOn(ReserveResult.Reserved.class::isInstance).hasSize(10);
        assertThat(used(spender, SPRING)).containsExactly(100L, 100L, 100L);
    }

    @Test
    void runsOfManyPeopleOverManyCapsNeitherWaitForEverNorPassOne() throws Exception {
        List<UUID> people = List.of(person(), person(), person());
        UUID project = project(people.getFirst(), null);
        cap(Scope.PROJECT, project, Period.DAY, null, 500L, NOON);
        cap(Scope.PROJECT, project, Period.TOTAL, null, 10_000L, NOON);
        people.forEach(person -> cap(Scope.PERSON, person, Period.DAY, null, 250L, NOON));

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> walks = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                Random random = new Random(i);
                walks.add(threads.submit(() -> walk(random, people, project)));
            }
            for (Future<?> walk : walks) {
                walk.get();
            }
        }

        for (UUID person : people) {
            assertThat(used(new Spender(person, project, null, null), NOON))
                    .allSatisfy(used -> assertThat(used).isBetween(0L, 500L));
        }
        assertThat(booked(project)).isEqualTo(usedOf(project, "total")).isEqualTo(usedOf(project, "day"));
    }

    private void walk(Random random, List<UUID> people, UUID project) {
        List<UUID> open = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            UUID person = people.get(random.nextInt(people.size()));
            if (random.nextInt(3) > 0 || open.isEmpty()) {
                UUID run = UUID.randomUUID();
                if (reserve(new Spender(person, project, null, null), run, 1 + random.nextInt(30), NOON)
                        instanceof ReserveResult.Reserved) {
                    open.add(run);
                }
            } else {
                settle(open.removeLast(), random.nextInt(2), NOON);
            }
        }
    }

    @Test
    void dayAndMonthBeginAnewInUtc() {
        Spender spender = Spender.of(person());
        cap(Scope.PERSON, spender.person(), Period.DAY, null, 100L, NOON);
        cap(Scope.PERSON, spender.person(), Period.MONTH, null, 150L, NOON);

        assertThat(reserve(spender, 100, LATE)).isInstanceOf(ReserveResult.Reserved.class);
        assertThat(reserve(spender, 1, LATE)).isInstanceOf(ReserveResult.OverBudget.class);
        assertThat(reserve(spender, 50, TOMORROW)).isInstanceOf(ReserveResult.Reserved.class);
        assertThat(reserve(spender, 1, TOMORROW)).isInstanceOf(ReserveResult.OverBudget.class);
        assertThat(reserve(spender, 100, NEXT_MONTH)).isInstanceOf(ReserveResult.Reserved.class);
    }

    @Test
    void aRunIsSettledInTheDayThatHeldIt() {
        Spender spender = Spender.of(person());
        cap(Scope.PERSON, spender.person(), Period.DAY, null, 100L, NOON);
        UUID run = UUID.randomUUID();
        reserve(spender, run, 80, LATE);

        settle(run, 30, TOMORROW);

        assertThat(used(spender, LATE)).containsExactly(30L);
        assertThat(used(spender, TOMORROW)).containsExactly(0L);
    }

    @Test
    void whatIsReleasedMakesRoomAgain() {
        Spender spender = Spender.of(person());
        cap(Scope.PERSON, spender.person(), Period.TOTAL, null, 100L, NOON);
        UUID run = UUID.randomUUID();
        reserve(spender, run, 100, NOON);

        database.transactions().asSystem("test", tx -> credits(NOON).release(tx, run, "test"));

        assertThat(reserve(spender, 100, NOON)).isInstanceOf(ReserveResult.Reserved.class);
    }

    @Test
    void theSoftLimitWarnsEveryTimeAndTellsOnce() {
        Spender spender = Spender.of(person());
        UUID id = cap(Scope.PERSON, spender.person(), Period.DAY, 50L, 100L, NOON);

        assertThat(warnings(reserve(spender, 40, NOON))).isEmpty();
        assertThat(warnings(reserve(spender, 10, NOON))).extracting(Cap::id).containsExactly(id);
        assertThat(warnings(reserve(spender, 10, NOON))).extracting(Cap::id).containsExactly(id);

        assertThat(told(id)).isEqualTo(1);
    }

    private long told(UUID budget) {
        return database.asOwner()
                .sql("select count(*) from atelier.events where type = 'budget.soft_limit_reached.v1'"
                        + " and payload ->> 'budget_id' = :id")
                .param("id", budget.toString())
                .query(Long.class)
                .single();
    }

    @Test
    void aGroupTakesFromItsBudgetsTogetherAndTellsOnce() {
        Spender ada = Spender.of(person());
        Spender bob = Spender.of(person());
        UUID id = cap(Scope.PERSON, ada.person(), Period.DAY, 50L, 100L, NOON);

        List<ReserveResult> first = group(List.of(run(ada, 30), run(bob, 1_000), run(ada, 30)));
        List<ReserveResult> second = group(List.of(run(ada, 20), run(bob, 1_000), run(ada, 30)));

        assertThat(first.get(1)).isEqualTo(new ReserveResult.Reserved(List.of()));
        for (ReserveResult warned : List.of(first.get(0), first.get(2))) {
            assertThat(warnings(warned)).extracting(Cap::id).containsExactly(id);
        }
        assertThat(told(id)).isEqualTo(1);
        assertThat(second).hasAtLeastOneElementOfType(ReserveResult.OverBudget.class);
        assertThat(used(ada, NOON)).containsExactly(60L);
    }

    private static Reservation run(Spender spender, long micros) {
        return new Reservation(UUID.randomUUID(), spender, Source.OWN_KEYS, Micros.of(micros), "test/model {}");
    }

    /// Undone where one is refused.
    private List<ReserveResult> group(List<Reservation> runs) {
        return TestCredits.reserve(database, credits(NOON), runs);
    }

    @Test
    void aRaiseEndsByItself() {
        Spender spender = Spender.of(person());
        UUID id = cap(Scope.PERSON, spender.person(), Period.TOTAL, null, 100L, NOON);
        database.transactions().asSystem("test", tx -> {
            store.raise(tx, id, 200L, TOMORROW);
            return id;
        });

        assertThat(reserve(spender, 150, LATE)).isInstanceOf(ReserveResult.Reserved.class);
        assertThat(reserve(spender, 10, TOMORROW)).isInstanceOf(ReserveResult.OverBudget.class);
    }

    @Test
    void theOwnCapAndThatOfAnAdministratorBothBind() {
        Spender spender = Spender.of(person());
        cap(Scope.PERSON, spender.person(), Period.DAY, ImposedBy.ADMIN, null, 100L, NOON);
        cap(Scope.PERSON, spender.person(), Period.DAY, ImposedBy.SELF, null, 1_000L, NOON);

        assertThat(reserve(spender, 101, NOON)).isInstanceOf(ReserveResult.OverBudget.class);
    }

    @Test
    void aCapMadeInTheMiddleOfAPeriodCountsWhatWasBefore() {
        Spender spender = Spender.of(person());
        UUID charged = UUID.randomUUID();
        UUID open = UUID.randomUUID();
        reserve(spender, charged, 50, NOON);
        settle(charged, 20, NOON);
        reserve(spender, open, 30, NOON);

        cap(Scope.PERSON, spender.person(), Period.DAY, null, 100L, NOON);
        assertThat(used(spender, NOON)).containsExactly(50L);
        settle(open, 25, NOON);

        assertThat(used(spender, NOON)).containsExactly(45L);
    }

    @Test
    void aRunBetweenTwoCapsMadeAtTheSameTimeIsCountedInBoth() throws Exception {
        Spender spender = Spender.of(person());

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                all.add(threads.submit(() -> reserve(spender, 1, NOON)));
            }
            all.add(threads.submit(() -> cap(Scope.PERSON, spender.person(), Period.DAY, null, 1_000L, NOON)));
            for (Future<?> each : all) {
                each.get();
            }
        }

        assertThat(used(spender, NOON)).containsExactly(40L);
    }

    @Test
    void theBudgetOfAProjectIsOneRowSaidInTwoPlaces() {
        UUID person = person();
        UUID project = project(person, 1);
        Spender spender = new Spender(person, project, null, null);

        assertThat(reserve(spender, 10_001, NOON)).isInstanceOf(ReserveResult.OverBudget.class);
        UUID run = UUID.randomUUID();
        assertThat(reserve(spender, run, 9_000, NOON)).isInstanceOf(ReserveResult.Reserved.class);
        assertThat(money(project)).containsExactly(0L, 9_000L);
        settle(run, 4_000, NOON);
        assertThat(money(project)).containsExactly(4_000L, 0L);

        cap(Scope.PROJECT, project, Period.TOTAL, null, 50_000L, NOON);
        assertThat(budgetCents(project)).isEqualTo(5);
        database.asOwner()
                .sql("update public.projects set budget_cents = null where id = :id")
                .param("id", project)
                .update();
        assertThat(reserve(spender, 1_000_000, NOON)).isInstanceOf(ReserveResult.Reserved.class);
    }

    @Test
    void capsGoWithWhatTheyWereOf() {
        UUID person = person();
        UUID project = project(person, 5);
        cap(Scope.PERSON, person, Period.DAY, null, 100L, NOON);
        reserve(new Spender(person, project, null, null), 10, NOON);

        database.asOwner()
                .sql("delete from auth.users where id = :id")
                .param("id", person)
                .update();

        assertThat(database.asOwner()
                        .sql("select count(*) from atelier.budgets where subject in (:person, :project)")
                        .param("person", person)
                        .param("project", project)
                        .query(Long.class)
                        .single())
                .isZero();
    }

    private static List<Cap> warnings(ReserveResult result) {
        return ((ReserveResult.Reserved) result).warnings();
    }

    private ReserveResult reserve(Spender spender, long micros, Instant at) {
        return reserve(spender, UUID.randomUUID(), micros, at);
    }

    private ReserveResult reserve(Spender spender, UUID run, long micros, Instant at) {
        var reservation = new Reservation(run, spender, Source.OWN_KEYS, Micros.of(micros), "test/model {}");
        return TestCredits.reserve(database, credits(at), List.of(reservation)).getFirst();
    }

    private void settle(UUID run, long micros, Instant at) {
        database.transactions()
                .asSystem(
                        "test",
                        tx -> credits(at)
                                .settle(
                                        tx,
                                        run,
                                        Micros.of(micros),
                                        JsonMapper.shared().createObjectNode()));
    }

    private Credits credits(Instant at) {
        return TestCredits.over(database, Clock.fixed(at, ZoneOffset.UTC));
    }

    private UUID cap(
            Scope scope, @Nullable UUID subject, Period period, @Nullable Long soft, @Nullable Long hard, Instant at) {
        ImposedBy imposedBy = scope == Scope.SERVER ? ImposedBy.ADMIN : ImposedBy.SELF;
        return cap(scope, subject, period, imposedBy, soft, hard, at);
    }

    private UUID cap(
            Scope scope,
            @Nullable UUID subject,
            Period period,
            ImposedBy imposedBy,
            @Nullable Long soft,
            @Nullable Long hard,
            Instant at) {
        return database.transactions()
                .asSystem("test", tx -> store.save(tx, new Key(scope, subject, period, imposedBy), soft, hard, at));
    }

    /// What the limiting caps of a run have let through.
    private List<Long> used(Spender spender, Instant at) {
        return database.transactions()
                .asSystem(
                        "test",
                        tx -> new CapStore()
                                .caps(tx, spender, at).stream()
                                        .filter(cap -> cap.hard() != null)
                                        .map(cap -> cap.used().value())
                                        .toList());
    }

    private long usedOf(UUID project, String period) {
        return database.asOwner()
                .sql("""
                        select sum(u.spent_micros + u.held_micros)
                        from atelier.budget_usage u
                        join atelier.budgets b on b.id = u.budget_id
                        where b.project_id = :project and b.period = :period
                        """)
                .param("project", project)
                .param("period", period)
                .query(Long.class)
                .single();
    }

    private long booked(UUID project) {
        return database.asOwner()
                .sql("""
                        select sum(case state when 'open' then held_micros when 'charged' then charged_micros else 0 end)
                        from atelier.reservations
                        where project_id = :project
                        """)
                .param("project", project)
                .query(Long.class)
                .single();
    }

    private List<Long> money(UUID project) {
        return database.asOwner()
                .sql("select spent_micros, held_micros from public.projects where id = :id")
                .param("id", project)
                .query((row, _) -> List.of(row.getLong(1), row.getLong(2)))
                .single();
    }

    private int budgetCents(UUID project) {
        return database.asOwner()
                .sql("select budget_cents from public.projects where id = :id")
                .param("id", project)
                .query(Integer.class)
                .single();
    }

    /// The server's cap binds every test of this class.
    private void clearServer() {
        database.asOwner()
                .sql("delete from atelier.budgets where scope = 'server'")
                .update();
    }

    private UUID person() {
        return database.person(UUID.randomUUID() + "@example.org").person();
    }

    private UUID project(UUID person, @Nullable Integer cents) {
        UUID id = database.ids().next();
        database.asOwner()
                .sql(
                        "insert into public.projects (id, user_id, name, budget_cents) values (:id, :user, 'Posters', :cents)")
                .param("id", id)
                .param("user", person)
                .param("cents", cents, java.sql.Types.INTEGER)
                .update();
        return id;
    }

    private UUID accessKey(UUID person) {
        UUID id = database.ids().next();
        database.asOwner()
                .sql("""
                        insert into atelier.access_keys (id, user_id, name, prefix, last4, key_hash)
                        values (:id, :user, 'robot', 'atl_abcd', 'wxyz', sha256(:hash::bytea))
                        """)
                .param("id", id)
                .param("user", person)
                .param("hash", id.toString())
                .update();
        return id;
    }
}
