package studio.atelier.backend.monitoring.internal;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import studio.atelier.platform.database.Transactions;
import studio.atelier.platform.schedule.Schedule;

@Configuration(proxyBeanMethods = false)
class MonitoringWiring {

    private static final Logger log = LoggerFactory.getLogger(MonitoringWiring.class);
    private static final Clock CLOCK = Clock.systemUTC();
    private static final Duration LOOK_EVERY = Duration.ofMinutes(5);
    private static final int FAILURE_DAYS = 30;
    private static final int ACTIVITY_DAYS = 90;

    @Bean
    MonitoringStore monitoringStore(Transactions transactions) {
        return new MonitoringStore(transactions);
    }

    @Bean
    Recorder monitoringRecorder(MeterRegistry registry, MonitoringStore store) {
        return new Recorder(new FailureAppender(), registry, store, CLOCK);
    }

    @Bean
    Schedule anomalyWatch(MonitoringStore store) {
        return Schedule.every("monitoring.anomalies", LOOK_EVERY, () -> {
            var hour = CLOCK.instant().truncatedTo(ChronoUnit.HOURS);
            // The hour before once more: what was counted after the last look at it.
            for (var each : new Instant[] {hour.minus(1, ChronoUnit.HOURS), hour}) {
                store.findAnomalies(each)
                        .forEach(measure -> log.warn("far more than usual of {} since {}", measure, each));
            }
        });
    }

    @Bean
    Schedule monitoringRetention(MonitoringStore store) {
        return Schedule.every(
                "monitoring.retention", Duration.ofHours(12), () -> store.forget(FAILURE_DAYS, ACTIVITY_DAYS));
    }
}
