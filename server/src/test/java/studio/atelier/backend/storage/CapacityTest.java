package studio.atelier.backend.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import studio.atelier.platform.events.Events;
import studio.atelier.platform.events.Signals;
import studio.atelier.testkit.TestDatabase;
import studio.atelier.testkit.WithDatabase;

/// A disk that runs low is told of once, and again when it runs low again (C89).
@WithDatabase
class CapacityTest {

    private static final long TOTAL = 100_000;
    private static final long FREE_MIN = 1_000;

    private final TestDatabase database;
    private final AtomicLong free = new AtomicLong(TOTAL);
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Capacity capacity;

    CapacityTest(TestDatabase database) {
        this.database = database;
        var signals = new Signals(() -> database.owner().connect("test"));
        this.capacity =
                new Capacity(database.transactions(), new Events(signals), registry, free::get, () -> TOTAL, FREE_MIN);
        database.asOwner().sql("delete from atelier.events").update();
    }

    @Test
    void tellsOnceUntilThereIsRoomAgain() {
        capacity.look();
        assertThat(told()).isZero();

        free.set(9_999);
        capacity.look();
        capacity.look();
        assertThat(told()).isEqualTo(1);
        assertThat(capacity.disk()).isEqualTo(new Capacity.Disk(9_999, TOTAL, true));

        free.set(10_000);
        capacity.look();
        assertThat(capacity.disk().low()).isFalse();
        free.set(0);
        capacity.look();
        assertThat(told()).isEqualTo(2);
    }

    @Test
    void measuresTheRoom() {
        free.set(4_711);

        assertThat(registry.get("atelier.storage.free_bytes").gauge().value()).isEqualTo(4_711);
    }

    private int told() {
        return database.asOwner()
                .sql("select count(*) from atelier.events where type = 'storage.ran_low.v1'")
                .query(Integer.class)
                .single();
    }
}
