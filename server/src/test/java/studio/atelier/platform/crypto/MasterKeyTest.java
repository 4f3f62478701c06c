package studio.atelier.platform.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import studio.atelier.platform.settings.Secret;
import studio.atelier.platform.settings.SettingsFaults;
import studio.atelier.platform.settings.SettingsReader;
import studio.atelier.platform.settings.StartRefused;

class MasterKeyTest {

    @TempDir
    Path data;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0000000000000000000000000000000000000000000000000000000000000000",
                "abababababababababababababababababababababababababababababababab",
                "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
                "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
                "1f8b3c5d7e9a0b2c",
                "zz8b3c5d7e9a0b2c4d6e8f1029384756a1b2c3d4e5f60718293a4b5c6d7e8f90",
            })
    void refusesWeakKeysAmongTheSettings(String key) {
        var reader = new SettingsReader(Map.of("ATELIER_MASTER_KEY", key));
        CryptoSettings.read(reader);

        assertThatThrownBy(reader::check)
                .isInstanceOf(SettingsFaults.class)
                .hasMessageContaining("ATELIER_MASTER_KEY")
                .hasMessageContaining("openssl rand -hex 32")
                .hasMessageNotContaining(key);
    }

    @Test
    void neverRepeatsAWeakKeyOfBefore() {
        String weak = "00".repeat(32);
        var reader = new SettingsReader(Map.of("ATELIER_MASTER_KEY_PREVIOUS", weak));
        CryptoSettings.read(reader);

        assertThatThrownBy(reader::check).isInstanceOf(SettingsFaults.class).hasMessageNotContaining(weak);
    }

    @Test
    void makesAKeyOnceAndFindsItAgain() throws IOException {
        MasterKey first = files(Optional.empty(), List.of()).load();
        MasterKey second = files(Optional.empty(), List.of()).load();

        assertThat(second.version()).isEqualTo(first.version());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve("master.key"))))
                .isEqualTo("rw-------");
    }

    @Test
    void closesAKeyFileThatOthersCouldRead() throws IOException {
        files(Optional.empty(), List.of()).load();
        Files.setPosixFilePermissions(data.resolve("master.key"), PosixFilePermissions.fromString("rw-r--r--"));

        files(Optional.empty(), List.of()).load();

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve("master.key"))))
                .isEqualTo("rw-------");
    }

    @Test
    void noticesAnotherKeyThanTheOneBefore() {
        MasterKey before = files(Optional.of(EnvelopeTest.KEY), List.of()).load();

        assertThatThrownBy(() ->
                        files(Optional.of(EnvelopeTest.OTHER_KEY), List.of()).load())
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining(before.version())
                .hasMessageContaining("ATELIER_MASTER_KEY_PREVIOUS")
                .hasMessageNotContaining(EnvelopeTest.OTHER_KEY.reveal());
    }

    @Test
    void acceptsAnotherKeyWhenTheOneBeforeIsGivenToo() {
        MasterKey before = files(Optional.of(EnvelopeTest.KEY), List.of()).load();

        MasterKey after = files(Optional.of(EnvelopeTest.OTHER_KEY), List.of(EnvelopeTest.KEY))
                .load();

        assertThat(after.version()).isNotEqualTo(before.version());
        assertThat(after.knows(before.version())).isTrue();
    }

    @Test
    void saysThatTheKeyFileIsLostInsteadOfMakingAnother() throws IOException {
        files(Optional.empty(), List.of()).load();
        Files.delete(data.resolve("master.key"));

        assertThatThrownBy(() -> files(Optional.empty(), List.of()).load())
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("missing");
    }

    @Test
    void derivesOneSecretPerPurpose() {
        MasterKey key = MasterKey.of(EnvelopeTest.KEY, List.of());

        assertThat(key.derive("a")).hasSize(32).isEqualTo(key.derive("a")).isNotEqualTo(key.derive("b"));
        assertThat(MasterKey.of(EnvelopeTest.OTHER_KEY, List.of()).derive("a")).isNotEqualTo(key.derive("a"));
    }

    @Test
    void stillChecksWhatAKeyOfBeforeDerived() {
        byte[] before = MasterKey.of(EnvelopeTest.KEY, List.of()).derive("a");

        MasterKey after = MasterKey.of(EnvelopeTest.OTHER_KEY, List.of(EnvelopeTest.KEY));

        assertThat(after.derivations("a")).hasSize(2).first().isEqualTo(after.derive("a"));
        assertThat(after.derivations("a")).last().isEqualTo(before);
    }

    private MasterKeyFiles files(Optional<Secret> key, List<Secret> previous) {
        return new MasterKeyFiles(new CryptoSettings(key, previous), data, new SecureRandom());
    }
}
