package studio.atelier.engine.generation;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import studio.atelier.engine.providers.Adapter;
import studio.atelier.engine.providers.Cancellation;
import studio.atelier.engine.providers.Discovery;
import studio.atelier.engine.providers.Provider;
import studio.atelier.engine.providers.ProviderCall;
import studio.atelier.engine.providers.ProviderLimits;
import studio.atelier.engine.providers.ProviderTraits;
import studio.atelier.engine.providers.Providers;
import studio.atelier.engine.vault.ProviderCredentials;
import studio.atelier.testkit.RunningServer;

/// A provider that stands in for the built-in one, and says what a test wants to hear.
interface StandIn extends Provider {

    /// The rooms of a server, where this is the only provider.
    default Rooms in(RunningServer server) {
        Rooms rooms = server.room(Rooms.class);
        var adapter = new Adapter(name(), _ -> this);
        var providers = new Providers(
                rooms.catalog(), List.of(adapter), ProviderLimits.STANDARD, server.room(MeterRegistry.class));
        return new Rooms(
                rooms.transactions(),
                rooms.store(),
                rooms.runs(),
                rooms.catalog(),
                providers,
                rooms.moderation(),
                rooms.vault(),
                rooms.projects(),
                rooms.credits(),
                rooms.media(),
                rooms.events(),
                rooms.signals(),
                rooms.failpoints(),
                rooms.json());
    }

    @Override
    default String name() {
        return "demo";
    }

    @Override
    default ProviderTraits traits() {
        return new ProviderTraits(false, true, true, false, false, false, 1);
    }

    @Override
    default Cancellation cancel(String handle, ProviderCall call) {
        return Cancellation.TOO_LATE;
    }

    @Override
    default Discovery discover(ProviderCredentials credentials) {
        return new Discovery.Unreachable("a test");
    }
}
