package studio.atelier.engine.vault;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataIntegrityViolationException;
import studio.atelier.backend.audit.Audit;
import studio.atelier.engine.vault.KeyStore.Checked;
import studio.atelier.engine.vault.KeyStore.Sealed;
import studio.atelier.platform.crypto.Envelope;
import studio.atelier.platform.crypto.SealedSecret;
import studio.atelier.platform.database.Actor;
import studio.atelier.platform.database.Ids;
import studio.atelier.platform.database.Transactions;
import studio.atelier.platform.database.Tx;
import studio.atelier.platform.http.Admin;
import studio.atelier.platform.outbound.Outbound;
import studio.atelier.platform.problem.Faults;
import studio.atelier.platform.problem.Problem;
import studio.atelier.platform.problem.ProblemException;

/// Provider keys of people and of the server: sealed when they come in, tried on the provider before they
/// are kept, handed out in the clear only to the call that needs one. Providers are asked outside of
/// transactions. Thread-safe. Source: E7 to E11, E24, E33, E53 to E58, E91, E93; DESIGN 9.
public final class Vault {

    private static final int KEYS_PER_PERSON_MAX = 100;
    private static final int ERROR_LENGTH_MAX = 1000;

    private final Transactions transactions;
    private final KeySeal seal;
    private final KeyForm form;
    private final KeyProbe probe;
    private final Ids ids;
    private final Audit audit;
    private final KeyStore store = new KeyStore();

    public Vault(
            Transactions transactions, Envelope envelope, Outbound outbound, KeyProbe probe, Ids ids, Audit audit) {
        this.transactions = transactions;
        this.seal = new KeySeal(envelope);
        this.form = new KeyForm(outbound::refusal, probe::canonical);
        this.probe = probe;
        this.ids = ids;
        this.audit = audit;
    }

    /// A person's own keys, by provider and name.
    public List<ProviderKey> list(Actor actor) {
        return transactions.asUser(actor, tx -> store.list(tx, actor.person()));
    }

    /// Tries the key on the provider and keeps it, as `unverified` when the provider cannot be reached.
    ///
    /// @throws ProblemException `vault.invalid` with every fault, `vault.key_rejected`, `vault.name_taken`,
    ///     `vault.too_many_keys`
    public ProviderKey add(Actor actor, KeyDraft draft) {
        CheckedKey key = form.check(draft);
        if (transactions.asUser(actor, tx -> store.count(tx, actor.person())) >= KEYS_PER_PERSON_MAX) {
            throw VaultProblem.TOO_MANY.problem();
        }
        Checked checked = accepted(key);
        UUID id = ids.next();
        SealedSecret sealed = seal.seal(KeyTable.OWN, id, key);
        return named(() -> transactions.asUser(actor, tx -> {
            ProviderKey added = store.insert(tx.asSystem("vault add"), id, actor.person(), key, sealed, checked);
            return note(tx, actor, "vault.key_added", added);
        }));
    }

    /// Changes what the draft names and leaves the rest. A new key, address or headers are tried first. A
    /// new address needs the key again: whoever could only change the address would otherwise learn the
    /// key.
    ///
    /// @throws ProblemException as [#add], and `vault.key_not_found`
    public ProviderKey update(Actor actor, UUID id, KeyDraft draft) {
        ProviderKey before = transactions
                .asUser(actor, tx -> store.find(tx, actor.person(), id))
                .orElseThrow(VaultProblem.KEY_NOT_FOUND::problem);
        boolean active = draft.isActive() == null ? before.isActive() : draft.isActive();
        String name = draft.keyName() == null ? before.keyName() : draft.keyName();
        if (draft.apiKey() == null && draft.baseUrl() == null && draft.headers() == null) {
            String renamed = form.checkName(name);
            return named(() -> asOwnerOf(
                    actor, id, tx -> note(tx, actor, "vault.key_changed", store.rename(tx, id, renamed, active))));
        }
        requireKeyWithAddress(draft);
        String baseUrl = draft.baseUrl() == null ? before.baseUrl() : draft.baseUrl();
        CheckedKey key =
                form.check(new KeyDraft(before.provider(), name, draft.apiKey(), baseUrl, draft.headers(), null));
        Checked checked = accepted(key);
        SealedSecret sealed = seal.seal(KeyTable.OWN, id, key);
        return named(() -> asOwnerOf(
                actor,
                id,
                tx -> note(tx, actor, "vault.key_replaced", store.replace(tx, id, key, sealed, checked, active))));
    }

