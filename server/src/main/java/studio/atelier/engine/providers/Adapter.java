package studio.atelier.engine.providers;

import java.util.function.Function;
import studio.atelier.engine.catalog.CatalogProvider;

/// A way to speak to providers of one kind of API.
///
/// @param name what a provider's file names as its `adapter`
/// @param make the port to one provider that speaks this way
public record Adapter(String name, Function<CatalogProvider, Provider> make) {

    /// An adapter for the one provider of its name.
    static Adapter only(Provider provider) {
        return new Adapter(provider.name(), _ -> provider);
    }
}
