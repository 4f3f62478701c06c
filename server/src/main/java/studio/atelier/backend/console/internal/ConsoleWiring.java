package studio.atelier.backend.console.internal;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import studio.atelier.backend.audit.Audit;
import studio.atelier.backend.console.ConsoleSettings;
import studio.atelier.backend.data.DataSettings;
import studio.atelier.platform.database.Database;
import studio.atelier.platform.database.Transactions;

@Configuration(proxyBeanMethods = false)
class ConsoleWiring {

    @Bean
    TableList consoleTables(Transactions transactions, DataSettings data) {
        return new TableList(transactions, data.schemas());
    }

    @Bean
    StatementDesk statementDesk(Database database, Transactions transactions, ConsoleSettings settings, Audit audit) {
        return new StatementDesk(database::owner, transactions, settings, audit);
    }
}
