package studio.atelier.engine.vault;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import studio.atelier.platform.crypto.SealedTable;
import studio.atelier.platform.crypto.SealedTables;
import studio.atelier.testkit.RunningServer;
import studio.atelier.testkit.WithServer;

/// The list a key rotation walks is complete: a table with sealed columns that is not on it fails here.
@WithServer
class SealedTablesTest {

    private final RunningServer server;

    SealedTablesTest(RunningServer server) {
        this.server = server;
    }

    @Test
    void everyTableWithSealedColumnsIsOnTheList() {
        var inDatabase =
                server.database().asOwner().sql("""
                        select distinct table_schema || '.' || table_name
                        from information_schema.columns
                        where table_schema not in ('pg_catalog', 'information_schema')
                          and column_name ~ '^(encrypted|wrapped|encryption)_'
                          and (table_schema, table_name, column_name) <> ('auth', 'users', 'encrypted_password')
                        """).query(String.class).list();

        var onTheList =
                SealedTables.bundled().all().stream().map(SealedTable::name).toList();
        assertThat(onTheList).containsExactlyInAnyOrderElementsOf(inDatabase).contains("atelier.user_api_key_secrets");
    }
}
