package studio.atelier.engine.moderation;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import studio.atelier.backend.audit.Audit;
import studio.atelier.engine.catalog.Catalog;
import studio.atelier.engine.catalog.GenerationType;
import studio.atelier.engine.catalog.Model;
import studio.atelier.engine.catalog.ModelLookup;
import studio.atelier.engine.providers.Providers;
import studio.atelier.engine.vault.Vault;
import studio.atelier.platform.database.Ids;
import studio.atelier.platform.database.Transactions;
import studio.atelier.platform.schedule.Schedule;
import studio.atelier.platform.settings.DataFolder;
import studio.atelier.platform.settings.StartRefused;

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
            Catalog catalog,
            Providers providers,
            Vault vault) {
        Path operatorFile = data.path().resolve("moderation").resolve("rules.yaml");
        Optional<SecondOpinion> second =
                settings.model().map(id -> new SecondOpinion(known(catalog, id), settings.block(), providers, vault));
        return new Moderator(RuleFile.read(operatorFile), store, transactions, audit, second);
    }

    /// @throws StartRefused where nobody could ever be asked
    private static Model known(Catalog catalog, String id) {
        if (catalog.find(null, id) instanceof ModelLookup.Found(Model model)
                && model.type() == GenerationType.MODERATION) {
            return model;
        }
        throw new StartRefused("ATELIER_MODERATION_MODEL names \"" + id + "\", which is no moderation that the catalog"
                + " knows. Write it as provider/model, such as openai/omni-moderation-latest, or leave it out.");
    }

    @Bean
    Schedule moderationRetention(ModerationStore store) {
        return Schedule.every("moderation.retention", Duration.ofHours(12), () -> store.forget(CASE_DAYS));
    }
}
