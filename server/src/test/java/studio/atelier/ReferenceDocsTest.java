package studio.atelier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class ReferenceDocsTest {

    private static final Path FOLDER = Path.of("..", "docs", "reference");

    @TestFactory
    Stream<DynamicTest> theTablesInTheDocsAreThoseOfTheCode() {
        return ReferenceDocs.all().entrySet().stream()
                .map(page -> dynamicTest(page.getKey(), () -> {
                    assertThat(FOLDER.resolve(page.getKey()))
                            .as("run ./atelier docs and commit what it writes")
                            .exists();
                    assertThat(Files.readString(FOLDER.resolve(page.getKey())))
                            .as("run ./atelier docs and commit what it writes")
                            .isEqualTo(page.getValue());
                }));
    }
}
