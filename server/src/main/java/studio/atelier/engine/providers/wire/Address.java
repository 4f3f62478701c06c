package studio.atelier.engine.providers.wire;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import studio.atelier.engine.catalog.CatalogProvider;
import studio.atelier.engine.vault.ProviderCredentials;
import studio.atelier.platform.outbound.OutboundCall;
import studio.atelier.platform.settings.Secret;

/// Where a call goes and what it carries there.
public final class Address {

    private static final Pattern VERSION = Pattern.compile("(^|/)v[0-9]+[a-z0-9]*(/|$)");

    /// Headers of a connection that speak to us and not to the provider.
    private static final String OWN_PREFIX = "x-atelier-";

    private Address() {}

    /// The address of a call under a base as people type it: with a slash at its end or without, with the
    /// version or without.
    ///
    /// @param version such as `/v1`; added where the base names none
    /// @param call    begins with a slash; may carry a query
    public static URI versioned(URI base, String version, String call) {
        String text = plain(base);
        String path = URI.create(text).getPath();
        return URI.create(text + (path != null && VERSION.matcher(path).find() ? "" : version) + call);
    }

    /// The same for a provider without a version in its addresses.
    public static URI under(URI base, String call) {
        return URI.create(plain(base) + call);
    }

    private static String plain(URI base) {
        String text = base.toString();
        int cut = text.indexOf('?') >= 0 ? text.indexOf('?') : text.length();
        return text.substring(0, cut).replaceAll("/+$", "");
    }

    /// The base of a connection: as its owner gave it, else as the catalog says.
    ///
    /// @param otherwise where neither says
    public static URI base(ProviderCredentials credentials, CatalogProvider provider, URI otherwise) {
        URI given = credentials.baseUrl();
        URI own = provider.baseUrl();
        return given != null ? given : own != null ? own : otherwise;
    }

    /// A text as one part of a path or of a query.
    public static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /// Whether a key that belongs to one may go to the other.
    public static boolean sameOrigin(URI own, URI other) {
        return origin(own).equals(origin(other));
    }

    private static String origin(URI uri) {
        return (uri.getScheme() + "://" + uri.getHost() + ":" + uri.getPort()).toLowerCase(Locale.ROOT);
    }

    /// What a connection wishes of us, in a header that begins with `x-atelier-` and is not sent on.
    ///
    /// @param name of the header without its beginning
    public static Optional<String> wish(ProviderCredentials credentials, String name) {
        return credentials.headers().entrySet().stream()
                .filter(each -> each.getKey().toLowerCase(Locale.ROOT).equals(OWN_PREFIX + name))
                .map(each -> each.getValue().reveal())
                .findFirst();
    }

    /// The call with the headers of the connection.
    public static OutboundCall signed(OutboundCall call, ProviderCredentials credentials) {
        OutboundCall signed = call;
        for (Map.Entry<String, Secret> header : credentials.headers().entrySet()) {
            if (!header.getKey().toLowerCase(Locale.ROOT).startsWith(OWN_PREFIX)) {
                signed = signed.with(header.getKey(), header.getValue());
            }
        }
        return signed;
    }

    /// The call with the key in `Authorization` and the headers of the connection.
    ///
    /// @param scheme `Bearer`, `Key`
    public static OutboundCall signed(OutboundCall call, String scheme, ProviderCredentials credentials) {
        String key = credentials.apiKey().reveal();
        return signed(key.isEmpty() ? call : call.with("Authorization", new Secret(scheme + " " + key)), credentials);
    }
}
