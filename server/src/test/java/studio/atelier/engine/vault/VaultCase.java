package studio.atelier.engine.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import studio.atelier.backend.audit.Audit;
import studio.atelier.platform.crypto.Envelope;
import studio.atelier.platform.crypto.Keys;
import studio.atelier.platform.crypto.MasterKey;
import studio.atelier.platform.database.Actor;
import studio.atelier.platform.http.Admin;
import studio.atelier.platform.outbound.HostPort;
import studio.atelier.platform.outbound.Outbound;
import studio.atelier.platform.outbound.OutboundSettings;
import studio.atelier.platform.problem.ProblemException;
import studio.atelier.testkit.TestDatabase;

/// A vault with two people and a provider that says what the test wants.
abstract class VaultCase {

    static final String KEY = "sk-canary-4711-abcdefgh-WXYZ";

    final TestDatabase database;
    final MasterKey master = Keys.master(Keys.FIRST);
    private final Outbound outbound =
            new Outbound(new OutboundSettings(Set.of(HostPort.parse("localhost:11434")), Duration.ofSeconds(1)));
    final AtomicReference<Probe> answer = new AtomicReference<>(new Probe.Accepted(7));
    final Set<String> known = new HashSet<>(Set.of("openai", "compatible"));
    final List<ProviderCredentials> probed = new ArrayList<>();
    final Vault vault;
    final Actor ada;
    final Actor bob;
    final Admin admin;

    VaultCase(TestDatabase database) {
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

    final Vault vault(Envelope envelope) {
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

    static KeyOwner own(Actor person) {
        return new KeyOwner.Person(person);
    }

    static KeyDraft draft(String provider, String name) {
        return new KeyDraft(provider, name, KEY, null, null, null);
    }

    static void assertProblem(ThrowingCallable call, VaultProblem code, String detail) {
        assertThatThrownBy(call).isInstanceOfSatisfying(ProblemException.class, refusal -> {
            assertThat(refusal.problem().code()).isEqualTo(code);
            assertThat(refusal.problem().detail()).contains(detail);
            assertThat(refusal.problem().toString()).doesNotContain(KEY);
        });
    }
}
