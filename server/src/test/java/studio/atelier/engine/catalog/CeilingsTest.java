package studio.atelier.engine.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import studio.atelier.backend.audit.Audit;
import studio.atelier.platform.database.Actor;
import studio.atelier.platform.http.Admin;
import studio.atelier.platform.money.Micros;
import studio.atelier.platform.problem.FieldFault;
import studio.atelier.platform.problem.ProblemException;
import studio.atelier.testkit.TestDatabase;
import studio.atelier.testkit.WithDatabase;

@WithDatabase
class CeilingsTest {

    private final TestDatabase database;
    private final CeilingStore store;
    private final Catalog catalog;
    private final Ceilings ceilings;
    private final Admin admin;

    CeilingsTest(TestDatabase database) {
        this.database = database;
        store = new CeilingStore(database.transactions());
        catalog = Catalog.load(Path.of("none"), store, Clock.systemUTC());
        ceilings = new Ceilings(catalog, store, database.transactions(), new Audit(database.ids()));
        admin = new Admin(Actor.person(database.ids().next()));
    }

    @Test
    void setsAndChangesAndTakesAway() {
        ceilings.set(admin, "openai-compatible", "org/llama:70b", new Ceilings.Wish(900L, null));
        ceilings.set(admin, "custom", "org/llama:70b", new Ceilings.Wish(700L, "image"));

        assertThat(store.get())
                .containsEntry("openai-compatible/org/llama:70b", new Ceiling(GenerationType.IMAGE, Micros.of(700)));
        assertThat(catalog.runnable(null, "openai-compatible/org/llama:70b").type())
                .isEqualTo(GenerationType.IMAGE);

        ceilings.set(admin, "openai-compatible", "org/llama:70b", new Ceilings.Wish(null, null));

        assertThat(store.get()).doesNotContainKey("openai-compatible/org/llama:70b");
        assertThat(database.asOwner()
                        .sql("select action from atelier.audit_entries order by id")
                        .query(String.class)
                        .list())
                .containsExactly("catalog.ceiling_set", "catalog.ceiling_set", "catalog.ceiling_removed");
    }

    @Test
    void refusesWhatMakesNoSenseAllAtOnce() {
        assertThatThrownBy(() -> ceilings.set(admin, "openai", "gpt-image-2", new Ceilings.Wish(-1L, "sculpture")))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        refused -> assertThat(refused.problem().faults())
                                .extracting(FieldFault::code)
                                .containsExactly("out_of_range", "not_needed", "not_allowed"));
    }
}
