package studio.atelier.engine.moderation;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import studio.atelier.backend.audit.Audit;
import studio.atelier.engine.providers.Providers;
import studio.atelier.engine.vault.Vault;
import studio.atelier.platform.database.Ids;
import studio.atelier.platform.database.Transactions;
import studio.atelier.platform.schedule.Schedule;
import studio.atelier.platform.settings.DataFolder;

@Configuration(proxyBeanMethods = false)
class ModerationWiring {

    private static final int CASE_DAYS = 90;

    @Bean
    ModerationStore moderationStore(Transactions transactions, Ids ids) {
        return new ModerationStore(transactions, ids);
    }

    @Bean
    Moderator moderator(
            DataFolder data,
            ModerationSettings settings,
            ModerationStore store,
            Transactions transactions,
            Audit audit,
            Providers providers,
            Vault vault) {
        Path operatorFile = data.path().resolve("moderation").resolve("rules.yaml");
        Optional<SecondOpinion> second =
                settings.model().map(model -> new SecondOpinion(model, settings.block(), providers, vault));
        return new Moderator(RuleFile.read(operatorFile), store, transactions, audit, second);
    }

    @Bean
    Schedule moderationRetention(ModerationStore store) {
        return Schedule.every("moderation.retention", Duration.ofHours(12), () -> store.forget(CASE_DAYS));
    }
}
