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
import studio.atelier.engine.vault.KeyResolution.Question;
import studio.atelier.engine.vault.KeyStore.Checked;
import studio.atelier.engine.vault.KeyStore.Face;
import studio.atelier.engine.vault.KeyStore.Shelf;
import studio.atelier.engine.vault.KeyStore.Use;
import studio.atelier.platform.crypto.Envelope;
import studio.atelier.platform.crypto.SealedSecret;
import studio.atelier.platform.database.Actor;
import studio.atelier.platform.database.Ids;
import studio.atelier.platform.database.Together;
import studio.atelier.platform.database.Transactions;
import studio.atelier.platform.database.Tx;
import studio.atelier.platform.http.Admin;
import studio.atelier.platform.outbound.Outbound;
import studio.atelier.platform.problem.Faults;
import studio.atelier.platform.problem.Problem;
import studio.atelier.platform.problem.ProblemException;

/// Provider keys of people, organisations and the server: sealed when they come in, tried on the provider
/// before they are kept, handed out in the clear only to the call that needs one. Providers are asked outside
/// of transactions. Thread-safe. Source: E7 to E11, E24, E33, E53 to E58, E91, E93; DESIGN 9.
public final class Vault {

    private static final int KEYS_PER_OWNER_MAX = 100;
    private static final int ERROR_LENGTH_MAX = 1000;

    private final Transactions transactions;
    private final KeySeal seal;
    private final KeyForm form;
    private final KeyProbe probe;
    private final Ids ids;
    private final Audit audit;
    private final KeyStore store = new KeyStore();
    private final Together<Question, Map<String, KeyChoice>> resolving;
    private final Together<UUID, Optional<Use>> opening;

    public Vault(
            Transactions transactions, Envelope envelope, Outbound outbound, KeyProbe probe, Ids ids, Audit audit) {
        this.transactions = transactions;
        this.seal = new KeySeal(envelope);
        this.form = new KeyForm(outbound::refusal, probe::canonical);
        this.probe = probe;
        this.ids = ids;
        this.audit = audit;
        this.resolving = Together.inOneTrip(transactions, "vault resolve", KeyResolution::resolve);
        this.opening = Together.inOneTrip(transactions, "vault open", store::use);
    }

    /// A person's own keys.
    public List<ProviderKey> list(Actor actor) {
        return list(new KeyOwner.Person(actor));
    }

    /// By provider, position and name.
    ///
    /// @throws ProblemException `vault.organisation_not_found`, `vault.not_allowed`
    public List<ProviderKey> list(KeyOwner owner) {
        return asOwner(owner, tx -> store.list(tx, Shelf.of(owner)));
    }

    /// Adds to a person's own.
    ///
    /// @throws ProblemException as the other one
    public ProviderKey add(Actor actor, KeyDraft draft) {
        return add(new KeyOwner.Person(actor), draft);
    }

    /// Tries the key on the provider and keeps it, as `unverified` when the provider cannot be reached.
    ///
    /// @throws ProblemException `vault.invalid` with every fault, `vault.key_rejected`, `vault.name_taken`,
    ///     `vault.too_many_keys`, and as [#list]
    public ProviderKey add(KeyOwner owner, KeyDraft draft) {
        Shelf shelf = Shelf.of(owner);
        int stored = asOwner(owner, tx -> store.count(tx, shelf));
        CheckedKey key = form.check(shelf.table(), draft);
        if (stored >= KEYS_PER_OWNER_MAX) {
            throw VaultProblem.TOO_MANY.problem();
        }
        Tried tried = accepted(key);
        UUID id = ids.next();
        SealedSecret sealed = seal.seal(shelf.table(), id, key);
        Face face = face(key.keyName(), draft);
        return named(() -> asOwner(owner, tx -> {
            store.insert(tx.asSystem("vault add"), shelf, id, key, face, sealed, tried.checked());
            return written(tx, owner, id, draft, "added");
        }));
    }

    /// Changes what the draft names and leaves the rest. A new key, address or headers are tried first. A
    /// new address needs the key again: whoever could only change the address would otherwise learn the
    /// key.
    ///
    /// @throws ProblemException as [#add], and `vault.key_not_found`
    public ProviderKey update(KeyOwner owner, UUID id, KeyDraft draft) {
        KeyTable table = KeyTable.of(owner);
        ProviderKey before = find(owner, id);
        KeyDraft whole = over(before, draft);
        if (draft.apiKey() == null && draft.baseUrl() == null && draft.headers() == null) {
            Face face = face(form.checkFace(table, whole), whole);
            return named(() -> asKeyOf(owner, id, tx -> {
                store.change(tx, table, id, face);
                return written(tx, owner, id, draft, "changed");
            }));
        }
        requireKeyWithAddress(draft);
        return replaced(owner, id, accepted(form.check(table, whole)), whole, "replaced");
    }

