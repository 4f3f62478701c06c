package studio.atelier.engine.generation;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import studio.atelier.engine.providers.Callback;
import studio.atelier.engine.vault.ProviderCredentials;
import studio.atelier.platform.database.Tx;
import studio.atelier.platform.problem.ProblemException;
import studio.atelier.platform.telemetry.Metrics;

/// Takes callbacks of providers. Whatever one says, all it does is that the run is polled at once, and that a job is
/// known whose create was not answered; so a repeated, late, lost or invented one changes nothing. Thread-safe. Source:
/// A25, A53, A68.
final class Callbacks {

    /// Sent after each callback that counts.
    static final String SIGNAL = "callbacks";

    private static final Logger log = LoggerFactory.getLogger(Callbacks.class);

    private final Rooms rooms;
    private final CallbackStore store;
    private final CallbackAddress address;
    private final MeterRegistry meters;

    Callbacks(Rooms rooms, CallbackStore store, CallbackAddress address, MeterRegistry meters) {
        this.rooms = rooms;
        this.store = store;
        this.address = address;
        this.meters = meters;
    }

    /// @throws ProblemException `generation.not_found` for a wrong token, `generation.callback_refused` where
    ///     the provider signs and did not sign this
    void receive(String provider, UUID id, String token, Callback callback) {
        if (!address.knows(provider, id, token)) {
            count("unknown", "wrong_token");
            throw GenerationProblem.NOT_FOUND.problem();
        }
        Optional<CallbackStore.Run> run = rooms.transactions().asSystem("find a called run", tx -> store.find(tx, id));
        if (run.isEmpty() || !run.get().open()) {
            count(provider, "late");
            return;
        }
        switch (sender(run.get(), callback)) {
            case Callback.Sender.Forged(String reason) -> {
                log.warn("a callback of {} for {} is refused: {}", provider, id, reason);
                count(provider, "forged");
                throw GenerationProblem.CALLBACK_REFUSED.problem();
            }
            case Callback.Sender.Proven(String replayId) -> {
                boolean fresh = rooms.transactions().asSystem("callback", tx -> {
                    boolean first = store.remember(tx, provider, replayId, id);
                    if (first) {
                        note(tx, run.get(), id, callback);
                    }
                    return first;
                });
                rooms.failpoints().reach("generation.called_back");
                count(provider, fresh ? "accepted" : "repeated");
            }
            case Callback.Sender.Unsigned() -> {
                rooms.transactions().asSystem("callback", tx -> {
                    note(tx, run.get(), id, callback);
                    return tx;
                });
                count(provider, "accepted");
            }
        }
    }

    /// A create whose answer was lost is settled by what the callback names; nothing else in it is believed.
    private void note(Tx tx, CallbackStore.Run run, UUID id, Callback callback) {
        if (run.unknown()) {
            rooms.providers().get(run.provider()).job(callback).ifPresent(handle -> {
                store.found(tx, id, handle);
                rooms.signals().afterCommit(tx, Dispatcher.SIGNAL);
            });
        }
        store.note(tx, id);
        rooms.signals().afterCommit(tx, SIGNAL);
    }

    private Callback.Sender sender(CallbackStore.Run run, Callback callback) {
        try {
            UUID keyId = run.keyId();
            ProviderCredentials credentials =
                    keyId == null ? ProviderCredentials.NONE : rooms.vault().open(keyId, run.provider());
            return rooms.providers().get(run.provider()).sender(callback, credentials);
        } catch (ProblemException gone) {
            return new Callback.Sender.Forged(
                    "it cannot be checked: " + gone.problem().detail());
        } catch (RuntimeException fault) {
            log.error("the adapter of {} failed over a callback", run.provider(), fault);
            return new Callback.Sender.Forged("it could not be read");
        }
    }

    /// Housekeeping.
    void sweep() {
        rooms.transactions().asSystem("sweep callbacks", store::forget);
    }

    private void count(String provider, String outcome) {
        Metrics.PROVIDER_CALLBACKS.counter(meters, provider, outcome).increment();
    }
}
