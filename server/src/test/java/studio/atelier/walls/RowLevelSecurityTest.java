package studio.atelier.walls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import studio.atelier.testkit.TestDatabase;
import studio.atelier.testkit.WithDatabase;

/// Tries out every exposed table: each person × read, insert, update of each column, delete × a row of the
/// owner alone and a row in an organisation. The tables come from the catalog; one that is not registered
/// fails here.
@WithDatabase
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RowLevelSecurityTest {

    private final Scene scene;
    private final RowTrial trial;

    RowLevelSecurityTest(TestDatabase database) {
        this.scene = Scene.set(database);
        this.trial = new RowTrial(database);
    }

    @Test
    void everyTableThatPeopleMayTouchIsRegistered() {
        List<String> registered =
                ExposedTables.all().stream().map(ExposedTable::name).toList();

        assertThat(trial.exposedTables()).containsExactlyInAnyOrderElementsOf(registered);
    }

    @TestFactory
    Stream<DynamicTest> nobodyMayDoMoreOrLessThanPromised() {
        List<DynamicTest> trials = new ArrayList<>();
        for (ExposedTable table : ExposedTables.all()) {
            addTrials(trials, table, "own", table.own(), null);
            if (table.shared() != null) {
                addTrials(trials, table, "organisation's", table.shared(), scene.organisation());
            }
        }
        return trials.stream();
    }

    private void addTrials(
            List<DynamicTest> trials,
            ExposedTable table,
            String kind,
            Map<Scene.Person, May> promised,
            @Nullable UUID organisation) {
        for (Scene.Person person : Scene.Person.values()) {
            May may = promised.getOrDefault(person, May.NOTHING);
            trials.add(dynamicTest("%s: %s with an %s row".formatted(table.name(), person, kind), () -> {
                May done = trial.with(scene, table, person, organisation);

                assertThat(done.read()).as("read").isEqualTo(may.read());
                assertThat(new TreeSet<>(done.insert())).as("insert").isEqualTo(new TreeSet<>(may.insert()));
                assertThat(new TreeSet<>(done.update())).as("update").isEqualTo(new TreeSet<>(may.update()));
                assertThat(done.delete()).as("delete").isEqualTo(may.delete());
            }));
        }
    }

    @TestFactory
    Stream<DynamicTest> aHiddenColumnIsHiddenAndTheOthersAreNot() {
        return ExposedTables.all().stream()
                .map(table -> dynamicTest(table.name(), () -> {
                    assertThat(trial.unreadableColumns(table.name())).isEqualTo(table.hidden());
                }));
    }
}
