package studio.atelier.engine.catalog;

import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Who makes models available, as people see it.
///
/// @param id              canonical name in ids, rows and URLs
/// @param adapter         the name of the adapter that speaks to it; the same as `id` unless several share
///     one
/// @param aliases         other names people and programs use for it
/// @param keyPrefixes     how its keys begin; empty when that says nothing
/// @param baseUrl         where it is reached; null when each connection brings its own address
/// @param baseUrlEditable a connection may name another address
/// @param concurrency     calls at once for one key; 1 to 1000
public record CatalogProvider(
        String id,
        String displayName,
        String adapter,
        List<String> aliases,
        boolean keyRequired,
        List<String> keyPrefixes,
        @Nullable URI baseUrl,
        boolean baseUrlEditable,
        String docsUrl,
        int concurrency) {

    public CatalogProvider {
        aliases = List.copyOf(aliases);
        keyPrefixes = List.copyOf(keyPrefixes);
        if (concurrency < 1 || concurrency > 1000) {
            throw new IllegalArgumentException("concurrency is 1 to 1000, not " + concurrency);
        }
    }
}