    /// @throws ProblemException `vault.key_not_found`
    public void delete(Actor actor, UUID id) {
        asOwnerOf(actor, id, tx -> {
            store.delete(tx, id);
            audit.record(tx, actor, "vault.key_deleted", "provider_key " + id, Map.of());
            return id;
        });
    }

    /// Tries a stored key and notes what the provider said.
    ///
    /// @throws ProblemException `vault.key_not_found`
    public Probe test(Actor actor, UUID id) {
        Sealed row = asOwnerOf(actor, id, tx -> store.sealed(tx, KeyTable.OWN, id))
                .orElseThrow(VaultProblem.KEY_NOT_FOUND::problem);
        Probe result = probe.probe(row.provider(), seal.open(row));
        transactions.asSystem("vault test", tx -> {
            store.checked(tx, KeyTable.OWN, id, checked(result));
            return null;
        });
        return result;
    }

    /// Tries a key that is not stored and does not store it.
    ///
    /// @throws ProblemException `vault.invalid` with every fault
    public Probe test(KeyDraft draft) {
        CheckedKey key = form.check(
                new KeyDraft(draft.provider(), "test", draft.apiKey(), draft.baseUrl(), draft.headers(), null));
        return probe.probe(key.provider(), key.credentials(null));
    }

    /// Whose key a run of this person at this provider would use, now.
    public KeyChoice resolve(UUID userId, String provider) {
        return transactions.asSystem("vault resolve", tx -> store.candidates(tx, userId, provider)).stream()
                .findFirst()
                .map(KeyStore.Candidate::choice)
                .orElse(new KeyChoice.NoKey(false));
    }

    /// The same for all providers at once; those without any key are absent.
    public Map<String, KeyChoice> choices(UUID userId) {
        Map<String, KeyChoice> choices = new HashMap<>();
        transactions
                .asSystem("vault resolve", tx -> store.candidates(tx, userId, null))
                .forEach(candidate -> choices.put(candidate.provider(), candidate.choice()));
        return choices;
    }

    /// The key in the clear, for the one call that is about to be made.
    ///
    /// @param keyId    of a [KeyChoice]
    /// @param provider the one the key is for; a key never goes to another
    /// @throws ProblemException `vault.key_gone` when it was deleted or switched off meanwhile
    public ProviderCredentials open(UUID keyId, String provider) {
        return transactions
                .asSystem("vault open", tx -> store.use(tx, keyId))
                .filter(row -> row.isActive() && row.provider().equals(provider))
                .map(seal::open)
                .orElseThrow(VaultProblem.KEY_GONE::problem);
    }

    /// Notes that a provider refused the key in the middle of work.
    ///
    /// @param message the provider's own words, without secrets
    public void reject(UUID keyId, String message) {
        transactions.asSystem("vault reject", tx -> {
            var checked = new Checked(KeyStatus.INVALID, true, limited(message));
            for (KeyTable table : KeyTable.values()) {
                store.checked(tx, table, keyId, checked);
            }
            return null;
        });
    }

    /// The keys an administrator set for everyone.
    public List<ProviderKey> listServer(Admin admin) {
        return transactions.asUser(admin.actor(), tx -> store.listServer(tx.asSystem("vault server keys")));
    }

    /// For pages that say whether the server has a key, without any part of it but the end.
    public List<ProviderKey> serverKeys() {
        return transactions.asSystem("vault server keys", store::listServer);
    }

