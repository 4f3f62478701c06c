package studio.atelier.backend.isolation.internal;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import studio.atelier.backend.audit.Audit;
import studio.atelier.backend.identity.StandIns;
import studio.atelier.backend.isolation.IsolationProbe;
import studio.atelier.platform.database.Transactions;
import studio.atelier.platform.limits.Limiter;
import studio.atelier.platform.limits.Limits;

@Configuration(proxyBeanMethods = false)
class IsolationWiring {

    private static final int RUNS_PER_MINUTE = 6;

    @Bean
    Isolation isolation(Transactions transactions, StandIns standIns, List<IsolationProbe> probes, Audit audit) {
        return new Isolation(transactions, standIns, probes, audit, Clock.systemUTC());
    }

    @Bean
    Limiter isolationRuns(Limits limits) {
        return limits.limiter("isolation tests", RUNS_PER_MINUTE, Duration.ofMinutes(1));
    }
}
