package studio.atelier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.atelier.platform.crypto.CryptoSettings;
import studio.atelier.platform.crypto.Envelope;
import studio.atelier.platform.crypto.MasterKey;
import studio.atelier.platform.crypto.MasterKeyFiles;
import studio.atelier.platform.crypto.SealedSecret;
import studio.atelier.platform.settings.Secret;
import studio.atelier.platform.settings.StartRefused;
import studio.atelier.testkit.TestDatabase;
import studio.atelier.testkit.WithDatabase;

/// `./atelier keys rotate` beside a server that goes on using what is stored.
@WithDatabase
class RotateKeysTest {

    private static final int SECRETS = 6;

    private final TestDatabase database;

    @TempDir
    Path data;

    RotateKeysTest(TestDatabase database) {
        this.database = database;
    }

    @BeforeEach
    void clear() {
        database.asOwner().sql("truncate atelier.server_provider_keys cascade").update();
    }

    @Test
    void everySecretMovesWhileTheServerOpensAndSealsThem() throws InterruptedException {
        MasterKey running = files().load();
        Envelope envelope = new Envelope(running, new SecureRandom());
        String before = running.version();
        for (int i = 0; i < SECRETS; i++) {
            store(i, envelope.seal(new Secret("key " + i), "place " + i));
        }
        var over = new AtomicBoolean();
        var opened = new AtomicInteger();
        Thread load = Thread.ofVirtual().start(() -> {
            while (!over.get()) {
                int i = opened.getAndIncrement() % SECRETS;
                assertThat(envelope.open(stored(i), "place " + i).reveal()).isEqualTo("key " + i);
            }
        });
        var failed = new AtomicBoolean();
        load.setUncaughtExceptionHandler((_, _) -> failed.set(true));

        String said = rotate();
        over.set(true);
        load.join();

        assertThat(failed).isFalse();
        assertThat(opened.get()).isPositive();
        MasterKey after = files().load();
        assertThat(after.version()).isNotEqualTo(before);
        assertThat(versions()).containsOnly(after.version());
        assertThat(said).contains(SECRETS + " secrets are under master key " + after.version());
        assertThat(data.resolve("secrets/master.key.rotating")).doesNotExist();
        assertThat(running.knows(after.version())).isTrue();
        assertThat(envelope.seal(new Secret("new"), "place").keyVersion()).isEqualTo(after.version());
    }

    @Test
    void oneThatWasStoppedGoesOnWithTheSameKey() {
        Envelope envelope = new Envelope(files().load(), new SecureRandom());
        store(0, envelope.seal(new Secret("key 0"), "place 0"));
        MasterKey begun = files().rotate();
        // Asked now: a key that lives on notices the next rotation.
        String version = begun.version();
        store(1, new Envelope(begun, new SecureRandom()).seal(new Secret("key 1"), "place 1"));

        rotate();

        assertThat(versions()).containsOnly(version);
        assertThat(rotate()).as("another one, because that one is finished").doesNotContain(version);
        MasterKey last = files().load();
        assertThat(new Envelope(last, new SecureRandom())
                        .open(stored(0), "place 0")
                        .reveal())
                .isEqualTo("key 0");
        assertThat(last.derivations("signing")).hasSize(3);
    }

    @Test
    void theFilesOfTheKeysAreForTheOwnerOnly() throws IOException {
        files().load();
        rotate();

        for (String name : List.of("master.key", "master.key.previous")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve("secrets/" + name))))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void saysWhatToDoWhereTheKeyComesFromTheEnvironment() {
        Map<String, String> settings = Map.of(
                "ATELIER_DATA", data.toString(),
                "ATELIER_DATABASE_URL", database.owner().libpqUri(),
                "ATELIER_MASTER_KEY", "5d1f0c7a3b9e4826f1a07c53d98b6e2410fa7c8d3e5b92614708acd3f9e1b265");

        assertThatThrownBy(() -> Operations.rotateKeys(settings, System.out))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("ATELIER_MASTER_KEY_PREVIOUS");
    }

    private String rotate() {
        var out = new ByteArrayOutputStream();
        Operations.rotateKeys(
                Map.of(
                        "ATELIER_DATA",
                        data.toString(),
                        "ATELIER_DATABASE_URL",
                        database.owner().libpqUri()),
                new PrintStream(out, true, StandardCharsets.UTF_8));
        return out.toString(StandardCharsets.UTF_8);
    }

    private MasterKeyFiles files() {
        try {
            Path secrets = Files.createDirectories(data.resolve("secrets"));
            return new MasterKeyFiles(new CryptoSettings(Optional.empty(), List.of()), secrets, new SecureRandom());
        } catch (IOException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private void store(int number, SealedSecret sealed) {
        database.asOwner()
                .sql("""
                        with row as (
                          insert into atelier.server_provider_keys (id, provider, key_name, last4)
                          values (gen_random_uuid(), 'openai', :name, '') returning id
                        )
                        insert into atelier.server_provider_key_secrets
                        select id, :ciphertext, :iv, :salt, :wrapped, :version from row
                        """)
                .param("name", "key " + number)
                .param("ciphertext", sealed.ciphertext())
                .param("iv", sealed.iv())
                .param("salt", sealed.salt())
                .param("wrapped", sealed.wrappedKey())
                .param("version", sealed.keyVersion())
                .update();
    }

    private SealedSecret stored(int number) {
        return database.asOwner()
                .sql("""
                        select s.encrypted_key, s.encryption_iv, s.encryption_salt, s.wrapped_key, s.key_version
                        from atelier.server_provider_key_secrets s
                        join atelier.server_provider_keys k using (id)
                        where k.key_name = :name
                        """)
                .param("name", "key " + number)
                .query((row, _) -> new SealedSecret(
                        row.getString(1), row.getString(2), row.getString(3), row.getString(4), row.getString(5)))
                .single();
    }

    private List<String> versions() {
        return database.asOwner()
                .sql("select distinct key_version from atelier.server_provider_key_secrets")
                .query(String.class)
                .list();
    }
}
