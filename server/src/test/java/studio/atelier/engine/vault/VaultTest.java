package studio.atelier.engine.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.dao.DataAccessException;
import studio.atelier.platform.problem.FieldFault;
import studio.atelier.platform.problem.ProblemException;
import studio.atelier.platform.settings.Secret;
import studio.atelier.testkit.TestDatabase;
import studio.atelier.testkit.WithDatabase;

@WithDatabase
class VaultTest extends VaultCase {

    VaultTest(TestDatabase database) {
        super(database);
    }

    @Test
    void keepsAKeyThatTheProviderAccepts() {
        ProviderKey key = vault.add(ada, draft("openai", "main"));

        assertThat(key.status()).isEqualTo(KeyStatus.VALID);
        assertThat(key.last4()).isEqualTo("WXYZ");
        assertThat(key.lastCheckedAt()).isNotNull();
        assertThat(vault.list(ada)).containsExactly(key);
        assertThat(probed)
                .singleElement()
                .satisfies(tried -> assertThat(tried.apiKey().reveal()).isEqualTo(KEY));
    }

    @Test
    void storesNothingInTheClear() {
        vault.add(ada, new KeyDraft("openai", "main", KEY, null, Map.of("X-Team", "canary-header"), null));

        String row = database.asOwner()
                .sql("select (to_jsonb(k) || to_jsonb(s))::text"
                        + " from public.user_api_keys k join atelier.user_api_key_secrets s using (id)")
                .query(String.class)
                .single();
        assertThat(row).doesNotContain(KEY, "canary").contains("X-Team");
    }

    @Test
    void refusesAKeyThatTheProviderRefuses() {
        answer.set(new Probe.Rejected("Incorrect API key provided."));

        assertProblem(() -> vault.add(ada, draft("openai", "main")), VaultProblem.KEY_REJECTED, "Incorrect API key");
        assertThat(vault.list(ada)).isEmpty();
    }

    @Test
    void keepsAKeyThatCouldNotBeTriedAsUnverified() {
        answer.set(new Probe.Unreachable("The server does not answer."));

        ProviderKey key = vault.add(ada, draft("openai", "main"));

        assertThat(key.status()).isEqualTo(KeyStatus.UNVERIFIED);
        assertThat(key.lastError()).isEqualTo("The server does not answer.");
    }

    @Test
    void refusesAProviderNobodyKnows() {
        assertProblem(() -> vault.add(ada, draft("nobody", "main")), VaultProblem.INVALID, "nobody");
        assertProblem(() -> vault.test(draft("nobody", "main")), VaultProblem.INVALID, "nobody");
        assertThat(probed).isEmpty();
    }

