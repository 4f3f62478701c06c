package studio.atelier.engine.generation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import studio.atelier.testkit.TestDatabase;
import studio.atelier.testkit.WithDatabase;
import tools.jackson.databind.json.JsonMapper;

/// Whose run is next.
@WithDatabase
class LeaseStoreTest {

    private static final long NODE = 7;
    private static final Duration LEASE = Duration.ofMinutes(1);
    private static final LeaseStore.Limits WIDE = new LeaseStore.Limits(100, 1000, 1000, 1000);

    private final TestDatabase database;
    private final LeaseStore leases = new LeaseStore(new RunStore(JsonMapper.shared()));
    private final Turns turns = new Turns();

    LeaseStoreTest(TestDatabase database) {
        this.database = database;
    }

    @BeforeEach
    void empty() {
        sql("delete from public.generations");
        sql("delete from atelier.run_limits");
        sql("delete from atelier.queue_tiers");
        sql("delete from atelier.maintenance");
    }

    @Test
    void whoQueuedThousandsDoesNotKeepOthersWaiting() {
        UUID many = person();
        UUID few = person();
        queue(many, 300, "demo", "a", "1 hour");
        queue(few, 5, "demo", "a", "1 second");

        List<UUID> served = serve(10);

        assertThat(Collections.frequency(served, few)).isEqualTo(5);
    }

    @Test
    void whatAnAdministratorClosedWaitsUntilItIsOpenAgain() {
        queue(person(), 2, "closed", "a", "1 hour");
        queue(person(), 2, "demo", "a", "1 minute");
        sql(
                "insert into atelier.maintenance (provider, reason, ends_at) values ('closed', 'a test', now() + interval '1 hour')");

        assertThat(take(10)).extracting(taken -> taken.lease().provider()).containsExactly("demo", "demo");

        sql("update atelier.maintenance set ends_at = now() - interval '1 second'");
        assertThat(take(10)).extracting(taken -> taken.lease().provider()).containsExactly("closed", "closed");
    }

    @Test
    void nothingIsTakenWhileTheWholeServerIsClosed() {
        queue(person(), 2, "demo", "a", "1 minute");
        sql("insert into atelier.maintenance (provider, reason) values ('*', 'a test')");

        assertThat(take(10)).isEmpty();

        sql("delete from atelier.maintenance");
        assertThat(take(10)).hasSize(2);
    }

    @Test
    void turnsFollowTheWeightsOfTiers() {
        UUID heavy = person();
        UUID light = person();
        sql("insert into atelier.queue_tiers (name, weight) values ('heavy', 3)");
        sql("insert into atelier.queue_people (user_id, tier) values ('" + heavy + "', 'heavy')");
        queue(heavy, 100, "demo", "a", "1 minute");
        queue(light, 100, "demo", "a", "1 minute");

        List<UUID> served = serve(40);

        assertThat(Collections.frequency(served, heavy)).isBetween(28, 32);
        assertThat(Collections.frequency(served, light)).isBetween(8, 12);
    }

    @Test
    void whoComesBackDoesNotCatchUpOnTurnsThatWereNotWanted() {
        UUID steady = person();
        UUID late = person();
        queue(steady, 100, "demo", "a", "1 minute");
        serve(30);
        queue(late, 100, "demo", "a", "1 minute");

        assertThat(Collections.frequency(serve(20), late)).isBetween(9, 11);
    }

    @Test
    void lanesComeFirstAndAge() {
        UUID person = person();
        UUID low = queue(person, 1, "demo", "low now", "0 seconds").getFirst();
        UUID agedLow = queue(person, 1, "demo", "low before", "15 minutes").getFirst();
        UUID normal = queue(person, 1, "demo", "normal now", "10 seconds").getFirst();
        UUID agedNormal = queue(person, 1, "demo", "normal before", "3 minutes").getFirst();
        UUID high = queue(person, 1, "demo", "high now", "5 seconds").getFirst();
        QueueStore store = new QueueStore();
        for (UUID id : List.of(low, agedLow)) {
            assertThat(changed(person, id, Lane.LOW, store)).isTrue();
        }
        assertThat(changed(person, high, Lane.HIGH, store)).isTrue();

        List<UUID> order =
                take(10).stream().map(each -> each.lease().generationId()).toList();

        assertThat(order).containsExactly(agedLow, agedNormal, high, normal, low);
    }

