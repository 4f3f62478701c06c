package studio.atelier.platform.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFolderTest {

    private final DataFolder data;

    DataFolderTest(@TempDir Path folder) {
        this.data = new DataFolder(folder.resolve("data"));
    }

    @Test
    void isTakenByOneServerAtATime() {
        var lock = data.lock();

        assertThatThrownBy(data::lock)
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("already running on " + data.path())
                .hasMessageContaining("process " + ProcessHandle.current().pid());

        lock.close();
        data.lock().close();
    }

    @Test
    void keepsItsSecretsFromOthers() throws IOException {
        byte[] made = data.secret("test");

        assertThat(data.secret("test")).isEqualTo(made).hasSize(32);
        assertThat(mode("secrets")).isEqualTo("rwx------");
        assertThat(mode("secrets/test")).isEqualTo("rw-------");
    }

    @Test
    void emptiesWhatACrashLeft() throws IOException {
        Files.writeString(data.closed("forms").resolve("half"), "x");

        Path folder = data.emptied("forms");

        assertThat(folder).isEmptyDirectory();
        assertThat(mode("forms")).isEqualTo("rwx------");
    }

    @Test
    void saysWhichSecretIsDamaged() throws IOException {
        data.secret("test");
        Files.writeString(data.path().resolve("secrets/test"), "short");

        assertThatThrownBy(() -> data.secret("test"))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("secrets/test is damaged");
    }

    @Test
    void saysThatItCannotBeMade() throws IOException {
        Files.createFile(data.path());

        assertThatThrownBy(data::lock)
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("The data folder cannot be used: " + data.path());
    }

    @Test
    void isDataInTheWorkingFolderUnlessSet() {
        assertThat(DataFolder.read(new SettingsReader(Map.of())).path())
                .isEqualTo(Path.of("data").toAbsolutePath());
        assertThat(DataFolder.read(new SettingsReader(Map.of("ATELIER_DATA", "/srv/atelier")))
                        .path())
                .isEqualTo(Path.of("/srv/atelier"));
    }

    private String mode(String name) throws IOException {
        return PosixFilePermissions.toString(
                Files.getPosixFilePermissions(data.path().resolve(name)));
    }
}
