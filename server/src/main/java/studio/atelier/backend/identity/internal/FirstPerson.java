package studio.atelier.backend.identity.internal;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import studio.atelier.backend.identity.IdentityProblem;
import studio.atelier.backend.identity.IdentitySettings;
import studio.atelier.platform.database.Transactions;
import studio.atelier.platform.problem.Problem;
import studio.atelier.platform.problem.ProblemException;
import studio.atelier.platform.settings.Secret;

/// How an empty server gets its first person: by a one-time code that only the console and `run.json` show,
/// or by the settings. Thread-safe.
public final class FirstPerson {

    private static final Logger log = LoggerFactory.getLogger(FirstPerson.class);

    /// 16 characters of 5 bits.
    private static final int CODE_LENGTH = 16;

    private static final int CODE_GROUP = 4;

    /// Wrong tries in [#TRIES_PERIOD], of everybody together. 80 bits are not guessed; this keeps the log
    /// readable.
    static final int TRIES_MAX = 10;

    static final Duration TRIES_PERIOD = Duration.ofMinutes(1);

    private final Transactions transactions;
    private final InstanceStore instances;
    private final Accounts accounts;
    private final Sessions sessions;
    private final IdentitySettings settings;
    private final Clock clock;
    private final SecureRandom random;
    private volatile @Nullable Secret code;
    private volatile boolean completed;

    FirstPerson(Transactions transactions, Rooms rooms, IdentitySettings settings, Clock clock, SecureRandom random) {
        this.transactions = transactions;
        this.instances = rooms.instances();
        this.accounts = rooms.accounts();
        this.sessions = rooms.sessions();
        this.settings = settings;
        this.clock = clock;
        this.random = random;
    }

    record Rooms(InstanceStore instances, Accounts accounts, Sessions sessions) {}

    /// At start, once the schema is there: makes the owner of the settings, or a new code. The old code, of
    /// which only the hash was kept, is void.
    void prepare() {
        if (settings.owner().isPresent()) {
            makeOwner(settings.owner().get());
        }
        String made = Digests.code(random, CODE_LENGTH);
        boolean needed = transactions.asSystem("set-up code", tx -> {
            if (instances.lock(tx).setupCompleted()) {
                return false;
            }
            instances.setupCode(tx, Digests.sha256(made));
            return true;
        });
        completed = !needed;
        code = needed ? new Secret(grouped(made)) : null;
    }

    private void makeOwner(IdentitySettings.Owner owner) {
        var person = new NewPerson(owner.email(), owner.password().reveal(), true, accounts.noData());
        if (transactions.asSystem("owner", tx -> instances.read(tx).setupCompleted())) {
            return;
        }
        String hash = accounts.hash(person);
        boolean made = transactions.asSystem("owner", tx -> {
            if (instances.lock(tx).setupCompleted()) {
                return false;
            }
            instances.completed(tx);
            return accounts.create(tx, person, hash, true, null).isPresent();
        });
        if (made) {
            log.info("the first person was made as the settings say");
        }
    }

    /// True until somebody exists. Asks the database only while that is so.
    boolean required() {
        if (!completed) {
            completed = transactions.asSystem(
                    "set-up state", tx -> instances.read(tx).setupCompleted());
        }
        return !completed;
    }

    /// For the console and `run.json`; empty once it was used.
    public Optional<Secret> code() {
        return required() ? Optional.ofNullable(code) : Optional.empty();
    }

    /// Makes the first person, an administrator, and signs them in.
    ///
    /// @throws ProblemException `identity.setup_done`, `identity.too_many_tries`,
    ///     `identity.setup_code_invalid`, `identity.invalid`
    SignedIn setUp(String given, NewPerson person, Visit visit) {
        checkCode(given);
        accounts.check(person);
        String hash = accounts.hash(person);
        SignedIn signedIn = transactions.asSystem("set-up", tx -> {
            if (instances.lock(tx).setupCompleted()) {
                throw IdentityProblem.SETUP_DONE.problem();
            }
            Account account =
                    accounts.create(tx, person, hash, true, null).orElseThrow(IdentityProblem.EMAIL_TAKEN::problem);
            SignedIn begun = sessions.begin(tx, account, visit, "password");
            instances.completed(tx);
            return begun;
        });
        completed = true;
        code = null;
        return signedIn;
    }

    private enum CodeCheck {
        RIGHT,
        WRONG,
        TOO_OFTEN,
        DONE
    }

    private void checkCode(String given) {
        switch (transactions.asSystem("set-up code", tx -> checkCode(given, instances.lock(tx), tx))) {
            case RIGHT -> {}
            case WRONG -> throw IdentityProblem.SETUP_CODE_INVALID.problem();
            case DONE -> throw IdentityProblem.SETUP_DONE.problem();
            case TOO_OFTEN ->
                throw Problem.of(IdentityProblem.TOO_MANY_TRIES, "Too many wrong codes; wait a minute and try again.")
                        .withRetryAfter(TRIES_PERIOD)
                        .exception();
        }
    }

    private CodeCheck checkCode(String given, InstanceStore.Instance instance, studio.atelier.platform.database.Tx tx) {
        if (instance.setupCompleted()) {
            return CodeCheck.DONE;
        }
        Instant now = clock.instant();
        boolean newPeriod = instance.triesSince().plus(TRIES_PERIOD).isBefore(now);
        int tries = newPeriod ? 0 : instance.setupTries();
        if (tries >= TRIES_MAX) {
            return CodeCheck.TOO_OFTEN;
        }
        String hash = instance.setupCodeHash();
        boolean right = hash != null
                && MessageDigest.isEqual(
                        Digests.sha256(plain(given)).getBytes(java.nio.charset.StandardCharsets.US_ASCII),
                        hash.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        if (right) {
            return CodeCheck.RIGHT;
        }
        instances.wrongTry(tx, tries + 1, newPeriod ? now : instance.triesSince());
        return CodeCheck.WRONG;
    }

    /// As people copy it: without dashes and blanks, letters that look like digits as digits.
    private static String plain(String given) {
        return given.toUpperCase(Locale.ROOT)
                .replaceAll("[^0-9A-Z]", "")
                .replace('O', '0')
                .replace('I', '1')
                .replace('L', '1');
    }

    private static String grouped(String plain) {
        StringBuilder text = new StringBuilder();
        for (int at = 0; at < plain.length(); at += CODE_GROUP) {
            text.append(at == 0 ? "" : "-").append(plain, at, at + CODE_GROUP);
        }
        return text.toString();
    }
}