    private boolean changed(UUID person, UUID id, Lane lane, QueueStore store) {
        return database.transactions().asSystem("test", tx -> store.lane(tx, person, id, lane));
    }

    @Test
    void keepsWithinTheLimitsOfPersonProviderModelAndKey() {
        UUID person = person();
        queue(person, 10, "demo", "a", "1 minute");
        limit("person", person.toString(), 4);
        assertThat(take(20)).hasSize(4);

        empty();
        queue(person(), 10, "demo", "a", "1 minute");
        queue(person(), 10, "demo", "b", "1 minute");
        limit("provider", "demo", 3);
        assertThat(take(20)).hasSize(3);
        assertThat(take(20)).isEmpty();

        empty();
        queue(person(), 10, "demo", "a", "2 minutes");
        queue(person(), 10, "demo", "b", "1 minute");
        limit("model", "demo/a", 2);
        List<LeaseStore.Taken> models = take(40);
        assertThat(models).hasSize(12);
        assertThat(models).filteredOn(each -> each.lease().model().equals("a")).hasSize(2);

        empty();
        UUID key = UUID.randomUUID();
        queue(person(), 5, "demo", "a", "1 minute");
        sql("update atelier.generation_runs set key_id = '" + key + "'");
        limit("key", key.toString(), 1);
        assertThat(take(20)).hasSize(1);
    }

    @Test
    void aProviderAtItsLimitDoesNotStopTheRunsBehind() {
        UUID person = person();
        queue(person, 20, "slow", "a", "2 minutes");
        queue(person, 3, "demo", "a", "1 minute");
        limit("provider", "slow", 1);

        assertThat(take(20)).extracting(each -> each.lease().provider()).contains("slow");
        take(20);

        assertThat(sqlCount(
                        "select count(*) from atelier.generation_runs where provider = 'demo' and leased_by is null"))
                .isZero();
    }

    @Test
    void leavesWhatIsPausedOrNotDueOrTheWorkers() {
        UUID person = person();
        queue(person, 3, "demo", "a", "1 minute");
        sql("update atelier.generation_runs set paused_at = now()");
        queue(person, 1, "demo", "later", "1 minute");
        sql("update atelier.generation_runs set available_at = now() + interval '1 hour' where model = 'later'");
        queue(person, 1, "workers", "b", "1 minute");
        sql("update atelier.generation_runs set pool = 'workers', job_kind = 'b' where provider = 'workers'");

        assertThat(take(20)).isEmpty();
    }

    @Test
    void walksOverMorePeopleThanOneGoLooksAt() {
        database.asOwner().sql("""
                with people as (
                  insert into auth.users (id, email)
                  select gen_random_uuid(), 'walker-' || n || '@example.org' from generate_series(1, :people) n
                  returning id
                ), made as (
                  insert into public.generations (id, user_id, provider, model, generation_type, prompt, status)
                  select gen_random_uuid(), id, 'demo', 'a', 'text', 'x', 'pending' from people
                  returning id, user_id
                )
                insert into atelier.generation_runs (generation_id, user_id, provider, model, available_at)
                select id, user_id, 'demo', 'a', now() - interval '1 minute' from made
                """).param("people", LeaseStore.PEOPLE_MAX + 20).update();

        LeaseStore.Go first = go(1000, LeaseStore.FROM_THE_START);
        LeaseStore.Go second = go(1000, first.last());

        assertThat(first.people()).isEqualTo(LeaseStore.PEOPLE_MAX);
        Set<UUID> served = new HashSet<>();
        first.taken().forEach(each -> served.add(each.lease().userId()));
        second.taken().forEach(each -> served.add(each.lease().userId()));
        assertThat(served).hasSize(100 + 20);
    }

