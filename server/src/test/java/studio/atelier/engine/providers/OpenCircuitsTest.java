package studio.atelier.engine.providers;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import studio.atelier.engine.catalog.Usage;
import studio.atelier.engine.providers.ProviderFailure.Words;
import studio.atelier.testkit.TestDatabase;
import studio.atelier.testkit.WithDatabase;

/// Two nodes on one database: what one found out, both know.
@WithDatabase
class OpenCircuitsTest {

    private static final UUID KEY = UUID.randomUUID();
    private static final Duration OPEN_FOR = Duration.ofSeconds(30);
    private static final Answer FAILED = new Answer.Failed(new ProviderFailure.Broken(Words.of("down")));
    private static final ProviderLimits LIMITS =
            new ProviderLimits(Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofSeconds(5), 2, OPEN_FOR);

    private final TestDatabase database;
    private final OpenCircuits there;
    private final Circuits one;
    private final Circuits two;

    OpenCircuitsTest(TestDatabase database) {
        this.database = database;
        this.there = new OpenCircuits(database.transactions(), Clock.systemUTC());
        this.one = new Circuits(LIMITS, "fal", new OpenCircuits(database.transactions(), Clock.systemUTC()));
        this.two = new Circuits(LIMITS, "fal", there);
    }

    @BeforeEach
    void empty() {
        database.asOwner().sql("delete from atelier.open_circuits").update();
        there.forget();
    }

    private void fails(Circuits node, int times) {
        for (int i = 0; i < times; i++) {
            var circuit = node.of("flux", KEY);
            assertThat(circuit.tryAcquirePermission()).isTrue();
            node.tell(circuit, KEY, Duration.ofMillis(5), FAILED);
        }
    }

    private long rows() {
        return database.asOwner()
                .sql("select count(*) from atelier.open_circuits")
                .query(Long.class)
                .single();
    }

    @Test
    void openedOnOneNodeItIsOpenOnTheOther() {
        fails(one, 2);

        assertThat(two.open("flux", KEY)).isTrue();
        assertThat(two.of("flux", KEY).tryAcquirePermission()).isFalse();
    }

    @Test
    void anotherModelKeyOrProviderGoesOn() {
        fails(one, 2);

        assertThat(two.of("flux", null).tryAcquirePermission()).isTrue();
        assertThat(two.of("other", KEY).tryAcquirePermission()).isTrue();
        assertThat(there.isOpen("openai", "flux", KEY)).isFalse();
    }

    @Test
    void oneFailureIsNobodysBusiness() {
        fails(one, 1);

        assertThat(rows()).isZero();
        assertThat(two.of("flux", KEY).tryAcquirePermission()).isTrue();
    }

    @Test
    void whoHearsOfItDoesNotTellItAgain() {
        fails(one, 2);
        database.asOwner()
                .sql("update atelier.open_circuits set open_until = open_until - interval '10 seconds'")
                .update();
        Instant before = until();

        two.of("flux", KEY);

        assertThat(until()).isEqualTo(before);
    }

    @Test
    void itsEndIsTheEndForAll() {
        fails(one, 2);
        var later = Clock.fixed(Instant.now().plus(OPEN_FOR).plusSeconds(1), ZoneOffset.UTC);

        assertThat(new OpenCircuits(database.transactions(), later).isOpen("fal", "flux", KEY))
                .isFalse();
    }

    @Test
    void openedTwiceItIsOneRowAndOldOnesGo() {
        there.opened("fal", "flux", KEY, OPEN_FOR);
        there.opened("fal", "flux", KEY, OPEN_FOR);
        there.opened("fal", "gone", null, Duration.ofSeconds(-1));
        there.opened("fal", "flux", null, OPEN_FOR);

        assertThat(rows()).isEqualTo(2);
    }

    @Test
    void withoutTheDatabaseEachNodeGoesByItself() {
        database.asOwner()
                .sql("alter table atelier.open_circuits rename to away")
                .update();
        try {
            fails(one, 2);

            assertThat(one.of("flux", KEY).getState()).isEqualTo(State.OPEN);
            assertThat(two.of("flux", KEY).tryAcquirePermission()).isTrue();
            two.tell(two.of("flux", KEY), KEY, Duration.ZERO, new Answer.Completed(Usage.UNSAID, null, "stop"));
        } finally {
            database.asOwner()
                    .sql("alter table atelier.away rename to open_circuits")
                    .update();
        }
    }

    private Instant until() {
        return database.asOwner()
                .sql("select open_until from atelier.open_circuits")
                .query(java.time.OffsetDateTime.class)
                .single()
                .toInstant();
    }
}