    @Test
    void namesAnUnknownProviderTogetherWithEveryEmptyField() {
        assertThatThrownBy(() -> vault.add(ada, new KeyDraft("nobody", "", "", null, null, null)))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        refusal -> assertThat(refusal.problem().faults())
                                .extracting(FieldFault::pointer)
                                .containsExactlyInAnyOrder("/provider", "/key_name", "/api_key"));
    }

    @Test
    void renamesAKeyWhoseProviderIsGone() {
        UUID id = vault.add(ada, draft("openai", "main")).id();
        known.remove("openai");

        assertThat(vault.update(own(ada), id, new KeyDraft(null, "old", null, null, null, false))
                        .keyName())
                .isEqualTo("old");
    }

    @Test
    void reportsEveryFaultAtOnceAndRepeatsNoKey() {
        String spaced = KEY + " with spaces";
        var draft = new KeyDraft(
                "Open AI", "", spaced, "http://169.254.169.254/", Map.of("Host", "x", "X-Ok", "a\nb"), null);

        assertThatThrownBy(() -> vault.add(ada, draft)).isInstanceOfSatisfying(ProblemException.class, refusal -> {
            assertThat(refusal.problem().faults())
                    .extracting(FieldFault::pointer)
                    .containsExactlyInAnyOrder(
                            "/provider", "/key_name", "/api_key", "/base_url", "/headers", "/headers/X-Ok");
            assertThat(refusal.problem().toString()).doesNotContain(KEY);
        });
        assertThat(probed).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://api.openai.com/v1", "https://127.0.0.1/v1", "https://localhost/v1", "https://10.0.0.1",
                "https://[::1]/", "https://user:pw@api.openai.com/v1", "file:///etc/passwd", "https://169.254.169.254/",
                "https://2130706433/", "https://api.openai.com/v1?x=1", "not a url", "https://localhost:11435/"
            })
    void refusesHostileAddresses(String url) {
        var draft = new KeyDraft("openai", "main", KEY, url, null, null);

        assertThatThrownBy(() -> vault.add(ada, draft))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        refusal -> assertThat(refusal.problem().faults())
                                .extracting(FieldFault::pointer)
                                .containsExactly("/base_url"));
    }

    @Test
    void acceptsAnAddressTheOperatorAllowedEvenWithoutAKey() {
        ProviderKey key =
                vault.add(ada, new KeyDraft("compatible", "ollama", null, "http://localhost:11434/v1/", null, null));

        assertThat(key.baseUrl()).isEqualTo("http://localhost:11434/v1");
        assertThat(key.last4()).isEmpty();
    }

    @Test
    void refusesASecondKeyOfTheSameName() {
        vault.add(ada, draft("openai", "main"));

        assertProblem(() -> vault.add(ada, draft("openai", "main")), VaultProblem.NAME_TAKEN, "name");
        assertThat(vault.add(bob, draft("openai", "main"))).isNotNull();
    }

    @Test
    void renamesAndSwitchesOffWithoutAskingTheProvider() {
        UUID id = vault.add(ada, draft("openai", "main")).id();
        probed.clear();

        ProviderKey changed = vault.update(own(ada), id, new KeyDraft(null, "work", null, null, null, false));

        assertThat(changed.keyName()).isEqualTo("work");
        assertThat(changed.isActive()).isFalse();
        assertThat(changed.last4()).isEqualTo("WXYZ");
        assertThat(probed).isEmpty();
    }

    @Test
    void replacesTheKey() {
        UUID id = vault.add(ada, draft("openai", "main")).id();

        vault.update(own(ada), id, new KeyDraft(null, null, "sk-another-key-0000", null, null, null));

        assertThat(vault.open(id, "openai").apiKey().reveal()).isEqualTo("sk-another-key-0000");
    }

    @Test
    void doesNotSendAStoredKeyToANewAddress() {
        UUID id = vault.add(ada, draft("openai", "main")).id();

        assertProblem(
                () -> vault.update(own(ada), id, new KeyDraft(null, null, null, "http://localhost:11434", null, null)),
                VaultProblem.INVALID,
                "again");
    }

    @Test
    void hidesKeysFromEverybodyElse() {
        UUID id = vault.add(ada, draft("openai", "main")).id();

        assertThat(vault.list(bob)).isEmpty();
        assertProblem(
                () -> vault.update(own(bob), id, new KeyDraft(null, "x", null, null, null, null)),
                VaultProblem.KEY_NOT_FOUND,
                "");
        assertProblem(() -> vault.delete(own(bob), id), VaultProblem.KEY_NOT_FOUND, "");
        assertProblem(() -> vault.test(own(bob), id), VaultProblem.KEY_NOT_FOUND, "");
        assertThat(vault.list(ada)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select encrypted_key from atelier.user_api_key_secrets",
                "update public.user_api_keys set status = 'valid'",
                "update public.user_api_keys set base_url = 'https://evil.example' returning id",
                "delete from public.user_api_keys",
                "select count(*) from atelier.server_provider_keys"
            })
    void letsAPersonReadNoSecretAndWriteNothing(String statement) {
        vault.add(ada, draft("openai", "main"));

        assertThatThrownBy(() -> database.transactions().asUser(ada, tx -> {
                    tx.sql(statement).query().listOfRows();
                    return null;
                }))
                .isInstanceOf(DataAccessException.class)
                .hasStackTraceContaining("permission denied");
    }

    @Test
    void triesAStoredKeyAndNotesTheAnswer() {
        UUID id = vault.add(ada, draft("openai", "main")).id();
        answer.set(new Probe.Rejected("revoked"));

        assertThat(vault.test(own(ada), id)).isEqualTo(new Probe.Rejected("revoked"));

        assertThat(vault.list(ada).getFirst().status()).isEqualTo(KeyStatus.INVALID);
        answer.set(new Probe.Accepted(3));
        vault.test(own(ada), id);
        assertThat(vault.list(ada).getFirst().status()).isEqualTo(KeyStatus.VALID);
        assertThat(vault.list(ada).getFirst().lastError()).isNull();
    }

    @Test
    void triesAKeyWithoutKeepingIt() {
        assertThat(vault.test(draft("openai", null))).isEqualTo(new Probe.Accepted(7));
        assertThat(vault.list(ada)).isEmpty();
    }

    @Test
    void recordsEveryChangeOfAKeyWithoutTheKey() {
        UUID id = vault.add(ada, draft("openai", "main")).id();
        vault.update(own(ada), id, new KeyDraft(null, "work", null, null, null, null));
        vault.update(own(ada), id, new KeyDraft(null, null, "sk-canary-other-0000", null, null, null));
        vault.delete(own(ada), id);
        vault.setServer(admin, draft("openai", "server"));
        vault.deleteServer(admin, "openai");

        List<String> entries = database.asOwner()
                .sql("select action || ' ' || detail::text from atelier.audit_entries order by id desc limit 6")
                .query(String.class)
                .list()
                .reversed();
        assertThat(entries)
                .extracting(entry -> entry.substring(0, entry.indexOf(' ')))
                .containsExactly(
                        "vault.key_added",
                        "vault.key_changed",
                        "vault.key_replaced",
                        "vault.key_deleted",
                        "vault.server_key_added",
                        "vault.server_key_deleted");
        assertThat(String.join(" ", entries)).doesNotContain("canary");
    }

    @Test
    void keepsSeveralServerKeysAndReplacesTheOneOfTheSameName() {
        UUID first = vault.setServer(admin, draft("openai", "first")).id();
        UUID second = vault.setServer(admin, draft("openai", "second")).id();
        vault.setServer(admin, draft("openai", "second"));

        assertThat(vault.list(new KeyOwner.Server(admin)))
                .extracting(ProviderKey::id)
                .containsExactly(first, second);
        vault.deleteServer(admin, "openai");
        assertThat(vault.serverKeys()).isEmpty();
        assertProblem(() -> vault.deleteServer(admin, "openai"), VaultProblem.KEY_NOT_FOUND, "");
    }

    @Test
    void rotatesUnderTheSameIdAndKeepsTheHeaders() {
        UUID id = vault.add(ada, new KeyDraft("openai", "main", KEY, null, Map.of("X-Team", "blue"), null))
                .id();
        probed.clear();

        ProviderKey rotated = vault.rotate(own(ada), id, "sk-rotated-key-0001");

        assertThat(rotated.last4()).isEqualTo("0001");
        assertThat(probed).hasSize(1);
        ProviderCredentials opened = vault.open(id, "openai");
        assertThat(opened.apiKey().reveal()).isEqualTo("sk-rotated-key-0001");
        assertThat(opened.headers()).containsEntry("X-Team", new Secret("blue"));
    }

    @Test
    void keepsTheOldKeyUntilTheNewOneIsAccepted() {
        UUID id = vault.add(ada, draft("openai", "main")).id();

        answer.set(new Probe.Rejected("no"));
        assertProblem(() -> vault.rotate(own(ada), id, "sk-rotated-key-0001"), VaultProblem.KEY_REJECTED, "no");
        answer.set(new Probe.Unreachable("down"));
        assertProblem(() -> vault.rotate(own(ada), id, "sk-rotated-key-0001"), VaultProblem.KEY_UNCHECKED, "down");
        assertProblem(() -> vault.rotate(own(ada), id, null), VaultProblem.INVALID, "");
        assertProblem(() -> vault.rotate(own(bob), id, "sk-x-000000000"), VaultProblem.KEY_NOT_FOUND, "");

        assertThat(vault.open(id, "openai").apiKey().reveal()).isEqualTo(KEY);
    }
}
