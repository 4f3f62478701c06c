package studio.atelier.engine.catalog;

import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import studio.atelier.backend.audit.Audit;
import studio.atelier.platform.database.Transactions;
import studio.atelier.platform.settings.DataFolder;

@Configuration(proxyBeanMethods = false)
class CatalogWiring {

    @Bean
    CeilingStore ceilingStore(Transactions transactions) {
        return new CeilingStore(transactions);
    }

    @Bean
    Catalog catalog(DataFolder data, CeilingStore ceilings) {
        return Catalog.load(data.path().resolve("catalog"), ceilings, Clock.systemUTC());
    }

    @Bean
    Ceilings ceilings(Catalog catalog, CeilingStore store, Transactions transactions, Audit audit) {
        return new Ceilings(catalog, store, transactions, audit);
    }

    @Bean
    Favourites favourites(Catalog catalog, Transactions transactions) {
        return new Favourites(catalog, transactions);
    }
}
