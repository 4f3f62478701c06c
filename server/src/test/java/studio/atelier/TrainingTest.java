package studio.atelier;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import studio.atelier.platform.database.TestCluster;

/// Whatever the routes become, what the training asks is answered as it should be; it throws otherwise.
@Tag("process")
class TrainingTest {

    private static final Path DATA = TestCluster.folder("training");

    @AfterAll
    static void delete() {
        TestCluster.deleteFolder(DATA);
    }

    @Test
    void usesTheServerAndStopsIt() {
        assertThat(Training.run(DATA, Duration.ofMillis(500))).isPositive();

        assertThat(DATA.resolve("run.json")).doesNotExist();
    }
}
