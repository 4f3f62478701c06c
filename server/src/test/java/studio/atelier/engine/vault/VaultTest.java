package studio.atelier.engine.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.dao.DataAccessException;
import studio.atelier.backend.audit.Audit;
import studio.atelier.platform.crypto.Envelope;
import studio.atelier.platform.crypto.Keys;
import studio.atelier.platform.crypto.MasterKey;
import studio.atelier.platform.crypto.SealedTables;
import studio.atelier.platform.database.Actor;
import studio.atelier.platform.http.Admin;
import studio.atelier.platform.outbound.HostPort;
import studio.atelier.platform.outbound.Outbound;
import studio.atelier.platform.outbound.OutboundSettings;
import studio.atelier.platform.problem.FieldFault;
import studio.atelier.platform.problem.ProblemException;
import studio.atelier.platform.settings.Secret;
import studio.atelier.platform.settings.StartRefused;
import studio.atelier.testkit.TestDatabase;
import studio.atelier.testkit.WithDatabase;

@WithDatabase
class VaultTest {

    private static final String KEY = "sk-canary-4711-abcdefgh-WXYZ";
    private static final SealedTables TABLES = SealedTables.bundled();

    private final TestDatabase database;
    private final MasterKey master = Keys.master(Keys.FIRST);
    private final Outbound outbound =
            new Outbound(new OutboundSettings(Set.of(HostPort.parse("localhost:11434")), Duration.ofSeconds(1)));
    private final AtomicReference<Probe> answer = new AtomicReference<>(new Probe.Accepted(7));
    private final Set<String> known = new HashSet<>(Set.of("openai", "compatible"));
    private final List<ProviderCredentials> probed = new ArrayList<>();
    private final Vault vault;
    private final Actor ada;
    private final Actor bob;
    private final Admin admin;

    VaultTest(TestDatabase database) {
        this.database = database;
        this.vault = vault(Keys.envelope(master));
        this.ada = database.person("ada-" + UUID.randomUUID() + "@example.org");
        this.bob = database.person("bob-" + UUID.randomUUID() + "@example.org");
        this.admin = new Admin(bob);
    }

    @BeforeEach
    void clear() {
        database.asOwner()
                .sql("truncate public.user_api_keys, public.org_api_keys, atelier.server_provider_keys cascade")
                .update();
    }

    @AfterEach
    void close() {
        outbound.close();
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
    void rotatesUnderTheSameIdAndKeepsTheHeaders() {
        UUID id = vault.add(ada, new KeyDraft("openai", "main", KEY, null, Map.of("X-Team", "blue"), null))
                .id();

        ProviderKey rotated = vault.rotate(own(ada), id, "sk-rotated-key-0001");

        assertThat(rotated.last4()).isEqualTo("0001");
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

    private Vault vault(Envelope envelope) {
        return new Vault(
                database.transactions(),
                envelope,
                outbound,
                new KeyProbe() {
                    @Override
                    public Probe probe(String provider, ProviderCredentials credentials) {
                        probed.add(credentials);
                        return answer.get();
                    }

                    @Override
                    public Optional<String> canonical(String provider) {
                        return Optional.of(provider).filter(known::contains);
                    }
                },
                database.ids(),
                new Audit(database.ids()));
    }

    private static KeyOwner own(Actor person) {
        return new KeyOwner.Person(person);
    }

    private UUID chosen(Actor person) {
        if (vault.resolve(person.person(), null, "openai") instanceof KeyChoice.Key(var _, UUID id, var _)) {
            return id;
        }
        throw new AssertionError("there is a key");
    }

    private static KeyDraft draft(String provider, String name) {
        return new KeyDraft(provider, name, KEY, null, null, null);
    }

    private static void assertProblem(ThrowingCallable call, VaultProblem code, String detail) {
        assertThatThrownBy(call).isInstanceOfSatisfying(ProblemException.class, refusal -> {
            assertThat(refusal.problem().code()).isEqualTo(code);
            assertThat(refusal.problem().detail()).contains(detail);
            assertThat(refusal.problem().toString()).doesNotContain(KEY);
        });
    }
}
