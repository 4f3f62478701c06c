package studio.atelier.platform.http;

import org.jspecify.annotations.Nullable;

/// What a request brought along to prove who sends it; each is null when absent. Prints nothing of it.
///
/// @param bearer of `Authorization: Bearer ...`
/// @param apiKey of the header `apikey`, or of the query parameter of that name on a WebSocket
/// @param cookie the session cookie's value
public record Credentials(
        @Nullable String bearer,
        @Nullable String apiKey,
        @Nullable String cookie) {

    public boolean none() {
        return bearer == null && apiKey == null && cookie == null;
    }

    @Override
    public String toString() {
        return "Credentials[***]";
    }
}
