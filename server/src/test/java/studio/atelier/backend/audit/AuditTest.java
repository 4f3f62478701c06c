package studio.atelier.backend.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessException;
import studio.atelier.platform.database.Actor;
import studio.atelier.testkit.TestDatabase;
import studio.atelier.testkit.WithDatabase;

@WithDatabase
class AuditTest {

    private final TestDatabase database;
    private final Audit audit;

    AuditTest(TestDatabase database) {
        this.database = database;
        this.audit = new Audit(database.ids());
    }

    @Test
    void keepsWhoDidWhatUnderAPseudonymThatOutlivesThePerson() {
        Actor person = database.person("gone@example.org");
        database.transactions().asUser(person, tx -> {
            audit.record(tx, person, "vault.key_added", "provider_key 1", Map.of("provider", "openai"));
            return true;
        });

        database.asOwner()
                .sql("delete from auth.users where id = ?")
                .param(person.person())
                .update();

        String row = database.asOwner()
                .sql("select cast(to_jsonb(e) as text) from atelier.audit_entries e where action = 'vault.key_added'")
                .query(String.class)
                .single();
        assertThat(row)
                .contains("\"actor_role\": \"authenticated\"", "openai", "provider_key 1")
                .doesNotContain(person.person().toString(), "gone@example.org");
    }

    @Test
    void letsNobodyChangeWhatWasWritten() {
        database.transactions().asSystem("test", tx -> {
            audit.record(tx, null, "test.written", "row", Map.of());
            return true;
        });

        for (String statement : List.of(
                "update atelier.audit_entries set subject = 'other'",
                "delete from atelier.audit_entries",
                "truncate atelier.audit_entries")) {
            assertThatThrownBy(() -> database.transactions()
                            .asSystem("test", tx -> tx.sql(statement).update()))
                    .as(statement + " as the system")
                    .isInstanceOf(DataAccessException.class);
            assertThatThrownBy(() -> database.asOwner().sql(statement).update())
                    .as(statement + " as the owner")
                    .hasStackTraceContaining("append-only");
        }
    }

    @Test
    void isGoneWithTheTransactionItBelongsTo() {
        assertThatThrownBy(() -> database.transactions().asSystem("test", tx -> {
                    audit.record(tx, null, "test.undone", "row", Map.of());
                    throw new IllegalStateException("the change itself failed");
                }))
                .hasMessage("the change itself failed");

        assertThat(database.asOwner()
                        .sql("select count(*) from atelier.audit_entries where action = 'test.undone'")
                        .query(Long.class)
                        .single())
                .isZero();
    }

    @Test
    void isReadByNobodyButTheSystem() {
        Actor person = database.person("curious@example.org");

        assertThatThrownBy(() -> database.transactions()
                        .asUser(
                                person,
                                tx -> tx.sql("select count(*) from atelier.audit_entries")
                                        .query(Long.class)
                                        .single()))
                .isInstanceOf(DataAccessException.class);
    }
}
