package studio.atelier.engine.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import studio.atelier.platform.crypto.Envelope;
import studio.atelier.platform.crypto.Keys;
import studio.atelier.platform.crypto.MasterKey;
import studio.atelier.platform.crypto.SealedTables;
import studio.atelier.platform.settings.StartRefused;
import studio.atelier.testkit.TestDatabase;
import studio.atelier.testkit.WithDatabase;

/// Another master key, over the keys that are stored.
@WithDatabase
class KeyRotationTest extends VaultCase {

    private static final SealedTables TABLES = SealedTables.bundled();

    KeyRotationTest(TestDatabase database) {
        super(database);
    }

    @Test
    void wrapsEverythingAnewWhileKeysAreUsed() throws InterruptedException {
        UUID own = vault.add(ada, draft("openai", "main")).id();
        UUID server = vault.setServer(admin, draft("openai", "server")).id();
        MasterKey rotated = Keys.master(Keys.SECOND, Keys.FIRST);
        Envelope envelope = Keys.envelope(rotated);
        Vault during = vault(envelope);
        var opened = new ArrayList<String>();
        Thread load = Thread.ofVirtual().start(() -> {
            for (int i = 0; i < 20; i++) {
                opened.add(during.open(i % 2 == 0 ? own : server, "openai")
                        .apiKey()
                        .reveal());
            }
        });

        int rows = new KeyRotation(database.transactions(), envelope, rotated, TABLES).rewrapAll();
        load.join();

        assertThat(rows).isEqualTo(2);
        assertThat(opened).hasSize(20).containsOnly(KEY);
        MasterKey onlyNew = Keys.master(Keys.SECOND);
        assertThat(vault(Keys.envelope(onlyNew)).open(own, "openai").apiKey().reveal())
                .isEqualTo(KEY);
        assertThat(new KeyRotation(database.transactions(), envelope, rotated, TABLES).rewrapAll())
                .isZero();
    }

    @Test
    void wrapsTheRestWhenOneRowIsBroken() {
        UUID broken = vault.add(ada, draft("openai", "broken")).id();
        vault.add(ada, draft("openai", "whole"));
        database.asOwner()
                .sql("update atelier.user_api_key_secrets set wrapped_key = 'AAAA' where id = :id")
                .param("id", broken)
                .update();
        MasterKey rotated = Keys.master(Keys.SECOND, Keys.FIRST);

        int rows = new KeyRotation(database.transactions(), Keys.envelope(rotated), rotated, TABLES).rewrapAll();

        assertThat(rows).isOne();
    }

    @Test
    void refusesToStartWithAWrongMasterKey() {
        vault.add(ada, draft("openai", "main"));
        MasterKey wrong = Keys.master(Keys.SECOND);
        var rotation = new KeyRotation(database.transactions(), Keys.envelope(wrong), wrong, TABLES);

        assertThatThrownBy(rotation::check)
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining(master.version())
                .hasMessageContaining("ATELIER_MASTER_KEY_PREVIOUS");
    }
}
