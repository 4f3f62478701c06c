package studio.atelier.backend.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PartFilesTest {

    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

    @TempDir
    private Path folder;

    @Test
    void removesOldFilesThatNoRowKnowsAndNothingElse() throws IOException {
        var files = new PartFiles(folder);
        Path known = written(files, NOW.minusSeconds(60));
        Path forgotten = written(files, NOW.minusSeconds(60));
        Path young = written(files, NOW);
        Path foreign = Files.createFile(folder.resolve("no-id-but-36-letters-long-as-one-is.part"));
        Files.setLastModifiedTime(foreign, FileTime.from(NOW.minusSeconds(60)));

        int count = files.sweep(NOW.minusSeconds(1), ids -> {
            assertThat(ids).hasSize(2);
            return Set.of(id(known));
        });

        assertThat(count).isEqualTo(1);
        assertThat(forgotten).doesNotExist();
        assertThat(Set.of(known, young, foreign))
                .allSatisfy(file -> assertThat(file).exists());
    }

    private static Path written(PartFiles files, Instant when) throws IOException {
        Path file = Files.createFile(files.path(UUID.randomUUID()));
        return Files.setLastModifiedTime(file, FileTime.from(when));
    }

    private static UUID id(Path file) {
        return UUID.fromString(file.getFileName().toString().substring(0, 36));
    }
}
