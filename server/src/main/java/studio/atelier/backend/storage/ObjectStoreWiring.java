package studio.atelier.backend.storage;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import studio.atelier.platform.settings.DataFolder;
import studio.atelier.platform.telemetry.HealthCheck;

@Configuration(proxyBeanMethods = false)
class ObjectStoreWiring {

    private static final Duration RECONCILE_EVERY = Duration.ofSeconds(30);

    @Bean
    Drafts objectDrafts(StorageSettings settings, DataFolder data) {
        return new Drafts(data.closed("objects/drafts"), settings.freeMin());
    }

    @Bean
    ObjectStore objectStore(S3Settings settings, DataFolder data, Drafts drafts) {
        Path folder = data.closed("objects");
        ObjectStore first =
                settings.first() == null ? new FolderObjectStore(folder) : new S3ObjectStore(settings.first());
        if (!settings.fallback() || (settings.first() == null && settings.second() == null)) {
            return first;
        }
        ObjectStore second =
                settings.second() == null ? new FolderObjectStore(folder) : new S3ObjectStore(settings.second());
        return new FallbackObjectStore(first, second, drafts, Clock.systemUTC());
    }

    @Bean
    Reconciliation objectReconciliation(ObjectStore store) {
        return new Reconciliation(store, RECONCILE_EVERY);
    }

    @Bean
    HealthCheck objectStoreHealth(ObjectStore store) {
        return new StoreHealth(store);
    }

    private record StoreHealth(ObjectStore store) implements HealthCheck {

        @Override
        public String name() {
            return "object_store";
        }

        @Override
        public Health check() {
            return store instanceof FallbackObjectStore both && both.resting()
                    ? Health.down("The first store of objects is down; new files go to the second.")
                    : Health.up("Objects are where they belong.");
        }
    }
}