    /// Puts a new key under the same id, with the address and headers of the old one. The old one stays
    /// until the provider has accepted the new one.
    ///
    /// @throws ProblemException as [#update], and `vault.key_unchecked` when the provider cannot be asked
    public ProviderKey rotate(KeyOwner owner, UUID id, @Nullable String apiKey) {
        KeyTable table = KeyTable.of(owner);
        ProviderKey before = find(owner, id);
        Map<String, String> headers = new HashMap<>();
        sealed(table, id).headers().forEach((name, value) -> headers.put(name, value.reveal()));
        KeyDraft whole = over(before, new KeyDraft(null, null, apiKey, null, headers, null));
        CheckedKey key = form.check(table, whole);
        Probe result = probe.probe(key.provider(), key.credentials(null));
        if (result instanceof Probe.Unreachable(String message)) {
            throw VaultProblem.KEY_UNCHECKED.problem(limited(message) + " " + VaultProblem.KEY_UNCHECKED.action());
        }
        return replaced(owner, id, accepted(key, result), whole, "rotated");
    }

    /// @throws ProblemException `vault.key_not_found`, and as [#list]
    public void delete(KeyOwner owner, UUID id) {
        KeyTable table = KeyTable.of(owner);
        asKeyOf(owner, id, tx -> {
            store.delete(tx, table, id);
            audit.record(tx, owner.actor(), "vault." + table.word() + "_deleted", "provider_key " + id, Map.of());
            return id;
        });
    }

    /// Tries a stored key and notes what the provider said.
    ///
    /// @throws ProblemException `vault.key_not_found`, and as [#list]
    public Probe test(KeyOwner owner, UUID id) {
        KeyTable table = KeyTable.of(owner);
        ProviderKey key = find(owner, id);
        Probe result = probe.probe(key.provider(), sealed(table, id));
        transactions.asSystem("vault test", tx -> {
            store.checked(tx, table, id, checked(result));
            return null;
        });
        return result;
    }

    /// Tries a key that is not stored and does not store it.
    ///
    /// @throws ProblemException `vault.invalid` with every fault
    public Probe test(KeyDraft draft) {
        CheckedKey key = form.check(
                KeyTable.OWN,
                new KeyDraft(draft.provider(), "test", draft.apiKey(), draft.baseUrl(), draft.headers(), null));
        return probe.probe(key.provider(), key.credentials(null));
    }

    /// Whose key a run of this person at this provider would use, now.
    ///
    /// @param projectId the run's project, whose organisation's keys count; null for none
    public KeyChoice resolve(UUID userId, @Nullable UUID projectId, String provider) {
        return resolving
                .submit(new Question(userId, projectId, provider))
                .getOrDefault(provider, new KeyChoice.NoKey());
    }

    /// The same for all providers at once; those without any key are absent.
    public Map<String, KeyChoice> choices(UUID userId, @Nullable UUID projectId) {
        return resolving.submit(new Question(userId, projectId, null));
    }

