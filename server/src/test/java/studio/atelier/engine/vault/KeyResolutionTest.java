package studio.atelier.engine.vault;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import studio.atelier.engine.vault.KeyResolution.Question;
import studio.atelier.platform.database.Actor;
import studio.atelier.platform.settings.Secret;
import studio.atelier.testkit.TestDatabase;
import studio.atelier.testkit.WithDatabase;

/// Which key a run uses, and how it is opened.
@WithDatabase
class KeyResolutionTest extends VaultCase {

    KeyResolutionTest(TestDatabase database) {
        super(database);
    }

    @Test
    void takesTheOwnKeyBeforeTheServers() {
        assertThat(vault.resolve(ada.person(), null, "openai")).isEqualTo(new KeyChoice.NoKey());

        UUID server = vault.setServer(admin, draft("openai", "server")).id();
        assertThat(vault.resolve(ada.person(), null, "openai"))
                .isEqualTo(new KeyChoice.Key(KeyChoice.Source.SERVER, server, "server"));

        UUID own = vault.add(ada, draft("openai", "main")).id();
        assertThat(vault.resolve(ada.person(), null, "openai"))
                .isEqualTo(new KeyChoice.Key(KeyChoice.Source.OWN, own, "main"));
        assertThat(vault.choices(ada.person(), null))
                .containsOnly(Map.entry("openai", new KeyChoice.Key(KeyChoice.Source.OWN, own, "main")));
        assertThat(vault.choices(bob.person(), null))
                .containsOnly(Map.entry("openai", new KeyChoice.Key(KeyChoice.Source.SERVER, server, "server")));

        vault.update(own(ada), own, new KeyDraft(null, null, null, null, null, false));
        assertThat(vault.resolve(ada.person(), null, "openai"))
                .isEqualTo(new KeyChoice.Key(KeyChoice.Source.SERVER, server, "server"));
    }

    @Test
    void doesNotChangeWhoPaysWhenTheOwnKeyIsRejected() {
        vault.setServer(admin, draft("openai", "server"));
        UUID own = vault.add(ada, draft("openai", "main")).id();

        vault.reject(own, "This key was revoked.");

        assertThat(vault.resolve(ada.person(), null, "openai"))
                .isEqualTo(new KeyChoice.Rejected(KeyChoice.Source.OWN, "main"));
        assertThat(vault.list(ada)).singleElement().satisfies(key -> {
            assertThat(key.status()).isEqualTo(KeyStatus.INVALID);
            assertThat(key.lastError()).isEqualTo("This key was revoked.");
        });
    }

    @Test
    void opensAKeyForItsOwnProviderOnly() {
        UUID id = vault.add(ada, new KeyDraft("openai", "main", KEY, null, Map.of("X-Team", "blue"), null))
                .id();

        ProviderCredentials opened = vault.open(id, "openai");

        assertThat(opened.apiKey()).isEqualTo(new Secret(KEY));
        assertThat(opened.headers()).containsEntry("X-Team", new Secret("blue"));
        assertThat(opened.toString()).doesNotContain(KEY, "blue");
        assertProblem(() -> vault.open(id, "anthropic"), VaultProblem.KEY_GONE, "");
    }

    @Test
    void opensNoKeyThatIsGoneOrSwitchedOff() {
        UUID id = vault.add(ada, draft("openai", "main")).id();
        vault.update(own(ada), id, new KeyDraft(null, null, null, null, null, false));
        assertProblem(() -> vault.open(id, "openai"), VaultProblem.KEY_GONE, "");

        vault.delete(own(ada), id);
        assertProblem(() -> vault.open(id, "openai"), VaultProblem.KEY_GONE, "");
    }

    @Test
    void notesTheUseAtMostOnceAMinute() {
        UUID id = vault.add(ada, draft("openai", "main")).id();
        vault.open(id, "openai");
        Instant first = vault.list(ada).getFirst().lastUsedAt();

        vault.open(id, "openai");
        assertThat(vault.list(ada).getFirst().lastUsedAt()).isNotNull().isEqualTo(first);

        database.asOwner()
                .sql("update public.user_api_keys set last_used_at = now() - interval '61 seconds'")
                .update();
        vault.open(id, "openai");
        assertThat(vault.list(ada).getFirst().lastUsedAt()).isAfterOrEqualTo(first);
    }

    @Test
    void takesTheFirstByPositionAndPassesOverARefusedOne() {
        UUID second = vault.add(ada, draft("openai", "second")).id();
        UUID first = vault.add(ada, new KeyDraft("openai", "first", KEY, null, null, null, -1, null))
                .id();
        assertThat(chosen(ada)).isEqualTo(first);

        vault.reject(first, "revoked");
        assertThat(chosen(ada)).isEqualTo(second);

        vault.update(own(ada), second, new KeyDraft(null, null, null, null, null, false));
        assertThat(vault.resolve(ada.person(), null, "openai"))
                .isEqualTo(new KeyChoice.Rejected(KeyChoice.Source.OWN, "first"));
    }

    @Test
    void whoAsksTogetherGetsOwnKeysEach() {
        UUID server = vault.setServer(admin, draft("openai", "server")).id();
        UUID adas = vault.add(ada, draft("openai", "ada")).id();
        UUID bobs = vault.add(bob, new KeyDraft("compatible", "bob", KEY, "https://models.example.org/v1", null, null))
                .id();
        var ofServer = Map.entry("openai", new KeyChoice.Key(KeyChoice.Source.SERVER, server, "server"));
        var ofAda = Map.entry("openai", new KeyChoice.Key(KeyChoice.Source.OWN, adas, "ada"));
        var ofBob = Map.entry("compatible", new KeyChoice.Key(KeyChoice.Source.OWN, bobs, "bob"));

        List<Map<String, KeyChoice>> answers = database.transactions()
                .inOneTrip(
                        "test",
                        trip -> KeyResolution.resolve(
                                trip,
                                List.of(
                                        new Question(ada.person(), null, "openai"),
                                        new Question(bob.person(), null, "openai"),
                                        new Question(bob.person(), null, null),
                                        new Question(ada.person(), null, "compatible"),
                                        new Question(ada.person(), null, "openai"))));

        assertThat(answers).hasSize(5);
        assertThat(answers.get(0)).containsOnly(ofAda);
        assertThat(answers.get(1)).containsOnly(ofServer);
        assertThat(answers.get(2)).containsOnly(ofServer, ofBob);
        assertThat(answers.get(3)).isEmpty();
        assertThat(answers.get(4)).containsOnly(ofAda);
    }

    @Test
    void keysThatAreOpenedTogetherStayApart() {
        UUID adas = vault.add(ada, draft("openai", "ada")).id();
        UUID bobs = vault.add(bob, new KeyDraft("compatible", "bob", KEY, "https://models.example.org/v1", null, null))
                .id();

        List<Optional<KeyStore.Use>> uses = database.transactions()
                .inOneTrip("test", trip -> new KeyStore().use(trip, List.of(bobs, adas, UUID.randomUUID(), bobs)));

        assertThat(uses.stream().map(use -> use.map(found -> found.sealed().id())))
                .containsExactly(Optional.of(bobs), Optional.of(adas), Optional.empty(), Optional.of(bobs));
    }

    private UUID chosen(Actor person) {
        if (vault.resolve(person.person(), null, "openai") instanceof KeyChoice.Key(var _, UUID id, var _)) {
            return id;
        }
        throw new AssertionError("there is a key");
    }
}
