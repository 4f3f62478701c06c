package studio.atelier.platform.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import studio.atelier.testkit.TestDatabase;
import studio.atelier.testkit.WithDatabase;

@WithDatabase
class ScheduleRunnerTest {

    private final TestDatabase database;

    ScheduleRunnerTest(TestDatabase database) {
        this.database = database;
    }

    @Test
    void runsWorkAgainAndAgainEvenAfterItFailed() throws InterruptedException {
        var runs = new CountDownLatch(3);
        var schedule = Schedule.every("test.often", Duration.ofMillis(20), () -> {
            runs.countDown();
            if (runs.getCount() == 2) {
                throw new IllegalStateException("the first run fails");
            }
        });

        runs(schedule, runs);
    }

    @Test
    void remembersWhenWorkIsDueAcrossAStop() throws InterruptedException {
        var first = new CountDownLatch(1);
        runs(Schedule.every("test.rarely", Duration.ofDays(1), first::countDown), first);

        var again = new CountDownLatch(1);
        var other = new CountDownLatch(1);
        var runner = new ScheduleRunner(
                database.pool(),
                List.of(
                        Schedule.every("test.rarely", Duration.ofDays(1), again::countDown),
                        Schedule.every("test.other", Duration.ofDays(1), other::countDown)),
                Duration.ofMillis(50));
        runner.start();
        try {
            assertThat(other.await(20, TimeUnit.SECONDS)).isTrue();
        } finally {
            runner.stop();
        }

        assertThat(again.getCount()).isOne();
    }

    @Test
    void thePoolsOwnRoleMayTouchTheSchedulersTableAndNothingElse() throws java.sql.SQLException {
        try (var connection = database.pool().getConnection();
                var statement = connection.createStatement()) {
            assertThat(statement
                            .executeQuery("select count(*) from atelier.scheduled_tasks")
                            .next())
                    .isTrue();
            assertThatThrownBy(() -> statement.executeQuery("select count(*) from atelier.blobs"))
                    .hasMessageContaining("permission denied");
        }
    }

    private void runs(Schedule schedule, CountDownLatch latch) throws InterruptedException {
        var runner = new ScheduleRunner(database.pool(), List.of(schedule), Duration.ofMillis(50));
        runner.start();
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } finally {
            runner.stop();
        }
    }
}
