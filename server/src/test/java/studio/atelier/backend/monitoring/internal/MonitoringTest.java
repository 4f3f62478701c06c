package studio.atelier.backend.monitoring.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import studio.atelier.backend.monitoring.Measure;
import studio.atelier.platform.telemetry.Metrics;
import studio.atelier.testkit.TestDatabase;
import studio.atelier.testkit.WithDatabase;

@WithDatabase
class MonitoringTest {

    private static final Instant HOUR = Instant.now().truncatedTo(ChronoUnit.HOURS);

    private final MonitoringStore store;
    private final TestDatabase database;

    MonitoringTest(TestDatabase database) {
        this.database = database;
        this.store = new MonitoringStore(database.transactions());
    }

    @Test
    void keepsOneRowForEachKindOfFailureAndNoValueOfIt() {
        Logger log = LoggerFactory.getLogger("tests.monitoring.kinds");
        var appender = new FailureAppender();
        appender.attach();
        try {
            for (String person : List.of("ada@example.org", "bob@example.org")) {
                log.error("the picture of {} is lost", person, new IllegalStateException(person));
            }
            log.error("something else");
            log.warn("not a failure");
        } finally {
            appender.detach();
        }
        log.error("after the end");

        // Other tests of this process fail on purpose at the same time.
        store.add(
                appender.taken().stream()
                        .filter(failure -> failure.logger().equals(log.getName()))
                        .toList(),
                HOUR,
                Map.of());

        List<MonitoringStore.ShownFailure> shown = store.failures().stream()
                .filter(failure -> failure.logger().equals(log.getName()))
                .toList();
        assertThat(shown).hasSize(2);
        var picture = shown.stream()
                .filter(failure -> failure.message().equals("the picture of {} is lost"))
                .findFirst()
                .orElseThrow();
        assertThat(picture.occurrences()).isEqualTo(2);
        assertThat(picture.error()).isEqualTo("java.lang.IllegalStateException");
        assertThat(picture.place()).contains("MonitoringTest");
        assertThat(shown.toString()).doesNotContain("@example.org");
    }

    @Test
    void takesAFailureOutOfTheWayUntilItComesAgain() {
        var failure = new Failure("00000000000000aa", "tests", "gone", null, null, "request-1", HOUR);
        store.add(List.of(failure), HOUR, Map.of());

        assertThat(store.resolve(failure.fingerprint())).isTrue();
        assertThat(store.resolve("00000000000000ab")).isFalse();
        assertThat(row(failure).resolvedAt()).isNotNull();

        store.add(List.of(failure), HOUR, Map.of());
        assertThat(row(failure).resolvedAt()).isNull();
        assertThat(row(failure).occurrences()).isEqualTo(2);
        assertThat(row(failure).lastRequestId()).isEqualTo("request-1");
    }

    @Test
    void writesWhatWasCountedSinceTheLastTimeAndKeepsWhatCouldNotBe() {
        var registry = new SimpleMeterRegistry();
        var clock = Clock.fixed(HOUR.plusSeconds(60), ZoneOffset.UTC);
        var recorder = new Recorder(new FailureAppender(), registry, store, clock);
        Metrics.RUNS_ENDED.counter(registry, "failed").increment(3);
        Metrics.RUNS_ENDED.counter(registry, "completed").increment(7);
        recorder.write();
        Metrics.RUNS_ENDED.counter(registry, "failed").increment();
        database.asOwner()
                .sql("alter table atelier.activity_hours rename to away")
                .update();
        recorder.write();
        database.asOwner()
                .sql("alter table atelier.away rename to activity_hours")
                .update();
        recorder.write();
        recorder.write();

        assertThat(store.hours())
                .filteredOn(hour -> hour.measure().startsWith("runs_"))
                .containsExactlyInAnyOrder(
                        new MonitoringStore.ShownHour("runs_failed", HOUR, 4),
                        new MonitoringStore.ShownHour("runs_completed", HOUR, 7));
    }

    @Test
    void findsAnHourOutOfTheOrdinaryOnce() {
        Instant hour = HOUR.minus(40, ChronoUnit.DAYS);
        for (int before = 1; before <= 48; before++) {
            store.add(
                    List.of(),
                    hour.minus(before, ChronoUnit.HOURS),
                    Map.of(Measure.SIGN_INS_REFUSED, 10L + before % 5, Measure.REFUSALS, 1_000L + before));
        }
        store.add(List.of(), hour, Map.of(Measure.SIGN_INS_REFUSED, 90L, Measure.REFUSALS, 1_100L));

        assertThat(store.findAnomalies(hour)).containsExactly("sign_ins_refused");
        store.add(List.of(), hour, Map.of(Measure.SIGN_INS_REFUSED, 10L));
        assertThat(store.findAnomalies(hour)).isEmpty();

        assertThat(store.anomalies()).singleElement().satisfies(found -> {
            assertThat(found.measure()).isEqualTo("sign_ins_refused");
            assertThat(found.amount()).isEqualTo(100);
            assertThat(found.expected()).isBetween(10L, 14L);
            assertThat(found.seenAt()).isNull();
        });
        store.seen();
        assertThat(store.anomalies().getFirst().seenAt()).isNotNull();
    }

    @Test
    void saysNothingBeforeItKnowsADayNorOfAFew() {
        Instant hour = HOUR.minus(80, ChronoUnit.DAYS);
        store.add(List.of(), hour.minus(5, ChronoUnit.HOURS), Map.of(Measure.RUNS_FAILED, 1L));
        store.add(List.of(), hour, Map.of(Measure.RUNS_FAILED, 500L));
        assertThat(store.findAnomalies(hour)).isEmpty();

        Instant later = hour.plus(30, ChronoUnit.HOURS);
        store.add(List.of(), later, Map.of(Measure.RUNS_FAILED, 15L));
        assertThat(store.findAnomalies(later)).isEmpty();
    }

    private MonitoringStore.ShownFailure row(Failure failure) {
        return store.failures().stream()
                .filter(shown -> shown.fingerprint().equals(failure.fingerprint()))
                .findFirst()
                .orElseThrow();
    }
}