    /// The key in the clear, for the one call that is about to be made.
    ///
    /// @param keyId    of a [KeyChoice]
    /// @param provider the one the key is for; a key never goes to another
    /// @throws ProblemException `vault.key_gone` when it was deleted or switched off meanwhile
    public ProviderCredentials open(UUID keyId, String provider) {
        Use use = opening.submit(keyId)
                .filter(found ->
                        found.sealed().isActive() && found.sealed().provider().equals(provider))
                .orElseThrow(VaultProblem.KEY_GONE::problem);
        if (use.notedLongAgo()) {
            transactions.inOneTrip("vault use", trip -> store.noteUse(trip, use.sealed()));
        }
        return seal.open(use.sealed());
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

    /// For pages that say whether the server has a key, without any part of it but the end.
    public List<ProviderKey> serverKeys() {
        return transactions.asSystem("vault server keys", tx -> store.list(tx, new Shelf(KeyTable.SERVER, null)));
    }

    /// Sets the server's key of a provider and name, new or in the place of the one before.
    ///
    /// @throws ProblemException as [#add]
    public ProviderKey setServer(Admin admin, KeyDraft draft) {
        var owner = new KeyOwner.Server(admin);
        CheckedKey key = form.check(KeyTable.SERVER, draft);
        Optional<UUID> before = asOwner(owner, tx -> store.named(tx, Shelf.of(owner), key.provider(), key.keyName()));
        return before.isPresent() ? replaced(owner, before.get(), accepted(key), draft, "set") : add(owner, draft);
    }

    /// Deletes all keys of the server for a provider.
    ///
    /// @throws ProblemException `vault.key_not_found` when there is none
    public void deleteServer(Admin admin, String provider) {
        var owner = new KeyOwner.Server(admin);
        List<ProviderKey> keys = list(owner).stream()
                .filter(key -> key.provider().equals(provider))
                .toList();
        if (keys.isEmpty()) {
            throw VaultProblem.KEY_NOT_FOUND.problem();
        }
        keys.forEach(key -> delete(owner, key.id()));
    }

    private ProviderKey replaced(KeyOwner owner, UUID id, Tried tried, KeyDraft draft, String verb) {
        KeyTable table = KeyTable.of(owner);
        CheckedKey key = tried.key();
        SealedSecret sealed = seal.seal(table, id, key);
        return named(() -> asKeyOf(owner, id, tx -> {
            store.replace(tx, table, id, key, face(key.keyName(), draft), sealed, tried.checked());
            return written(tx, owner, id, draft, verb);
        }));
    }

    /// What the draft leaves out, from the key as it is.
    private static KeyDraft over(ProviderKey before, KeyDraft draft) {
        return new KeyDraft(
                before.provider(),
                draft.keyName() == null ? before.keyName() : draft.keyName(),
                draft.apiKey(),
                draft.baseUrl() == null ? before.baseUrl() : draft.baseUrl(),
                draft.headers(),
                draft.isActive() == null ? before.isActive() : draft.isActive(),
                draft.position() == null ? before.position() : draft.position(),
                draft.use());
    }

    private static Face face(String name, KeyDraft draft) {
        Integer position = draft.position();
        return new Face(name, !Boolean.FALSE.equals(draft.isActive()), position == null ? 0 : position);
    }

    private ProviderCredentials sealed(KeyTable table, UUID id) {
        return transactions
                .asSystem("vault open", tx -> store.sealed(tx, table, id))
                .map(seal::open)
                .orElseThrow(VaultProblem.KEY_NOT_FOUND::problem);
    }

    /// The last step of each change: who may use it, the audit, and the row as it is now.
    private ProviderKey written(Tx tx, KeyOwner owner, UUID id, KeyDraft draft, String verb) {
        Shelf shelf = Shelf.of(owner);
        if (draft.use() != null) {
            KeyGrants.write(tx, shelf.table(), id, shelf.owner(), draft.use());
        }
        ProviderKey key = store.find(tx, shelf, id).orElseThrow(VaultProblem.KEY_NOT_FOUND::problem);
        Map<String, Object> detail = new HashMap<>(Map.of(
                "provider", key.provider(),
                "last4", key.last4(),
                "own_address", key.baseUrl() != null,
                "is_active", key.isActive()));
        if (owner instanceof KeyOwner.Organisation(Actor _, UUID orgId)) {
            detail.put("organisation", orgId);
        }
        if (draft.use() != null) {
            detail.put("everyone", draft.use().everyone());
        }
        audit.record(tx, owner.actor(), "vault." + shelf.table().word() + "_" + verb, "provider_key " + id, detail);
        return key;
    }

    /// A key and what its provider said of it, which was no refusal.
    private record Tried(CheckedKey key, Checked checked) {}

    private Tried accepted(CheckedKey key) {
        return accepted(key, probe.probe(key.provider(), key.credentials(null)));
    }

    private static Tried accepted(CheckedKey key, Probe result) {
        return switch (result) {
            case Probe.Accepted _, Probe.Unreachable _, Probe.UnknownProvider _ -> new Tried(key, checked(result));
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

    private ProviderKey find(KeyOwner owner, UUID id) {
        return asOwner(owner, tx -> store.find(tx, Shelf.of(owner), id))
                .orElseThrow(VaultProblem.KEY_NOT_FOUND::problem);
    }

    /// A person's own keys are looked up as that person; for shared ones that person is asked for, and then
    /// the system does it.
    private <T extends @Nullable Object> T asOwner(KeyOwner owner, Function<Tx, T> work) {
        return transactions.asUser(owner.actor(), tx -> {
            if (owner instanceof KeyOwner.Organisation(Actor _, UUID orgId)) {
                requireManager(tx, orgId);
            }
            return work.apply(owner instanceof KeyOwner.Person ? tx : tx.asSystem("vault"));
        });
    }

    private static void requireManager(Tx tx, UUID orgId) {
        Boolean manages = tx.sql("""
                        select case
                          when :org = any (auth.permitted_orgs('provider_keys.manage')) then true
                          when :org = any (auth.permitted_orgs('organisation.read')) then false
                        end
                        """)
                .param("org", orgId)
                .query((row, _) -> row.getObject(1, Boolean.class))
                .list()
                .getFirst();
        if (manages == null) {
            throw VaultProblem.ORGANISATION_NOT_FOUND.problem();
        }
        if (!manages) {
            throw VaultProblem.NOT_ALLOWED.problem();
        }
    }

    /// A key that is gone is not found, whoever asks.
    private <T extends @Nullable Object> T asKeyOf(KeyOwner owner, UUID id, Function<Tx, T> work) {
        return asOwner(owner, tx -> {
            if (store.find(tx, Shelf.of(owner), id).isEmpty()) {
                throw VaultProblem.KEY_NOT_FOUND.problem();
            }
            return work.apply(tx.asSystem("vault"));
        });
    }

    private static ProviderKey named(Supplier<ProviderKey> write) {
        try {
            return write.get();
        } catch (DataIntegrityViolationException failure) {
            if (String.valueOf(failure.getMessage()).contains("keys_name_unique")) {
                throw VaultProblem.NAME_TAKEN.problem();
            }
            throw failure;
        }
    }

    private static String limited(String message) {
        return message.length() > ERROR_LENGTH_MAX ? message.substring(0, ERROR_LENGTH_MAX) : message;
    }
}
