package studio.atelier.backend.audit.internal;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import studio.atelier.backend.audit.Audit;
import studio.atelier.platform.database.Ids;
import studio.atelier.platform.database.Transactions;

@Configuration(proxyBeanMethods = false)
class AuditWiring {

    @Bean
    AuditStore auditStore(Transactions transactions) {
        return new AuditStore(transactions);
    }

    @Bean
    Audit audit(Ids ids) {
        return new Audit(ids);
    }
}