    @Test
    void aLongQueueCostsNoMoreThanAShortOne() {
        List<UUID> people = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            people.add(person());
        }
        people.forEach(person -> queue(person, 2, "demo", "a", "1 minute"));
        long few = fastest();
        people.forEach(person -> queue(person, 998, "demo", "a", "1 minute"));
        sql("analyze atelier.generation_runs");
        sql("analyze public.generations");

        long many = fastest();

        assertThat(many)
                .as("microseconds with 100,000 waiting, " + few + " with 200")
                .isLessThan(few * 5 + 20_000);
    }

    /// A run whose work broke off in this node would be held for ever if its number alone renewed it.
    @Test
    void renewsOnlyTheRunsThatAreWorkedOn() {
        queue(person(), 2, "demo", "demo-text", "1 second");
        List<UUID> held =
                take(2).stream().map(taken -> taken.lease().generationId()).toList();
        sql("update atelier.generation_runs set leased_until = now() - interval '1 second'");
        var runs = new RunStore(JsonMapper.shared());

        var renewed =
                database.transactions().asSystem("test", tx -> runs.renew(tx, NODE, List.of(held.getFirst()), LEASE));
        int freed = database.transactions().asSystem("test", tx -> runs.rescue(tx, NODE, LEASE, LEASE));

        assertThat(renewed).containsOnlyKeys(held.getFirst());
        assertThat(freed).isEqualTo(1);
        assertThat(take(2))
                .singleElement()
                .satisfies(taken -> assertThat(taken.lease().generationId()).isEqualTo(held.getLast()));
    }

    /// Microseconds of the fastest of some goes.
    private long fastest() {
        long best = Long.MAX_VALUE;
        for (int i = 0; i < 8; i++) {
            long from = System.nanoTime();
            go(1, LeaseStore.FROM_THE_START);
            best = Math.min(best, (System.nanoTime() - from) / 1_000);
        }
        return best;
    }

    /// One run at a time, ended at once.
    private List<UUID> serve(int runs) {
        List<UUID> served = new ArrayList<>();
        for (int i = 0; i < runs; i++) {
            for (LeaseStore.Taken taken : take(1)) {
                served.add(taken.lease().userId());
                sql("update atelier.generation_runs set state = 'ended', leased_by = null, leased_until = null"
                        + " where generation_id = '" + taken.lease().generationId() + "'");
            }
        }
        return served;
    }

    private List<LeaseStore.Taken> take(int free) {
        List<LeaseStore.Taken> taken = go(free, LeaseStore.FROM_THE_START).taken();
        taken.forEach(each -> turns.served(each.lease().userId(), each.start(), each.end()));
        return taken;
    }

    private LeaseStore.Go go(int free, UUID after) {
        var ask = new LeaseStore.Ask(NODE, LEASE, Math.min(free, 100), WIDE, turns.standing(), after);
        return database.transactions().asSystem("test", tx -> leases.lease(tx, ask));
    }

    private void limit(String scope, String name, int runs) {
        sql("insert into atelier.run_limits (scope, name, runs_max) values ('" + scope + "', '" + name + "', " + runs
                + ")");
    }

    /// @param ago how long the runs have waited
    private List<UUID> queue(UUID person, int runs, String provider, String model, String ago) {
        return database.asOwner()
                .sql("""
                with made as (
                  insert into public.generations (id, user_id, provider, model, generation_type, prompt, status)
                  select gen_random_uuid(), :person, :provider, :model, 'text', 'x', 'pending' from generate_series(1, :runs)
                  returning id
                )
                insert into atelier.generation_runs (generation_id, user_id, provider, model, rank_at, available_at)
                select id, :person, :provider, :model, now() - :ago::interval, now() - interval '1 minute' from made
                returning generation_id
                """)
                .param("person", person)
                .param("provider", provider)
                .param("model", model)
                .param("runs", runs)
                .param("ago", ago)
                .query(UUID.class)
                .list();
    }

    private UUID person() {
        return database.person(UUID.randomUUID() + "@example.org").person();
    }

    private void sql(String statement) {
        database.asOwner().sql(statement).update();
    }

    private long sqlCount(String statement) {
        return database.asOwner().sql(statement).query(Long.class).single();
    }
}
