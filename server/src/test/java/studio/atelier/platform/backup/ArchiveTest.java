package studio.atelier.platform.backup;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Optional;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import studio.atelier.platform.settings.StartRefused;

class ArchiveTest {

    private static final BackupManifest MANIFEST = new BackupManifest(
            BackupManifest.FORMAT, "1.2.3", "18", "0a1b2c3d", Instant.parse("2026-11-21T09:30:00Z"), 0, 0);

    @TempDir
    private Path folder;

    @Test
    void givesBackWhatWasPutIn() throws IOException {
        Path source = Files.writeString(folder.resolve("source"), "some bytes");
        String deep = "objects/" + "long-name/".repeat(30) + "end";
        try (var writer = writer()) {
            writer.folder("objects");
            writer.file("objects/a", source);
            writer.file("objects/gone", folder.resolve("never there"));
            writer.bytes(deep, "more".getBytes(UTF_8));
            writer.finish(MANIFEST);
        }

        BackupManifest manifest = unpack();

        assertThat(manifest).isEqualTo(MANIFEST.counted(2, 14));
        assertThat(target("objects/a")).hasContent("some bytes");
        assertThat(target(deep)).hasContent("more");
        assertThat(target("objects/gone")).doesNotExist();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(target("objects/a"))))
                .isEqualTo("rw-------");
    }

    @Test
    void leavesTheOldFileAndNoDraftWhenItIsNotFinished() throws IOException {
        Files.writeString(archive(), "the backup of yesterday");
        try (var writer = writer()) {
            writer.bytes("objects/a", new byte[100_000]);
        }

        assertThat(archive()).hasContent("the backup of yesterday");
        assertThat(folder.resolve("backup.tar.gz.new")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../escaped",
                "objects/../../escaped",
                "/etc/passwd",
                "objects/../cluster/PG_VERSION",
                "secrets/master.key",
                "run.json",
            })
    void refusesNamesThatDoNotBelongIntoABackup(String name) throws IOException {
        forged(1, 1, entry(name), new byte[1]);

        assertThatThrownBy(this::unpack)
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("no backup of Atelier has");
        assertThat(folder.resolve("escaped")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(bytes = {TarConstants.LF_SYMLINK, TarConstants.LF_LINK, TarConstants.LF_FIFO, TarConstants.LF_CHR})
    void refusesWhatIsNoFile(byte type) throws IOException {
        TarArchiveEntry link = new TarArchiveEntry("objects/link", type);
        link.setLinkName("/etc/passwd");
        forged(1, 0, link, new byte[0]);

        assertThatThrownBy(this::unpack).isInstanceOf(StartRefused.class).hasMessageContaining("objects/link");
    }

    @Test
    void refusesMoreThanTheManifestSays() throws IOException {
        forged(1, 10, entry("objects/a"), new byte[11]);

        assertThatThrownBy(this::unpack).isInstanceOf(StartRefused.class).hasMessageContaining("more than it says");
    }

    @Test
    void refusesLessThanTheManifestSays() throws IOException {
        forged(2, 11, entry("objects/a"), new byte[11]);

        assertThatThrownBy(this::unpack).isInstanceOf(StartRefused.class).hasMessageContaining("not whole");
    }

    @Test
    void noticesThatTheEndIsMissing() throws IOException {
        try (var writer = writer()) {
            writer.bytes("objects/a", new byte[1 << 20]);
            writer.finish(MANIFEST);
        }
        byte[] whole = Files.readAllBytes(archive());
        Files.write(archive(), java.util.Arrays.copyOf(whole, whole.length - 20));

        assertThatThrownBy(this::unpack).isInstanceOf(IOException.class);
    }

    @Test
    void refusesAnotherFormatAndOtherArchives() throws IOException {
        var later = new BackupManifest(2, "9.0.0", "20", "0a1b2c3d", Instant.EPOCH, 0, 0);
        try (var writer = new ArchiveWriter(archive(), later)) {
            writer.finish(later);
        }
        assertThatThrownBy(this::unpack).isInstanceOf(StartRefused.class).hasMessageContaining("Atelier 9.0.0");

        try (var tar = new TarArchiveOutputStream(new GzipCompressorOutputStream(Files.newOutputStream(archive())))) {
            put(tar, entry("readme"), new byte[1]);
        }
        assertThatThrownBy(this::unpack)
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("does not begin with backup.json");
    }

    private ArchiveWriter writer() throws IOException {
        return new ArchiveWriter(archive(), MANIFEST);
    }

    private Path archive() {
        return folder.resolve("backup.tar.gz");
    }

    private Path target(String name) {
        return folder.resolve("target").resolve(name);
    }

    private BackupManifest unpack() throws IOException {
        try (var reader = new ArchiveReader(archive())) {
            reader.unpack(top -> top.equals("objects") ? Optional.of(target(top)) : Optional.empty());
            return reader.manifest();
        }
    }

    private static TarArchiveEntry entry(String name) {
        return new TarArchiveEntry(name, true);
    }

    private void forged(long files, long bytes, TarArchiveEntry entry, byte[] content) throws IOException {
        try (var tar = new TarArchiveOutputStream(new GzipCompressorOutputStream(Files.newOutputStream(archive())))) {
            put(
                    tar,
                    entry(BackupManifest.NAME),
                    MANIFEST.counted(files, bytes).json().getBytes(UTF_8));
            put(tar, entry, content);
        }
    }

    private static void put(TarArchiveOutputStream tar, TarArchiveEntry entry, byte[] content) throws IOException {
        entry.setSize(content.length);
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
    }
}
