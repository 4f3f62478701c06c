package studio.atelier.platform.schedule;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import javax.sql.DataSource;
import org.springframework.context.SmartLifecycle;

/// Starts the one scheduler of the house when the schema is there, and stops it before the database goes.
final class ScheduleRunner implements SmartLifecycle {

    /// Housekeeping has time: these many runs at once leave the machine to people.
    private static final int THREADS = 2;

    /// A run that was interrupted is finished by whoever comes next; nobody waits longer for it at a stop.
    private static final Duration STOP_MAX = Duration.ofSeconds(5);

    private final Scheduler scheduler;
    private volatile boolean running;

    /// @param pool       connections as the pool's own role, which may touch the scheduler's table only
    /// @param lookEvery  how often due work is looked for
    ScheduleRunner(DataSource pool, List<Schedule> schedules, Duration lookEvery) {
        List<RecurringTask<Void>> tasks =
                schedules.stream().map(ScheduleRunner::task).toList();
        this.scheduler = Scheduler.create(pool)
                .startTasks(tasks)
                .tableName("atelier.scheduled_tasks")
                .threads(THREADS)
                .executorService(Executors.newVirtualThreadPerTaskExecutor())
                .pollingInterval(lookEvery)
                .shutdownMaxWait(STOP_MAX)
                .build();
    }

    private static RecurringTask<Void> task(Schedule schedule) {
        return Tasks.recurring(schedule.name(), FixedDelay.of(schedule.every()))
                .execute((_, _) -> schedule.work().run());
    }

    @Override
    public void start() {
        scheduler.start();
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        scheduler.stop();
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
