package studio.atelier.engine.providers;

import java.util.Optional;
import studio.atelier.engine.vault.ProviderCredentials;

/// The port to one provider. An adapter translates and decides nothing: no retries, no waiting between
/// polls, no prices. What it cannot do is declared in [#traits()], not discovered by an exception.
/// Thread-safe; calls block and may be interrupted, which means: stop, the caller is leaving.
public interface Provider {

    /// The name in ids and rows: `openai`, `demo`.
    String name();

    ProviderTraits traits();

    /// Asks for the work. Either everything arrives in the sink before this returns [Answer.Completed], or
    /// the provider takes the job and [Answer.Accepted] carries a handle that [#poll] understands on any
    /// node after any restart.
    ///
    /// Every failure is an [Answer.Failed]; nothing is thrown for what a provider or a network does.
    Answer submit(ProviderCall call, OutputSink sink);

    /// Looks at an accepted job. Called again until it is not [Answer.Running]; outputs arrive in the sink
    /// only when complete. Only for adapters that declare `jobs`.
    ///
    /// @param handle what [Answer.Accepted] carried
    Answer poll(String handle, ProviderCall call, OutputSink sink);

    /// Who sent a callback. For adapters that hand [ProviderCall#callback] to the provider.
    ///
    /// @param credentials of the job
    default Callback.Sender sender(Callback callback, ProviderCredentials credentials) {
        return new Callback.Sender.Unsigned();
    }

    /// Whether callbacks name their job, so that one settles a create whose answer was lost. Only where the provider
    /// documents it.
    default boolean callsWithJob() {
        return false;
    }

    /// The job that a callback is about.
    ///
    /// @return a handle for [#poll]; empty where the callback names none
    default Optional<String> job(Callback callback) {
        return Optional.empty();
    }

    /// Tells the provider that nobody waits any more; best effort.
    ///
    /// @return what is known afterwards
    Cancellation cancel(String handle, ProviderCall call);

    /// Whether these credentials are accepted, and which models they reach.
    Discovery discover(ProviderCredentials credentials);
}
