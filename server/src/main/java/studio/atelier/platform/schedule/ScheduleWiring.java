package studio.atelier.platform.schedule;

import java.time.Duration;
import javax.sql.DataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class ScheduleWiring {

    private static final Duration LOOK_EVERY = Duration.ofSeconds(30);

    @Bean
    ScheduleRunner scheduleRunner(DataSource pool, ObjectProvider<Schedule> schedules) {
        return new ScheduleRunner(pool, schedules.orderedStream().toList(), LOOK_EVERY);
    }
}
