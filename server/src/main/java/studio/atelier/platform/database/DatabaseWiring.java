package studio.atelier.platform.database;

import javax.sql.DataSource;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import studio.atelier.platform.telemetry.HealthCheck;

/// The [Database] itself is begun by the start of the server, before there is a context, and ended after
/// it.
@Configuration(proxyBeanMethods = false)
class DatabaseWiring {

    @Bean
    DataSource dataSource(Database database) {
        return database.pool();
    }

    @Bean
    Transactions transactions(DataSource pool) {
        return new Transactions(pool);
    }

    @Bean
    Ids ids() {
        return Ids.timeOrdered();
    }

    @Bean
    HealthCheck databaseHealth(Database database) {
        return new DatabaseHealth(database);
    }

    /// Nothing that has a life of its own starts before the schema is there.
    @Bean
    SmartLifecycle databaseReady(Database database) {
        return new DatabaseReady(database);
    }

    private record DatabaseHealth(Database database) implements HealthCheck {

        @Override
        public String name() {
            return "database";
        }

        @Override
        public Health check() {
            return database.fault().map(Health::down).orElse(Health.up("The database answers."));
        }
    }

    private static final class DatabaseReady implements SmartLifecycle {

        private final Database database;
        private volatile boolean running;

        DatabaseReady(Database database) {
            this.database = database;
        }

        @Override
        public void start() {
            database.awaitReady();
            running = true;
        }

        @Override
        public void stop() {
            running = false;
        }

        @Override
        public boolean isRunning() {
            return running;
        }

        @Override
        public int getPhase() {
            return Integer.MIN_VALUE;
        }
    }
}