    /// Sets the key of a provider for everyone; the one before is dropped.
    ///
    /// @throws ProblemException as [#add]
    public ProviderKey setServer(Admin admin, KeyDraft draft) {
        CheckedKey key = form.check(draft);
        Checked checked = accepted(key);
        UUID id = ids.next();
        SealedSecret sealed = seal.seal(KeyTable.SERVER, id, key);
        return transactions.asUser(admin.actor(), tx -> {
            ProviderKey set = store.upsertServer(tx.asSystem("vault server key"), id, key, sealed, checked);
            return note(tx, admin.actor(), "vault.server_key_set", set);
        });
    }

    /// @throws ProblemException `vault.key_not_found`
    public void deleteServer(Admin admin, String provider) {
        boolean deleted = transactions.asUser(admin.actor(), tx -> {
            boolean was = store.deleteServer(tx.asSystem("vault server key"), provider);
            if (was) {
                audit.record(tx, admin.actor(), "vault.server_key_deleted", "server_key " + provider, Map.of());
            }
            return was;
        });
        if (!deleted) {
            throw VaultProblem.KEY_NOT_FOUND.problem();
        }
    }

    private ProviderKey note(Tx tx, Actor actor, String action, ProviderKey key) {
        Map<String, ?> detail =
                Map.of("provider", key.provider(), "last4", key.last4(), "own_address", key.baseUrl() != null);
        audit.record(tx, actor, action, "provider_key " + key.id(), detail);
        return key;
    }

    /// What the provider says, unless it refuses.
    private Checked accepted(CheckedKey key) {
        Probe result = probe.probe(key.provider(), key.credentials(null));
        return switch (result) {
            case Probe.Accepted _, Probe.Unreachable _, Probe.UnknownProvider _ -> checked(result);
            case Probe.Rejected(String message) ->
                throw Problem.of(
                                VaultProblem.KEY_REJECTED,
                                "The provider refused this key: " + limited(message) + " "
                                        + VaultProblem.KEY_REJECTED.action())
                        .with("provider", Map.of("name", key.provider(), "message", limited(message)))
                        .exception();
        };
    }

    private static Checked checked(Probe result) {
        return switch (result) {
            case Probe.Accepted _ -> new Checked(KeyStatus.VALID, true, null);
            case Probe.Rejected(String message) -> new Checked(KeyStatus.INVALID, true, limited(message));
            case Probe.Unreachable(String message) -> new Checked(KeyStatus.UNVERIFIED, true, limited(message));
            case Probe.UnknownProvider _ ->
                new Checked(KeyStatus.UNVERIFIED, true, "This server does not know the provider any more.");
        };
    }

    private static void requireKeyWithAddress(KeyDraft draft) {
        if (draft.apiKey() == null) {
            String detail = "Send the key again: it is needed when the address or the headers change.";
            throw Problem.of(VaultProblem.INVALID, detail)
                    .withFaults(new Faults().add("/api_key", "required", detail).found())
                    .exception();
        }
    }

    /// Row-level security finds the row, then the system changes it.
    private <T extends @Nullable Object> T asOwnerOf(Actor actor, UUID id, Function<Tx, T> work) {
        return transactions.asUser(actor, tx -> {
            Optional<ProviderKey> own = store.find(tx, actor.person(), id);
            if (own.isEmpty()) {
                throw VaultProblem.KEY_NOT_FOUND.problem();
            }
            return work.apply(tx.asSystem("vault"));
        });
    }

    private static ProviderKey named(Supplier<ProviderKey> write) {
        try {
            return write.get();
        } catch (DataIntegrityViolationException failure) {
            if (String.valueOf(failure.getMessage()).contains("user_api_keys_name_unique")) {
                throw VaultProblem.NAME_TAKEN.problem();
            }
            throw failure;
        }
    }

    private static String limited(String message) {
        return message.length() > ERROR_LENGTH_MAX ? message.substring(0, ERROR_LENGTH_MAX) : message;
    }
}
