package studio.atelier.backend.dossier.internal;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import studio.atelier.backend.audit.Audit;
import studio.atelier.backend.dossier.PersonalRecords;
import studio.atelier.backend.identity.Leaving;
import studio.atelier.backend.storage.Storage;
import studio.atelier.platform.database.Transactions;
import studio.atelier.platform.limits.Limits;
import studio.atelier.platform.settings.DataFolder;

@Configuration(proxyBeanMethods = false)
class DossierWiring {

    private static final int COPIES = 5;
    private static final Duration COPIES_PERIOD = Duration.ofHours(1);

    @Bean
    Dossiers dossiers(
            Transactions transactions,
            Storage storage,
            Audit audit,
            List<PersonalRecords> records,
            Limits limits,
            DataFolder data) {
        Path folder = data.closed("exports");
        return new Dossiers(
                new Dossiers.Rooms(transactions, storage, audit),
                records,
                limits.limiter("copies of the own data", COPIES, COPIES_PERIOD),
                folder,
                Clock.systemUTC());
    }

    @Bean
    Leaving bytesLeaving(Storage storage) {
        return new BytesLeaving(storage);
    }
}
