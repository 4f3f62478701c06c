package studio.atelier.backend.identity.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import studio.atelier.platform.limits.Buckets.Taking;
import studio.atelier.platform.limits.Rate;
import studio.atelier.testkit.TestDatabase;
import studio.atelier.testkit.WithDatabase;

/// Two nodes that count in one database.
@WithDatabase
class DatabaseBucketsTest {

    private static final Rate THREE_AN_HOUR = new Rate(3, 3, Duration.ofHours(1));

    private final TestDatabase database;
    private final DatabaseBuckets one;
    private final DatabaseBuckets other;
    private final String key = UUID.randomUUID().toString();

    DatabaseBucketsTest(TestDatabase database) {
        this.database = database;
        this.one = new DatabaseBuckets(database.transactions());
        this.other = new DatabaseBuckets(database.transactions());
    }

    @Test
    void nodesTakeFromOneBucketAndAreToldHowLongToWait() {
        assertThat(one.take("messages", key, THREE_AN_HOUR, 1).remaining()).isEqualTo(2);
        assertThat(other.take("messages", key, THREE_AN_HOUR, 2).remaining()).isZero();

        Taking refused = one.take("messages", key, THREE_AN_HOUR, 1);

        assertThat(refused.taken()).isFalse();
        assertThat(refused.until()).isBetween(Duration.ofMinutes(19), Duration.ofMinutes(20));
        assertThat(other.take("messages", UUID.randomUUID().toString(), THREE_AN_HOUR, 1)
                        .taken())
                .isTrue();
        assertThat(other.take("others", key, THREE_AN_HOUR, 1).taken()).isTrue();
    }

    @Test
    void askingTakesNothing() {
        assertThat(one.take("messages", key, THREE_AN_HOUR, 0).taken()).isTrue();
        assertThat(one.take("messages", key, THREE_AN_HOUR, 3).taken()).isTrue();

        assertThat(other.take("messages", key, THREE_AN_HOUR, 0).taken()).isFalse();
        assertThat(other.take("messages", key, THREE_AN_HOUR, 0).until()).isPositive();
    }

    @Test
    void moreThanABucketHoldsIsNeverTaken() {
        assertThat(one.take("messages", key, THREE_AN_HOUR, 4).taken()).isFalse();
        assertThat(one.take("messages", key, THREE_AN_HOUR, 3).taken()).isTrue();
    }

    @Test
    void comesBackWithTime() {
        one.take("messages", key, THREE_AN_HOUR, 3);
        database.asOwner()
                .sql("update atelier.limit_buckets set full_at = full_at - interval '21 minutes'")
                .update();

        assertThat(other.take("messages", key, THREE_AN_HOUR, 1).taken()).isTrue();
        assertThat(other.take("messages", key, THREE_AN_HOUR, 1).taken()).isFalse();
    }

    @Test
    void ofManyAtOnceNoMoreThanFitGetOne() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Taking>> asking = IntStream.range(0, 20)
                    .<Callable<Taking>>mapToObj(
                            i -> () -> (i % 2 == 0 ? one : other).take("messages", key, THREE_AN_HOUR, 1))
                    .toList();
            long taken = 0;
            for (Future<Taking> answer : threads.invokeAll(asking)) {
                taken += answer.get().taken() ? 1 : 0;
            }

            assertThat(taken).isEqualTo(3);
        }
    }

    @Test
    void forgetsWhatIsFullAndNamesNobody() {
        one.take("messages", "ada@example.org", THREE_AN_HOUR, 1);
        assertThat(rows()).isEqualTo(1);
        database.asOwner()
                .sql("update atelier.limit_buckets set full_at = now() - interval '1 second'")
                .update();

        one.tidy();

        assertThat(rows()).isZero();
    }

    private long rows() {
        return database.asOwner()
                .sql("select count(*) from atelier.limit_buckets where key_hash = sha256('ada@example.org')")
                .query(Long.class)
                .single();
    }
}
